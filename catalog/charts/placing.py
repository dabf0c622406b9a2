"""Where the names of points stand, so that none covers another, a dot, or the edge of the plot.

A name hangs on its dot by a fixed number of pixels, while the dot keeps its share of a width that the reader's window
decides. So every box is held against the others at the narrowest and at the widest that the plot may be: what is apart
at both, on the same side, is apart at every width between, because all of it moves evenly.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import copysign, hypot

SIZE = 12
"""Pixels of the face in which names are set. Not rem: what is apart at one size would not be at another."""

ASCENT, DESCENT = 11, 4
DOT, CHIEF_DOT = 5, 7
_CLEAR = 9
"""Pixels from a dot within which its leader may touch the line that runs through the dot."""

PITCH = ASCENT + DESCENT
_FAR = 96
"""Beyond so many pixels a name that is owed covers dots of others rather than be led to from further away."""

_RINGS = (48, 96, 192)
_TURNED = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""The share of a name that lies left of the place where it is anchored."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name may stand, seen from its dot: its anchor's pixels to the right and its baseline's below."""

    side: str
    dx: float
    dy: float
    leader: tuple[float, float] = (0.0, 0.0)
    distance: float = 0.0


_RIGHT, _LEFT = _Place("start", 10, 4), _Place("end", -10, 4)
_ABOVE, _BELOW = _Place("middle", 0, -11), _Place("middle", 0, 18)
_UP_RIGHT, _UP_LEFT = _Place("start", 8, -7), _Place("end", -8, -7)
_DOWN_RIGHT, _DOWN_LEFT = _Place("start", 8, 17), _Place("end", -8, 17)
_BESIDE = (_RIGHT, _LEFT, _BELOW, _ABOVE, _DOWN_RIGHT, _UP_RIGHT, _DOWN_LEFT, _UP_LEFT)
_BESIDE_UNBEATEN = (_UP_LEFT, _LEFT, _ABOVE, _UP_RIGHT, _RIGHT, _DOWN_RIGHT, _BELOW, _DOWN_LEFT)
"""Nobody stands above and left of one that is unbeaten."""

_Box = tuple[float, float, float, float, float, float]
"""Left and right at the narrowest, left and right at the widest, top, bottom."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A name of so many pixels for the dot at `share` of the width and `y`. One that is `owed` is always kept."""

    key: str
    share: float
    y: float
    width: float
    owed: bool = False
    unbeaten: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a name stands, `dx` pixels beside its dot. `leader` is the end of a line to it, seen from the dot."""

    dx: float
    y: float
    anchor: str
    leader: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What is drawn already, `height` pixels high: dots by share and pixels, and the corners of the front's line.

    `chief` dots are those that nothing may ever cover; the others, in a crowd, a name that is owed may.
    """

    height: int
    chief: Sequence[tuple[float, float]]
    other: Sequence[tuple[float, float]]
    line: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class Tier:
    """Widths of the plot, in pixels, between which one set of names holds: the page draws several and shows one.

    `room` is how wide a name may be, `most` how many stand there that are not owed, `filled` whether names that have
    no room beside their dots are led to, until as many are kept as were promised.
    """

    on: str
    narrowest: int
    widest: int
    room: int
    most: int
    filled: bool = False


def place(ground: Ground, wishes: Sequence[Wish], tier: Tier, promised: int) -> dict[str, Spot] | None:
    """A spot for each name that finds one, by key; `wishes` in order of importance, those owed first.

    Names stand beside their dots and cover nothing. Those owed, and as many others as are `promised`, are led to from
    afar where there is no room beside. None if the plot is too low even for that.
    """
    board = _Board(ground, tier)
    spots: dict[str, Spot] = {}
    for wish in wishes:
        if not wish.owed and len(spots) >= tier.most:
            break
        spot = board.beside(wish) or (board.afar(wish) if wish.owed else None)
        if spot:
            spots[wish.key] = spot
        elif wish.owed:
            return None
    left = [wish for wish in wishes if wish.key not in spots]
    spots |= board.nearest(left, promised - len(spots))
    return spots if len(spots) >= promised else None


