"""Holding bound claims against the figures of the day: each night, and whenever a sync or the desk moved one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.claim_tests import ABILITIES, Finding, Peers, evaluate
from catalog.dossier.standings import key_of
from catalog.editions.peers import peers_of
from catalog.models import AIModel, BoundClaim
from catalog.models.bound_claims import TAKEN, BoundClaimQuerySet
from catalog.models.writing import rewrite


def check_moved() -> int:
    """Looks again at the claims of every class that has changed since they were checked; how many turned."""
    return check(BoundClaim.objects.watched().moved())


def check_all() -> int:
    """Looks at every claim, whether its class has changed or not: what the calendar brings comes with no change."""
    return check(BoundClaim.objects.watched())


def check(wanted: BoundClaimQuerySet) -> int:
    """Holds these claims against the figures, and renews the pages of those that turned. Returns how many did."""
    models = set(wanted.values_list("edition__ai_model", flat=True))
    return _check(wanted, models) if models else 0


@transaction.atomic
def _check(wanted: BoundClaimQuerySet, models: set[int]) -> int:
    _hold(models)
    rows = wanted.select_related("edition__ai_model__model_class", "edition__ai_model__creator")
    claims = list(rows.order_by("pk").select_for_update(of=("self",)))
    turned = look(claims, timezone.now())
    rewrite(BoundClaim.objects, claims, TAKEN)
    AIModel.objects.filter(pk__in={claim.edition.ai_model_id for claim in turned}).renew()
    return len(turned)


@transaction.atomic
def settle(wanted: BoundClaimQuerySet, by: User) -> list[BoundClaim]:
    """An editor decides that these may stand, as far as they are broken: no note shows until they break anew."""
    ids = set(wanted.values_list("edition__ai_model", flat=True))
    _hold(ids)
    claims = list(wanted.broken().order_by("pk"))
    chosen = BoundClaim.objects.filter(pk__in=[claim.pk for claim in claims])
    chosen.update(settled_at=timezone.now(), settled_by=by)
    AIModel.objects.filter(pk__in=ids).renew()
    return claims


def _hold(ids: set[int]) -> None:
    """Models first, as a sync locks them, so that the two never wait for each other in a ring."""
    list(AIModel.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def look(claims: Sequence[BoundClaim], moment: datetime) -> list[BoundClaim]:
    """Writes into each what its test comes to, saved or not; returns those that turned."""
    classes = {claim.edition.ai_model.model_class for claim in claims}
    peers = peers_of(classes, [claim.test for claim in claims])
    turned = []
    for claim in claims:
        model = claim.edition.ai_model
        finding = find(claim, model, peers[model.model_class_id])
        if claim.take(finding, model.model_class.version, moment):
            turned.append(claim)
    return turned


def find(claim: BoundClaim, model: AIModel, peers: Peers) -> Finding:
    abilities = {name: getattr(model, name) for name in ABILITIES}
    return evaluate(claim.test, key_of(model), abilities, peers)
