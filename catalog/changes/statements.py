"""Facts whose shown value moved because a source began to say something else, or took its word back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog import facts
from catalog.changes.records import Change, Kind, Move, Scope, Topic, kind_of_fact
from catalog.models import Capability, Claim, Fact
from catalog.models.claims import CAPABILITIES

KINDS = frozenset({Kind.LIMITS, Kind.CAPABILITY, Kind.RELEASE, Kind.NAME})
Histories = dict[tuple[int, str], list[Claim]]


def begun(scope: Scope) -> QuerySet[Claim]:
    """Claims by sources that had spoken of the model before: a source's first reading of a model is no change of it.

    What editors correct is news from the first word on.
    """
    of_the_same = Claim.objects.filter(ai_model=OuterRef("ai_model"), source=OuterRef("source"))
    earlier = Exists(of_the_same.filter(stated_at__lt=OuterRef("stated_at")))
    return _claims(scope).filter(earlier | Q(source__slug=facts.EDITOR))


def ended(scope: Scope) -> QuerySet[Claim]:
    """Claims that a source took back without saying anything else of the same fact."""
    of_the_same = Claim.objects.filter(ai_model=OuterRef("ai_model"), source=OuterRef("source"), fact=OuterRef("fact"))
    replaced = Exists(of_the_same.filter(stated_at=OuterRef("superseded_at")))
    return _claims(scope).filter(~replaced, superseded_at__isnull=False)


def _claims(scope: Scope) -> QuerySet[Claim]:
    claims = Claim.objects.filter(scope.models("ai_model"))
    if scope.kind is not None:
        claims = claims.filter(fact__in=[fact for fact in Fact.values if kind_of_fact(fact) == scope.kind])
    return claims.select_related("source", "ai_model__creator", "ai_model__model_class")


def tell_begun(claims: Sequence[Claim]) -> Iterator[Change]:
    histories = _histories(claims)
    return _told(((claim, claim.stated_at) for claim in claims), histories)


def tell_ended(claims: Sequence[Claim]) -> Iterator[Change]:
    histories = _histories(claims)
    return _told(((claim, claim.superseded_at) for claim in claims if claim.superseded_at), histories)


def _histories(claims: Sequence[Claim]) -> Histories:
    """All that any source ever said of these facts of these models, the source that counts most first; one query."""
    models, about = {claim.ai_model_id for claim in claims}, {claim.fact for claim in claims}
    found: Histories = defaultdict(list)
    every = Claim.objects.filter(ai_model__in=models, fact__in=about).select_related("source")
    for claim in every.order_by("source__rank", "source_id"):
        found[claim.ai_model_id, claim.fact].append(claim)
    return found


def _told(moments: Iterator[tuple[Claim, datetime]], histories: Histories) -> Iterator[Change]:
    for claim, moment in moments:
        history = histories[claim.ai_model_id, claim.fact]
        before = _shown(claim.fact, [one for one in history if _held_until(one, moment)])
        after = _shown(claim.fact, [one for one in history if _holds_from(one, moment)])
        if before == after:
            continue  # Another source decides what readers see, and that stayed.
        label = claim.get_fact_display()
        yield Change(
            # Two sources may move it at the same moment: that is one change.
            key=f"fact/{claim.ai_model_id}/{claim.fact}/{moment:%Y%m%d%H%M%S%f}",
            kind=kind_of_fact(claim.fact),
            happened_at=moment,
            source=claim.source,
            subject=label,
            model=claim.ai_model,
            moves=(Move(label, before, after),),
            note=claim.reason,
        )


def _held_until(claim: Claim, moment: datetime) -> bool:
    return claim.stated_at < moment and (claim.superseded_at is None or claim.superseded_at >= moment)


def _holds_from(claim: Claim, moment: datetime) -> bool:
    return claim.stated_at <= moment and (claim.superseded_at is None or claim.superseded_at > moment)


def _shown(fact: str, in_force: Sequence[Claim]) -> str | None:
    """What the page said while these claims were in force; None where nobody said anything."""
    if not in_force:
        return None
    if fact in CAPABILITIES:
        return Capability(facts.capability_of(in_force)).label
    return facts.shown_text(fact, in_force[0].value)


BEGUN = Topic(KINDS, "stated_at", begun, tell_begun)
ENDED = Topic(KINDS, "superseded_at", ended, tell_ended)
