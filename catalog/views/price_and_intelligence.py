"""/rankings/<class>/price-and-intelligence/: who is cheap for what it can do, at any mix of input and output."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import wording
from catalog.blending import Blend
from catalog.page_cache import page_cached
from catalog.rankings.figures import INTELLIGENCE, stated_figure
from catalog.rankings.finding import PRICE_AND_INTELLIGENCE, Sought
from catalog.rankings.readings import readings_of
from catalog.rankings.weighing import Weighing
from catalog.search.searching import printable
from catalog.views.model_list import wants_part
from catalog.views.ranking import no_such_ranking, ranking_version

USUAL = Blend()
OFFERED = (Blend(1, 1), USUAL, Blend(10, 1))
LONGEST_TYPED = 40
LONGEST_ID = 200


@dataclass(frozen=True)
class Way:
    """A link to the same at another blend, or another page: its address, and that of the part to put in place."""

    label: str
    address: str
    part: str
    is_current: bool = False


@dataclass(frozen=True)
class Asked:
    """The blend as it was typed and as it is meant; `complaint` says what is wrong with it. `own` is a model's id."""

    path: str
    typed: str
    blend: Blend
    complaint: str
    own: str
    page: str

    @classmethod
    def of(cls, path: str, query: QueryDict) -> Asked:
        """Reads an address. A blend that cannot be meant becomes the usual one, with a word on why."""
        typed = printable(query.get("blend", ""))[:LONGEST_TYPED].strip()
        own = printable(query.get("m", ""))[:LONGEST_ID].strip()
        blend, complaint = USUAL, ""
        try:
            blend = Blend.parse(typed) if typed else USUAL
        except ValueError as error:
            complaint = f"{wording.capitalised(str(error))}."
        return cls(path, typed or str(USUAL), blend, complaint, own, query.get("page", ""))

    def to(self, label: str, blend: Blend, page: int = 1) -> Way:
        return Way(label, self._address(blend, page), self._address(blend, page, "results"), blend == self.blend)

    def _address(self, blend: Blend, page: int, part: str = "") -> str:
        """Without anything that is the default anyway."""
        usual = "" if blend == USUAL else str(blend)
        fields = {"blend": usual, "m": self.own, "page": str(page) if page > 1 else "", "_part": part}
        query = urlencode({name: value for name, value in fields.items() if value}, safe="/:")
        return f"{self.path}?{query}" if query else self.path


@page_cached(version=ranking_version)
@require_safe
def price_and_intelligence(request: HttpRequest, model_class: str) -> HttpResponse:
    """The picture and its table, or with ?_part=results only what changes with the blend."""
    sought = Sought.at(model_class, PRICE_AND_INTELLIGENCE)
    if sought.model_class is None or not sought.weighs_price:
        return no_such_ranking(request, sought)
    asked = Asked.of(request.path, request.GET)
    figure = next(one for one in sought.figures if one.slug == INTELLIGENCE)
    weighing = Weighing(sought.model_class, figure, asked.blend, asked.own, asked.page)
    number = weighing.page.number
    context = {
        "sought": sought,
        "asked": asked,
        "figure": figure,
        "weighing": weighing,
        "blends": [asked.to(str(blend), blend) for blend in OFFERED],
        "here": asked.to("", asked.blend, number),
        "previous": asked.to("Previous", asked.blend, number - 1) if weighing.page.has_previous() else None,
        "next": asked.to("Next", asked.blend, number + 1) if weighing.page.has_next() else None,
        "readings": readings_of(sought.model_class, figure, stated_figure("output-price")),
    }
    if not wants_part(request):
        return render(request, "catalog/rankings/price_and_intelligence.html", context)
    response = render(request, "catalog/rankings/_weighing.html", context)
    # The part's own address must not end up in the address bar, in a bookmark or in the history.
    response.headers["HX-Push-Url"] = asked.to("", asked.blend, number).address
    return response
