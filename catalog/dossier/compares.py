"""How a model compares: itself among its class by one figure, and the ways to the other figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog.dossier.standings import Standings, key_of
from catalog.facts import METRIC_COLUMNS
from catalog.models import AIModel, ModelClass
from catalog.ranking import Place, Ranking
from catalog.rankings.cohorts import gathered, lowest_image_prices, ranking_by
from catalog.rankings.figures import IMAGE_PRICE, RankedFigure, stated_figure
from catalog.rankings.neighbours import Neighbours
from catalog.rankings.readings import Reading, readings_of

LOOKED_FOR = {
    "text": ("intelligence-index", "output-speed", "output-price"),
    "image": ("image-elo", IMAGE_PRICE, "output-price"),
}
"""By class, what readers look for: where nobody has any of it, that is said."""

STATED = ("output-price", "input-price", "context-window")
"""What models of any other class are compared by, the price of their class first."""


@dataclass(frozen=True)
class Tab:
    """The way to one figure, at `address`; `label` is the model's rank by it, "" where it has none."""

    figure: RankedFigure
    label: str
    address: str
    part: str
    is_current: bool


@dataclass(frozen=True)
class Compares:
    """`shown` is None where nothing is known of any model of the class; `unknown` are figures that nobody has.

    `dropped` is the figure that was asked for in vain, "" where none was.
    """

    shown: Neighbours | None
    tabs: list[Tab]
    unknown: list[RankedFigure]
    readings: list[Reading]
    dropped: str

    @classmethod
    def of(cls, model: AIModel, standings: Standings, asked: str = "") -> Compares:
        """Five queries, six in the class of images; whatever the number of models."""
        every = _rankings(model, standings)
        known = [one for one in every if one.ranking.of]
        unknown = [one.figure for one in every if not one.ranking.of]
        chosen = next((one for one in known if one.figure.slug == asked), None) or _first(model.model_class, known)
        if chosen is None:
            return cls(None, [], unknown, [], asked)
        figure = chosen.figure
        cohort = gathered(model.model_class, figure, chosen.ranking, standings.rows, standings.routers, chosen.sizes)
        return cls(
            shown=Neighbours.of(cohort, key_of(model)),
            tabs=[_tab(model, one, is_current=one is chosen) for one in known],
            unknown=unknown,
            readings=readings_of(model.model_class, figure),
            dropped=asked if asked != figure.slug else "",
        )


@dataclass(frozen=True)
class _Ranked:
    figure: RankedFigure
    ranking: Ranking
    place: Place | None
    sizes: Mapping[str, str] = field(default_factory=dict)


def _rankings(model: AIModel, standings: Standings) -> list[_Ranked]:
    """What the class is looked at for, in that order, and whatever else was measured of it."""
    by_slug = {one.slug: _Ranked(one.ranked, one.ranking, one.place) for one in standings.by_figure.values()}
    looked_for = _looked_for(model.model_class)
    if IMAGE_PRICE in looked_for:
        values, sizes = lowest_image_prices()
        ranking = ranking_by(standings.rows, values, lower_is_better=True)
        by_slug[IMAGE_PRICE] = _Ranked(stated_figure(IMAGE_PRICE), ranking, ranking.place(key_of(model)), sizes)
    others = [slug for slug in METRIC_COLUMNS if slug not in looked_for and slug in by_slug]
    measured = [slug for slug in others if by_slug[slug].ranking.of]
    return [by_slug[slug] for slug in (*looked_for, *measured) if slug in by_slug]


def _looked_for(model_class: ModelClass) -> Sequence[str]:
    headline = f"{model_class.headline_meter}-price"
    return LOOKED_FOR.get(model_class.slug) or (headline, *(slug for slug in STATED if slug != headline))


def _first(model_class: ModelClass, known: Sequence[_Ranked]) -> _Ranked | None:
    """The first by which the model itself was measured, else the price of its class, else whatever there is."""
    measured = (one for one in known if one.figure.metric and one.place)
    priced = (one for one in known if one.figure.slug == f"{model_class.headline_meter}-price")
    return next((one for candidates in (measured, priced, known) for one in candidates), None)


def _tab(model: AIModel, ranked: _Ranked, *, is_current: bool) -> Tab:
    slug, page = ranked.figure.slug, model.get_absolute_url()
    return Tab(
        figure=ranked.figure,
        label=ranked.place.label_of(ranked.ranking.of) if ranked.place else "",
        address=f"{page}?show={slug}#compares",
        part=f"{page}?show={slug}&_part=compares",
        is_current=is_current,
    )
