"""Recordings of OpenRouter's list, read through the engine as if each had been answered on its day."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from catalog.models import SyncRun
from catalog.sync.apply import Applied
from catalog.sync.http import SourceDown
from catalog.sync.records import Answer
from catalog.sync.run import run_sync
from catalog.sync.sources import openrouter

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})[^/]*\.json", re.ASCII)


class NotReplayable(Exception):
    """A folder that holds no recordings, or a database that knows better than they do."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One answer of OpenRouter's list, kept in a file that is named by its day. Stands in for the source itself."""

    path: Path
    observed_at: datetime

    SLUG = openrouter.SLUG
    REAL_HOST = openrouter.REAL_HOST

    def address(self) -> str:
        return f"recording {self.path.name}"

    def fetch(self, transport: httpx.AsyncBaseTransport | None = None) -> Any:
        """Numbers as exact as those that come over the network."""
        try:
            return json.loads(self.path.read_bytes(), parse_float=Decimal)
        except (OSError, ValueError, RecursionError) as error:
            raise SourceDown(f"{self.path.name} cannot be read: {type(error).__name__}") from None

    def parse(self, payload: Any) -> Answer:
        return openrouter.parse(payload)

    def apply(self, answer: Answer, run: SyncRun) -> Applied:
        return openrouter.apply(answer, run)


def recordings(folder: Path) -> list[Recording]:
    """The files named 2026-05-15*.json in a folder, by day. Raises NotReplayable where there is none."""
    found = []
    for path in sorted(folder.iterdir() if folder.is_dir() else []):
        if named := _NAME.fullmatch(path.name):
            try:
                found.append(Recording(path, datetime.fromisoformat(named[1]).replace(tzinfo=UTC)))
            except ValueError:
                raise NotReplayable(f"{path.name} begins with no day of the calendar.") from None
    if not found:
        raise NotReplayable(f"{folder} holds no file named by its day, such as 2026-05-15.json.")
    return found


def replay(days: list[Recording]) -> Iterator[SyncRun]:
    """Reads one recording after the other, and yields each one's run; a failed one leaves the catalog as it was.

    Raises NotReplayable, before anything is written, where the database knows what came later than the first day:
    an older recording would leave it alone, and the history would have holes.
    """
    newest = SyncRun.objects.filter(source__slug=openrouter.SLUG, outcome=SyncRun.Outcome.SUCCEEDED).latest_good()
    if (known := newest.first()) and known.observed_at >= days[0].observed_at:
        raise NotReplayable(
            f"The database holds what OpenRouter said on {known.observed_at:%d %b %Y}, "
            f"and the first recording is of {days[0].observed_at:%d %b %Y}."
        )
    for day in days:
        yield run_sync(day.SLUG, observed_at=day.observed_at, recording=day)
