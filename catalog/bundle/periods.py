"""What a source said from when to when, and how a told history continues a stored one. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Period:
    """A source was first seen to say `content` at `since`, last at `confirmed`, and something else from `until` on."""

    content: Any
    since: datetime
    confirmed: datetime
    until: datetime | None = None


def continued(newest: Period | None, told: Iterable[Period]) -> list[Period]:
    """The periods to store: `newest`, the last one stored, as it now is (first; left out when None), then the new ones.

    What is stored wins wherever it is the younger observation: a told period last confirmed at or before that moment
    says nothing new. `told` is in order of time and without overlaps, and so is the result.
    """
    chain = [] if newest is None else [newest]
    for period in told:
        last = chain[-1] if chain else None
        if last is None:
            chain.append(period)
        elif not _is_known(period, last):
            chain[-1:] = _after(last, period)
    return chain


def complaint_about(periods: Sequence[Period]) -> str:
    """Why these cannot be one source's history of one thing, in words; "" when they can. They are in order of time."""
    for period in periods:
        if period.confirmed < period.since:
            return "is confirmed before it was first said"
        if period.until is not None and (period.until <= period.since or period.until < period.confirmed):
            return "ends before it was last confirmed"
    for earlier, later in pairwise(periods):
        if earlier.until is None or later.since < earlier.until:
            return "overlaps another period of the same source"
    return ""


def _is_known(period: Period, last: Period) -> bool:
    return period.confirmed <= last.confirmed or (last.until is not None and period.confirmed < last.until)


def _after(last: Period, period: Period) -> list[Period]:
    if last.until is None and last.content == period.content:
        return [replace(last, confirmed=period.confirmed, until=period.until)]
    # Told as older than what we know of the moment in between: then only its last confirmation is news.
    begins_after = period.since > last.confirmed if last.until is None else period.since >= last.until
    since = period.since if begins_after else period.confirmed
    if period.until is not None and since >= period.until:
        return [last]
    closed = last if last.until is not None else replace(last, until=since)
    return [closed, replace(period, since=since)]
