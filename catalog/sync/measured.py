"""What a source measured, as frozen records: each value with its interval, each row with what tells its product."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.sync.records import BadRecord, Refused

Number = int | Decimal
"""A number as JSON gives it to us; never a float."""

_PLACES = Decimal("0.000001")
"""As exact as a measurement is stored, so that the same value read twice is the same."""


@dataclass(frozen=True, slots=True)
class Value:
    """One measured value, in the unit of its metric, and the ends of its interval where the source states one."""

    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None

    def as_json(self) -> list[str]:
        return [f"{part.normalize():f}" for part in (self.value, self.low, self.high) if part is not None]

    @classmethod
    def from_json(cls, said: list[str]) -> "Value":
        return cls(*map(Decimal, said))


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """All that a source measured of one product in one configuration, under the source's own id.

    `figures` are by the metric's slug: None was not measured, and what is not named is not spoken of. `traits` are what
    may tell which model it is, as JSON holds it. `known_as` is OpenRouter's id of the model where the source goes by
    it, "" where it should and does not, None where it knows nothing of OpenRouter.
    """

    external_id: str
    name: str
    figures: Mapping[str, Value | None]
    configuration: str = ""
    traits: Mapping[str, Any] = field(default_factory=dict)
    known_as: str | None = None
    measured_at: datetime | None = None

    def stated(self) -> dict[str, list[str] | None]:
        """The figures as an alias keeps them, so that approving it needs no new visit to the source."""
        return {slug: value.as_json() if value else None for slug, value in self.figures.items()}


def measured(value: Number | None, name: str, *, most: int) -> Decimal | None:
    """A value between 0 and `most`. Raises BadRecord for what cannot be one."""
    if value is None:
        return None
    if not 0 <= value <= most:
        raise BadRecord(f"{name} is not between 0 and {most:,}")
    return Decimal(value).quantize(_PLACES)


def without_twins(rows: Iterable[tuple[MeasuredRow, Any]]) -> tuple[list[MeasuredRow], list[Refused]]:
    """Of two rows with one id that state different figures, neither is believed; a mere repetition is taken once."""
    by_id: dict[str, list[tuple[MeasuredRow, Any]]] = {}
    for row, raw in rows:
        by_id.setdefault(row.external_id, []).append((row, raw))
    good: list[MeasuredRow] = []
    refused: list[Refused] = []
    for external_id, group in by_id.items():
        if all(row.figures == group[0][0].figures for row, _ in group):
            good.append(group[0][0])
        else:
            refused += [Refused.record(external_id, "the id comes twice, and differs", raw) for _, raw in group]
    return good, refused