class _Board:
    """What is taken, by rows of a name's height, so that a new name is held against few others.

    `fixed` are names and the chief dots, `loose` the other dots, `lines` the front's line and the leaders.
    """

    def __init__(self, ground: Ground, tier: Tier) -> None:
        self.narrowest, self.widest = tier.narrowest, tier.widest
        self.height = ground.height
        self.fixed: dict[int, list[_Box]] = defaultdict(list)
        self.loose: dict[int, list[_Box]] = defaultdict(list)
        self.lines: dict[int, list[_Box]] = defaultdict(list)
        for taken, dots, size in ((self.fixed, ground.chief, CHIEF_DOT), (self.loose, ground.other, DOT)):
            for share, y in dots:
                self._take(taken, self._box(share, -size, size, y - size, y + size))
        for (left, y), (right, other_y) in pairwise(ground.line):
            top, bottom = sorted((y, other_y))
            near, far = self._box(left, -1, 0, top - 1, bottom + 1), self._box(right, 0, 1, top, bottom)
            self._take(self.lines, (near[0], far[1], near[2], far[3], near[4], near[5]))

    def beside(self, wish: Wish) -> Spot | None:
        for place in _BESIDE_UNBEATEN if wish.unbeaten else _BESIDE:
            box = self._box_of(wish, place)
            if self._is_free(box, self.fixed, self.loose, self.lines):
                self._take(self.fixed, box)
                return Spot(place.dx, wish.y + place.dy, place.side)
        return None

    def afar(self, wish: Wish) -> Spot | None:
        """The nearest spot that covers nothing; where that is far, the nearest that covers no name and no chief dot."""
        place = self._clean(wish, _FAR) or self._uncovering(wish)
        return self._lead(wish, place) if place else None

    def nearest(self, wishes: Sequence[Wish], count: int) -> dict[str, Spot]:
        """So many of these names, first those that need but a short leader."""
        spots: dict[str, Spot] = {}
        for reach in (*_RINGS, None):
            for wish in wishes:
                if len(spots) >= count:
                    return spots
                if wish.key in spots:
                    continue
                place = self._clean(wish, reach) if reach else self._uncovering(wish)
                if place:
                    spots[wish.key] = self._lead(wish, place)
        return spots

    def _clean(self, wish: Wish, reach: int) -> _Place | None:
        """The nearest place within reach that covers nothing and whose leader crosses nothing."""
        for place in _around(reach):
            box = self._box_of(wish, place)
            if self._is_free(box, self.fixed, self.lines, self.loose) and self._is_clear(wish, place):
                return place
        return None

    def _uncovering(self, wish: Wish) -> _Place | None:
        """The nearest place at all that covers no name and no chief dot."""
        places = _around(self.height + self.narrowest)
        return next((place for place in places if self._is_free(self._box_of(wish, place), self.fixed)), None)

    def _is_clear(self, wish: Wish, place: _Place) -> bool:
        return all(self._is_free(box, self.fixed, self.lines) for box in self._leader(wish, place, _CLEAR))

    def _lead(self, wish: Wish, place: _Place) -> Spot:
        self._take(self.fixed, self._box_of(wish, place))
        for box in self._leader(wish, place, DOT):
            self._take(self.lines, box)
        return Spot(place.dx, wish.y + place.dy, place.side, place.leader)

    def _leader(self, wish: Wish, place: _Place, start: int) -> Iterator[_Box]:
        for x, y in _along(*place.leader, start):
            yield self._box(wish.share, x - 2, x + 2, wish.y + y - 2, wish.y + y + 2)

    def _box_of(self, wish: Wish, place: _Place) -> _Box:
        left, baseline = place.dx - _TURNED[place.side] * wish.width, wish.y + place.dy
        return self._box(wish.share, left, left + wish.width, baseline - ASCENT, baseline + DESCENT)

    def _box(self, share: float, left: float, right: float, top: float, bottom: float) -> _Box:
        near, far = share * self.narrowest, share * self.widest
        return near + left, near + right, far + left, far + right, top, bottom

    def _is_free(self, box: _Box, *grounds: dict[int, list[_Box]]) -> bool:
        """Whether a box is within the plot and apart from what is taken. The innermost loop of all: no call in it."""
        left, right, far_left, far_right, top, bottom = box
        if left < 0 or right > self.narrowest or far_left < 0 or far_right > self.widest:
            return False
        if top < 0 or bottom > self.height:
            return False
        rows = range(int(top // PITCH), int(bottom // PITCH) + 1)
        for taken in grounds:
            for row in rows:
                if row not in taken:
                    continue
                for a_left, a_right, a_far_left, a_far_right, a_top, a_bottom in taken[row]:
                    if right <= a_left and far_right <= a_far_left:
                        continue
                    if a_right <= left and a_far_right <= far_left:
                        continue
                    if bottom > a_top and a_bottom > top:
                        return False
        return True

    def _take(self, taken: dict[int, list[_Box]], box: _Box) -> None:
        for row in range(int(box[4] // PITCH), int(box[5] // PITCH) + 1):
            taken[row].append(box)


@lru_cache(maxsize=16)
def _around(reach: int) -> tuple[_Place, ...]:
    """Places away from a dot up to so many pixels, the nearest first."""
    found = []
    for row in range(-(reach // PITCH), reach // PITCH + 1):
        found += [_led("middle", 0, row * PITCH)] if row else []
        for dx in (14, *range(36, min(reach, 640), 36)):
            found += [_led("end", -dx, row * PITCH), _led("start", dx, row * PITCH)]
    near = (place for place in found if place.distance <= reach)
    return tuple(sorted(near, key=lambda place: (place.distance, place.dx, place.dy)))


def _led(side: str, dx: int, middle: int) -> _Place:
    """A name beside (dx, middle), or centred there, with a leader to the edge that it turns to its dot."""
    edge = (dx - copysign(3, dx), float(middle)) if dx else (0.0, middle - copysign(PITCH / 2, middle))
    return _Place(side, dx, middle + (ASCENT - DESCENT) / 2, edge, hypot(dx, middle))


def _along(x: float, y: float, start: int) -> Iterator[tuple[float, float]]:
    """Points on the line from so many pixels off the dot's middle to (x, y), some 4 pixels apart."""
    length = hypot(x, y)
    for step in range(max(1, round((length - start) / 4)) + 1):
        share = min(1, (start + 4 * step) / length)
        yield x * share, y * share
