"""When a source says that nothing changed: what it said last time counts as said again, without reading it anew.

A validator is only as good as what we made of its answer. It is used while the catalog still shows that answer, while
no change waits that another full reading could settle, and for a day at most: then new code, or what editors decided
of an id, gets to see the whole answer again.
"""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from django.db.models import Q

from catalog.models import Alias, Claim, HeldChange, Measurement, Offer, PriceSheet, StoredValidator, SyncRun
from catalog.sync.visits import Validator

READ_IN_FULL_AFTER = timedelta(days=1)


def usable_validators(run: SyncRun) -> dict[str, Validator]:
    """The validators by address with which this run may ask whether anything changed."""
    good = SyncRun.objects.filter(source=run.source).latest_good()
    last, full = good.first(), good.exclude(http_status=HTTPStatus.NOT_MODIFIED).first()
    if last is None or full is None or not last.observed_at < run.observed_at < full.observed_at + READ_IN_FULL_AFTER:
        return {}
    if HeldChange.objects.filter(run__source=run.source, status=HeldChange.Status.OPEN).exists():
        return {}
    stored = StoredValidator.objects.filter(source=run.source, seen_at=last.observed_at)
    return {one.address: Validator(one.etag, one.last_modified) for one in stored}


def store_validators(seen: Mapping[str, Validator], run: SyncRun) -> None:
    """Those of this run in place of all earlier ones. Within the transaction that writes what the answers said."""
    StoredValidator.objects.filter(source=run.source).delete()
    StoredValidator.objects.bulk_create(
        StoredValidator(
            source_id=run.source_id,
            address=address,
            etag=validator.etag,
            last_modified=validator.last_modified,
            seen_at=run.observed_at,
        )
        for address, validator in seen.items()
    )


def confirm_all(run: SyncRun) -> None:
    """Moves every confirmation of the last good run to this one's moment: one statement a table, none a row.

    Only what that run confirmed: what the source had dropped by then, or states otherwise in a change that was
    rejected, keeps its older date.
    """
    last = SyncRun.objects.filter(source=run.source).latest_good().get()
    run.unchanged = last.changed + last.unchanged
    for table in (Claim, PriceSheet, Measurement):
        in_force = table.objects.current().filter(source=run.source, confirmed_at=last.observed_at)
        in_force.update(confirmed_at=run.observed_at)
    Alias.objects.filter(source=run.source, seen_at=last.observed_at).update(seen_at=run.observed_at)
    # Its own offers, and those of others that it tells of.
    told = PriceSheet.objects.current().filter(source=run.source)
    seen = Offer.objects.filter(Q(provider__slug=run.source.slug) | Q(pk__in=told.values("offer")), ended_at=None)
    seen.filter(last_seen_at=last.observed_at).update(last_seen_at=run.observed_at)
