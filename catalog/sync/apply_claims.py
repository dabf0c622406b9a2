"""Claims: what the source of a run says of each model, one row a change, and none while the change looks wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from catalog.models import Claim, Fact, ModelClass, SyncRun
from catalog.sync import holds
from catalog.sync.checks import reason_to_hold_claim
from catalog.sync.histories import NewClaim, among, write_claims
from catalog.sync.holds import Doubt, Subject


@dataclass(slots=True)
class ClaimsApplied:
    """The models of which the source says something else, those whose context window it may not change yet, and how
    many changes were held for the first time."""

    moved: set[int] = field(default_factory=set)
    windows_held: set[int] = field(default_factory=set)
    held: int = 0


class _InForce(NamedTuple):
    """A claim, of which only this is read: there are a dozen a model."""

    pk: int
    value: Any
    confirmed_at: datetime


@dataclass(frozen=True, slots=True)
class _Word:
    """What is said now of a fact of a model, and the claim in force."""

    ai_model_id: int
    fact: Fact
    value: Any
    claim: _InForce | None

    @property
    def subject(self) -> Subject:
        return self.ai_model_id, None, self.fact.value


def apply_claims(said: Mapping[int, Mapping[Fact, Any]], run: SyncRun) -> ClaimsApplied:
    """Writes what the source now says of each model, by its id.

    The same value again moves only the date of its confirmation. A None takes the source's word back; a fact that is
    not named at all leaves it as it was. Within the caller's transaction; the number of queries does not depend on
    the number of models.
    """
    words = _words(said, run)
    same = [word for word in words if word.claim is not None and word.claim.value == word.value]
    other = [word for word in words if word.claim is None or word.claim.value != word.value]
    doubts = _doubts(other)
    weighed = holds.weigh(list(doubts.values()), run)
    granted = [word for word in other if word.subject in weighed.granted]
    moved = [word for word in other if word.subject not in doubts and not (word.claim is None and word.value is None)]
    confirmed = among(word.claim.pk for word in same if word.claim)
    Claim.objects.filter(pk__in=confirmed, confirmed_at__lt=run.observed_at).update(confirmed_at=run.observed_at)
    write_claims([_new_claim(word, run) for word in moved] + [_new_claim(word, run, weighed) for word in granted])
    holds.withdraw((word.subject for word in same + moved), run)
    waiting = doubts.keys() - weighed.granted.keys()
    windows = {model_id for model_id, _, fact in waiting if fact == Fact.CONTEXT_WINDOW}
    return ClaimsApplied({word.ai_model_id for word in moved + granted}, windows, weighed.held)


def _words(said: Mapping[int, Mapping[Fact, Any]], run: SyncRun) -> list[_Word]:
    """What may be written. A claim that was confirmed later than now, or at that very moment, is not replaced."""
    stored = Claim.objects.current().filter(source=run.source_id, ai_model__in=among(said)).order_by()
    rows = stored.values_list("ai_model_id", "fact", "pk", "value", "confirmed_at")
    in_force = {(model_id, fact): _InForce(*row) for model_id, fact, *row in rows}
    words = [
        _Word(model_id, fact, value, in_force.get((model_id, fact.value)))
        for model_id, claims in said.items()
        for fact, value in claims.items()
    ]
    return [
        word
        for word in words
        if word.claim is None or word.claim.value == word.value or word.claim.confirmed_at < run.observed_at
    ]


def _doubts(words: list[_Word]) -> dict[Subject, Doubt]:
    replacing = [(word, word.claim) for word in words if word.claim is not None]
    classes = list(ModelClass.objects.all())
    doubts = {}
    for word, claim in replacing:
        if reason := reason_to_hold_claim(word.fact, claim.value, word.value, classes):
            doubts[word.subject] = Doubt(word.ai_model_id, None, word.fact.value, claim.value, word.value, reason)
    return doubts


def _new_claim(word: _Word, run: SyncRun, weighed: holds.Weighed | None = None) -> NewClaim:
    """In force from the run on; one that was held, from the run that first saw it."""
    since = run.observed_at
    if weighed is not None:
        since = holds.since(weighed.granted[word.subject], word.claim and word.claim.confirmed_at, run.observed_at)
    return NewClaim(
        ai_model_id=word.ai_model_id,
        fact=word.fact,
        source_id=run.source_id,
        run_id=run.pk,
        value=word.value,
        since=since,
        confirmed_at=run.observed_at,
        ends=word.claim and word.claim.pk,
    )
