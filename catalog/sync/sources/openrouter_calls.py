"""Asking OpenRouter about one model after the other: at a measured pace, within a time, over few connections."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from time import monotonic, sleep
from typing import Any, NamedTuple

import httpx
from django.conf import settings
from django.db.models import QuerySet

from catalog.models import Alias, Lifecycle
from catalog.sync import visits
from catalog.sync.host_records import Host, HostList, host_list
from catalog.sync.http import NotThere, SourceDown, fetch_json
from catalog.sync.records import Answer, BadRecord, Refused

LISTED_BY = "openrouter"
"""The source whose approved aliases are asked about."""

_CALL_SECONDS = 20.0
_TO_WRITE_SECONDS = 40.0
"""What a run keeps of its time for the database."""
_MOST_DEAD_IN_A_ROW = 10
"""From then on it is the source that is dead, not one model's page."""


class Reply(NamedTuple):
    """What came back for one id: the JSON, or why there is none."""

    external_id: str
    answer: Any = None
    reason: str = ""


def askable() -> QuerySet[Alias]:
    """The ids that may be asked about: those of models, approved, and not known to be retired."""
    approved = Alias.objects.filter(source__slug=LISTED_BY, status=Alias.Status.APPROVED, kind=Alias.Kind.MODEL)
    return approved.exclude(ai_model__lifecycle=Lifecycle.RETIRED)


def ask_in_turn(external_ids: Sequence[str], address: str, transport: httpx.AsyncBaseTransport | None) -> list[Reply]:
    """The replies in the order of the ids, as many as the time allows; `address` holds "{}" where the id belongs.

    Raises SourceDown where not a single one was answered. What was not asked is simply missing.
    """
    if not external_ids:
        raise SourceDown("no model of OpenRouter's list is known: sync openrouter first")
    turns = _Turns()
    threads = ThreadPoolExecutor(settings.OPENROUTER_CONNECTIONS)
    try:
        # Each thread in the context of this one, so that what it reads counts for the visit under way.
        calls = [
            threads.submit(copy_context().run, turns.ask, external_id, address.format(external_id), transport)
            for external_id in external_ids
        ]
        replies = [reply for call in calls if (reply := call.result())]
    finally:
        # On a time limit or Ctrl-C, what waits is not asked any more.
        threads.shutdown(cancel_futures=True)
    if all(reply.reason for reply in replies):
        first = replies[0].reason if replies else "no time was left"
        raise SourceDown(f"none of {len(replies)} models was answered for, the first because {first}")
    return replies


Told = tuple[Sequence[Any], Callable[[Any], Host]]
"""The rows of one reply, and how each is read."""


def read_replies(
    replies: Iterable[Reply], told: Callable[[Reply], Told], tag_key: str, unknown: Counter[str]
) -> Answer:
    """One list of hosts for each id that was asked about; of a dead call, and where `told` raises BadRecord, an empty
    one of which no wholeness is known."""
    lists: list[HostList] = []
    refused: list[Refused] = []
    read = 0
    for reply in replies:
        try:
            if reply.reason:
                raise BadRecord(reply.reason)
            rows, as_host = told(reply)
        except BadRecord as bad:
            lists.append(HostList(reply.external_id))
            refused.append(Refused.record(reply.external_id, str(bad), reply.answer))
            read += 1
            continue
        hosts, bad_rows = host_list(reply.external_id, rows, tag_key, as_host)
        lists.append(hosts)
        refused += bad_rows
        read += len(rows)
    return Answer(read, lists, refused, unknown, is_part=True)


def _seconds() -> float:
    """The time for all calls together."""
    visit = visits.current()
    least = visit.seconds_left - _TO_WRITE_SECONDS if visit else settings.OPENROUTER_SECONDS
    return min(settings.OPENROUTER_SECONDS, least)


class _Turns:
    """Whose turn it is, over all threads."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.pause = 60 / settings.OPENROUTER_CALLS_A_MINUTE
        self.deadline = monotonic() + _seconds()
        self.next_at = monotonic()
        self.dead_in_a_row = 0

    def ask(self, external_id: str, url: str, transport: httpx.AsyncBaseTransport | None) -> Reply | None:
        """None where there was no time left, or no sense in asking on."""
        if not self._comes():
            return None
        try:
            answer = fetch_json(url, transport=transport, total_seconds=_CALL_SECONDS)
        except NotThere as gone:
            # A living source, only without this page.
            self.dead_in_a_row = 0
            return Reply(external_id, reason=str(gone))
        except SourceDown as down:
            self.dead_in_a_row += 1
            return Reply(external_id, reason=str(down))
        self.dead_in_a_row = 0
        return Reply(external_id, answer)

    def _comes(self) -> bool:
        """Waits for the turn; False when there is none."""
        with self.lock:
            begins = max(self.next_at, monotonic())
            if begins >= self.deadline or self.dead_in_a_row >= _MOST_DEAD_IN_A_ROW:
                return False
            self.next_at = begins + self.pause
        sleep(max(0.0, begins - monotonic()))
        return True
