"""Claims: what the source of a run says of each model, one row a change."""

from collections.abc import Mapping
from typing import Any

from catalog.models import Claim, Fact, SyncRun


def apply_claims(said: Mapping[int, Mapping[Fact, Any]], run: SyncRun) -> set[int]:
    """Writes what the source now says of each model, by its id. Returns the models of which it says something else.

    The same value again moves only the date of its confirmation. A None takes the source's word back; a fact that is
    not named at all leaves it as it was. Within the caller's transaction; four queries.
    """
    stored = Claim.objects.current().filter(source=run.source, ai_model__in=said)
    in_force = {(claim.ai_model_id, claim.fact): claim for claim in stored}
    confirmed, ended, new = [], [], []
    for model_id, claims in said.items():
        for fact, value in claims.items():
            claim = in_force.get((model_id, fact))
            if claim is not None and claim.value == value:
                confirmed.append(claim)
                continue
            if claim is not None and claim.confirmed_at >= run.observed_at:
                continue  # Said later than what we were shown now, or at that very moment.
            if claim is not None:
                ended.append(claim)
            if value is not None:
                new.append(_claim(model_id, fact, value, run))
    Claim.objects.filter(pk__in=[claim.pk for claim in confirmed], confirmed_at__lt=run.observed_at).update(
        confirmed_at=run.observed_at
    )
    Claim.objects.filter(pk__in=[claim.pk for claim in ended]).update(superseded_at=run.observed_at)
    Claim.objects.bulk_create(new)
    return {claim.ai_model_id for claim in (*ended, *new)}


def _claim(model_id: int, fact: Fact, value: Any, run: SyncRun) -> Claim:
    return Claim(
        ai_model_id=model_id,
        fact=fact,
        source_id=run.source_id,
        run=run,
        value=value,
        stated_at=run.observed_at,
        confirmed_at=run.observed_at,
    )
