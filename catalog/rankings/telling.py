"""What a ranking shows, in a sentence."""

from __future__ import annotations

from catalog import wording
from catalog.ranking import Place, Ranking
from catalog.rankings.cohorts import Cohort
from catalog.rankings.figures import RankedFigure

VERBS = {
    "price": ("asks least", "ask least", "asks most", "ask most"),
    "window": ("holds most", "hold most", "holds least", "hold least"),
    "measure": ("comes first", "come first", "comes last", "come last"),
}
"""Of the best, one and several; of the worst, one and several."""


def told(cohort: Cohort) -> str:
    """ "Mini asks least, $2.00 per 1M tokens of output; Max asks most, $15.00."; "" for an empty ranking."""
    ranking, figure = cohort.ranking, cohort.figure
    if not ranking.places:
        return ""
    best, worst = ranking.places[0], ranking.places[-1]
    value = figure.full_text(best.value)
    if ranking.of == 1:
        return f"Only {best.name} has {wording.article(cohort.known)} {figure.name}: {value}."
    if best.sharing == ranking.of:
        return f"All {cohort.peers} have the same {figure.name}: {value}."
    first, several_first, last, several_last = VERBS[_kind(figure)]
    leads = several_first if best.tied else first
    trails = several_last if worst.tied else last
    return f"{holders(ranking, best)} {leads}, {value}; {holders(ranking, worst)} {trails}, {figure.text(worst.value)}."


def holders(ranking: Ranking, place: Place) -> str:
    """Who holds a rank: "Mini", "Mini and Nano", "Mini and 3 others"."""
    names = [other.name for other in ranking.places[place.rank - 1 :][: place.sharing]]
    if len(names) > 2:
        return f"{names[0]} and {wording.quantity(len(names) - 1, 'other')}"
    return wording.listing(names)


def _kind(figure: RankedFigure) -> str:
    if figure.is_price:
        return "price"
    return "measure" if figure.metric else "window"
