"""A ranking as a file: the same figures as its page has, for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import NamedTuple

from catalog.ranking import Entry, Place
from catalog.rankings.figures import RankedFigure
from catalog.rankings.naming import NO_DETAIL, Detail, Named, details_of, names_of
from catalog.rankings.paging import RankingPage
from catalog.rankings.readings import Reading
from catalog.rankings.weighing import Weighing

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings that make a spreadsheet take a text for a formula, and run it."""


def kept_back(figure: RankedFigure) -> str:
    """Why a figure stands in no file and no picture: "" where its terms let us pass it on."""
    if figure.is_passed_on or figure.metric is None:
        return ""
    return f"The terms of {figure.metric.source.name} do not let us pass on the {figure.name}."


class Line(NamedTuple):
    """One line of a file, in the order of its columns. `rank` and `value` are empty for a model without a rank."""

    rank: str
    model: str
    creator: str
    id: str
    value: str
    unit: str
    low: str
    high: str
    detail: str
    source: str
    read: str
    page: str


class WeighedLine(NamedTuple):
    """One line of price against a score. `price` is US dollars for a million tokens of the `blend`."""

    model: str
    creator: str
    id: str
    blend: str
    price: str
    score: str
    detail: str
    on_the_line: str
    source: str
    read: str
    page: str


def csv_of(page: RankingPage, readings: Sequence[Reading], site: str) -> str:
    """Everybody whom the filters let through, on all pages; then, without rank and value, those who have none.

    Prices per token are US dollars per million, as the page has them; without signs and separators. `site` is the
    site's own address. Two queries at the most.
    """
    ranked = [place.key for place in page.places]
    names = names_of([*ranked, *(entry.key for _, entries in page.unranked for entry in entries)])
    details = details_of(page.cohort, ranked)
    source, read = _read(readings)
    lines = [_ranked(page.cohort.figure, one, names[one.key], details.get(one.key, NO_DETAIL)) for one in page.places]
    lines += [_unranked(one, names[one.key], why) for why, entries in page.unranked for one in entries]
    told = [one._replace(source=source, read=read, page=f"{site}{one.page}") for one in lines]
    return written([Line._fields, *told])


def weighed_csv_of(weighing: Weighing, readings: Sequence[Reading], site: str) -> str:
    """Everybody in the picture, the highest score first; values as in csv_of()."""
    source, read = _read(readings)
    lines = [
        WeighedLine(
            model=plain_text(row.name),
            creator=plain_text(row.creator),
            id=row.catalog_id,
            blend=str(weighing.blend),
            price=plain_number(row.price),
            score=plain_number(row.score),
            detail=plain_text(row.detail),
            on_the_line="yes" if row.unbeaten else "no",
            source=source,
            read=read,
            page=f"{site}{row.address}",
        )
        for row in weighing.every_row
    ]
    return written([WeighedLine._fields, *lines])


def written(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV."""
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _ranked(figure: RankedFigure, place: Place, named: Named, detail: Detail) -> Line:
    low, high = map(figure.text, detail.interval) if detail.interval else ("", "")
    return Line(
        rank=str(place.rank),
        model=plain_text(place.name),
        creator=plain_text(named.creator),
        id=named.catalog_id,
        value=plain_number(figure.text(place.value)),
        unit=plain_text(figure.unit),
        low=plain_number(low),
        high=plain_number(high),
        detail=plain_text(detail.text),
        source="",
        read="",
        page=named.address,
    )


def _unranked(entry: Entry, named: Named, why: str) -> Line:
    nothing = dict.fromkeys(Line._fields, "")
    known = {"model": plain_text(entry.name), "creator": plain_text(named.creator), "id": named.catalog_id}
    return Line(**{**nothing, **known, "detail": why, "page": named.address})


def _read(readings: Sequence[Reading]) -> tuple[str, str]:
    """The sources by name, and the day of the last reading."""
    days = [f"{reading.read_at:%Y-%m-%d}" for reading in readings]
    return plain_text("; ".join(reading.source.name for reading in readings)), max(days, default="")


def plain_number(shown: str) -> str:
    """ "$1,200.00" as "1200.00"."""
    return shown.replace("$", "").replace(",", "")


def plain_text(cell: str) -> str:
    """What other people wrote, so that no spreadsheet runs it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
