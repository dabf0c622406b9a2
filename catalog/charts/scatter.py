"""Price against score: who is cheap for what it can do, and the line of those whom nobody beats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog import wording
from catalog.charts.naming import HEIGHT, TIERS, TOP, Layout, Point, corners, named
from catalog.charts.placing import Tier
from catalog.charts.scales import Level, Shown, Tick, levels, log_scale, log_ticks, percent, pixels, scale
from catalog.ranking import Contender, frontier

FOOT = 30
MOST_LEVELS = 5
LEAD = 2
"""The axis begins at half the lowest price or less: left of the cheapest is where its name stands best."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One model: its place, and its figures as they read."""

    key: str
    name: str
    x_percent: str
    y: str
    price_text: str
    score_text: str

    @property
    def words(self) -> str:
        """ "Mill, $2.00, 51.0"."""
        return f"{self.name}, {self.price_text}, {self.score_text}"


@dataclass(frozen=True, slots=True)
class ScatterChart:
    """`front` are those whom nobody beats, the cheapest first, `rest` the others, the own one in neither: it is
    `own`, and `own_is_unbeaten` tells whether it belongs to the front.

    `path` draws the line of the front in a box 100 wide and `height` high. Marks of the price axis stand at `ticks_y`.
    """

    height: int
    top: str
    baseline: str
    ticks_y: str
    front: tuple[Dot, ...]
    rest: tuple[Dot, ...]
    own: Dot | None
    own_is_unbeaten: bool
    path: str
    layouts: tuple[Layout, ...]
    ticks: tuple[Tick, ...]
    levels: tuple[Level, ...]

    @property
    def crowd(self) -> list[tuple[str, str, str]]:
        """Place, height and words of the others. Of hundreds: a template is far quicker with what it need not look up
        by name in each.
        """
        return [(dot.x_percent, dot.y, dot.words) for dot in self.rest]


def scatter(
    contenders: Iterable[Contender],
    own_key: str = "",
    *,
    price_shown: Shown = wording.price,
    score_shown: Shown = lambda value: wording.measured(value, 1),
    tiers: Sequence[Tier] = TIERS,
    height: int = HEIGHT,
    unbeaten: Sequence[Contender] | None = None,
) -> ScatterChart:
    """Dots on a logarithmic price axis (US dollars per token) and a linear score axis that need not begin at 0.

    The own name and those of the front are always kept, if the plot has to grow above `height` for it; on pages at
    least 40 of 60 names are, or two in three of fewer. Raises ValueError for a price that is not above 0, a figure
    that has no order, or a key given twice. Who knows the `unbeaten` already spares their finding, and that check.
    """
    entered = list(contenders)
    unbeaten = frontier(entered) if unbeaten is None else unbeaten
    entered.sort(key=lambda one: (one.price, one.score, one.name, one.key))
    best = {one.key for one in unbeaten}
    prices = log_scale((one.price for one in entered), lead=LEAD)
    scores = scale((one.score for one in entered), MOST_LEVELS, from_zero=False)
    points = [
        Point(one, prices.share(one.price), scores.share(one.score), one.key == own_key, one.key in best)
        for one in entered
    ]
    height, layouts = named(points, tiers, height)
    dots = {point.of.key: _dot(point, height, price_shown, score_shown) for point in points}
    return ScatterChart(
        height=TOP + height + FOOT,
        top=pixels(TOP),
        baseline=pixels(TOP + height),
        ticks_y=pixels(TOP + height + 20),
        front=tuple(dots[one.key] for one in unbeaten if one.key != own_key),
        rest=tuple(dots[one.key] for one in entered if one.key not in best and one.key != own_key),
        own=dots.get(own_key),
        own_is_unbeaten=own_key in best,
        path=_path(corners(points, height)),
        layouts=layouts,
        ticks=log_ticks(prices, price_shown),
        levels=levels(scores, lambda value: TOP + (1 - scores.share(value)) * height, score_shown),
    )


def _dot(point: Point, height: int, price_shown: Shown, score_shown: Shown) -> Dot:
    return Dot(
        key=point.of.key,
        name=point.of.name,
        x_percent=percent(point.share),
        y=pixels(TOP + point.fall(height)),
        price_text=price_shown(point.of.price),
        score_text=score_shown(point.of.score),
    )


def _path(line: Iterable[tuple[float, float]]) -> str:
    return "".join(f"{'L' if index else 'M'}{x * 100:.2f} {pixels(TOP + y)}" for index, (x, y) in enumerate(line))
