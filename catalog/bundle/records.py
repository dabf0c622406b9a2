"""What one line of the bundled catalog may hold: strict records, the same for reading and for writing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

from catalog.bundle.periods import Period
from catalog.models import Alias, Fact, Lifecycle, PriceSheet, Provider, Variant
from catalog.models.claims import complaint_about
from catalog.pricing import Boundary, Meter, Rate, Unit

# The column behind an amount holds 34 digits, 24 of them after the point.
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,9})(\.[0-9]{1,24})?")
_SIGNED = re.compile(r"-?(0|[1-9][0-9]{0,7})(\.[0-9]{1,6})?")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def plain(number: Decimal) -> str:
    """Every digit that the number has and no more, without exponent: "0.0000025". Decimal.normalize() would round."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment_text(moment: datetime) -> str:
    """The day alone where the moment is its midnight: "2026-05-15", else "2026-05-15T14:03:00.250000Z". UTC."""
    moment = moment.astimezone(UTC)
    if moment.time() == time.min:
        return moment.date().isoformat()
    return moment.isoformat().replace("+00:00", "Z")


def _read_moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError('write a day or a moment in UTC: "2026-05-15" or "2026-05-15T14:03:00Z"') from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment_text(moment) != value:
        raise ValueError(f'write it as "{moment_text(moment)}"')
    return moment.astimezone(UTC)


def _read_day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError('write a day: "2026-05-15"') from None
    if day.isoformat() != value:
        raise ValueError(f'write it as "{day.isoformat()}"')
    return day


def _read_decimal(value: Any, shape: re.Pattern[str]) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not shape.fullmatch(value):
        raise ValueError('write a decimal number in quotes, without sign or exponent: "0.0000025"')
    return Decimal(value)


def rate_as_list(rate: Rate) -> list[Any]:
    """["input", "0.000005", "token"], and a fourth part where it holds under conditions: {"above": 200000}."""
    conditions: dict[str, Any] = {}
    if rate.boundary is not None:
        conditions[rate.boundary.value] = rate.min_prompt_tokens
    if rate.utc_start is not None and rate.utc_end is not None:
        conditions["hours"] = [f"{rate.utc_start:%H:%M}", f"{rate.utc_end:%H:%M}"]
    if rate.weekdays:
        conditions["weekdays"] = sorted(rate.weekdays)
    if rate.batch:
        conditions["batch"] = True
    if rate.detail:
        conditions["detail"] = rate.detail
    parts = [rate.meter.value, plain(rate.amount), rate.unit.value]
    return [*parts, conditions] if conditions else parts


def _read_rate(value: Any) -> Rate:
    if isinstance(value, Rate):
        return value
    if not isinstance(value, list) or len(value) not in (3, 4) or not all(isinstance(part, str) for part in value[:3]):
        raise ValueError('write a price as ["input", "0.0000025", "token"], then its conditions if it has any')
    meter, amount, unit = value[:3]
    return Rate(
        meter=Meter(meter),
        amount=_read_decimal(amount, _AMOUNT),
        unit=Unit(unit),
        **_read_conditions(value[3] if len(value) == 4 else {}),
    )


def _read_conditions(value: Any) -> dict[str, Any]:
    known = {"above", "from", "hours", "weekdays", "batch", "detail"}
    if not isinstance(value, dict) or set(value) - known or {"above", "from"} <= set(value):
        raise ValueError("conditions are above or from, hours, weekdays, batch and detail")
    conditions: dict[str, Any] = {}
    for boundary in Boundary:
        if boundary in value:
            conditions |= {"boundary": boundary, "min_prompt_tokens": _read_count(value[boundary])}
    if "hours" in value:
        conditions["utc_start"], conditions["utc_end"] = _read_hours(value["hours"])
    if "weekdays" in value:
        conditions["weekdays"] = frozenset(_read_count(day) for day in value["weekdays"])
    if "batch" in value:
        conditions["batch"] = value["batch"] is True
    if "detail" in value:
        conditions["detail"] = _read_detail(value["detail"])
    return conditions


