"""From where a review came, as fingerprints that can be compared and not read back, for 30 days.

Keyed by SECRET_KEY, not by PROOF_HASH_KEY: that one is kept for good, since proofs are to be known again for ever.
These are to be forgotten. There are so few networks and devices that whoever has the key can try them all, so the key
should be one that is rotated: from then on what an old backup holds says nothing to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.addresses import client_address, network_of
from reviews import devices
from reviews.models import Arrival, Revision

KEPT = timedelta(days=30)
LETTERS = 32


@dataclass(frozen=True)
class Trace:
    """Fingerprints of the sender's network and kind of device; "" for what is not known."""

    network: str = ""
    device: str = ""


NO_TRACE = Trace()


def trace_of(request: HttpRequest) -> Trace:
    network = network_of(client_address(request))
    family = devices.family(request.headers.get("User-Agent", ""))
    return Trace(_fingerprint("network", network) if network else "", _fingerprint("device", family))


def kept_until(revision: Revision) -> datetime | None:
    """When the traces of these words will be erased; None where there are none."""
    arrival: Arrival | None = getattr(revision, "arrival", None)
    return arrival.arrived_at + KEPT if arrival and arrival.device else None


def erase(now: datetime) -> int:
    """Forgets the traces that are old enough; returns how many."""
    old = Arrival.objects.filter(arrived_at__lt=now - KEPT).exclude(device="")
    return old.update(network="", device="")


def _fingerprint(of: str, value: str) -> str:
    return salted_hmac(f"reviews.traces.{of}", value, algorithm="sha256").hexdigest()[:LETTERS]
