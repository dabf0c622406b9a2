"""How often one may send in, preview, vote, report, appeal, prove a use, reply, and give notice of unlawful content.

Counted in fixed windows, by account and by address, with the cache's atomic counters: at the turn of a window twice as
much may pass. What an account sends beyond its own limit does not count for its address, so that nobody alone can use
up what the neighbours behind the same address share. While the cache is away the rows of the account are counted.
Where no account is needed, whoever has none is counted by address alone, and without the cache all of them together.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.addresses import client_address, network_of
from accounts.models import User
from catalog.page_cache import CACHE_AWAY
from reviews.models import Appeal, Evidence, ModerationAction, Notice, Report, Vote

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """So many in each window of so many seconds."""

    account: int
    address: int
    seconds: int


LIMITS = {
    "submit": Limit(account=10, address=100, seconds=3600),
    "preview": Limit(account=60, address=600, seconds=60),
    "vote": Limit(account=120, address=1_200, seconds=3600),
    "report": Limit(account=10, address=100, seconds=3600),
    "appeal": Limit(account=10, address=100, seconds=3600),
    "proof": Limit(account=20, address=200, seconds=3600),
    "evidence": Limit(account=6, address=60, seconds=3600),
    "notice": Limit(account=10, address=20, seconds=3600),
    "represent": Limit(account=5, address=20, seconds=3600),
    "reply": Limit(account=20, address=100, seconds=3600),
}


def retry_in(request: HttpRequest, name: str) -> int | None:
    """Counts one attempt of a person; None while it is within the limit, else the seconds to wait."""
    limit, now = LIMITS[name], timezone.now()
    left = limit.seconds - int(now.timestamp()) % limit.seconds
    try:
        account = f"account {request.user.pk}" if request.user.is_authenticated else ""
        if account and _counted(name, account, limit, now) > limit.account:
            return left
        network = network_of(client_address(request))
        return left if network and _counted(name, network, limit, now) > limit.address else None
    except CACHE_AWAY as error:
        logger.warning("The limits count rows, the cache cannot be asked: %s", type(error).__name__)
        most = limit.account if request.user.is_authenticated else limit.address
        return limit.seconds if _rows_since(request, name, now) >= most else None


def within(request: HttpRequest, name: str) -> bool:
    """Counts one attempt of a signed-in person: whether it is within the limit."""
    return retry_in(request, name) is None


def _counted(name: str, who: str, limit: Limit, now: datetime) -> int:
    """How many there were in this window, with this one. Who it was cannot be read from the cache."""
    window = int(now.timestamp()) // limit.seconds
    key = f"limit:{name}:{window}:{salted_hmac('reviews.limits', who).hexdigest()[:32]}"
    cache.add(key, 0, limit.seconds)
    try:
        return cache.incr(key)
    except ValueError:
        return 1  # Thrown out for want of room between the two calls.


def _rows_since(request: HttpRequest, name: str, now: datetime) -> int:
    """What an account left behind in the last window; a preview leaves nothing. Notices name no account."""
    user = request.user
    since = now - timedelta(seconds=LIMITS[name].seconds)
    if name == "notice":
        return Notice.objects.filter(created_at__gt=since).count()
    return _ROWS[name](user, since) if name in _ROWS and isinstance(user, User) else 0


def _submissions(user: User, since: datetime) -> int:
    sent = ModerationAction.objects.filter(actor=user, kind=ModerationAction.Kind.SUBMITTED, created_at__gt=since)
    return sent.count()


_ROWS: dict[str, Callable[[User, datetime], int]] = {
    "submit": _submissions,
    "vote": lambda user, since: Vote.objects.filter(voter=user, created_at__gt=since).count(),
    "appeal": lambda user, since: Appeal.objects.filter(by=user, made_at__gt=since).count(),
    "report": lambda user, since: Report.objects.filter(reporter=user, created_at__gt=since).count(),
    "evidence": lambda user, since: Evidence.objects.filter(review__author=user, sent_at__gt=since).count(),
}
