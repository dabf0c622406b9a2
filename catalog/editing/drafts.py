"""New drafts from words that are there already: from another edition, or from the facts by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog import dossier, prose
from catalog.dossier.content import by_rule, subject_of
from catalog.editing.steps import CHANGED_SINCE, NotNow, record
from catalog.editions import holding
from catalog.models import AIModel, BoundClaim, Edition, EditionItem, EditionSource
from catalog.models.editorial import KINDS_BY_NAME

LONGEST_TAGLINE = Edition._meta.get_field("tagline").max_length
LONGEST_TITLE = EditionItem._meta.get_field("title").max_length
WORDS = ("tagline", "about", "verdict")

Parts = Mapping[str, Sequence[str | prose.Use]]


@transaction.atomic
def copy_of(edition: Edition, by: User, why: str) -> Edition:
    """A new draft with these words, under the name of who wrote them; the edition stays as it is."""
    draft = Edition(
        ai_model_id=edition.ai_model_id,
        author_id=edition.author_id,
        saved_at=timezone.now(),
        saved_by=by,
        is_generated=edition.is_generated,
        **{name: getattr(edition, name) for name in WORDS},
    )
    with draft.as_one_version():
        draft.save()
        _copy_rows(edition, draft)
    return record(draft, by, why)


@transaction.atomic
def restore(edition: Edition, by: User) -> Edition:
    """A new draft with the words of an edition that is or was on the page, beside any other draft of the model."""
    _refuse_drafts(edition)
    return copy_of(edition, by, f"Begun with the words of edition {edition.pk}.")


@transaction.atomic
def restore_into(edition: Edition, draft_pk: int, version: int, by: User) -> Edition:
    """The same in the place of a draft's words of `version`: what it said is kept as a draft of its own."""
    _refuse_drafts(edition)
    draft = Edition.objects.held(draft_pk)
    if draft.ai_model_id != edition.ai_model_id or not draft.is_being_written:
        raise NotNow(f"Nothing was done: it is {draft.get_status_display().lower()} by now.")
    if draft.version != version:
        raise NotNow(CHANGED_SINCE)
    copy_of(draft, by, f"Kept: what edition {draft.pk} said before it was given other words.")
    for name in WORDS:
        setattr(draft, name, getattr(edition, name))
    draft.version, draft.saved_at, draft.saved_by = draft.version + 1, timezone.now(), by
    draft.is_generated, draft.kept_back, draft.author_id = False, "", edition.author_id
    with draft.as_one_version():
        draft.save()
        take_rows(draft)
        _copy_rows(edition, draft)
    return record(draft, by, f"Given the words of edition {edition.pk}.")


@transaction.atomic
def generate(model: AIModel, by: User) -> Edition:
    """A draft of what the rules say of a model today, for a person to go over. NotNow where it has an edition."""
    AIModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    if other := model.editions.exclude(status=Edition.Status.WITHDRAWN).first():
        raise NotNow(f"{model} has an edition already: a {other.get_status_display().lower()} one.")
    parts = _by_rule(model)
    draft = Edition(
        ai_model=model,
        tagline=_within(LONGEST_TAGLINE, _lines(parts["tagline"])[:1]),
        about="\n\n".join(_lines(parts["about"])),
        verdict="\n\n".join(_lines(parts["verdict"])),
        is_generated=True,
        saved_at=timezone.now(),
        saved_by=by,
    )
    with draft.as_one_version():
        draft.save()
        EditionItem.objects.bulk_create(_items(draft, parts))
    return record(draft, by, "Written from the facts, by the rules.")


def _by_rule(model: AIModel) -> Parts:
    """What the rules say of a model, as it stays true: its figures as references."""
    page = dossier.gather(model)
    subject = subject_of(model, page.standings, page.prices, page.lifecycle_event)
    return by_rule(replace(subject, is_lasting=True))


def set_aside(pk: int, by: User) -> Edition:
    """Keeps what a draft says as a draft of its own, and takes its rows away: somebody puts others in their place."""
    kept = Edition.objects.get(pk=pk)
    copy = copy_of(kept, by, f"Kept: what edition {pk} said before somebody else's words took their place.")
    take_rows(kept)
    return copy


def _refuse_drafts(edition: Edition) -> None:
    if edition.status not in (Edition.Status.PUBLISHED, Edition.Status.WITHDRAWN):
        raise NotNow("Only what is or was on the page is restored; a draft is opened as it is.")


def take_rows(edition: Edition) -> None:
    """Leaves an edition with its tagline, about and verdict alone."""
    for rows in (edition.items, edition.sources, edition.claims):
        rows.all().delete()


def _copy_rows(edition: Edition, draft: Edition) -> None:
    """Entries, sources and bound claims. Claims keep what was found of them, and are held against today's figures."""
    for noun, rows in ((EditionItem, edition.items), (EditionSource, edition.sources), (BoundClaim, edition.claims)):
        copies = list(rows.all())
        for row in copies:
            row.pk, row.edition = None, draft
        noun._default_manager.bulk_create(copies)
    holding.check(BoundClaim.objects.filter(edition=draft))


def _items(draft: Edition, parts: Parts) -> Iterable[EditionItem]:
    for name, kind in KINDS_BY_NAME.items():
        uses = [use for use in parts[name] if isinstance(use, prose.Use)]
        for position, use in enumerate(uses, start=1):
            # A title longer than an editor's may be stands below as text, under its first words.
            title = _within(LONGEST_TITLE, [use.title])
            text = use.text if title == use.title else f"{use.title} {use.text}".strip()
            yield EditionItem(edition=draft, kind=kind, position=position, title=title, text=text)


def _lines(body: Sequence[object]) -> list[str]:
    return [str(line) for line in body]


def _within(most: int | None, sentences: Sequence[str]) -> str:
    """The first of these sentences, as many of its whole words as there is room for."""
    line = sentences[0] if sentences else ""
    return line if most is None or len(line) <= most else f"{line[: most - 1].rsplit(' ', 1)[0]}…"
