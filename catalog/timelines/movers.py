"""The models whose list price moved most in a window: before, after, and the steps between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from catalog import charts, wording
from catalog.changes.records import Scope, share_of_change
from catalog.charts import Period, Series, Window
from catalog.facts import LIST_SELLER
from catalog.models import AIModel, PriceRow, PriceSheet, Source, Variant
from catalog.pricing import Unit
from catalog.timelines.lines import Spell, changes_of

MOST = 5


class Move(NamedTuple):
    """What a model cost at the beginning and at the end, US dollars per token; `at` is when that began."""

    model_id: int
    before: Decimal
    after: Decimal
    at: datetime

    @property
    def factor(self) -> Decimal:
        return max(self.after / self.before, self.before / self.after)


@dataclass(frozen=True)
class Mover:
    """A model with its move in words, and its price as steps."""

    model: AIModel
    move: Move
    series: Series
    spark: charts.Spark

    @property
    def before(self) -> str:
        return wording.price(self.move.before)

    @property
    def after(self) -> str:
        return wording.price(self.move.after)

    @property
    def share(self) -> str:
        return share_of_change(self.move.before, self.move.after)


@dataclass(frozen=True)
class Movers:
    """By the price of their class, at the list and in the plain variant; in the window that ends with the last reading
    before `before`. Four queries.
    """

    scope: Scope
    window: Window
    before: datetime

    @cached_property
    def until(self) -> datetime | None:
        """When the list was last read; None where it never was."""
        return _sheets().filter(valid_from__lt=self.before).aggregate(read=Max("confirmed_at"))["read"]

    @cached_property
    def period(self) -> Period | None:
        if self.until is None:
            return None
        end = min(self.until, self.before)
        first = min((spell[0] for spells in self._spells.values() for spell in spells), default=end)
        return Period(self.window.start(first, end), end)

    @cached_property
    def moves(self) -> list[Move]:
        """Everybody's, the greatest first. What was or became free has no measure of how far it moved."""
        return sorted(self._moves(), key=lambda move: (-move.factor, move.model_id))

    @cached_property
    def shown(self) -> list[Mover]:
        return self._movers(self.moves[:MOST])

    @property
    def every(self) -> list[Mover]:
        return self._movers(self.moves)

    @cached_property
    def source(self) -> Source:
        return Source.objects.get(slug=LIST_SELLER)

    @property
    def told(self) -> str:
        """ "In the 90 days to 18 Aug 2026 the list price of 41 models moved: 23 fell, 18 rose." """
        fell = sum(move.after < move.before for move in self.moves)
        rose = len(self.moves) - fell
        return f"{self.span} the list price of {wording.quantity(len(self.moves), 'model')} moved: {_both(fell, rose)}."

    @property
    def nothing(self) -> str:
        """What is said where nothing moved, without a full stop."""
        return f"{self.span} no list price moved" if self.period else "No list price has been read"

    @property
    def span(self) -> str:
        """ "In the 90 days to 18 Aug 2026"."""
        if self.period is None:
            return ""
        begin = f"In {self.window.words}" if self.window.words else f"From {wording.day(self.period.start)}"
        return f"{begin} to {wording.day(self.period.end)}"

    def _movers(self, moves: Sequence[Move]) -> list[Mover]:
        models = AIModel.objects.select_related("creator").in_bulk([move.model_id for move in moves])
        return [self._mover(models[move.model_id], move) for move in moves]

    def _mover(self, model: AIModel, move: Move) -> Mover:
        series = Series(model.catalog_id, model.name, changes_of(self._spells[model.pk]))
        period = self.period or Period(move.at, move.at)
        return Mover(model, move, series, charts.spark(series, period.start, period.end))

    def _moves(self) -> Iterator[Move]:
        for model_id, spells in self._spells.items():
            before, (_, end, after) = spells[0][2], spells[-1]
            has_ended = end is not None and self.period is not None and end <= self.period.end
            if before and after and before != after and not has_ended:
                yield Move(model_id, before, after, _since(spells))

    @cached_property
    def _spells(self) -> dict[int, list[Spell]]:
        """What each model cost from when until when, within the window, the oldest first."""
        found: dict[int, list[Spell]] = defaultdict(list)
        if self.until is None:
            return found
        last = min(self.until, self.before)
        rows = PriceRow.objects.plain().filter(
            self.scope.models("sheet__offer__ai_model"),
            sheet__in=_sheets().filter(valid_from__lte=last),
            meter=F("sheet__offer__ai_model__model_class__headline_meter"),
            unit=Unit.TOKEN,
        )  # fmt: skip
        if self.window != Window.ALL:
            start = self.window.start(last, last)
            rows = rows.filter(Q(sheet__valid_until=None) | Q(sheet__valid_until__gt=start))
        ends = Coalesce("sheet__valid_until", "sheet__offer__ended_at")
        columns = ("sheet__offer__ai_model", "sheet__valid_from", "ends", "amount")
        for model_id, begin, end, amount in (
            rows.annotate(ends=ends).order_by("sheet__valid_from").values_list(*columns)
        ):
            found[model_id].append((begin, end, amount))
        return found


def _since(spells: Sequence[Spell]) -> datetime:
    """When the last value began."""
    since = spells[-1][0]
    for begin, _, amount in reversed(spells):
        if amount != spells[-1][2]:
            break
        since = begin
    return since


def _sheets() -> QuerySet[PriceSheet]:
    return PriceSheet.objects.filter(
        source__slug=LIST_SELLER, offer__provider__slug=LIST_SELLER, offer__variant=Variant.PLAIN, offer__tag="",
    )  # fmt: skip


def _both(fell: int, rose: int) -> str:
    """ "23 fell, 18 rose"; "all fell"."""
    if fell and rose:
        return f"{fell:,} fell, {rose:,} rose"
    return "it fell" if fell == 1 else "it rose" if rose == 1 else "all fell" if fell else "all rose"
