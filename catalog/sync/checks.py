"""What looks too wrong to be believed without a person."""

from catalog.models import PriceSheet
from catalog.pricing import Meter, Unit, per_million
from catalog.sync.http import SourceDown
from catalog.sync.records import PriceLine, PriceList

WILD_FACTOR = 10
"""A price that moves by this factor is more often a wrong unit than news."""


def check_completeness(good: int, good_before: int | None) -> None:
    """Raises SourceDown for a list too short to be the whole: half of it missing is a fault, not a market."""
    if good == 0:
        raise SourceDown("the answer holds no record that can be read")
    if good_before is not None and good * 2 < good_before:
        raise SourceDown(f"the answer holds {good:,} good records, where the last good run had {good_before:,}")


def reason_to_hold(old: PriceList, new: PriceList) -> str:
    """Why the new list must wait for an editor; "" when it may replace the old one."""
    if old.state == PriceSheet.State.PUBLISHED and new.state != PriceSheet.State.PUBLISHED:
        return f"A paid price fell away: it is now “{new.state.label.lower()}”."
    now = {(line.meter, line.condition): line for line in new.lines}
    complaints = (_complaint(line, now.get((line.meter, line.condition))) for line in old.lines if line.amount)
    return " ".join(filter(None, complaints))


def _complaint(old: PriceLine, new: PriceLine | None) -> str:
    name = old.meter.label
    if new is None:
        # Other meters come and go in the lists without meaning anything; so do tiers and hours.
        is_headline = old.meter in (Meter.INPUT, Meter.OUTPUT) and old.condition == (None, None, None)
        return f"{name} was {_shown(old)} and is gone or 0." if is_headline else ""
    if new.amount >= old.amount * WILD_FACTOR or new.amount * WILD_FACTOR <= old.amount:
        return f"{name} moved from {_shown(old)} to {_shown(new)}, by a factor of {WILD_FACTOR} or more."
    return ""


def _shown(line: PriceLine) -> str:
    if line.unit == Unit.TOKEN:
        return f"${per_million(line.amount).normalize():f} / 1M tokens"
    return f"${line.amount.normalize():f} / {line.unit}"
