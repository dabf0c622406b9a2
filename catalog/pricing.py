"""What a usage costs at given prices.

All amounts are US dollars as Decimal, per the unit the source states. Nothing here rounds: the context traps
every inexact result, so a total equals the sum of its lines to the last digit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Context, Decimal, Inexact, InvalidOperation
from enum import StrEnum

LARGEST_COUNT = 10**15
"""Above any real usage; keeps every product within the exact context."""

_LONGEST_AMOUNT = 40
_EXACT = Context(prec=200, traps=[InvalidOperation, Inexact])
_ZERO = Decimal(0)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Meter(StrEnum):
    """What is counted."""

    INPUT = "input"
    OUTPUT = "output"
    CACHE_READ = "cache_read"
    CACHE_WRITE = "cache_write"
    CACHE_WRITE_1H = "cache_write_1h"
    IMAGE_INPUT = "image_input"
    IMAGE_OUTPUT = "image_output"
    AUDIO_INPUT = "audio_input"
    AUDIO_OUTPUT = "audio_output"
    AUDIO_CACHE_READ = "audio_cache_read"
    REQUEST = "request"
    WEB_SEARCH = "web_search"
    REASONING = "reasoning"

    @property
    def label(self) -> str:
        """As it stands on a receipt: "Cache read"."""
        return _LABELS.get(self, self.value.replace("_", " ").capitalize())


_LABELS = {
    Meter.CACHE_WRITE_1H: "Cache write, kept 1 hour",
    Meter.IMAGE_INPUT: "Input, images",
    Meter.IMAGE_OUTPUT: "Output, images",
    Meter.AUDIO_INPUT: "Input, audio",
    Meter.AUDIO_OUTPUT: "Output, audio",
    Meter.AUDIO_CACHE_READ: "Cache read, audio",
}


class Unit(StrEnum):
    """What one amount buys."""

    TOKEN = "token"  # noqa: S105 - a piece of text, no secret
    IMAGE = "image"
    MEGAPIXEL = "megapixel"
    SECOND = "second"
    CHARACTER = "character"
    REQUEST = "request"
    SEARCH = "search"


class Boundary(StrEnum):
    """Whether a tier begins just above its number of prompt tokens, or at it."""

    ABOVE = "above"
    FROM = "from"


class UsageError(ValueError):
    """A usage that cannot be; `field` names the value to change, the message says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Rate:
    """One price: `amount` US dollars for one `unit` of `meter`, under the conditions that are set.

    `detail` is the size or quality of what is sold, in the seller's word: "1k". A usage does not name one, so such a
    rate bills none. `utc_end` is exclusive and may lie before `utc_start`: the window then passes midnight and
    belongs to the day it began on. Equal ends mean the whole day. Raises ValueError for what is no price (negative,
    not finite, a float) or half a condition.
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
        if not _is_price(self.amount):
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
    def condition(self) -> str:
        """When the price holds, in words: "above 200,000 prompt tokens"; empty when always."""
        parts = []
        if self.min_prompt_tokens is not None:
            parts.append(f"{self.boundary} {self.min_prompt_tokens:,} prompt tokens")
        if self.utc_start is not None and self.utc_end is not None:
            parts.append(f"{self.utc_start:%H:%M} to {self.utc_end:%H:%M} UTC")
        if self.weekdays:
            parts.append(", ".join(_WEEKDAYS[day] for day in sorted(self.weekdays)))
        if self.batch:
            parts.append("batch")
        if self.detail:
            parts.append(self.detail)
        return "; ".join(parts)

    def holds(self, prompt_tokens: int, at: datetime | None, batch: bool) -> bool:
        """Whether a call of so many prompt tokens, at that moment, is billed by this price."""
        return not self.detail and (batch or not self.batch) and self._reaches(prompt_tokens) and self._is_open(at)

    def _reaches(self, prompt_tokens: int) -> bool:
        if self.min_prompt_tokens is None:
            return True
        if self.boundary == Boundary.FROM:
            return prompt_tokens >= self.min_prompt_tokens
        return prompt_tokens > self.min_prompt_tokens

    def _is_open(self, at: datetime | None) -> bool:
        if not self.is_timed:
            return True
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


@dataclass(frozen=True, slots=True)
class Usage:
    """`calls` a month, each of these counts. Raises UsageError.

    Cached tokens and cache writes are part of the input, reasoning is part of the output; the tokens of generated
    images come on top of the text. `at` is an aware moment that chooses time windows.
    """

    calls: int
    input_tokens: int = 0
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    image_output_tokens: int = 0
    images_in: int = 0
    web_searches: int = 0
    batch: bool = False
    at: datetime | None = None

    def __post_init__(self) -> None:
        for field in _COUNTS:
            _check_count(field, getattr(self, field))
        if self.cached_tokens > self.input_tokens:
            raise UsageError("cached_tokens", f"is part of the input: give {self.input_tokens:,} or less")
        if self.cached_tokens + self.cache_write_tokens > self.input_tokens:
            rest = self.input_tokens - self.cached_tokens
            raise UsageError("cache_write_tokens", f"is part of the input: give {rest:,} or less beside the cached")
        if self.reasoning_tokens > self.output_tokens:
            raise UsageError("reasoning_tokens", f"is part of the output: give {self.output_tokens:,} or less")
        if self.at is not None and self.at.tzinfo is None:
            raise UsageError("at", "give the moment with its time zone")


_COUNTS = (
    "calls",
    "input_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "image_output_tokens",
    "images_in",
    "web_searches",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt: `quantity` a month at `unit_price` makes `amount`."""

    meter: Meter
    label: str
    quantity: int
    unit_price: Decimal
    unit: Unit
    condition: str
    amount: Decimal
    note: str = ""
    source: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the usage costs a month and a call; both None when a price that it needs is `missing`."""

    lines: tuple[Line, ...]
    total: Decimal | None
    per_call: Decimal | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Charge:
    """A count of one call, and the price found for it."""

    meter: Meter
    count: int
    rate: Rate
    note: str = ""


def receipt(rates: Sequence[Rate], usage: Usage) -> Receipt:
    """The bill for a usage, line by line.

    Without a price of their own, cached tokens cost as input and reasoning as output. Any other meter that is used
    and has no price leaves the total None, with the reason in `missing`: an unknown price is never taken as 0.
    """
    missing = _unpublished(rates, usage)
    prices = effective_rates(rates, usage.input_tokens, usage.at, usage.batch)
    charges = []
    for meter, count in _counts(usage, prices):
        found = _charge(meter, count, prices)
        if isinstance(found, str):
            missing.append(found)
        else:
            charges.append(found)
    hourly = {rate.meter for rate in rates if rate.is_timed} if usage.at is None else set()
    lines = tuple(_line(charge, usage.calls, hourly) for charge in charges if usage.calls)
    if missing:
        return Receipt(lines, None, None, tuple(missing))
    each = _sum(_EXACT.multiply(charge.rate.amount, charge.count) for charge in charges)
    return Receipt(lines, _sum(line.amount for line in lines), each)


def effective_rates(rates: Iterable[Rate], prompt_tokens: int, at: datetime | None, batch: bool) -> dict[Meter, Rate]:
    """The price of each meter for one call. `rates` are in the source's order.

    A batch price beats a plain one, a conditioned price beats one without conditions, then the later row wins. What
    a tier, window or batch leaves unsaid is inherited, meter by meter. At no moment in particular (`at` None) no
    time window is open.
    """
    chosen: dict[Meter, Rate] = {}
    for rate in rates:
        if rate.holds(prompt_tokens, at, batch):
            rival = chosen.get(rate.meter)
            if rival is None or _weight(rate) >= _weight(rival):
                chosen[rate.meter] = rate
    return chosen


def per_million(amount: Decimal) -> Decimal:
    """A price per token as a price per million tokens, exactly."""
    return _EXACT.scaleb(amount, Decimal(6))


def _is_price(amount: object) -> bool:
    if not isinstance(amount, Decimal) or not amount.is_finite() or amount < 0:
        return False
    _, digits, exponent = amount.as_tuple()
    return len(digits) <= _LONGEST_AMOUNT and isinstance(exponent, int) and abs(exponent) <= _LONGEST_AMOUNT


def _check_count(field: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UsageError(field, "give a whole number")
    if value < 0:
        raise UsageError(field, "give 0 or more")
    if value > LARGEST_COUNT:
        raise UsageError(field, f"give {LARGEST_COUNT:,} or less")


def _weight(rate: Rate) -> tuple[bool, bool]:
    return rate.batch, rate.min_prompt_tokens is not None or rate.is_timed


def _unpublished(rates: Sequence[Rate], usage: Usage) -> list[str]:
    if not rates:
        return ["no price is published"]
    if usage.batch and not any(rate.batch for rate in rates):
        return ["no batch price is published"]
    return []


def _counts(usage: Usage, prices: Mapping[Meter, Rate]) -> list[tuple[Meter, int]]:
    """What one call uses, meter by meter, in the order of the receipt; nothing that is 0."""
    fee = prices.get(Meter.REQUEST)
    counts = [
        (Meter.INPUT, usage.input_tokens - usage.cached_tokens - usage.cache_write_tokens),
        (Meter.CACHE_READ, usage.cached_tokens),
        (Meter.CACHE_WRITE, usage.cache_write_tokens),
        (Meter.OUTPUT, usage.output_tokens - usage.reasoning_tokens),
        (Meter.REASONING, usage.reasoning_tokens),
        (Meter.IMAGE_INPUT, usage.images_in),
        (Meter.IMAGE_OUTPUT, usage.image_output_tokens),
        # A fee of 0 beside priced tokens is how sources say that there is none.
        (Meter.REQUEST, 1 if fee is not None and fee.amount else 0),
        (Meter.WEB_SEARCH, usage.web_searches),
    ]
    return [(meter, count) for meter, count in counts if count]


_COUNTED_IN = {Meter.IMAGE_INPUT: Unit.IMAGE, Meter.REQUEST: Unit.REQUEST, Meter.WEB_SEARCH: Unit.SEARCH}


def _charge(meter: Meter, count: int, prices: Mapping[Meter, Rate]) -> _Charge | str:
    """The price for a count, or the reason why there is none."""
    name = meter.value.replace("_", " ")
    rate, note = _price_of(meter, prices)
    if rate is None:
        return f"no {name} price is published"
    counted_in = _COUNTED_IN.get(meter, Unit.TOKEN)
    if rate.unit != counted_in:
        return f"the {name} price is published per {rate.unit}, not per {counted_in}"
    return _Charge(meter, count, rate, note)


def _price_of(meter: Meter, prices: Mapping[Meter, Rate]) -> tuple[Rate | None, str]:
    own = prices.get(meter)
    if meter is Meter.CACHE_READ and own is None:
        return prices.get(Meter.INPUT), "no cache price published: billed as input"
    if meter is Meter.REASONING and own is None:
        return prices.get(Meter.OUTPUT), "no reasoning price published: billed as output"
    if meter is Meter.REASONING and own is not None and not own.amount:
        # Sources write 0 for "nothing on top of the output price", not for free tokens.
        return prices.get(Meter.OUTPUT), "no extra charge for reasoning: billed as output"
    return own, ""


def _line(charge: _Charge, calls: int, hourly: set[Meter]) -> Line:
    rate, quantity = charge.rate, charge.count * calls
    notes = [charge.note] if charge.note else []
    if rate.meter in hourly:
        notes.append("the price changes with the hour: no time was given")
    return Line(
        meter=charge.meter,
        label=charge.meter.label,
        quantity=quantity,
        unit_price=rate.amount,
        unit=rate.unit,
        condition=rate.condition,
        amount=_EXACT.multiply(rate.amount, quantity),
        note="; ".join(notes),
        source=rate.source,
        since=rate.since,
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    total = _ZERO
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total
