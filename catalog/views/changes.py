"""/changes/: what moved, by day, and the same as feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import wording
from catalog.changes import Kind, Period, Scope
from catalog.charts import Window
from catalog.feeds import ChangesFeed, ModelFeed, kept_to_our_pages
from catalog.models import AIModel, ModelClass
from catalog.page_cache import page_cached
from catalog.timelines.files import moved_csv_of
from catalog.timelines.movers import Movers
from catalog.timelines.pictures import of_movers
from catalog.views.model_list import catalog_version
from catalog.views.pictures import answer, in_full
from catalog.views.ranking import as_csv

LONGEST_SHOWN = 40
"""Of what an address asks for in vain, so much is said back."""


@dataclass(frozen=True)
class Question:
    """What an address asks for: a kind, a class by its slug, the last day to show; None and "" where it says nothing.

    `window` is how far back the prices that moved most are looked for. `dropped` is what it named and does not exist.
    """

    kind: Kind | None = None
    model_class: str = ""
    until: date | None = None
    window: Window = Window.QUARTER
    dropped: tuple[str, ...] = ()

    @classmethod
    def asked(cls, query: QueryDict, classes: Iterable[str], today: date) -> Question:
        """Reads an address. What cannot be meant is dropped, so that every address has an answer."""
        given = {name: query.get(name, "") for name in ("kind", "class", "until", "window")}
        kind = next((kind for kind in Kind if kind.value == given["kind"]), None)
        model_class = given["class"] if given["class"] in classes else ""
        until = _day(given["until"], today)
        window = next((one for one in Window if one.value == given["window"]), None)
        understood = {"kind": kind, "class": model_class, "until": until, "window": window}
        vain = [text for name, text in given.items() if text and not understood[name]]
        dropped = [wording.printable(text, LONGEST_SHOWN) for text in vain]
        return cls(kind, model_class, until, window or Window.QUARTER, tuple(dropped))

    @property
    def address(self) -> str:
        return self.at(reverse("changes"))

    def at(self, path: str) -> str:
        """The same as another thing: as a file, as a picture. Without anything that is the default anyway."""
        window = "" if self.window == Window.QUARTER else self.window.value
        fields = [("kind", self.kind), ("class", self.model_class), ("until", self.until), ("window", window)]
        query = urlencode([(name, value) for name, value in fields if value])
        return path + (f"?{query}" if query else "")

    @property
    def asks_for_prices(self) -> bool:
        return self.kind in (None, Kind.PRICE, Kind.CHEAPEST_HOST)

    def movers(self, today: date) -> Movers:
        scope = Scope(model_class=self.model_class)
        return Movers(scope, self.window, _midnight_after(self.until or today))

    @property
    def of_newest(self) -> Question:
        return replace(self, until=None)


@dataclass(frozen=True)
class Choice:
    label: str
    address: str
    is_current: bool


@page_cached(version=catalog_version)
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The newest changes that fill a page, in whole days; ?until= leads to those before."""
    today = timezone.now().date()
    classes = dict(ModelClass.objects.values_list("slug", "name"))
    question = Question.asked(request.GET, classes, today)
    last = question.until or today
    period = Period(Scope(question.kind, question.model_class), _midnight_after(last))
    context = {
        "question": question,
        "period": period,
        "last_day": last,
        "kinds": kind_choices(question),
        "classes": class_choices(question, classes),
        "windows": window_choices(question),
        "movers": question.movers(today) if question.asks_for_prices else None,
        "picture": question.at(reverse("movers_svg")),
        "csv": question.at(reverse("movers_csv")),
        "earlier": replace(question, until=period.since.date() - timedelta(days=1)) if period.has_earlier else None,
        "kept_to_our_pages": kept_to_our_pages(),
    }
    return render(request, "catalog/changes.html", context)


def kind_choices(question: Question) -> list[Choice]:
    every = [("All", None), *((kind.label, kind) for kind in Kind)]
    return [Choice(label, replace(question, kind=kind).address, kind == question.kind) for label, kind in every]


def class_choices(question: Question, classes: dict[str, str]) -> list[Choice]:
    every = [("All", ""), *((name, slug) for slug, name in classes.items())]
    return [
        Choice(label, replace(question, model_class=slug).address, slug == question.model_class)
        for label, slug in every
    ]


def window_choices(question: Question) -> list[Choice]:
    return [
        Choice(one.label, f"{replace(question, window=one).address}#moved", one == question.window) for one in Window
    ]


@page_cached(version=catalog_version)
@require_safe
def movers_svg(request: HttpRequest) -> HttpResponse:
    """The prices that moved most, as /changes/ shows them."""
    question, movers = asked_for_movers(request)
    return answer(request, of_movers(movers, in_full(question.address)))


@page_cached(version=catalog_version)
@require_safe
def movers_csv(request: HttpRequest) -> HttpResponse:
    """All of them."""
    _, movers = asked_for_movers(request)
    return as_csv(moved_csv_of(movers, settings.SITE_URL))


def asked_for_movers(request: HttpRequest) -> tuple[Question, Movers]:
    today = timezone.now().date()
    question = Question.asked(request.GET, ModelClass.objects.values_list("slug", flat=True), today)
    return question, question.movers(today)


@page_cached(version=catalog_version)
@require_safe
def changes_feed(request: HttpRequest) -> HttpResponse:
    return ChangesFeed()(request)


@page_cached(version=AIModel.objects.page_version)
@require_safe
def model_feed(request: HttpRequest, creator: str, slug: str) -> HttpResponse:
    return ModelFeed()(request, creator=creator, slug=slug)


def _day(text: str, today: date) -> date | None:
    """A day as addresses write it, not later than today; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day <= today else None


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day, time(), UTC) + timedelta(days=1)
