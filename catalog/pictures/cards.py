"""The cards that messengers and networks show beside a link: one for each model, one for the rest of the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.pictures.icons import draw_mark
from catalog.pictures.letters import BOLD, SANS, SERIF, fitted, of_label, readable, width_of
from catalog.pictures.paper import BAR, INK, INK_2, INK_3, OWN, RULE, WARN, Sheet

WIDTH, HEIGHT = 1200, 630
"""Pixels, as the networks want it."""

BRAND = "Model Almanac"

LEFT, RIGHT = 64, 1136
ROOM = RIGHT - LEFT
MAST, KICKER, NAME, STRIP, STRIP_FOOT, FOOT = 80, 146, 170, 372, 524, 594
"""Heights: the double rule below the masthead; the foot of the line with the creator; where the name begins; the two
lines around the figures; the double rule on which the comb stands.
"""

# Sizes in pixels, each with the lines that a text may take at it; the first that fits is taken.
NAME_STEPS = ((100, 1), (88, 1), (78, 2), (68, 2), (54, 3), (48, 3))
TITLE_STEPS = ((76, 2), (64, 2))
TAG_STEPS = ((32, 1), (28, 1), (26, 1), (28, 2))
CREATOR_STEPS = ((32, 1), (28, 1))
FIGURE_STEPS = ((62, 1), (54, 1), (46, 1), (40, 1), (34, 1), (28, 1), (22, 1))
WORD_STEPS = ((32, 1), (28, 1), (24, 1))
NOTE_STEPS = ((24, 1), (22, 1), (20, 1))
READ_STEPS = (*NOTE_STEPS, (18, 1), (16, 1))
STANDING_STEPS = ((34, 1), (30, 1), (26, 1), (22, 1))
LABEL, GAP = 28, 36

MONOGRAM = 44
MARK = 196
COLUMN_GAP = 32
WIDEST_PITCH, CLOSEST_PITCH = 24, 5
TOOTH, OWN_TOOTH, LEAST_COMB = 28, 46, 240
"""How far the teeth of the comb stand apart, how high they are, and how wide a comb of many is at least."""


@dataclass(frozen=True)
class Figure:
    """One of the figures that decide. One that is not known is words, and set as such: "not published"."""

    label: str
    value: str
    note: str
    is_known: bool = True


@dataclass(frozen=True)
class Standing:
    """Which place the model has among so many; both numbers start at 1."""

    rank: int
    of: int


@dataclass(frozen=True)
class ModelCard:
    """All that the card of a model says. The ids stand in for names in a script that our letters do not know.

    `life` is empty for a model that can simply be used. `verdict` is the standing in words: "#1 of 6 image models by
    output price", or why there is none.
    """

    name: str
    catalog_id: str
    creator: str
    creator_id: str
    monogram: str
    class_name: str
    tagline: str
    figures: tuple[Figure, ...]
    read: str
    verdict: str
    standing: Standing | None = None
    life: str = ""
    is_ending: bool = False

    @property
    def in_words(self) -> str:
        """The same for those who do not see it."""
        kind = ", ".join(filter(None, [self.creator, self.class_name, self.life]))
        figures = [f"{one.label}: {', '.join(filter(None, [one.value, one.note]))}" for one in self.figures]
        told = [self.name, kind, *figures, self.verdict, self.read]
        return " ".join(f"{one.removesuffix('.')}." for one in told if one)

    def png(self) -> bytes:
        """Red is this model's place in its class, and nothing else."""
        sheet = Sheet(WIDTH, HEIGHT)
        _draw_masthead(sheet, self.read)
        _draw_kicker(sheet, self)
        _draw_name(sheet, readable(self.name, self.catalog_id), readable(self.tagline, ""))
        _draw_strip(sheet, self.figures)
        _draw_foot(sheet, self.verdict, self.standing)
        return sheet.png()


@dataclass(frozen=True)
class SiteCard:
    """The card of every page that is not a model's: what the site is, with its mark."""

    title: str
    tagline: str
    figures: tuple[Figure, ...]
    read: str
    promise: str

    def png(self) -> bytes:
        sheet = Sheet(WIDTH, HEIGHT)
        _draw_masthead(sheet, self.read)
        room = ROOM - MARK - 40
        foot = _draw_lines(sheet, 112, room, self.title, TITLE_STEPS)
        _draw_lines(sheet, foot + 8, room, self.tagline, TAG_STEPS, INK_2)
        draw_mark(sheet, RIGHT - MARK, 126, MARK)
        _draw_strip(sheet, self.figures)
        _draw_foot(sheet, self.promise, None)
        return sheet.png()


def _draw_masthead(sheet: Sheet, read: str) -> None:
    brand = sheet.write(LEFT, 56, BRAND, 40, BOLD)
    line = fitted(read, of_label(read), ROOM - brand - 48, READ_STEPS)
    sheet.write(RIGHT, 56, line.lines[0], line.size, of_label(read), INK_2, anchor="rs")
    sheet.double_rule(0, WIDTH, MAST)


