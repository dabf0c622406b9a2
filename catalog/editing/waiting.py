"""What waits for editors, each with how much of it there is and since when; one query each, of what is indexed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from catalog.facts import LIST_SELLER
from catalog.models import AIModel, Alias, BoundClaim, Edition, FactCheck, HeldChange, PriceSheet, Source, Variant

OLD = timedelta(days=90)
"""So old, what is on a page wants a look, even where no figure of it moved."""


@dataclass(frozen=True)
class Queue:
    """One thing to do: `noun` and `query` name its list in the admin, `since` is when the longest wait began."""

    name: str
    noun: str
    query: str
    count: int
    since: datetime | None
    is_planned: bool = False


def outdated(moment: datetime) -> QuerySet[Edition]:
    """What is on a page for long, or since before the model's list price moved."""
    ended_since = PriceSheet.objects.filter(
        offer__ai_model=OuterRef("ai_model"),
        offer__provider__slug=LIST_SELLER,
        offer__variant=Variant.PLAIN,
        valid_until__gt=OuterRef("published_at"),
    )
    return Edition.objects.published().filter(Q(published_at__lt=moment - OLD) | Exists(ended_since))


def queues(moment: datetime, nouns: set[str]) -> list[Queue]:
    """What waits of these nouns, in the order in which an editor would want it."""
    return [_counted(*one) for one in [*_of_sources(), *_of_editions(moment), *_of_models(moment)] if one[1] in nouns]


Asked = tuple[str, str, str, QuerySet, str]
"""Name, noun, query, the rows that wait, and the column that says since when."""
_PLAN = "publish_at"


def _of_sources() -> list[Asked]:
    held = HeldChange.objects.filter(status=HeldChange.Status.OPEN)
    late = Source.objects.exclude(late_since=None)
    return [
        ("Changes held because they look wrong", "heldchange", "", held, "created_at"),
        ("Sources that are late", "source", "", late, "late_since"),
    ]


def _of_editions(moment: datetime) -> list[Asked]:
    in_review = Edition.objects.filter(status=Edition.Status.IN_REVIEW)
    kept_back = Edition.objects.filter(status=Edition.Status.IN_REVIEW).exclude(kept_back="")
    scheduled = Edition.objects.filter(status=Edition.Status.SCHEDULED)
    unread = Edition.objects.filter(is_generated=True)
    broken = BoundClaim.objects.watched().broken()
    from_facts = "Drafts written from the facts that nobody went over"
    return [
        ("Editions in review", "edition", "status__exact=in_review", in_review, "sent_at"),
        ("Editions not published at their time", "edition", "kept_back__isempty=0", kept_back, "sent_at"),
        ("Editions with a set time", "edition", "status__exact=scheduled", scheduled, _PLAN),
        (from_facts, "edition", "is_generated__exact=1", unread, "created_at"),
        ("Claims that no longer hold", "boundclaim", "state__exact=false&settled_at__isempty=1", broken, "false_since"),
        ("Editions to go over again", "edition", "outdated=yes", outdated(moment), "published_at"),
    ]


def _of_models(moment: datetime) -> list[Asked]:
    again = FactCheck.objects.to_look_at_again(moment)
    suggested = Alias.objects.filter(status=Alias.Status.SUGGESTED, ai_model__isnull=False)
    return [
        ("Checks that need a new look", "factcheck", "look=again", again, "checked_at"),
        ("Ids suggested for a model", "alias", "", suggested, "created_at"),
        ("Models without an edition", "aimodel", "edition=none", AIModel.objects.without_edition(), "created_at"),
    ]


def _counted(name: str, noun: str, query: str, waiting: QuerySet, since: str) -> Queue:
    found = waiting.order_by().aggregate(count=Count("pk"), since=Min(since))
    return Queue(name, noun, query, found["count"], found["since"], is_planned=since == _PLAN)
