"""What looks too wrong to be believed at once: an answer too short to be whole, and values that moved too far."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Context, Decimal
from typing import Any

from catalog import wording
from catalog.models import Fact, ModelClass, PriceSheet, classes_by_output
from catalog.models.claims import fact_text
from catalog.pricing import Meter
from catalog.sync.http import SourceDown
from catalog.sync.records import PriceLine, PriceList

LEAST_PERCENT = 80
"""Of the last accepted answer's records; below it, part of the list is missing."""
WILD_FACTOR = 3
"""A price that moves by more than this is more often a wrong unit or a slip than news."""
LEAST_COMPARED = 3
"""Prices from which on "most of them" means something."""

_SIX_DIGITS = Context(prec=6)
_PLAIN = (None, None, None)


def check_completeness(good: int, good_before: int | None) -> None:
    """Raises SourceDown for a list too short to be the whole: that much missing is a fault, not a market."""
    if good == 0:
        raise SourceDown("the answer holds no record that can be read")
    if good_before is not None and good * 100 < good_before * LEAST_PERCENT:
        raise SourceDown(
            f"the answer holds {good:,} good records, where the last good run had {good_before:,}: "
            f"fewer than {LEAST_PERCENT}%"
        )


def reason_to_hold(old: PriceList, new: PriceList) -> str:
    """Why the new list must wait; "" when it may replace the old one."""
    if _fell_away(old, new):
        return f"A paid price fell away: it is now “{new.state.label.lower()}”."
    now = _by_place(new)
    complaints = (_complaint(line, now.get((line.meter, line.condition))) for line in old.lines if line.amount)
    return " ".join(filter(None, complaints))


def falls_to_nothing(old: PriceList, new: PriceList) -> bool:
    """Whether a headline price that was paid is 0 or gone: standing for days proves nothing of such a move."""
    now = _by_place(new)
    return _fell_away(old, new) or any(
        _is_headline(line) and (line.meter, line.condition) not in now for line in old.lines if line.amount
    )


def common_factor(moves: Iterable[tuple[PriceList, PriceList]]) -> Decimal | None:
    """The factor other than 1 by which more than half of all these prices moved; None when there is none.

    A whole list that moves together changed its unit, not its prices. Rounded to six digits.
    """
    factors = Counter(factor for old, new in moves for factor in factors_between(old, new))
    if factors.total() < LEAST_COMPARED:
        return None
    factor, count = factors.most_common(1)[0]
    return factor if factor != 1 and count * 2 > factors.total() else None


def factors_between(old: PriceList, new: PriceList) -> list[Decimal]:
    """By what each price moved that both lists hold, to six digits; 1 where it stayed."""
    now = _by_place(new)
    pairs = ((line, now.get((line.meter, line.condition))) for line in old.lines if line.amount)
    return [_SIX_DIGITS.divide(then.amount, line.amount).normalize() for line, then in pairs if then and then.amount]


def reason_to_hold_units(factor: Decimal) -> str:
    return f"Most prices of this run moved by the factor {factor:f}: that is a change of unit, not of price."


def reason_to_hold_claim(fact: str, old: Any, new: Any, classes: Sequence[ModelClass]) -> str:
    """Why what a source says of a fact must wait; "" when it may replace what it said before. None is no value."""
    if fact == Fact.CONTEXT_WINDOW and (new is None or new * 2 <= old):
        now = fact_text(fact, new) if new else "none"
        return f"The context window shrank by half or more, from {fact_text(fact, old)} to {now}."
    if fact == Fact.OUTPUT_MODALITIES:
        before, after = _class_name(classes, old), _class_name(classes, new or ())
        if before != after:
            return f"The model would change its class, from {before} to {after}."
    return ""


def _class_name(classes: Sequence[ModelClass], outputs: Collection[str]) -> str:
    found = classes_by_output(classes, outputs)
    return found.name.lower() if found else "none"


def _fell_away(old: PriceList, new: PriceList) -> bool:
    return old.state == PriceSheet.State.PUBLISHED and new.state != PriceSheet.State.PUBLISHED


def _by_place(prices: PriceList) -> Mapping[tuple[Meter, Any], PriceLine]:
    return {(line.meter, line.condition): line for line in prices.lines}


def _is_headline(line: PriceLine) -> bool:
    return line.meter in (Meter.INPUT, Meter.OUTPUT) and line.condition == _PLAIN


def _complaint(old: PriceLine, new: PriceLine | None) -> str:
    name = old.meter.label
    if new is None:
        # Other meters come and go in the lists without meaning anything; so do tiers and hours.
        return f"{name} was {shown(old)} and is gone or 0." if _is_headline(old) else ""
    if new.amount > old.amount * WILD_FACTOR or new.amount * WILD_FACTOR < old.amount:
        return f"{name} moved from {shown(old)} to {shown(new)}, by more than a factor of {WILD_FACTOR}."
    return ""


def shown(line: PriceLine) -> str:
    """A price as pages show it: "$2.50 / 1M tokens"."""
    return wording.full_price(line.amount, line.unit)