def _draw_kicker(sheet: Sheet, card: ModelCard) -> None:
    """The creator with its monogram, the class, and what is to be known of a life that nears its end or is over."""
    top = KICKER - 33
    sheet.box(LEFT, top, MONOGRAM)
    monogram = readable(card.monogram, "".join(filter(str.isalnum, card.creator_id))[:2].capitalize(), BOLD)
    sheet.write(LEFT + MONOGRAM / 2, top + MONOGRAM / 2 + 8, monogram, 23, BOLD, anchor="ms")
    left: float = LEFT + MONOGRAM + 18
    rest = sum(GAP + width_of(label, SANS, LABEL) for label in (card.class_name, card.life) if label)
    creator = fitted(readable(card.creator, card.creator_id), SERIF, RIGHT - left - rest - 32, CREATOR_STEPS)
    left += sheet.write(left, KICKER, creator.lines[0], creator.size) + GAP
    left += sheet.write(left, KICKER, card.class_name, LABEL, SANS, INK_2) + GAP
    if card.life:
        ink = WARN if card.is_ending else INK_3
        sheet.dot(left, KICKER - 20, 20, ink, half=card.is_ending)
        sheet.write(left + 32, KICKER, card.life, LABEL, SANS, ink)


def _draw_name(sheet: Sheet, name: str, tagline: str) -> None:
    """As large as it goes; where one line is enough for it, what the model is stands below."""
    is_short = len(fitted(name, SERIF, ROOM, NAME_STEPS).lines) == 1
    foot = _draw_lines(sheet, NAME, ROOM, name, NAME_STEPS)
    if is_short and tagline:
        _draw_lines(sheet, foot + 6, ROOM, tagline, TAG_STEPS, INK_2)


def _draw_lines(
    sheet: Sheet, top: float, room: float, text: str, steps: Sequence[tuple[int, int]], ink: str = INK
) -> float:
    """Returns the height at which the last line ends."""
    setting = fitted(text, SERIF, room, steps)
    for line in setting.lines:
        sheet.write(LEFT, top + setting.size * 0.85, line, setting.size, ink=ink)
        top += setting.size * 1.15
    return top


def _draw_strip(sheet: Sheet, figures: Sequence[Figure]) -> None:
    """The figures side by side between two lines of ink, as on the page."""
    sheet.rule(LEFT, RIGHT, STRIP)
    column = (ROOM + COLUMN_GAP) / len(figures)
    for number, figure in enumerate(figures):
        left = LEFT + number * column
        if number:
            middle = left - COLUMN_GAP / 2
            sheet.fill(middle - 1, STRIP + 2, middle + 1, STRIP_FOOT, RULE)
        _draw_figure(sheet, figure, left, column - COLUMN_GAP)
    sheet.rule(LEFT, RIGHT, STRIP_FOOT)


def _draw_figure(sheet: Sheet, figure: Figure, left: float, room: float) -> None:
    if figure.is_known:
        _draw_line(sheet, left, STRIP + 100, room, figure.value, SERIF, FIGURE_STEPS, INK)
    else:
        _draw_line(sheet, left, STRIP + 94, room, figure.value, SANS, WORD_STEPS, INK_3)
    for foot, text in ((36, figure.label), (136, figure.note)):
        _draw_line(sheet, left, STRIP + foot, room, text, of_label(text), NOTE_STEPS, INK_2)


def _draw_line(
    sheet: Sheet,
    left: float,
    foot: float,
    room: float,
    text: str,
    face: str,
    steps: Sequence[tuple[int, int]],
    ink: str,
) -> float:
    """One line, as large as the steps and the room allow. Returns its width."""
    setting = fitted(text, face, room, steps)
    return sheet.write(left, foot, setting.lines[0], setting.size, face, ink)


def _draw_foot(sheet: Sheet, words: str, standing: Standing | None) -> None:
    """The closing double rule, and above it what is said of the standing, with its comb."""
    sheet.double_rule(LEFT, RIGHT, FOOT)
    if standing is None:
        _draw_line(sheet, LEFT, FOOT - 21, ROOM, words, SERIF, STANDING_STEPS, INK_2)
        return
    comb = min(standing.of * WIDEST_PITCH, LEAST_COMB)
    said = _draw_line(sheet, LEFT, FOOT - 21, ROOM - comb - COLUMN_GAP, words, SERIF, STANDING_STEPS, OWN)
    _draw_comb(sheet, standing, LEFT + said + COLUMN_GAP)


def _draw_comb(sheet: Sheet, standing: Standing, left: float) -> None:
    """A tooth for each model of the class, the best first, and this one's long and red.

    Where the class is too large for that, the teeth are a scale on which the model has its place.
    """
    teeth = min(standing.of, int((RIGHT - left) // CLOSEST_PITCH))
    pitch = min(WIDEST_PITCH, (RIGHT - left) / teeth)
    own = _tooth_of(standing, teeth)
    for tooth in range(teeth):
        right = RIGHT - (teeth - 1 - tooth) * pitch
        height, ink = (OWN_TOOTH, OWN) if tooth == own else (TOOTH, BAR)
        sheet.fill(right - pitch * 0.6, FOOT - height, right, FOOT, ink)


def _tooth_of(standing: Standing, teeth: int) -> int:
    """On a scale too, only the first is at its beginning and only the last at its end."""
    if standing.of == teeth or standing.rank in (1, standing.of):
        return min(standing.rank, teeth) - 1
    return min(max(round((standing.rank - 1) * (teeth - 1) / (standing.of - 1)), 1), teeth - 2)
