"""One price, and the conditions under which it holds."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from catalog.pricing.exact import is_price
from catalog.pricing.meters import Boundary, Meter, Unit

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ABOVE = Boundary.ABOVE
NO_DETAILS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rate:
    """One price: `amount` US dollars for one `unit` of `meter`, under the conditions that are set.

    `detail` is the size or quality of what is sold, in the seller's word: "1k"; such a rate bills only a usage that
    names it. `utc_end` is exclusive and may lie before `utc_start`: the window then passes midnight and belongs to
    the day it began on. Equal ends mean the whole day. Raises ValueError for what is no price (negative, not finite,
    a float) or half a condition.
    """

    meter: Meter
    amount: Decimal
    unit: Unit
    min_prompt_tokens: int | None = None
    boundary: Boundary | None = None
    utc_start: time | None = None
    utc_end: time | None = None
    weekdays: frozenset[int] = frozenset()
    batch: bool = False
    detail: str = ""
    source: str = ""
    since: datetime | None = None

    def __post_init__(self) -> None:
        if not is_price(self.amount):
            raise ValueError(f"{self.amount!r} is not a price")
        if (self.min_prompt_tokens is None) != (self.boundary is None):
            raise ValueError("a tier needs both a number of prompt tokens and a boundary")
        if (self.utc_start is None) != (self.utc_end is None):
            raise ValueError("a time window needs both a start and an end")
        if not self.weekdays <= frozenset(range(7)):
            raise ValueError("weekdays run from 0, Monday, to 6, Sunday")

    @property
    def is_timed(self) -> bool:
        return self.utc_start is not None or bool(self.weekdays)

    @property
    def is_conditioned(self) -> bool:
        """Whether a tier or a time window limits it; batch and detail are choices of the buyer."""
        return self.min_prompt_tokens is not None or self.is_timed

    @property
    def first_prompt(self) -> int:
        """The smallest prompt, in tokens, that is billed by this price."""
        if self.min_prompt_tokens is None:
            return 0
        return self.min_prompt_tokens + (self.boundary == _ABOVE)

    @property
    def tier(self) -> str:
        """ "above 200,000 prompt tokens"; empty without a tier."""
        return "" if self.min_prompt_tokens is None else f"{self.boundary} {self.min_prompt_tokens:,} prompt tokens"

    @property
    def window(self) -> str:
        """ "16:30 to 00:30 UTC; Sat, Sun"; empty without a time window."""
        parts = []
        if self.utc_start is not None and self.utc_end is not None:
            parts.append(f"{self.utc_start:%H:%M} to {self.utc_end:%H:%M} UTC")
        if self.weekdays:
            parts.append(", ".join(_WEEKDAYS[day] for day in sorted(self.weekdays)))
        return "; ".join(parts)

    @property
    def condition(self) -> str:
        """When the price holds, in words: "above 200,000 prompt tokens"; empty when always."""
        return "; ".join(filter(None, (self.tier, self.window, "batch" if self.batch else "", self.detail)))

    def holds(self, prompt_tokens: int, at: datetime | None, batch: bool, details: Set[str] = NO_DETAILS) -> bool:
        """Whether a call of so many prompt tokens, at that moment, is billed by this price."""
        least = self.min_prompt_tokens
        if least is not None and (prompt_tokens < least or (prompt_tokens == least and self.boundary == _ABOVE)):
            return False
        if (self.batch and not batch) or (self.detail and self.detail not in details):
            return False
        return not self.is_timed or self._is_open(at)

    def _is_open(self, at: datetime | None) -> bool:
        if at is None:
            return False
        moment = at.astimezone(UTC)
        opened_on = moment
        if self.utc_start is not None and self.utc_end is not None and self.utc_start != self.utc_end:
            clock, wraps = moment.time(), self.utc_end < self.utc_start
            after_start, before_end = clock >= self.utc_start, clock < self.utc_end
            if not (after_start or before_end if wraps else after_start and before_end):
                return False
            if wraps and before_end:
                opened_on = moment - timedelta(days=1)
        return not self.weekdays or opened_on.weekday() in self.weekdays


def in_batch(rates: Iterable[Rate]) -> list[Rate]:
    """The rates of an offer that is sold as batch, ready to stand beside those of the plain one."""
    return [replace(rate, batch=True) for rate in rates]
