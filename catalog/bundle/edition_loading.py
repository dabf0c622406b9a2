"""Bundled editions into the database: published as the editors' own, and never in the place of what a person wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time

from django.db import transaction
from django.utils import timezone

from catalog.bundle import BundleError
from catalog.bundle.editions import ToldEdition
from catalog.editions import holding
from catalog.models import AIModel, BoundClaim, Edition, EditionItem, EditionSource


@transaction.atomic
def load_editions(told: Sequence[ToldEdition]) -> int:
    """Writes those that the database lacks, or has in an older text of the bundle's; how many. Twice writes nothing."""
    by_id = models_of(told)
    written = [edition for one in told if (edition := _load(one, by_id[one.file.model]))]
    holding.check(BoundClaim.objects.filter(edition__in=written))
    return len(written)


def models_of(told: Iterable[ToldEdition]) -> dict[str, AIModel]:
    """The models that editions are about, by their ids; BundleError for one that nobody knows. One query."""
    editions = list(told)
    slugs = {one.file.model.partition("/")[2] for one in editions}
    rows = AIModel.objects.filter(slug__in=slugs).select_related("creator", "family", "model_class")
    known: Mapping[str, AIModel] = {model.catalog_id: model for model in rows}
    for one in editions:
        if one.file.model not in known:
            raise BundleError(f"{one.path.parent.name}/{one.path.name}: there is no model {one.file.model}")
    return dict(known)


def _load(told: ToldEdition, model: AIModel) -> Edition | None:
    """None where a person has written of this model, or where this text or a newer one was loaded before.

    What the bundle wrote and an editor then took off the page stays off it.
    """
    earlier = list(model.editions.order_by("-bundled_on"))
    if any(edition.bundled_on is None for edition in earlier):
        return None
    if earlier and (earlier[0].bundled_on or told.file.written) >= told.file.written:
        return None
    if earlier and all(edition.status != Edition.Status.PUBLISHED for edition in earlier):
        return None
    return _write(told, model)


def _write(told: ToldEdition, model: AIModel) -> Edition:
    file = told.file
    edition = Edition.objects.create(
        ai_model=model, tagline=file.tagline, about=file.about, verdict=file.verdict, bundled_on=file.written
    )
    EditionItem.objects.bulk_create(
        EditionItem(
            edition=edition, kind=kind, position=position, title=item.title, text=item.text,
            evidence=item.evidence, on=item.on,
        )
        for kind, position, item in told.items()
    )  # fmt: skip
    EditionSource.objects.bulk_create(
        EditionSource(edition=edition, key=one.key, title=one.title, url=str(one.url), read_on=one.read_on)
        for one in file.sources
    )
    BoundClaim.objects.bulk_create(
        BoundClaim(edition=edition, sentence=claim.sentence, kind=test.kind, subject=test.subject, limit=test.limit)
        for claim, test in zip(file.claims, told.tests, strict=True)
    )
    edition.publish(min(datetime.combine(file.written, time.min, UTC), timezone.now()))
    return edition
