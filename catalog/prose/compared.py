"""A model as the sentences of a comparison see it, and how two figures differ, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from catalog import wording

ALMOST_TWICE = Decimal("1.95")


@dataclass(frozen=True, slots=True)
class Score:
    """One measured value, and the name of its metric: "Intelligence index"."""

    name: str
    value: Decimal
    decimals: int
    low: Decimal | None = None
    high: Decimal | None = None
    higher_is_better: bool = True

    @property
    def shown(self) -> Decimal:
        """The value as pages print it: what is said of it has to agree with what stands beside it."""
        return self.value.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)

    @property
    def words(self) -> str:
        return wording.measured(self.value, self.decimals)

    def is_apart_from(self, other: Score) -> bool:
        """Whether the two can be told apart: their intervals, where both have one, do not meet."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return True
        return self.low > other.high or other.low > self.high


@dataclass(frozen=True, slots=True)
class Compared:
    """What the sentences may rest on; None and "" and a missing key are "not known".

    `prices` are the plain ones by meter ("output"), US dollars per token. `headline` is the meter that the class is
    ranked by. `abilities` are "yes", "no", "disagree" or "unknown", by their name in words: "tool calling". `scores`
    are by the slug of their metric, those that say most first.
    """

    name: str
    headline: str = "output"
    price_state: str = "unpublished"
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    context_window: int | None = None
    max_output_tokens: int | None = None
    knowledge_cutoff: date | None = None
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    abilities: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)
    lifecycle: str = "active"
    lifecycle_on: date | None = None

    @property
    def is_free(self) -> bool:
        return self.price_state == "free"

    def price(self, meter: str) -> Decimal | None:
        """What one token of a headline meter costs: 0 where the list offer is free, None where no figure is known."""
        if self.is_free:
            return Decimal(0)
        return self.prices.get(meter) if self.price_state == "published" else None


def less(part: Decimal, whole: Decimal) -> str:
    """By how much the smaller of two falls short of the other: "40%". Whole percents, never 0% nor 100%."""
    share = _percent((whole - part) / whole)
    return {Decimal(0): "under 1%", Decimal(100): "over 99%"}.get(share, f"{share}%")


def more(part: Decimal, whole: Decimal, unit: str) -> str:
    """How much of a unit the larger of two has: "31% more context", "twice the context", "2.6 times the context"."""
    ratio = whole / part
    return f"{times(ratio)} the {unit}" if ratio >= ALMOST_TWICE else f"{beyond(ratio)} more {unit}"


def faster(slow: Decimal, fast: Decimal) -> str:
    """ "31% faster", "twice as fast"."""
    ratio = fast / slow
    return f"{times(ratio)} as fast" if ratio >= ALMOST_TWICE else f"{beyond(ratio)} faster"


def beyond(ratio: Decimal) -> str:
    """By how much a ratio passes one: "31%". Never 0%."""
    share = _percent(ratio - 1)
    return f"{share}%" if share else "under 1%"


def times(ratio: Decimal) -> str:
    """ "twice", "2.6 times", "12 times": one decimal below ten."""
    shown = ratio.quantize(Decimal("0.1") if ratio < 10 else Decimal(1), ROUND_HALF_UP)
    words = f"{shown:,f}".removesuffix(".0")
    return "twice" if words == "2" else f"{words} times"


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal(1), ROUND_HALF_UP)
