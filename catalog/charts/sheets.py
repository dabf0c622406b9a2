"""Charts as documents of their own, for other people's pages: a fixed size, a title, and the sources inside.

A sheet is `WIDTH` pixels wide and as high as its chart needs. Its places are pixels; the chart stands in a box of its
own within, with the percentages that it has anywhere else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.charts.bars import Bar, BarChart
from catalog.charts.placing import Tier
from catalog.charts.runs import Series
from catalog.charts.scales import Shown, pixels
from catalog.charts.scatter import ScatterChart, scatter
from catalog.charts.steps import StepChart, step_lines
from catalog.charts.text import balanced, cut, lines, width
from catalog.ranking import Contender

WIDTH = 720
MARGIN = 28
_INNER = WIDTH - 2 * MARGIN
_TITLE, _WORDS, _NAME, _SMALL = 24, 14, 13, 12
_LEFT_OF_PLOT = 36

_BAR_PITCH, _GAP_PITCH, _BAR_AXIS = 28, 22, 28
_NAMES, _VALUES = 300, 80


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said around a chart: its title, a sentence that says what it shows, whence and when its figures are
    ("OpenRouter, read 15 May 2026"), and the address of the page that it belongs to.
    """

    title: str
    words: str
    source: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: its baseline, and what it says."""

    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The frame of a document: lines of text, and the box of the chart between them."""

    caption: Caption
    width: int
    height: int
    left: int
    right: int
    title: tuple[Line, ...]
    words: tuple[Line, ...]
    plot_x: int
    plot_y: int
    plot_width: int
    plot_height: int
    rule_y: int
    foot: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A bar with its `name` as it fits, or the number of places left out where there is none.

    `text_y` is the baseline of its text, `bar_y` the top of its bar.
    """

    bar: Bar | None
    name: str
    text_y: str
    bar_y: str


@dataclass(frozen=True, slots=True)
class BarSheet:
    """Bars are `bar_height` high and end at the baseline of the axis; its marks are labelled at `ticks_y`."""

    sheet: Sheet
    chart: BarChart
    rows: tuple[Row, ...]
    bar_height: int
    baseline: str
    ticks_y: str


@dataclass(frozen=True, slots=True)
class ScatterSheet:
    sheet: Sheet
    chart: ScatterChart
    price_title: str
    score_title: str
    axis_left: int = _LEFT_OF_PLOT


@dataclass(frozen=True, slots=True)
class StepSheet:
    sheet: Sheet
    chart: StepChart


@dataclass(frozen=True, slots=True)
class Notice:
    """A sheet without a chart: its words say why, such as terms that forbid passing a figure on."""

    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Badge:
    """A label in two parts, `split` pixels from the left; texts are centred in theirs."""

    width: int
    inner_width: int
    height: int
    split: int
    left: str
    left_x: str
    numeral: str
    rest: str
    rest_x: str
    title: str


def notice(caption: Caption) -> Notice:
    return Notice(framed(caption, 0, left=0, right=0))


def bar_sheet(chart: BarChart, caption: Caption) -> BarSheet:
    """A chart whose values are written; long names are cut."""
    rows, y = [], 0
    for bar in chart.bars:
        if bar.skipped_before:
            rows.append(_gap(bar.skipped_before, y))
            y += _GAP_PITCH
        rows.append(Row(bar, cut(bar.name, _NAMES - 14, _NAME, heavy=bar.own), pixels(y + 19), pixels(y + 7)))
        y += _BAR_PITCH
    if chart.skipped_after:
        rows.append(_gap(chart.skipped_after, y))
        y += _GAP_PITCH
    sheet = framed(caption, y + _BAR_AXIS, left=_NAMES, right=_VALUES)
    return BarSheet(sheet, chart, tuple(rows), _BAR_PITCH - 14, pixels(y), pixels(y + 18))


def scatter_sheet(
    contenders: Iterable[Contender],
    own_key: str,
    caption: Caption,
    *,
    price_title: str,
    score_title: str,
    price_shown: Shown,
    score_shown: Shown,
) -> ScatterSheet:
    """As scatter(), which says what is refused."""
    room = _INNER - _LEFT_OF_PLOT - 12
    tiers = [Tier("sheet", room, room, room=190, most=60, filled=True)]
    chart = scatter(contenders, own_key, price_shown=price_shown, score_shown=score_shown, tiers=tiers, height=540)
    sheet = framed(caption, chart.height + 66, left=_LEFT_OF_PLOT, right=12, above=22)
    return ScatterSheet(sheet, chart, price_title, score_title)


def step_sheet(
    series: Sequence[Series],
    start: datetime,
    end: datetime,
    caption: Caption,
    *,
    own_key: str = "",
    from_zero: bool = True,
    shown: Shown,
) -> StepSheet:
    """As step_lines(), with the names in the margin on the right."""
    chart = step_lines(series, start, end, own_key=own_key, from_zero=from_zero, shown=shown, plot_height=260)
    return StepSheet(framed(caption, chart.height, left=_LEFT_OF_PLOT + 8, right=206), chart)


def badge(left: str, numeral: str, rest: str, title: str) -> Badge:
    """ "Model Almanac", then "#1" and "of 6 on price"; `title` says it in full, with the day."""
    split = round(width(left, 12, heavy=True)) + 20
    figure = width(numeral, 16, heavy=True)
    words = width(rest, 12)
    whole = split + round(10 + figure + (5 if numeral and rest else 0) + words + 10)
    return Badge(
        width=whole,
        inner_width=whole - 1,
        height=28,
        split=split,
        left=left,
        left_x=pixels(split / 2),
        numeral=numeral,
        rest=rest,
        rest_x=pixels((split + whole) / 2),
        title=title,
    )


def _gap(skipped: int, y: int) -> Row:
    return Row(None, f"{skipped:,} more", pixels(y + 15), pixels(y))


def framed(caption: Caption, plot_height: int, *, left: int, right: int, above: int = 0) -> Sheet:
    """`above` is room between the words and the plot, for the title of an axis."""
    title = balanced(caption.title, _INNER, _TITLE, most=3, heavy=True)
    words = lines(caption.words, _INNER, _WORDS, most=6)
    foot = lines(caption.source, _INNER, _SMALL, most=6) + lines(caption.address, _INNER - 120, _SMALL, most=1)
    title_y = 54
    words_y = title_y + 30 * (len(title) - 1) + 28
    plot_y = words_y + 20 * (len(words) - 1) + 24 + above
    rule_y = plot_y + plot_height + (18 if plot_height else 0)
    foot_y = rule_y + 26
    return Sheet(
        caption=caption,
        width=WIDTH,
        height=foot_y + 18 * (len(foot) - 1) + 24,
        left=MARGIN,
        right=WIDTH - MARGIN,
        title=_placed(title, title_y, 30),
        words=_placed(words, words_y, 20),
        plot_x=MARGIN + left,
        plot_y=plot_y,
        plot_width=_INNER - left - right,
        plot_height=plot_height,
        rule_y=rule_y,
        foot=_placed(foot, foot_y, 18),
    )


def _placed(texts: Sequence[str], y: int, pitch: int) -> tuple[Line, ...]:
    return tuple(Line(pixels(y + index * pitch), text) for index, text in enumerate(texts))
