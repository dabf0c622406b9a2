"""What the card of a model says: the figures that decide, in the words of its page."""

from __future__ import annotations

from collections.abc import Iterable

from catalog import prose, wording
from catalog.dossier import Dossier
from catalog.dossier.content import subject_of
from catalog.dossier.figures import Citation
from catalog.models import AIModel, Lifecycle, PriceState
from catalog.pictures import Figure, ModelCard, Standing

Cited = tuple[Figure, Citation | None]


def card_of(page: Dossier) -> ModelCard:
    """Asks the database nothing: all of it stands on the page. What is cited is the source of what the card shows."""
    model, place = page.model, page.standings.headline.place
    figures = [_price(page, "Input"), _price(page, "Output"), _context(page), _measured(page)]
    return ModelCard(
        name=model.name,
        catalog_id=model.catalog_id,
        creator=model.creator.name,
        creator_id=model.creator.slug,
        monogram=model.creator.monogram,
        class_name=f"{model.model_class.name} model",
        tagline=page.content.spoken,
        figures=tuple(figure for figure, _ in figures),
        read=_read(citation for _, citation in figures),
        verdict=_verdict(page),
        standing=Standing(place.rank, page.standings.headline.ranking.of) if place else None,
        life=_life(page),
        is_ending=model.lifecycle == Lifecycle.DEPRECATED,
    )


def _price(page: Dossier, label: str) -> Cited:
    model, headline = page.model, page.prices.headline
    amount = model.input_price if label == "Input" else model.output_price
    value = wording.headline_price(model.price_state, amount)
    is_amount = model.price_state == PriceState.PUBLISHED and amount is not None
    figure = Figure(label, value, "per 1M tokens" if is_amount else "", is_amount or value == wording.FREE)
    return figure, headline.citation if headline else None


def _context(page: Dossier) -> Cited:
    model = page.model
    if model.context_window is None:
        return Figure("Context", wording.NOT_PUBLISHED, "", is_known=False), None
    longest = model.max_output_tokens
    note = f"answers up to {wording.short_count(longest)}" if longest else "in tokens"
    return Figure("Context", wording.short_count(model.context_window), note), page.figures.context_window.citation


def _measured(page: Dossier) -> Cited:
    """What was measured, of several the Elo of pictures, else intelligence.

    A card is shown by others, on pages that are not ours: a value whose terms keep it to our pages is named there,
    and not told.
    """
    shown = max(page.standings.measured, key=lambda one: (one.measurement is not None, one.figure == "image_elo"))
    metric, row = shown.metric, shown.measurement
    if metric is None or row is None:
        label = metric.name if metric else wording.capitalised(shown.name)
        return Figure(label, wording.NOT_MEASURED, "by no source we read", is_known=False), None
    if not metric.redistributable:
        return Figure(metric.name, "on the page", f"by {row.source.name}", is_known=False), None
    note = ", ".join(filter(None, [shown.label, row.configuration]))
    return Figure(metric.name, wording.measured(row.value, metric.decimals), note), shown.citation


def _read(citations: Iterable[Citation | None]) -> str:
    """ "OpenRouter, as read on 22 Nov 2026; models.dev on 20 Nov 2026": to each source its day, newest first."""
    cited = {citation.source.name: citation.read_at.date() for citation in citations if citation}
    days = sorted(set(cited.values()), reverse=True)
    told = [(wording.listing([name for name in cited if cited[name] == day]), wording.day(day)) for day in days]
    if not told:
        return "No figures read yet"
    (names, newest), *older = told
    return "; ".join([f"{names}, as read on {newest}", *(f"{names} on {day}" for names, day in older)])


def _verdict(page: Dossier) -> str:
    """ "#2= of 6 image models by output price, the lowest first"; else why it has no rank."""
    model, headline = page.model, page.standings.headline
    subject = subject_of(model, page.standings, page.prices, page.lifecycle_event)
    if headline.place and headline.ranking.of == 1:
        return wording.capitalised(prose.position(subject, headline.figure))
    if headline.place:
        return f"{headline.label} {subject.peers} by {headline.name}, the lowest first"
    if model.lifecycle == Lifecycle.RETIRED:
        return f"No longer ranked among {subject.peers}"
    if model.lifecycle == Lifecycle.ANNOUNCED:
        return f"Not yet ranked among {subject.peers}"
    return prose.cost_sentences(subject)[0]


def _life(page: Dossier) -> str:
    """ "Retired 5 Mar 2026"; "" while it is active."""
    model: AIModel = page.model
    if model.lifecycle == Lifecycle.ACTIVE:
        return ""
    event = page.lifecycle_event
    return (
        f"{model.get_lifecycle_display()} {wording.day(event.happens_on)}" if event else model.get_lifecycle_display()
    )
