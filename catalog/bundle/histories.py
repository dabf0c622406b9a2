"""Writing told histories beside the stored ones: claims, price sheets and measurements have the same three moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from catalog.bundle.periods import Period, continued
from catalog.models import SyncRun

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Written:
    """Rows that got new moments, and rows that are new, each with its period."""

    renewed: list[Any]
    added: list[tuple[Any, Period]]

    @property
    def rows(self) -> list[Any]:
        return self.renewed + [row for row, _ in self.added]


@dataclass(frozen=True)
class History:
    """How the rows of one table tell what a source stated of something, and from when to when.

    `key` names the columns that say of what and by whom; `content` tells what a row states, `values` turns that into
    columns again.
    """

    rows: type[Model]
    key: tuple[str, ...]
    content: Callable[[Any], Any]
    values: Callable[[Any], dict[str, Any]]
    since: str
    until: str

    def newest(self, told: Mapping[Key, Sequence[Period]]) -> QuerySet[Any]:
        """The last stored row of each history whose subject (first column of the key) is told of."""
        about = {f"{self.key[0]}__in": {key[0] for key in told}}
        return self.rows._default_manager.filter(**about).order_by(*self.key, f"-{self.since}").distinct(*self.key)

    def write(
        self, newest: QuerySet[Any], told: Mapping[Key, Sequence[Period]], runs: Mapping[int, SyncRun]
    ) -> Written:
        """Continues the stored histories with the told ones. A constant number of statements a thousand rows.

        `runs` are those that the rows are to name, by the id of their source.
        """
        stored = {self._key(row): row for row in newest}
        renewed: list[Any] = []
        added: list[tuple[Any, Period]] = []
        for key, periods in told.items():
            row = stored.get(key)
            chain = continued(self._period(row) if row else None, periods)
            if row and self._renew(row, chain.pop(0)):
                renewed.append(row)
            added += [(self._row(key, period, runs), period) for period in chain]
        # A row ends before the next one begins: the other way round, two would be in force for a moment.
        self.rows._default_manager.bulk_update(renewed, ["confirmed_at", self.until], batch_size=1000)
        self.rows._default_manager.bulk_create([row for row, _ in added], batch_size=1000)
        return Written(renewed, added)

    def _key(self, row: Any) -> Key:
        return tuple(getattr(row, column) for column in self.key)

    def _period(self, row: Any) -> Period:
        return Period(self.content(row), getattr(row, self.since), row.confirmed_at, getattr(row, self.until))

    def _moments(self, period: Period) -> dict[str, Any]:
        return {self.since: period.since, "confirmed_at": period.confirmed, self.until: period.until}

    def _row(self, key: Key, period: Period, runs: Mapping[int, SyncRun]) -> Any:
        about = dict(zip(self.key, key, strict=True))
        run = runs.get(about["source_id"])
        return self.rows(**about, run=run, **self.values(period.content), **self._moments(period))

    def _renew(self, row: Any, period: Period) -> bool:
        """Gives the row the period's moments; whether that changed it."""
        if period == self._period(row):
            return False
        for column, moment in self._moments(period).items():
            setattr(row, column, moment)
        return True
