"""Which figure and how long a time chart is asked for by an address, and the ways to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from catalog import wording
from catalog.charts import Window
from catalog.timelines.subjects import Subject

FIGURE, WINDOW = "history", "window"
PART = "history"
"""The part of a page that answers alone, by ?_part=, and its anchor."""
USUAL = Window.ALL
LONGEST_SHOWN = 40
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tab:
    """A link to the same at another window or figure: `part` is what htmx fetches instead of the whole page."""

    id: str
    label: str
    address: str
    part: str
    is_current: bool


@dataclass(frozen=True)
class Asked:
    """`figure` is a name that may mean nothing, "" where the address says nothing; `dropped` is what it said in vain.

    `path` and `fields` are the page's address without either.
    """

    path: str
    fields: Fields = ()
    figure: str = ""
    window: Window = USUAL
    dropped: tuple[str, ...] = ()

    @classmethod
    def of(cls, query: QueryDict, path: str, fields: Fields = ()) -> Asked:
        """So that every address has an answer."""
        typed = query.get(WINDOW, "")
        window = next((one for one in Window if one.value == typed), None)
        dropped = (wording.printable(typed, LONGEST_SHOWN),) if typed and window is None else ()
        figure = wording.printable(query.get(FIGURE, ""), LONGEST_SHOWN)
        return cls(path, fields, figure, window or USUAL, dropped)


@dataclass(frozen=True)
class Choice:
    """What is shown of what there is; the first of `subjects` is the usual one."""

    asked: Asked
    subjects: Sequence[Subject]

    @property
    def subject(self) -> Subject:
        return next((one for one in self.subjects if one.slug == self.asked.figure), self.subjects[0])

    @property
    def window(self) -> Window:
        return self.asked.window

    @property
    def dropped(self) -> list[str]:
        vain = [] if self.asked.figure in ("", self.subject.slug) else [self.asked.figure]
        return [*vain, *self.asked.dropped]

    @property
    def figures(self) -> list[Tab]:
        """The ways to other figures, none where there is but one."""
        if len(self.subjects) == 1:
            return []
        return [
            self._tab(f"of-{one.slug}", one.title, one, self.window, one.slug == self.subject.slug)
            for one in self.subjects
        ]

    @property
    def windows(self) -> list[Tab]:
        return [self._tab(f"over-{one.value}", one.label, self.subject, one, one == self.window) for one in Window]

    @property
    def address(self) -> str:
        return self.at(self.asked.path)

    def at(self, path: str) -> str:
        """The same at another path: as a file, as a picture."""
        return _address(path, self._fields(self.subject, self.window))

    def over(self, path: str) -> str:
        """An address that names the figure itself, at this window."""
        return _address(path, () if self.window == USUAL else ((WINDOW, self.window.value),))

    def _tab(self, id: str, label: str, subject: Subject, window: Window, is_current: bool) -> Tab:
        fields = self._fields(subject, window)
        part = _address(self.asked.path, (*fields, ("_part", PART)))
        return Tab(id, label, f"{_address(self.asked.path, fields)}#{PART}", part, is_current)

    def _fields(self, subject: Subject, window: Window) -> Fields:
        """Without anything that is the default anyway."""
        figure = "" if subject is self.subjects[0] else subject.slug
        length = "" if window == USUAL else window.value
        chosen = [(name, value) for name, value in ((FIGURE, figure), (WINDOW, length)) if value]
        return (*self.asked.fields, *chosen)


def _address(path: str, fields: Fields) -> str:
    return f"{path}?{urlencode(fields, safe='/')}" if fields else path
