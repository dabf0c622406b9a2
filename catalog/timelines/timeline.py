"""A time chart with all that stands around it: what it shows in words, its figures, its sources and their days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from catalog import charts, wording
from catalog.charts import Period, Run, Series, Step, Window
from catalog.charts.runs import runs, steps
from catalog.prose.timelines import Course, what_moved
from catalog.rankings.readings import Reading, in_words
from catalog.timelines.subjects import Subject

MOST_LINES = len(charts.DASHES)


@dataclass(frozen=True)
class Line:
    """`id` and `address` are those of the model that it is of: openai/gpt-5."""

    series: Series
    id: str
    address: str


@dataclass(frozen=True)
class Event:
    """One line of the table: a side that is "" is what `absent` says before, and nothing known after."""

    at: datetime
    name: str
    before: str
    after: str
    absent: str


@dataclass(frozen=True)
class Timeline:
    """`first` and `until` are the first and the last reading of anything drawn; None where nothing ever was read.

    `own_key` is the line to look at first, `marks` the moments at which something was read, `left_out` how many lines
    have no room.
    """

    subject: Subject
    lines: Sequence[Line]
    window: Window
    first: datetime | None
    until: datetime | None
    sources: Sequence[Reading]
    own_key: str = ""
    marks: Sequence[datetime] = ()
    left_out: int = 0

    @cached_property
    def period(self) -> Period | None:
        if self.first is None or self.until is None:
            return None
        return Period(self.window.start(self.first, self.until), self.until)

    @cached_property
    def chart(self) -> charts.StepChart | None:
        """None where nothing was known at any time of the window."""
        if self.period is None or not self.held:
            return None
        return charts.step_lines(
            [line.series for line in self.lines],
            self.period.start,
            self.period.end,
            readings=self.marks,
            own_key=self.own_key,
            from_zero=self.subject.from_zero,
            shown=self.subject.shown,
        )

    @cached_property
    def held(self) -> list[tuple[Line, list[Run]]]:
        """The lines that had a value within the window, with what they were at."""
        if self.period is None:
            return []
        return [(line, found) for line in self.lines if (found := runs(line.series, self.period))]

    @cached_property
    def courses(self) -> list[Course]:
        return [Course(line.series.name, steps(found)) for line, found in self.held]

    @property
    def told(self) -> str:
        """What the chart shows, in sentences."""
        if not self.courses or self.until is None:
            return f"{self.subject.nothing}{f' in {self._window}' if self._window else ''}."
        moved = what_moved(self.courses, self.subject.shown)
        within = f"In {self._window} to {wording.day(self.until)}: {moved}" if self._window else moved
        return " ".join([within, *self._new_scales])

    @property
    def _window(self) -> str:
        return self.window.words

    @property
    def _new_scales(self) -> list[str]:
        breaks = self.chart.breaks if self.chart else ()
        if not breaks:
            return []
        days = wording.listing([wording.day(one.at) for one in breaks])
        scale = "A new scale" if len(breaks) == 1 else "New scales"
        return [f"{scale} began on {days}: values before and after cannot be compared."]

    @cached_property
    def events(self) -> list[Event]:
        """Every figure of the chart, the newest first."""
        lines = zip(self.held, self.courses, strict=True)
        found = [self._event(line.series, step) for (line, _), course in lines for step in course.steps]
        return sorted(found, key=lambda event: event.at, reverse=True)

    def _event(self, series: Series, step: Step) -> Event:
        absent = "another scale" if step.is_rescaled else self.subject.absence
        if step.is_first and step.at == min(at for at, value in series.changes if value is not None):
            absent = "first reading"
        elif step.is_first and self.period and step.at < self.period.start:
            absent = "before the window"
        return Event(step.at, series.name, self._text(step.before), self._text(step.after), absent)

    def _text(self, value: Decimal | None) -> str:
        return "" if value is None else self.subject.shown(value)

    @property
    def source(self) -> str:
        """ "Source: OpenRouter, read 18 Aug 2026. First read 10 Nov 2025": for pictures."""
        read = f". First read {wording.day(self.first)}" if self.first else ""
        return f"{in_words(self.sources)}{read}"
