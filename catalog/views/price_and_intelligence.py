"""/rankings/<class>/price-and-intelligence/: who is cheap for what it can do, at any mix of input and output."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog import wording
from catalog.blending import Blend
from catalog.page_cache import page_cached
from catalog.rankings.figures import INTELLIGENCE, stated_figure
from catalog.rankings.files import kept_back, weighed_csv_of
from catalog.rankings.finding import PRICE_AND_INTELLIGENCE, Sought
from catalog.rankings.readings import Reading, readings_of
from catalog.rankings.weighing import Weighing
from catalog.views.model_list import wants_part
from catalog.views.ranking import as_csv, held_back, no_such_ranking, ranking_version

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
        typed = wording.printable(query.get("blend", ""), LONGEST_TYPED).strip()
        own = wording.printable(query.get("m", ""), LONGEST_ID).strip()
        blend, complaint = USUAL, ""
        try:
            blend = Blend.parse(typed) if typed else USUAL
        except ValueError as error:
            complaint = f"{wording.capitalised(str(error))}."
        return cls(path, typed or str(USUAL), blend, complaint, own, query.get("page", ""))

    def to(self, label: str, blend: Blend, page: int = 1) -> Way:
        return Way(label, self._address(blend, page), self._address(blend, page, "results"), blend == self.blend)

    def at(self, path: str) -> str:
        """The same as another thing: as a file, as a picture."""
        return replace(self, path=path).to("", self.blend).address

    def _address(self, blend: Blend, page: int, part: str = "") -> str:
        """Without anything that is the default anyway."""
        usual = "" if blend == USUAL else str(blend)
        fields = {"blend": usual, "m": self.own, "page": str(page) if page > 1 else "", "_part": part}
        query = urlencode({name: value for name, value in fields.items() if value}, safe="/:")
        return f"{self.path}?{query}" if query else self.path

    def weighing(self, sought: Sought) -> Weighing | None:
        """What is asked for, None where the class lacks prices or intelligence."""
        figure = next((one for one in sought.figures if one.slug == INTELLIGENCE), None)
        if sought.model_class is None or figure is None or not sought.weighs_price:
            return None
        return Weighing(sought.model_class, figure, self.blend, self.own, self.page)


@page_cached(version=ranking_version)
@require_safe
def price_and_intelligence(request: HttpRequest, model_class: str) -> HttpResponse:
    """The picture and its table, or with ?_part=results only what changes with the blend."""
    sought, asked = Sought.at(model_class, PRICE_AND_INTELLIGENCE), Asked.of(request.path, request.GET)
    weighing = asked.weighing(sought)
    if weighing is None:
        return no_such_ranking(request, sought)
    number = weighing.page.number
    context = {
        "sought": sought,
        "asked": asked,
        "figure": weighing.figure,
        "weighing": weighing,
        "blends": [asked.to(str(blend), blend) for blend in OFFERED],
        "here": asked.to("", asked.blend, number),
        "previous": asked.to("Previous", asked.blend, number - 1) if weighing.page.has_previous() else None,
        "next": asked.to("Next", asked.blend, number + 1) if weighing.page.has_next() else None,
        "readings": readings_behind(weighing),
        "csv": asked.at(reverse("price_and_intelligence_csv", args=[model_class])),
        "picture": asked.at(reverse("price_and_intelligence_svg", args=[model_class])),
    }
    if not wants_part(request):
        return render(request, "catalog/rankings/price_and_intelligence.html", context)
    response = render(request, "catalog/rankings/_weighing.html", context)
    # The part's own address must not end up in the address bar, in a bookmark or in the history.
    response.headers["HX-Push-Url"] = asked.to("", asked.blend, number).address
    return response


@page_cached(version=ranking_version)
@require_safe
def price_and_intelligence_csv(request: HttpRequest, model_class: str) -> HttpResponse:
    """The table in one file; where intelligence may not be passed on, a file that says so."""
    sought, asked = Sought.at(model_class, PRICE_AND_INTELLIGENCE), Asked.of(request.path, request.GET)
    weighing = asked.weighing(sought)
    if weighing is None:
        return no_such_ranking(request, sought)
    if note := kept_back(weighing.figure):
        return held_back(note, reverse("price_and_intelligence", args=[model_class]))
    return as_csv(weighed_csv_of(weighing, readings_behind(weighing), settings.SITE_URL))


def readings_behind(weighing: Weighing) -> list[Reading]:
    """Of the score, and of the prices that the list states together."""
    return readings_of(weighing.model_class, weighing.figure, stated_figure("output-price"))
