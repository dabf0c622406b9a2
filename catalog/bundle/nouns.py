"""Adding the rows that statements are about: creators, families, providers, models and the ids they go by.

Where a row is there already, what editors may change of it (names, links, approved and rejected ids) stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from catalog import models
from catalog.bundle import BundleError, records
from catalog.bundle.reading import ToldCatalog, ToldModel

Known = TypeVar("Known")


@dataclass
class Loading:
    """One load: the rows that others refer to, by the words of the files, and which models were written to."""

    told: ToldCatalog
    sources: dict[str, models.Source] = field(default_factory=dict)
    classes: dict[str, models.ModelClass] = field(default_factory=dict)
    metrics: dict[str, models.Metric] = field(default_factory=dict)
    creators: dict[str, models.Creator] = field(default_factory=dict)
    providers: dict[str, models.Provider] = field(default_factory=dict)
    ai_models: dict[str, models.AIModel] = field(default_factory=dict)
    runs: dict[str, models.SyncRun] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    written: int = 0

    def note(self, model_ids: Iterable[int]) -> None:
        """One row was written of each of these models, which may be named several times."""
        for model_id in model_ids:
            self.written += 1
            self.touched.add(model_id)

    @property
    def model_ids(self) -> list[int]:
        return [model.pk for _, model in self.pairs()]

    @property
    def runs_by_source(self) -> dict[int, models.SyncRun]:
        return {run.source_id: run for run in self.runs.values()}

    def pairs(self) -> list[tuple[ToldModel, models.AIModel]]:
        return [(told, model) for told in self.told.models if (model := self.ai_models.get(told.catalog_id))]


def known(rows: Mapping[str, Known], word: str, what: str, where: str) -> Known:
    """The row of that word; BundleError, naming the place, where there is none."""
    if word not in rows:
        raise BundleError(f"{where}: there is no {what} {word!r}")
    return rows[word]


def look_up(loading: Loading) -> None:
    """Finds the rows that migrations and editors make, never files."""
    loading.sources = {source.slug: source for source in models.Source.objects.all()}
    loading.classes = {one.slug: one for one in models.ModelClass.objects.all()}
    loading.metrics = {metric.slug: metric for metric in models.Metric.objects.all()}


def add_creators(loading: Loading) -> None:
    """Creators with their families, and providers; where a row is there, its names stay as they are."""
    models.Creator.objects.bulk_create(
        [
            models.Creator(slug=told.line.creator, name=told.line.name, website=told.line.website or "")
            for told in loading.told.creators
        ],
        ignore_conflicts=True,
    )
    loading.creators = {creator.slug: creator for creator in models.Creator.objects.all()}
    models.Family.objects.bulk_create(
        [
            models.Family(creator=loading.creators[told.line.creator], slug=family.family, name=family.name)
            for told in loading.told.creators
            for family in told.families
        ],
        ignore_conflicts=True,
    )
    models.Provider.objects.bulk_create(
        [
            models.Provider(slug=told.provider, name=told.name, kind=told.sells_as, website=told.website or "")
            for told in loading.told.providers
        ],
        ignore_conflicts=True,
    )
    loading.providers = {provider.slug: provider for provider in models.Provider.objects.all()}


def add_models(loading: Loading) -> None:
    """Models that are new. One whose id an editor led to another model is on that model's page, and stays out."""
    stored = models.AIModel.objects.filter(creator__in=loading.creators.values()).select_related("creator")
    loading.ai_models = {model.catalog_id: model for model in stored}
    spoken_for = set(models.Alias.objects.exclude(ai_model=None).values_list("source__slug", "external_id"))
    added = [
        models.AIModel(
            creator=loading.creators[told.creator],
            slug=told.line.model,
            name=told.line.name,
            model_class=known(loading.classes, told.line.model_class, "class", told.catalog_id),
        )
        for told in loading.told.models
        if told.catalog_id not in loading.ai_models
        and not any((line.source, line.alias) in spoken_for for line in told.aliases)
    ]
    loading.note(model.pk for model in models.AIModel.objects.bulk_create(added))
    loading.ai_models |= {model.catalog_id: model for model in added}


def add_aliases(loading: Loading) -> None:
    """Ids that are new. What editors decided of an id stays; only the day it was last seen moves on."""
    stored = {(alias.source_id, alias.external_id): alias for alias in models.Alias.objects.all()}
    added, seen = [], []
    for told, model in _told_aliases(loading):
        source = known(loading.sources, told.source, "source", told.alias)
        alias = stored.get((source.pk, told.alias))
        if alias is None:
            added.append(_new_alias(loading, told, source, model))
        elif told.seen and (alias.seen_at is None or alias.seen_at < told.seen):
            alias.seen_at = told.seen
            seen.append(alias)
    models.Alias.objects.bulk_create(added)
    models.Alias.objects.bulk_update(seen, ["seen_at"], batch_size=1000)
    loading.written += len(added) + len(seen)


def _told_aliases(loading: Loading) -> Iterable[tuple[records.AliasLine, models.AIModel | None]]:
    yield from ((line, None) for line in loading.told.other_ids)
    for told, model in loading.pairs():
        yield from ((line, model) for line in told.aliases)


def _new_alias(
    loading: Loading, told: records.AliasLine, source: models.Source, model: models.AIModel | None
) -> models.Alias:
    return models.Alias(
        source=source,
        external_id=told.alias,
        ai_model=model,
        kind=told.what,
        variant=told.variant,
        configuration=told.configuration or "",
        status=told.status,
        model_class=known(loading.classes, told.model_class, "class", told.alias) if told.model_class else None,
        name=told.name or "",
        seen_at=told.seen,
    )
