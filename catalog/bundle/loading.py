"""Loading a catalog read from files into the database: what is missing is added, what is older is continued.

Nothing that the database knows better is touched: whatever was confirmed later there, or decided by an editor, stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from catalog import facts, models
from catalog.bundle import BundleError, nouns, statements
from catalog.bundle.edition_loading import load_editions
from catalog.bundle.editions import ToldEdition
from catalog.bundle.nouns import Loading, known
from catalog.bundle.reading import ToldCatalog
from catalog.editions import holding
from catalog.models.sources import BUNDLED
from catalog.sync import locks


@dataclass(frozen=True)
class Outcome:
    """How many models the files hold, how many rows were written for them, and of how many models; and the editions."""

    models: int
    written: int
    touched: int
    editions: int


def load_catalog(told: ToldCatalog, editions: Sequence[ToldEdition] = ()) -> Outcome:
    """Writes what the database lacks of a catalog and its editions, all or nothing. A second time writes nothing.

    BundleError where the files speak of a source, class, metric, provider or model that nobody knows, and while one
    of their sources is being read.
    """
    with transaction.atomic():
        loading = Loading(told)
        nouns.look_up(loading)
        _keep_out_syncs(loading)
        _begin_runs(loading)
        nouns.add_creators(loading)
        nouns.add_models(loading)
        nouns.add_aliases(loading)
        offers = statements.write_offers(loading)
        statements.write_prices(loading, offers)
        statements.write_claims(loading)
        statements.write_events(loading)
        statements.write_measurements(loading)
        _count_rows()
        facts.resolve(loading.touched, touched=loading.touched)
        _finish_runs(loading)
        published = load_editions(editions)
        holding.check_moved()
    return Outcome(len(loading.pairs()), loading.written, len(loading.touched), published)


def _count_rows() -> None:
    """Tells the planner what the tables hold by now. It takes them for empty else, and looks up each row by a scan."""
    written = (models.AIModel, models.Offer, models.PriceSheet, models.PriceRow, models.Claim, models.Measurement)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in written)}")


def _keep_out_syncs(loading: Loading) -> None:
    """Takes the lock of every source that the files speak of, in one order, until the load ends."""
    for slug in sorted(entry.source for entry in loading.told.head.sources):
        source = known(loading.sources, slug, "source", "catalog.json")
        if not locks.is_ours(source.pk):
            raise BundleError(f"{source.name} is being read at this moment: load again in some minutes.")


def _begin_runs(loading: Loading) -> None:
    """A run of each source at the files' own moment: what pages name as the source's date."""
    for entry in loading.told.head.sources:
        source = known(loading.sources, entry.source, "source", "catalog.json")
        loading.runs[entry.source], _ = models.SyncRun.objects.get_or_create(
            source=source, observed_at=entry.observed, address=BUNDLED, defaults={"read": entry.read}
        )


def _finish_runs(loading: Loading) -> None:
    begun = [run.pk for run in loading.runs.values() if run.outcome == models.SyncRun.Outcome.UNFINISHED]
    models.SyncRun.objects.filter(pk__in=begun).update(
        outcome=models.SyncRun.Outcome.SUCCEEDED, finished_at=timezone.now(), changed=len(loading.touched)
    )
