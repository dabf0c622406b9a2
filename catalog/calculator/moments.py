"""Days, moments and hours as addresses write them. Pure: the clock is the caller's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

ANY_HOUR = "any"
"""Says that calls run at no hour in particular, although a moment is named."""

_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ](?P<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?:Z|\+00:00)?)?", re.ASCII
)
_HOUR = re.compile(
    r"(?:(?P<day>mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[ -]+)?(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?", re.ASCII
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Asked:
    """A moment in UTC; of a whole day, `is_day`, its end."""

    at: datetime
    is_day: bool

    @property
    def text(self) -> str:
        """As addresses write it: 2026-05-15, or 2026-05-15T16:30:00Z."""
        return self.at.date().isoformat() if self.is_day else instant(self.at)


def instant(at: datetime) -> str:
    """2026-05-15T16:30:00Z, exact to the microsecond where it has one: the receipt of a moment stays that moment's."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_moment(text: str) -> Asked:
    """A day or a moment in UTC. ValueError for anything else, with the words for the reader."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise ValueError("give a day such as 2026-05-15, or a moment in UTC such as 2026-05-15 16:30")
    try:
        if found["clock"]:
            return Asked(datetime.fromisoformat(f"{found['day']}T{found['clock']}").replace(tzinfo=UTC), is_day=False)
        day = datetime.fromisoformat(found["day"]).replace(tzinfo=UTC)
        return Asked(day + timedelta(days=1) - timedelta(microseconds=1), is_day=True)
    except (ValueError, OverflowError):
        raise ValueError("there is no such moment") from None


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour in UTC, of a weekday from 0, Monday, or of any."""

    clock: time
    weekday: int | None = None

    @property
    def text(self) -> str:
        """As addresses write it: 16:30, sat-16:30."""
        day = "" if self.weekday is None else f"{WEEKDAYS[self.weekday]}-"
        return f"{day}{self.clock:%H:%M}"

    def near(self, day: datetime) -> datetime:
        """The moment of this hour in the week of a day."""
        moved = day if self.weekday is None else day + timedelta(days=self.weekday - day.weekday())
        return datetime.combine(moved.date(), self.clock, UTC)


def hour_of(at: datetime) -> Hour:
    return Hour(at.time().replace(second=0, microsecond=0), at.weekday())


def read_hour(text: str) -> Hour | None:
    """16, 9:30, sat 16:30; None for "any". ValueError for anything else, with the words for the reader."""
    plain = text.strip().lower()
    if plain == ANY_HOUR:
        return None
    found = _HOUR.fullmatch(plain)
    if found is None or int(found["hour"]) > 23 or int(found["minute"] or 0) > 59:
        raise ValueError("give an hour in UTC from 0 to 23, such as 16, 16:30 or sat 16:30")
    weekday = WEEKDAYS.index(found["day"]) if found["day"] else None
    return Hour(time(int(found["hour"]), int(found["minute"] or 0)), weekday)
