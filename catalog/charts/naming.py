"""Which points of a scatter are named, and at which height of the plot all names that are owed find a place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from catalog.charts.placing import PITCH, SIZE, Ground, Spot, Tier, Wish, place
from catalog.charts.scales import percent, pixels
from catalog.charts.text import cut, width
from catalog.ranking import Contender

HEIGHT = 460
TOP = 12
TIERS = (
    Tier("narrow", 232, 276, room=104, most=6),
    Tier("phone", 276, 640, room=132, most=10),
    Tier("page", 640, 900, room=190, most=60, filled=True),
    Tier("desk", 900, 1200, room=190, most=60, filled=True),
)
PROMISED = 40
CROWD = 90
"""Of more points than these only names that are owed are led to: nobody could read so many leaders."""

MOST_TRIED = 100
"""Of so many at least a place is sought for the names: in a crowd most find none, and each try costs."""


@dataclass(frozen=True, slots=True)
class Leader:
    """A line from a dot to a name that had no room beside it: its end, in pixels from the dot."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name, `dx` pixels from its dot's place; `dot_y` is the dot's height. `kind` is "own", "front" or ""."""

    key: str
    text: str
    x_percent: str
    dx: str
    y: str
    anchor: str
    dot_y: str
    kind: str
    leader: Leader | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The names that hold at the widths of one tier: `on` is "narrow", "phone", "page" or "desk"."""

    on: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A contender with its shares of the plot's width and, from the foot, of its height."""

    of: Contender
    share: float
    rise: float
    own: bool
    unbeaten: bool

    @property
    def owed(self) -> bool:
        return self.own or self.unbeaten

    @property
    def kind(self) -> str:
        return "own" if self.own else "front" if self.unbeaten else ""

    def fall(self, height: int) -> float:
        """Pixels below the top of the plot."""
        return (1 - self.rise) * height

    def text(self, room: int) -> str:
        return cut(self.of.name, room, SIZE, heavy=self.own)

    def wish(self, room: int, height: int) -> Wish:
        wanted = width(self.text(room), SIZE, heavy=self.own)
        return Wish(self.of.key, self.share, self.fall(height), wanted, self.owed, self.unbeaten)


def named(points: Sequence[Point], tiers: Sequence[Tier], height: int) -> tuple[int, tuple[Layout, ...]]:
    """The height, that given or more, at which all owed names find a place in every tier, and the names of each."""
    ranked = sorted(points, key=lambda point: (not point.own, not point.unbeaten, -point.rise, point.share))
    owed = sum(point.owed for point in ranked)
    wanting = ranked[: max(owed, MOST_TRIED)]
    # A row for each name that is owed: fewer would hardly do.
    height = max(height, PITCH * owed)
    while (layouts := _layouts(ranked, wanting, tiers, height)) is None:
        height = height * 3 // 2
    return height, layouts


def corners(points: Iterable[Point], height: int) -> list[tuple[float, float]]:
    """The front's line by share and pixels: from the cheapest to each that is better, and on to the right edge."""
    found: list[tuple[float, float]] = []
    for point in sorted((point for point in points if point.unbeaten), key=lambda point: (point.share, point.rise)):
        place = (point.share, point.fall(height))
        found += [(point.share, found[-1][1]), place] if found else [place]
    return [*found, (1.0, found[-1][1])] if found else []


def _layouts(
    points: Sequence[Point], wanting: Sequence[Point], tiers: Sequence[Tier], height: int
) -> tuple[Layout, ...] | None:
    chief = [(point.share, point.fall(height)) for point in points if point.owed]
    other = [(point.share, point.fall(height)) for point in points if not point.owed]
    ground = Ground(height, chief, other, corners(points, height))
    found = []
    for tier in tiers:
        wishes = [point.wish(tier.room, height) for point in wanting]
        spots = place(ground, wishes, tier, _promised(len(points)) if tier.filled else 0)
        if spots is None:
            return None
        found.append(Layout(tier.on, _names(wanting, spots, tier, height)))
    return tuple(found)


def _promised(count: int) -> int:
    return 0 if count > CROWD else max(min(count, 10), min(PROMISED, ceil(count * 2 / 3)))


def _names(points: Sequence[Point], spots: Mapping[str, Spot], tier: Tier, height: int) -> tuple[Name, ...]:
    """The more important come last, and so on top."""
    return tuple(
        Name(
            key=point.of.key,
            text=point.text(tier.room),
            x_percent=percent(point.share),
            dx=pixels(spot.dx),
            y=pixels(TOP + spot.y),
            anchor=spot.anchor,
            dot_y=pixels(TOP + point.fall(height)),
            kind=point.kind,
            leader=Leader(*map(pixels, spot.leader)) if spot.leader else None,
        )
        for point in reversed(points)
        if (spot := spots.get(point.of.key))
    )
