"""The answer to an address of the calculator, for the page, its fragment and its files alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from catalog import wording
from catalog.calculator.asking import MOST, Asked
from catalog.calculator.classes import ClassBills, Other, class_bills, in_full
from catalog.calculator.entries import Entry, entries_of, percent, ratio
from catalog.calculator.lineup import Lineup, Option
from catalog.calculator.moments import ANY_HOUR, hour_of
from catalog.calculator.prices import price_lists, spans
from catalog.forms import Problem, UsageForm
from catalog.models import AIModel, Metric, ModelClass, Source
from catalog.pricing import Priced, Usage, break_even
from catalog.prose import bills as prose

PAGE_SIZE = 50
INTELLIGENCE = "intelligence-index"


class Row(NamedTuple):
    """One model of a class: its place among those whose total is known, and a bar against the dearest on the page."""

    other: Other
    place: int | None
    percent: str
    is_own: bool

    @property
    def total(self) -> Decimal | None:
        return self.other.total

    @property
    def per_call(self) -> Decimal | None:
        return self.other.per_call


class Rung(NamedTuple):
    """A model among others for the same load, with a bar against the dearest of them."""

    model: AIModel
    total: Decimal | None
    percent: str
    is_own: bool


class Calculation:
    """Each query is made when its answer is first asked for; there is a constant number of them."""

    def __init__(self, query: QueryDict, *, model: AIModel | None = None) -> None:
        """`model` is the one on whose own page the calculator stands."""
        self.own = model
        self.lineup = Lineup(Asked(ids=(model.catalog_id,)) if model else Asked.of(query))
        self._query = query

    @cached_property
    def models(self) -> list[AIModel]:
        return [self.own] if self.own else self.lineup.models

    @property
    def model_class(self) -> ModelClass | None:
        """The class all of which is shown; None where the models named are."""
        return None if self.own else self.lineup.model_class

    @cached_property
    def form(self) -> UsageForm:
        return UsageForm(self._query, classes=[self.own.model_class.slug] if self.own else self.lineup.class_slugs)

    @property
    def usage(self) -> Usage | None:
        return self.form.usage if self.form.is_valid() else None

    @cached_property
    def problems(self) -> list[Problem]:
        return [*([] if self.own else self.lineup.problems), *self.form.problems]

    @property
    def is_full(self) -> bool:
        return len(self.models) >= MOST

    @property
    def is_of_a_day(self) -> bool:
        """Whether the prices asked for are those of a whole day."""
        asked = self.form.cleaned_data.get("at")
        return bool(asked and asked.is_day)

    @property
    def weights_options(self) -> list[Option]:
        return self.lineup.options("weights")

    @property
    def context_options(self) -> list[Option]:
        return self.lineup.options("context")

    @property
    def asked(self) -> Asked:
        return Asked() if self.own else self.lineup.asked

    # --- the models named, each with its bill ---

    @cached_property
    def entries(self) -> list[Entry]:
        """None of them in a class, or while the usage is wrong."""
        if self.usage is None or self.model_class or not self.models:
            return []
        moment, since = self.form.moment, self.form.since_moment
        before = price_lists(self.models, since) if since else None
        prices = price_lists(self.models, moment)
        return entries_of(self.models, self.usage, moment, prices, spans(self.models), before)

    @property
    def sole(self) -> Entry | None:
        return self.entries[0] if len(self.entries) == 1 else None

    @property
    def least(self) -> Decimal | None:
        """The lowest total of the models named."""
        return min((one.receipt.total for one in self.entries if one.receipt.total is not None), default=None)

    @property
    def bars(self) -> list[tuple[Entry, str, str]]:
        """Each model named, the width of its bar, and how it stands to the least one."""
        totals = [one.receipt.total for one in self.entries]
        most = max((total for total in totals if total is not None), default=None)
        least = self.least
        return [
            (
                one,
                percent(ratio(total, most)),
                prose.times(total, least) if total is not None and least is not None else "",
            )
            for one, total in zip(self.entries, totals, strict=True)
        ]

    @property
    def break_evens(self) -> list[tuple[Entry, list[str]]]:
        """Where each other model costs the same as the first."""
        if self.usage is None or len(self.entries) < 2:
            return []
        first, *others = self.entries
        found = ((other, break_even(first.bill.tariff, other.bill.tariff, self.usage)) for other in others)
        return [
            (other, list(prose.break_even_sentences(first.model.name, other.model.name, one, self.usage)))
            for other, one in found
            if one
        ]

    # --- the class ---

    @cached_property
    def class_of_others(self) -> ModelClass | None:
        """The class shown, or that of the first model named."""
        return self.model_class or (self.models[0].model_class if self.models else None)

    @cached_property
    def bills(self) -> ClassBills | None:
        """Those of the whole class, narrowed where all of it is shown."""
        if self.usage is None or self.class_of_others is None:
            return None
        narrowed = self.asked.narrowed if self.model_class else None
        return class_bills(self.class_of_others, self.usage, self.form.moment, narrowed)

    @cached_property
    def page(self) -> Page[Priced[int]] | None:
        return Paginator(self.bills.priced, PAGE_SIZE).get_page(self.asked.page) if self.bills else None

    @cached_property
    def rows(self) -> list[Row]:
        """Of the page of the class that is asked for."""
        if self.page is None or self.bills is None:
            return []
        own = {model.pk for model in self.models}
        found = in_full(list(self.page))
        most = max((one.total for one in found if one.total is not None), default=None)
        begin = self.page.start_index()
        return [
            Row(
                one,
                begin + number if one.total is not None else None,
                percent(ratio(one.total, most)),
                one.model.pk in own,
            )
            for number, one in enumerate(found)
        ]

    @cached_property
    def alternatives(self) -> list[Other]:
        """The cheapest of the class for the same load, without those named."""
        if not self.entries or not self.usage or not self.usage.counts or self.bills is None:
            return []
        return self.bills.others({model.pk for model in self.models})

    @cached_property
    def ladder(self) -> list[Rung]:
        """The alternatives and the models named, the cheapest first; none without an alternative."""
        own = [(one.model, one.receipt.total) for one in self.entries] if self.alternatives else []
        known = [(one.model, one.total, False) for one in self.alternatives]
        known += [(model, total, True) for model, total in own if total is not None]
        most = max((total for _, total, _ in known if total is not None), default=None)
        known.sort(key=lambda rung: rung[1] or Decimal(0))
        return [Rung(model, total, percent(ratio(total, most)), is_own) for model, total, is_own in known]

    @cached_property
    def intelligence(self) -> Metric | None:
        """What the alternatives' intelligence is measured by, and on whose terms."""
        return Metric.objects.filter(slug=INTELLIGENCE).select_related("source").first()

    @cached_property
    def measurers(self) -> list[Source]:
        """Who measured any of the intelligence that is shown: their terms ask to be named beside it."""
        measured = Q(measurements__metric__slug=INTELLIGENCE, measurements__superseded_at=None)
        return list(Source.objects.filter(measured).distinct())

    @property
    def details(self) -> list[str]:
        """The sizes and qualities that a reader may choose, with those chosen."""
        if self.model_class:
            sold: Sequence[str] = self.bills.details if self.bills else ()
        else:
            sold = [detail for one in self.entries for detail in one.prices.details]
        return list(dict.fromkeys((*sold, *sorted(self.form.details))))

    @cached_property
    def as_of(self) -> datetime:
        """The moment of a permanent receipt: the one asked for, else that at which these prices were last read.

        What is read later begins later, so that the answer for this moment stays what it is.
        """
        if self.form.moment:
            return self.form.moment
        read = [one.prices.read_at for one in self.entries if one.prices.read_at]
        if self.model_class and self.bills and self.bills.read_at:
            read.append(self.bills.read_at)
        return max(read, default=timezone.now())

    @property
    def hour(self) -> str:
        """When the calls run, with the weekday, since a price's moment is of another; "any" where it is not said."""
        return hour_of(self.usage.at).text if self.usage and self.usage.at else ANY_HOUR

    @property
    def summary(self) -> str:
        """What a screen reader is told when the answer follows the typing."""
        if self.problems:
            wrong = wording.quantity(len(self.problems), "thing")
            return f"{wrong} to put right: {self.problems[0].label.lower()}"
        if self.entries:
            found = [f"{one.model.name} {self._month(one.receipt.total)}" for one in self.entries]
            return f"A month: {wording.listing(found)}"
        if self.bills and self.model_class:
            known = wording.quantity(self.bills.known, f"{self.model_class.name.lower()} model")
            return f"{known} with a total, the cheapest first"
        return "No model is chosen"

    @staticmethod
    def _month(total: Decimal | None) -> str:
        return wording.NOT_PUBLISHED if total is None else wording.dollars(total)