def _read_detail(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 60:
        raise ValueError('write a detail as a short text: "1k"')
    return _printable(value)


def _read_count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 10**12:
        raise ValueError("write a whole number")
    return value


def _read_hours(value: Any) -> tuple[time, time]:
    if not isinstance(value, list) or len(value) != 2 or not all(_HOUR.fullmatch(str(hour)) for hour in value):
        raise ValueError('write hours as ["16:30", "00:30"], UTC')
    return time.fromisoformat(value[0]), time.fromisoformat(value[1])


def _printable(text: str) -> str:
    # A NUL or half a surrogate pair would spoil the whole load, a line break the file.
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in text):
        raise ValueError("holds a character that cannot be printed")
    return text


_PRINTABLE = AfterValidator(_printable)

# As long as the columns behind them.
Text = Annotated[str, StringConstraints(min_length=1, max_length=300), _PRINTABLE]
ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=200), _PRINTABLE]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120), _PRINTABLE]
Configuration = Annotated[str, StringConstraints(min_length=1, max_length=80), _PRINTABLE]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40), _PRINTABLE]
Link = Annotated[str, StringConstraints(max_length=200, pattern=r"^https?://"), _PRINTABLE]
Slug = Annotated[str, StringConstraints(max_length=80, pattern=r"^[-a-z0-9_]+$")]
ModelSlug = Annotated[str, StringConstraints(max_length=120, pattern=r"^[A-Za-z0-9][-A-Za-z0-9._]*$")]
ModelId = Annotated[str, StringConstraints(max_length=200, pattern=r"^[-a-z0-9_]+/[A-Za-z0-9][-A-Za-z0-9._]*$")]
Count = Annotated[int, Field(ge=0, lt=10**12)]
Moment = Annotated[datetime, BeforeValidator(_read_moment), PlainSerializer(moment_text)]
Day = Annotated[date, BeforeValidator(_read_day), PlainSerializer(date.isoformat)]
Figure = Annotated[Decimal, BeforeValidator(lambda value: _read_decimal(value, _SIGNED)), PlainSerializer(plain)]
Price = Annotated[Rate, BeforeValidator(_read_rate), PlainSerializer(rate_as_list)]


