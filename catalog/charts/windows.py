"""How far back a time chart reaches."""

from datetime import datetime, timedelta
from enum import StrEnum


class Window(StrEnum):
    """Chosen in the address: ?window=90-days."""

    QUARTER = "90-days"
    YEAR = "year"
    ALL = "all"

    @property
    def label(self) -> str:
        """ "90 days", "A year", "All"."""
        return _LABELS[self]

    @property
    def words(self) -> str:
        """ "the 90 days", "the year"; "" for all that is known."""
        return _WORDS[self]

    def start(self, first: datetime, until: datetime) -> datetime:
        """Where the time axis begins, for figures first read at one moment and last at another.

        90 days are 90 days even where we know fewer: what is young looks young, and two charts compare. All is a day
        at least.
        """
        length = _LENGTHS.get(self)
        return until - length if length else min(first, until - _SHORTEST)


_LABELS = {Window.QUARTER: "90 days", Window.YEAR: "A year", Window.ALL: "All"}
_WORDS = {Window.QUARTER: "the 90 days", Window.YEAR: "the year", Window.ALL: ""}
_LENGTHS = {Window.QUARTER: timedelta(days=90), Window.YEAR: timedelta(days=365)}
_SHORTEST = timedelta(days=1)
