"""/changes/: what moved, by day, and the same as feeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import wording
from catalog.changes import Kind, Period, Scope
from catalog.feeds import ChangesFeed, ModelFeed, kept_to_our_pages
from catalog.models import AIModel, ModelClass
from catalog.page_cache import page_cached
from catalog.views.model_list import catalog_version

LONGEST_SHOWN = 40
"""Of what an address asks for in vain, so much is said back."""


@dataclass(frozen=True)
class Question:
    """What an address asks for: a kind, a class by its slug, the last day to show; None and "" where it says nothing.

    `dropped` is what it named and does not exist.
    """

    kind: Kind | None = None
    model_class: str = ""
    until: date | None = None
    dropped: tuple[str, ...] = ()

    @classmethod
    def asked(cls, query: QueryDict, classes: Iterable[str], today: date) -> Question:
        """Reads an address. What cannot be meant is dropped, so that every address has an answer."""
        given = {name: query.get(name, "") for name in ("kind", "class", "until")}
        kind = next((kind for kind in Kind if kind.value == given["kind"]), None)
        model_class = given["class"] if given["class"] in classes else ""
        until = _day(given["until"], today)
        understood = {"kind": kind, "class": model_class, "until": until}
        vain = [text for name, text in given.items() if text and not understood[name]]
        dropped = [wording.printable(text, LONGEST_SHOWN) for text in vain]
        return cls(kind, model_class, until, tuple(dropped))

    @property
    def address(self) -> str:
        fields = [("kind", self.kind), ("class", self.model_class), ("until", self.until)]
        query = urlencode([(name, value) for name, value in fields if value])
        return reverse("changes") + (f"?{query}" if query else "")

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
