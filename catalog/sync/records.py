"""What sources say, as frozen records with Decimals: whatever is in one of these is safe to store."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from catalog.models import Alias, Fact, PriceSheet, Variant
from catalog.models.claims import MODALITIES
from catalog.pricing import Boundary, Meter, Unit

LONGEST_ID = 200
LONGEST_NAME = 120
LARGEST_COUNT = 10**12
"""Of tokens; above any window, and within what the database holds."""

_METER_ORDER = list(Meter)
_SOURCE_ID = re.compile(
    r"""
    (?P<moving>~?)
    (?P<creator>[a-z0-9][a-z0-9-]{0,79})
    /(?P<slug>[A-Za-z0-9][\w.-]{0,119})
    (:(?P<suffix>[a-z0-9-]{1,40}))?
    """,
    re.ASCII | re.VERBOSE,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PART_OF_DATE = re.compile(r"\d{4}(-\d{2})?", re.ASCII)


class BadRecord(Exception):
    """One record of an answer cannot be read or believed. It is set aside with this reason, the rest goes on."""


class Shape(BaseModel):
    """What a part of a source's record looks like. Strict: "400000" is not 400000, and true is not 1.

    Keys that we do not know are kept in `model_extra`, to be counted.
    """

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)


AnyShape = TypeVar("AnyShape", bound=Shape)


@dataclass(frozen=True, slots=True)
class SourceId:
    """An id of the form creator/slug:suffix, where "~" before it marks a moving alias."""

    creator: str
    slug: str
    suffix: str
    is_moving: bool

    @property
    def base(self) -> str:
        """The id of the model behind a variant."""
        return f"{self.creator}/{self.slug}"

    @property
    def variant(self) -> Variant:
        if not self.suffix:
            return Variant.PLAIN
        known = {variant.value for variant in Variant} - {Variant.PLAIN.value}
        return Variant(self.suffix) if self.suffix in known else Variant.OTHER

    @property
    def tag(self) -> str:
        """Tells apart the variants that we have no name for."""
        return self.suffix if self.variant == Variant.OTHER else ""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """`amount` US dollars for one `unit` of `meter`, above so many prompt tokens, between two hours of UTC.

    `detail` is the size or quality that is sold at this price, where a source tells several apart.
    """

    meter: Meter
    amount: Decimal
    unit: Unit = Unit.TOKEN
    min_prompt_tokens: int | None = None
    utc_start: time | None = None
    utc_end: time | None = None
    detail: str = ""

    @property
    def boundary(self) -> str:
        return "" if self.min_prompt_tokens is None else Boundary.ABOVE

    @property
    def condition(self) -> tuple[object, ...]:
        """Equal for two lines that price the same thing; three None for the plain price of a meter."""
        return self.min_prompt_tokens, self.utc_start, self.utc_end, *filter(None, [self.detail])

    @property
    def place(self) -> tuple[int, time, time, int, str]:
        """Plain lines first, then by tier and hour: one order, whatever order the source happens to answer in."""
        least = -1 if self.min_prompt_tokens is None else self.min_prompt_tokens
        return least, self.utc_start or time.min, self.utc_end or time.min, _METER_ORDER.index(self.meter), self.detail


@dataclass(frozen=True, slots=True)
class PriceList:
    """All that an offer costs. Two are equal when they say the same, in whatever order and spelling."""

    state: PriceSheet.State
    lines: tuple[PriceLine, ...] = ()

    @classmethod
    def of(cls, state: PriceSheet.State, lines: Iterable[PriceLine]) -> "PriceList":
        return cls(state, tuple(sorted(lines, key=lambda line: line.place)))

    @classmethod
    def of_sheet(cls, sheet: PriceSheet) -> "PriceList":
        lines = (
            PriceLine(
                Meter(row.meter),
                row.amount,
                Unit(row.unit),
                row.min_prompt_tokens,
                row.utc_start,
                row.utc_end,
                row.detail,
            )
            for row in sheet.rows.all()
        )
        return cls.of(PriceSheet.State(sheet.state), lines)

    def as_json(self) -> dict[str, Any]:
        """For a held change: readable by an editor, and equal whenever the lists are."""
        return {"state": self.state.value, "rows": [_line_as_json(line) for line in self.lines]}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "PriceList":
        """The list that as_json() wrote."""
        return cls.of(PriceSheet.State(said["state"]), map(_line_from_json, said["rows"]))

    @property
    def plain(self) -> dict[Meter, Decimal]:
        """What a token of input and of output costs outside any condition, where the list says so."""
        wanted = (Meter.INPUT, Meter.OUTPUT)
        return {
            line.meter: line.amount
            for line in self.lines
            if line.meter in wanted and line.unit == Unit.TOKEN and line.condition == (None, None, None)
        }


def _line_as_json(line: PriceLine) -> dict[str, Any]:
    amount = f"{line.amount.normalize():f}"
    said: dict[str, Any] = {"meter": line.meter.value, "amount": amount, "unit": line.unit.value}
    if line.min_prompt_tokens is not None:
        said["above_prompt_tokens"] = line.min_prompt_tokens
    if line.utc_start is not None and line.utc_end is not None:
        said["utc"] = f"{line.utc_start:%H:%M} to {line.utc_end:%H:%M}"
    if line.detail:
        said["detail"] = line.detail
    return said


def _line_from_json(said: Mapping[str, Any]) -> PriceLine:
    start, end = map(time.fromisoformat, said["utc"].split(" to ")) if "utc" in said else (None, None)
    amount, unit, detail = Decimal(said["amount"]), Unit(said["unit"]), said.get("detail", "")
    return PriceLine(Meter(said["meter"]), amount, unit, said.get("above_prompt_tokens"), start, end, detail)


@dataclass(frozen=True, slots=True)
class Listing:
    """One row of a list of models on offer: who made it, what it is, what it costs.

    A claim of None says that the source names the fact and leaves it empty; a fact that it does not name is absent.
    Prices of None are no statement: the answer cannot tell them at this hour, and what is in force stays.
    """

    external_id: str
    source_id: SourceId
    kind: Alias.Kind
    creator_name: str
    name: str
    outputs: tuple[str, ...]
    claims: Mapping[Fact, Any]
    prices: PriceList | None
    tells_its_end: bool
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source that sells nothing says of a model that another source listed as `known_as`."""

    external_id: str
    known_as: str
    claims: Mapping[Fact, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that was set aside, made safe to store."""

    external_id: str
    reason: str
    excerpt: str

    @classmethod
    def record(cls, external_id: Any, reason: str, raw: Any) -> "Refused":
        return cls(printable(external_id if isinstance(external_id, str) else "", LONGEST_ID), reason, excerpt(raw))


@dataclass(frozen=True, slots=True)
class Answer:
    """A source's whole answer: `read` records, of which the good ones and those set aside.

    `is_part` where we asked about some of its models only: then the number of records says nothing of its wholeness,
    and `apply` has to look for itself.
    """

    read: int
    records: Sequence[Any]
    refused: Sequence[Refused]
    unknown_keys: Counter[str] = field(default_factory=Counter)
    is_part: bool = False


def in_shape(shape: type[AnyShape], raw: Any) -> AnyShape:
    """The record in this shape. Raises BadRecord with the first place that does not fit."""
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = printable(".".join(map(str, first["loc"])), 80)
        raise BadRecord(f"{where or 'the record'}: {first['msg']}") from None
    except UnicodeError:
        raise BadRecord("a key with broken Unicode") from None


def parsed_id(value: str) -> SourceId:
    """Raises BadRecord for what is no id."""
    match = _SOURCE_ID.fullmatch(value) if len(value) <= LONGEST_ID else None
    if match is None:
        raise BadRecord("the id is not of the form creator/model")
    return SourceId(match["creator"], match["slug"], match["suffix"] or "", bool(match["moving"]))


def plain_text(value: str, most: int = LONGEST_NAME) -> str:
    """The text with its space tidied. Raises BadRecord for control and invisible characters, surrogates and length."""
    if len(value) > most:
        raise BadRecord(f"a text of {len(value):,} characters, where {most} are the most")
    if any(unicodedata.category(character).startswith("C") for character in value):
        raise BadRecord("a text with control characters or broken Unicode")
    return " ".join(value.split())


def count_of_tokens(value: int | None, name: str) -> int | None:
    """0 stands for "does not count in tokens", so it is None. Raises BadRecord for what is no count."""
    if value is None or value == 0:
        return None
    if not 0 < value < LARGEST_COUNT:
        raise BadRecord(f"{name} is out of range")
    return value


def full_date(value: str | None, name: str) -> date | None:
    """A day; None for a year or a month alone, which we would have to complete by a guess. Raises BadRecord."""
    if not value or _PART_OF_DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value if _DAY.fullmatch(value) else "")
    except ValueError:
        raise BadRecord(f"{name} is no date") from None


def day_of_timestamp(value: int | None, name: str) -> date | None:
    """The day, in UTC, of a Unix time in seconds. Raises BadRecord."""
    if value is None:
        return None
    try:
        day = datetime.fromtimestamp(value, UTC).date()
    except (ValueError, OverflowError, OSError):
        raise BadRecord(f"{name} is no moment in time") from None
    if day.year < 2015:  # Before the first model that anybody sold: a sentinel or another unit.
        raise BadRecord(f"{name} is no plausible moment")
    return day


def iso(day: date | None) -> str | None:
    """A day as claims hold it."""
    return day.isoformat() if day else None


def in_known_order(modalities: Iterable[str]) -> tuple[str, ...]:
    """The modalities that we have words for, always in the same order: text before image before the rest."""
    named = set(modalities)
    return tuple(modality for modality in MODALITIES if modality in named)


def printable(value: str, most: int) -> str:
    """The text's beginning, every character that could harm a database or a reader replaced."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[:most])


def excerpt(raw: Any, most: int = 500) -> str:
    """The beginning of a record as ASCII JSON."""
    try:
        return json.dumps(raw, default=str)[:most]
    except (TypeError, ValueError, RecursionError):
        return ""
