"""Rankings as pictures for other people's pages: what each shows, by whom its figures are, and when they were read.

Figures whose terms keep them to our pages are in none of them: the picture says so, and names the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog import charts, wording
from catalog.models import AIModel, ModelClass
from catalog.rankings.cohorts import Cohort
from catalog.rankings.figures import RankedFigure
from catalog.rankings.files import kept_back
from catalog.rankings.neighbours import Neighbours
from catalog.rankings.readings import Reading, in_words
from catalog.rankings.telling import told
from catalog.rankings.weighing import Weighing

BRAND = "Model Almanac"


@dataclass(frozen=True)
class Picture:
    """A drawing of catalog.charts and the template that draws it."""

    template: str
    drawing: object


def of_ranking(cohort: Cohort, readings: Iterable[Reading], address: str) -> Picture:
    """The best of a class by one figure; `address` is that of the ranking's page."""
    title = f"{cohort.model_class.name} models by {cohort.figure.name}"
    if note := kept_back(cohort.figure):
        return _notice(title, note, address)
    words = f"{told(cohort)} {_who(cohort)}"
    caption = charts.Caption(title, words, in_words(readings), address)
    return Picture("charts/bars.svg", charts.bar_sheet(Neighbours.of(cohort).chart, caption))


def of_model(model: AIModel, shown: Neighbours, readings: Iterable[Reading], address: str, ranking: str) -> Picture:
    """One model among those of its class. `address` is that of its own page, `ranking` that of the ranking's."""
    cohort = shown.cohort
    title = f"{model.name} among {cohort.model_class.name.lower()} models by {cohort.figure.name}"
    if note := kept_back(cohort.figure):
        return _notice(title, note, ranking)
    place = f"{shown.label}." if shown.place else f"It has no {cohort.figure.name} {cohort.known}."
    caption = charts.Caption(title, f"{place} {_who(cohort)}", in_words(readings), address)
    return Picture("charts/bars.svg", charts.bar_sheet(shown.chart, caption))


def of_weighing(weighing: Weighing, readings: Iterable[Reading], address: str) -> Picture:
    """Price against a score; `address` is that of the page."""
    title = f"{weighing.model_class.name} models: price against {weighing.figure.short_name}"
    if note := kept_back(weighing.figure):
        return _notice(title, note, address)
    words = f"{weighing.told} {weighing.members}; {weighing.left_out_words}."
    caption = charts.Caption(title, words, in_words(readings), address)
    drawing = charts.scatter_sheet(
        weighing.contenders,
        weighing.own_key,
        caption,
        price_title=f"US dollars per 1M tokens, {weighing.blend.words}, logarithmic",
        score_title=weighing.figure.title,
        price_shown=wording.price,
        score_shown=weighing.figure.text,
    )
    return Picture("charts/scatter.svg", drawing)


def badge_of(model: AIModel, cohort: Cohort, place: str, readings: Sequence[Reading], ranking: str) -> Picture:
    """ "#1 of 6 on price"; `place` is the rank, "" where there is none, `ranking` the address of the ranking's page."""
    name = _name_on_badge(cohort.model_class, cohort.figure)
    if note := kept_back(cohort.figure):
        title = f"{model.name}. {note} It is shown, with its source, at {ranking}"
        return Picture("charts/badge.svg", charts.badge(BRAND, "", f"{name}: on our page alone", title))
    if not place:
        title = f"{model.name} has no {cohort.figure.name} {cohort.known}. {_who(cohort)} {in_words(readings)}"
        return Picture("charts/badge.svg", charts.badge(BRAND, "", f"no rank on {name}", title))
    title = f"{model.name}: {place} of {cohort.members}; {cohort.figure.direction}. {in_words(readings)}"
    drawing = charts.badge(BRAND, place, f"of {cohort.ranking.of:,} on {name}", title)
    return Picture("charts/badge.svg", drawing)


def _notice(title: str, note: str, address: str) -> Picture:
    caption = charts.Caption(title, f"{note} It is shown, with its source, on our page alone.", "", address)
    return Picture("charts/notice.svg", charts.notice(caption))


def _who(cohort: Cohort) -> str:
    return f"{cohort.sentence}; {cohort.figure.direction}."


def _name_on_badge(model_class: ModelClass, figure: RankedFigure) -> str:
    """The price of the class is simply the price."""
    return "price" if figure.slug == f"{model_class.headline_meter}-price" else figure.short_name
