"""Writing history: what was in force is closed at the moment from which the next holds, and nothing is overwritten."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.expressions import RawSQL

from catalog.models import Claim, PriceRow, PriceSheet
from catalog.sync.records import PriceList


@dataclass(frozen=True, slots=True)
class NewSheet:
    """What an offer costs by a source's word, since when, last confirmed when; `ends` is the sheet before it."""

    offer_id: int
    source_id: int
    run_id: int
    prices: PriceList
    since: datetime
    confirmed_at: datetime
    ends: int | None


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What a source says of a fact, since when; a value of None takes its word back. `ends` is the claim before it."""

    ai_model_id: int
    fact: str
    source_id: int
    run_id: int
    value: Any
    since: datetime
    confirmed_at: datetime
    ends: int | None


def write_sheets(new: Sequence[NewSheet]) -> None:
    """Within the caller's transaction. Two queries, and one for each moment at which a sheet ends: mostly one."""
    for moment, ended in _ends(new).items():
        PriceSheet.objects.filter(pk__in=among(ended)).update(valid_until=moment)
    sheets = PriceSheet.objects.bulk_create(
        PriceSheet(
            offer_id=one.offer_id,
            source_id=one.source_id,
            run_id=one.run_id,
            state=one.prices.state,
            valid_from=one.since,
            confirmed_at=one.confirmed_at,
        )
        for one in new
    )
    PriceRow.objects.bulk_create(
        PriceRow(
            sheet=sheet,
            position=position,
            meter=line.meter,
            amount=line.amount,
            unit=line.unit,
            min_prompt_tokens=line.min_prompt_tokens,
            boundary=line.boundary,
            utc_start=line.utc_start,
            utc_end=line.utc_end,
            detail=line.detail,
        )
        for sheet, one in zip(sheets, new, strict=True)
        for position, line in enumerate(one.prices.lines)
    )


def write_claims(new: Sequence[NewClaim]) -> None:
    """Within the caller's transaction. One query, and one for each moment at which a claim ends: mostly one."""
    for moment, ended in _ends(new).items():
        Claim.objects.filter(pk__in=among(ended)).update(superseded_at=moment)
    Claim.objects.bulk_create(
        Claim(
            ai_model_id=one.ai_model_id,
            fact=one.fact,
            source_id=one.source_id,
            run_id=one.run_id,
            value=one.value,
            stated_at=one.since,
            confirmed_at=one.confirmed_at,
        )
        for one in new
        if one.value is not None
    )


def among(ids: Iterable[int]) -> RawSQL:
    """For `pk__in`: one parameter however many ids. A placeholder each would cost more than the statement itself."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def _ends(new: Iterable[NewSheet | NewClaim]) -> dict[datetime, list[int]]:
    ends: dict[datetime, list[int]] = defaultdict(list)
    for one in new:
        if one.ends is not None:
            ends[one.since].append(one.ends)
    return ends
