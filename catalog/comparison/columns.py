"""All that is known of several models, a column each, gathered in a number of queries that does not depend on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog import prose
from catalog.dossier.content import Part, plain_subject
from catalog.dossier.figures import Citations, Figures
from catalog.dossier.measured import FIRST, MeasuredFigure
from catalog.dossier.prices import OfferedPrice, offered
from catalog.dossier.standings import rankings_of
from catalog.dossier.texts import marked, paragraphs
from catalog.dossier.told import Known
from catalog.dossier.written import note_on
from catalog.facts import LIST_SELLER
from catalog.freshness import Freshness
from catalog.models import (
    AIModel,
    Edition,
    LifecycleEvent,
    Measurement,
    Metric,
    Offer,
    PriceSheet,
    Variant,
)
from catalog.models.claims import CAPABILITIES
from catalog.pricing import Rate, Unit
from catalog.rankings.measured import best_of
from catalog.rankings.ranks import SLUGS, Ranks


@dataclass(frozen=True)
class Column:
    """One model. `name` tells it apart from the others; `offered` is its list offer in the plain variant."""

    model: AIModel
    name: str
    figures: Figures
    offered: OfferedPrice | None
    measured: Mapping[str, MeasuredFigure]
    events: Sequence[LifecycleEvent]
    verdict: Part

    @property
    def address(self) -> str:
        return self.model.get_absolute_url()

    @property
    def rates(self) -> list[Rate]:
        return self.offered.sheet.rates() if self.offered and self.offered.sheet else []

    @property
    def event(self) -> LifecycleEvent | None:
        """What brought it into the state that it is in."""
        return next((event for event in self.events if event.state == self.model.lifecycle), None)

    @property
    def compared(self) -> prose.Compared:
        """The model as the sentences of a comparison see it."""
        model = self.model
        plain = self.offered.plain.values() if self.offered else ()
        return prose.Compared(
            name=self.name,
            headline=model.model_class.headline_meter,
            price_state=model.price_state,
            prices={row.meter: row.amount for row in plain if row.unit == Unit.TOKEN},
            context_window=model.context_window,
            max_output_tokens=model.max_output_tokens,
            knowledge_cutoff=model.knowledge_cutoff,
            inputs=tuple(model.input_modalities),
            outputs=tuple(model.output_modalities),
            abilities={fact.label.lower(): getattr(model, fact) for fact in CAPABILITIES},
            scores={slug: score_of(figure.best) for slug, figure in self.measured.items() if figure.best},
            lifecycle=model.lifecycle,
            lifecycle_on=self.event.happens_on if self.event else None,
        )


@dataclass(frozen=True)
class Columns:
    """`metrics` are those by which any of the models was measured, and those that readers look for first."""

    columns: list[Column]
    citations: Citations
    metrics: list[Metric]

    @property
    def compared(self) -> list[prose.Compared]:
        return [column.compared for column in self.columns]

    @classmethod
    def of(cls, models: Sequence[AIModel]) -> Columns:
        """Of models that come with their creator, family and class."""
        citations = Citations()
        figures = Figures.of_each(models, citations)
        offered = list_offers(models, citations)
        metrics, measured = measurements_of(models, citations)
        events = _by_model(
            LifecycleEvent.objects.in_force()
            .filter(ai_model__in=models)
            .select_related("source", "replacement__creator")
        )
        ranks = ranks_of({model.model_class_id for model in models})
        known = {
            model.pk: Known.in_column(model, figures[model.pk], offered.get(model.pk), measured[model.pk], ranks)
            for model in models
        }
        verdicts = verdicts_of(models, events, known)
        names = distinct_names(models)
        citations.mark_late(Freshness().late)
        columns = [
            Column(
                model, names[model.pk], figures[model.pk], offered.get(model.pk), measured[model.pk],
                events[model.pk], verdicts[model.pk],
            )
            for model in models
        ]  # fmt: skip
        return cls(columns, citations, metrics)


def list_offers(models: Sequence[AIModel], citations: Citations) -> dict[int, OfferedPrice]:
    """The list offer of each in the plain variant, with its sheets in force, by model; three queries."""
    offers = Offer.objects.filter(
        ai_model__in=models, provider__slug=LIST_SELLER, variant=Variant.PLAIN, tag="", ended_at=None
    ).select_related("provider")
    by_offer: dict[int, list[PriceSheet]] = defaultdict(list)
    sheets = PriceSheet.objects.current().filter(offer__in=offers).select_related("source").prefetch_related("rows")
    for sheet in sheets:
        by_offer[sheet.offer_id].append(sheet)
    return {offer.ai_model_id: offered(offer, by_offer[offer.pk], citations) for offer in offers}


def measurements_of(
    models: Sequence[AIModel], citations: Citations
) -> tuple[list[Metric], dict[int, dict[str, MeasuredFigure]]]:
    """The metrics of a comparison in their order, and by model and metric the value that counts; two queries."""
    rows = Measurement.objects.comparable().filter(ai_model__in=models).select_related("metric__source", "source")
    metrics = {metric.slug: metric for metric in Metric.objects.filter(slug__in=FIRST).select_related("source")}
    grouped: dict[tuple[int, str], list[Measurement]] = defaultdict(list)
    for row in rows.order_by("pk"):
        metrics.setdefault(row.metric.slug, row.metric)
        grouped[row.ai_model_id, row.metric.slug].append(row)
    ordered = sorted(metrics.values(), key=_place)
    return ordered, {
        model.pk: {metric.slug: _measured(metric, grouped[model.pk, metric.slug], citations) for metric in ordered}
        for model in models
    }


def _measured(metric: Metric, rows: list[Measurement], citations: Citations) -> MeasuredFigure:
    best = best_of(rows)
    return MeasuredFigure(metric, best, citations.cite(best.source, best.confirmed_at) if best else None, [])


def _place(metric: Metric) -> tuple[int, str]:
    return FIRST.index(metric.slug) if metric.slug in FIRST else len(FIRST), metric.name


def score_of(row: Measurement) -> prose.Score:
    metric = row.metric
    return prose.Score(metric.name, row.value, metric.decimals, row.low, row.high, metric.higher_is_better)


def verdicts_of(
    models: Sequence[AIModel], events: Mapping[int, Sequence[LifecycleEvent]], known: Mapping[int, Known]
) -> dict[int, Part]:
    """Each model's verdict, as its own page has it: an editor's, else by the rules; two queries for the editors'."""
    published = Edition.objects.published().filter(ai_model__in=models)
    editions = published.select_related("author").prefetch_related("claims")
    by_model = {edition.ai_model_id: edition for edition in editions}
    found: dict[int, Part] = {}
    for model in models:
        edition, ranks = by_model.get(model.pk), known[model.pk].ranks
        theirs = [marked(one, known[model.pk]) for one in paragraphs(edition.verdict)] if edition else []
        if edition and theirs:
            found[model.pk] = Part(theirs, edition, note_on(edition.claims.all(), edition.verdict))
            continue
        event = next((one for one in events[model.pk] if one.state == model.lifecycle), None)
        subject = plain_subject(model, ranks.by_column(model.model_class_id), event)
        found[model.pk] = Part(prose.verdict(subject), None)
    return found


def ranks_of(classes: Iterable[int]) -> Ranks:
    """The rankings of these classes, by the class's primary key; one query."""
    cohorts: dict[int, list[AIModel]] = {pk: [] for pk in classes}
    for one in AIModel.objects.comparable().filter(model_class__in=cohorts):
        cohorts[one.model_class_id].append(one)
    ready = {pk: rankings_of(cohort) for pk, cohort in cohorts.items()}
    return Ranks(cohorts, {pk: {SLUGS[column]: one for column, one in found.items()} for pk, found in ready.items()})


def distinct_names(models: Sequence[AIModel]) -> dict[int, str]:
    """By primary key; two models of the same name are told apart by who made them, else by their ids."""
    for name_of in (lambda one: one.name, lambda one: f"{one.name} ({one.creator.name})"):
        names = {model.pk: name_of(model) for model in models}
        if len(set(names.values())) == len(names):
            return names
    return {model.pk: f"{model.name} ({model.catalog_id})" for model in models}


def _by_model(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.ai_model_id].append(row)
    return found