class Record(BaseModel):
    """One line. Its first key is `kind` and says what it is; what equals its default is not written."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        arbitrary_types_allowed=True,
        validate_by_name=True,
        validate_by_alias=True,
    )
    kind: ClassVar[str] = ""
    indent: ClassVar[int] = 0

    def as_dict(self) -> dict[str, Any]:
        values = self.model_dump(exclude_defaults=True, by_alias=True)
        return {self.kind: values.pop(self.kind), **values} if self.kind else values


class CreatorLine(Record):
    kind: ClassVar = "creator"
    creator: Slug
    name: Name
    website: Link | None = None


class FamilyLine(Record):
    kind: ClassVar = "family"
    family: Slug
    name: Name


class ProviderLine(Record):
    kind: ClassVar = "provider"
    provider: Slug
    name: Name
    sells_as: Annotated[Provider.Kind, Field(strict=False), PlainSerializer(str)] = Field(
        Provider.Kind.HOST, validation_alias="as", serialization_alias="as"
    )
    website: Link | None = None


class ModelLine(Record):
    """The class is that which its facts gave it; loading resolves it anew."""

    kind: ClassVar = "model"
    model: ModelSlug
    model_class: Slug = Field(validation_alias="class", serialization_alias="class")
    name: Name


class AliasLine(Record):
    """An id by which a source knows the model above; in aliases.jsonl, one that is no model."""

    kind: ClassVar = "alias"
    indent: ClassVar = 1
    alias: ExternalId
    source: Slug
    what: Annotated[Alias.Kind, Field(strict=False), PlainSerializer(str)] = Alias.Kind.MODEL
    variant: Annotated[Variant, Field(strict=False), PlainSerializer(str)] = Variant.PLAIN
    configuration: Configuration | None = None
    status: Annotated[Alias.Status, Field(strict=False), PlainSerializer(str)] = Alias.Status.APPROVED
    model_class: Slug | None = Field(None, validation_alias="class", serialization_alias="class")
    name: ExternalId | None = None
    seen: Moment | None = None


class Dated(Record):
    """A line of what a source said from `since` on; `until` is when it was first seen to say something else."""

    since: Moment
    confirmed: Moment
    until: Moment | None = None

    def period(self, content: Any) -> Period:
        return Period(content, self.since, self.confirmed, self.until)


class ClaimsLine(Dated):
    """Several facts that one source stated and confirmed at the same moments."""

    kind: ClassVar = "claims"
    indent: ClassVar = 1
    claims: Slug
    reason: Text | None = None
    facts: dict[str, Any]

    @model_validator(mode="after")
    def _facts_can_be_such(self) -> Self:
        for fact, value in self.facts.items():
            if fact not in Fact.values:
                raise ValueError(f"there is no fact {fact!r}")
            if complaint := complaint_about(fact, value):
                raise ValueError(f"{fact}: {complaint}")
            if isinstance(value, str):
                _printable(value)
        return self

    def periods(self) -> Iterator[tuple[str, Period]]:
        for fact, value in self.facts.items():
            yield fact, self.period((value, self.reason or ""))


class EventLine(Record):
    kind: ClassVar = "event"
    indent: ClassVar = 1
    event: Annotated[Lifecycle, Field(strict=False), PlainSerializer(str)]
    on: Day
    source: Slug
    stated: Moment
    withdrawn: Moment | None = None
    replacement: ModelId | None = None
    note: Text | None = None


class MeasurementLine(Dated):
    kind: ClassVar = "measurement"
    indent: ClassVar = 1
    measurement: Slug
    source: Slug
    value: Figure
    low: Figure | None = None
    high: Figure | None = None
    unit: Label
    configuration: Configuration | None = None
    scale: Label | None = None

    @model_validator(mode="after")
    def _lies_within_its_interval(self) -> Self:
        if (self.low is not None and self.low > self.value) or (self.high is not None and self.high < self.value):
            raise ValueError("the value lies outside its interval")
        return self


class OfferLine(Record):
    kind: ClassVar = "offer"
    indent: ClassVar = 1
    offer: ExternalId
    provider: Slug
    variant: Annotated[Variant, Field(strict=False), PlainSerializer(str)] = Variant.PLAIN
    tag: Name | None = None
    context_window: Count | None = None
    max_prompt_tokens: Count | None = None
    max_output_tokens: Count | None = None
    quantization: Label | None = None
    first_seen: Moment
    last_seen: Moment
    ended: Moment | None = None


class PricesLine(Dated):
    """The whole price sheet of the offer above, as one source states it."""

    kind: ClassVar = "prices"
    indent: ClassVar = 2
    prices: Slug
    state: Annotated[PriceSheet.State, Field(strict=False), PlainSerializer(str)]
    rows: tuple[Price, ...] = Field((), strict=False)


class SourceEntry(Record):
    """One source in the head of the catalog: the moment whose state the files show, and how many records it had."""

    source: Slug
    observed: Moment
    read: Annotated[int, Field(ge=0, lt=2**31)]


class LeftOut(Record):
    """A metric whose figures the files leave out, since its source's terms forbid passing them on."""

    metric: Slug
    source: Slug
    because: Text


class Head(Record):
    format: int
    written: Day
    creators: Count
    models: Count
    sources: tuple[SourceEntry, ...] = Field((), strict=False)
    left_out: tuple[LeftOut, ...] = Field((), strict=False)
