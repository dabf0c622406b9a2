"""A time chart as a file: a line for each stretch over which a figure stood still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from catalog.charts import Run
from catalog.rankings.files import plain_number, plain_text, written
from catalog.timelines.movers import Movers
from catalog.timelines.timeline import Line, Timeline


class Stretch(NamedTuple):
    """One line of a file, in the order of its columns. `until` is empty while it holds."""

    figure: str
    line: str
    id: str
    unit: str
    value: str
    since: str
    until: str
    scale: str
    source: str
    read: str
    page: str


def csv_of(timeline: Timeline, site: str) -> str:
    """Values as the page has them, without signs and separators; moments are UTC. `site` is the site's own address."""
    return written([Stretch._fields, *_stretches(timeline, site)])


class Moved(NamedTuple):
    """One line of the file of what moved most, in the order of its columns."""

    model: str
    id: str
    unit: str
    before: str
    after: str
    since: str
    window_begins: str
    window_ends: str
    source: str
    page: str


def moved_csv_of(movers: Movers, site: str) -> str:
    """Every model whose price moved, not only those that are drawn; as csv_of() writes."""
    period = movers.period
    ends = (_moment(period.start), _moment(period.end)) if period else ("", "")
    source = plain_text(movers.source.name)
    lines = [
        Moved(
            plain_text(one.model.name),
            one.model.catalog_id,
            "US dollars per 1M tokens",
            plain_number(one.before),
            plain_number(one.after),
            _moment(one.move.at),
            *ends,
            source,
            f"{site}{one.model.get_absolute_url()}",
        )
        for one in movers.every
    ]
    return written([Moved._fields, *lines])


def _stretches(timeline: Timeline, site: str) -> Iterator[Stretch]:
    source = plain_text("; ".join(reading.source.name for reading in timeline.sources))
    for line, found in timeline.held:
        for run in found:
            yield _stretch(timeline, line, run)._replace(source=source, page=f"{site}{line.address}")


def _stretch(timeline: Timeline, line: Line, run: Run) -> Stretch:
    subject = timeline.subject
    holds = run.until == timeline.until and not run.ended
    return Stretch(
        figure=plain_text(subject.title),
        line=plain_text(line.series.name),
        id=line.id,
        unit=plain_text(subject.unit),
        value=plain_number(subject.shown(run.value)),
        since=_moment(run.since),
        until="" if holds else _moment(run.until),
        scale=plain_text(run.scale),
        source="",
        read=_moment(timeline.until) if timeline.until else "",
        page="",
    )


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
