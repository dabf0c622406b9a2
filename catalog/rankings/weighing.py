"""Price against intelligence: who is cheap for what it can do, at one mix of input and output."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator

from catalog import charts, wording
from catalog.blending import Blend
from catalog.models import ModelClass, PriceState
from catalog.ranking import Contender, Entry, frontier
from catalog.rankings.cohorts import WHY_UNPRICED, LeftOut, members
from catalog.rankings.figures import RankedFigure
from catalog.rankings.naming import NO_DETAIL, Detail, Named, measured_details, names_of

PAGE_SIZE = 100
COSTS_NOTHING = "at no price for this blend"
"""Of what asks for input alone, say, where the blend has none: a logarithmic axis has no place for 0."""
REASONS = (wording.NOT_MEASURED, wording.NOT_PUBLISHED, *WHY_UNPRICED.values(), COSTS_NOTHING)
"""Why a model may be left out, in the order in which pages say so: rows come in any."""


class Weighed(NamedTuple):
    """One line of the table: what a model asks for the blend and how it scores. `unbeaten`: it stands on the line."""

    name: str
    address: str
    creator: str
    catalog_id: str
    price: str
    score: str
    detail: str
    unbeaten: bool
    own: bool


class Weighing:
    """A class by price and by a measured `figure`; `own` is the id of a model to point out, "" for none.

    Every part is computed when first asked for; four queries in all, whatever the size of the class.
    """

    def __init__(
        self, model_class: ModelClass, figure: RankedFigure, blend: Blend, own: str = "", page: str = ""
    ) -> None:
        self.model_class = model_class
        self.figure = figure
        self.blend = blend
        self.own = own
        self.number = page

    @cached_property
    def _sorted(self) -> tuple[list[Contender], list[LeftOut]]:
        """Who has a price and a score, the best first; and who has not, by the reason."""
        contenders: list[Contender] = []
        by_reason: dict[str, list[Entry]] = defaultdict(list)
        for row in members(self.model_class, "input_price", "output_price", self.figure.column):
            score, price = getattr(row, self.figure.column), self._price(row)
            if score is not None and price:
                contenders.append(Contender(str(row.pk), row.name, price, score))
            else:
                by_reason[self._reason(row, score, price)].append(Entry(str(row.pk), row.name, None))
        contenders.sort(key=lambda one: (-one.score, one.price, one.name.casefold(), one.key))
        return contenders, [
            LeftOut(why, tuple(sorted(by_reason[why], key=lambda one: (one.name.casefold(), one.key))))
            for why in REASONS
            if why in by_reason
        ]

    def _price(self, row: Any) -> Decimal | None:
        if row.price_state != PriceState.PUBLISHED:
            return None
        return self.blend.price(row.input_price, row.output_price)

    @staticmethod
    def _reason(row: Any, score: Decimal | None, price: Decimal | None) -> str:
        if score is None:
            return wording.NOT_MEASURED
        return COSTS_NOTHING if price is not None else WHY_UNPRICED.get(row.price_state, wording.NOT_PUBLISHED)

    @property
    def contenders(self) -> list[Contender]:
        return self._sorted[0]

    @property
    def left_out(self) -> list[LeftOut]:
        return self._sorted[1]

    @cached_property
    def unbeaten(self) -> tuple[Contender, ...]:
        """Those whom nobody beats, the cheapest first."""
        return frontier(self.contenders)

    @property
    def front(self) -> list[tuple[str, str]]:
        """Their names and addresses."""
        return [(one.name, self.names[one.key].address) for one in self.unbeaten]

    @cached_property
    def own_key(self) -> str:
        if not self.own:
            return ""
        return next((key for key, named in self.names.items() if named.catalog_id == self.own), "")

    @cached_property
    def names(self) -> Mapping[str, Named]:
        return names_of(one.key for one in self.contenders)

    @cached_property
    def chart(self) -> charts.ScatterChart:
        return charts.scatter(self.contenders, self.own_key, score_shown=self.figure.text, unbeaten=self.unbeaten)

    @property
    def addresses(self) -> dict[str, str]:
        """Of the models that the chart names, by key."""
        named = {name.key for layout in self.chart.layouts for name in layout.names}
        return {key: self.names[key].address for key in named}

    @cached_property
    def page(self) -> Page[Contender]:
        return Paginator(self.contenders, PAGE_SIZE).get_page(self.number)

    @cached_property
    def rows(self) -> list[Weighed]:
        """Those of the page."""
        return self._rows(list(self.page))

    @property
    def every_row(self) -> list[Weighed]:
        return self._rows(self.contenders)

    def _rows(self, contenders: Sequence[Contender]) -> list[Weighed]:
        keys = [one.key for one in contenders]
        details = measured_details(self.figure.metric, keys) if self.figure.metric else {}
        unbeaten = {one.key for one in self.unbeaten}
        return [self._row(one, details.get(one.key, NO_DETAIL), one.key in unbeaten) for one in contenders]

    def _row(self, one: Contender, detail: Detail, unbeaten: bool) -> Weighed:
        return Weighed(
            name=one.name,
            address=self.names[one.key].address,
            creator=self.names[one.key].creator,
            catalog_id=self.names[one.key].catalog_id,
            price=wording.price(one.price),
            score=self.figure.text(one.score),
            detail=detail.text,
            unbeaten=unbeaten,
            own=one.key == self.own_key,
        )

    @property
    def members(self) -> str:
        """ "64 text models with a published price and a measured intelligence index"."""
        peers = wording.quantity(len(self.contenders), f"{self.model_class.name.lower()} model")
        return f"{peers} with a published price and a measured {self.figure.name}"

    @property
    def left_out_words(self) -> str:
        """ "143 not measured and 2 free of charge left out"; "none left out"."""
        return f"{wording.listing([f'{one.count:,} {one.why}' for one in self.left_out]) or 'none'} left out"

    @property
    def lead(self) -> str:
        """How the sentence begins that names the unbeaten."""
        these = "this one" if len(self.unbeaten) == 1 else f"these {len(self.unbeaten)}, the cheapest first"
        return f"No other is as good for less, or better for no more, than {these}:"

    @property
    def told(self) -> str:
        """The whole sentence: what the chart shows. "" where there is nothing to show."""
        return f"{self.lead} {wording.listing([one.name for one in self.unbeaten])}." if self.unbeaten else ""
