"""Small step lines in the rows of a table, each from 0 to its own highest value, all over the same time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.charts.runs import Period, Series, runs
from catalog.charts.scales import Scale, pixels
from catalog.charts.sheets import Caption, Sheet, framed
from catalog.charts.steps import Plane, path_of
from catalog.charts.text import cut

HEIGHT = 24
_PITCH, _NAMES, _WORDS, _NAME = 40, 250, 210, 13


@dataclass(frozen=True, slots=True)
class Spark:
    """`path` draws it in a box 100 wide and `HEIGHT` high; "" where nothing was known."""

    path: str
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class SparkRow:
    """One line of a sheet: its `name` as it fits, and `words` beside it; `text_y` is their baseline."""

    spark: Spark
    name: str
    words: str
    text_y: str
    y: str


@dataclass(frozen=True, slots=True)
class SparkSheet:
    sheet: Sheet
    rows: tuple[SparkRow, ...]


def spark(series: Series, start: datetime, end: datetime) -> Spark:
    """The line from one moment to a later one."""
    held = runs(series, Period(start, end))
    highest = max((run.value for run in held), default=Decimal(0))
    # A pixel of room on each side for the width of the line.
    plane = Plane(Scale(Decimal(0), highest or Decimal(1), ()), 1, HEIGHT - 1)
    return Spark(path_of(held, plane))


def spark_sheet(
    series: Sequence[Series], words: Sequence[str], start: datetime, end: datetime, caption: Caption
) -> SparkSheet:
    """As a document of its own; `words` stand right of each line: "$3.00 to $2.00"."""
    rows = tuple(
        SparkRow(
            spark=spark(one, start, end),
            name=cut(one.name, _NAMES - 14, _NAME),
            words=said,
            text_y=pixels(place * _PITCH + 22),
            y=pixels(place * _PITCH + 6),
        )
        for place, (one, said) in enumerate(zip(series, words, strict=True))
    )
    return SparkSheet(framed(caption, len(rows) * _PITCH, left=_NAMES, right=_WORDS), rows)
