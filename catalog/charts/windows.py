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

    def start(self, first: datetime, until: datetime) -> datetime:
        """Where the time axis begins, for figures first read at one moment and last at another.

        90 days are 90 days even where we know fewer: what is young looks young, and two charts compare.
        """
        length = _LENGTHS.get(self)
        return until - length if length else first


_LABELS = {Window.QUARTER: "90 days", Window.YEAR: "A year", Window.ALL: "All"}
_LENGTHS = {Window.QUARTER: timedelta(days=90), Window.YEAR: timedelta(days=365)}
