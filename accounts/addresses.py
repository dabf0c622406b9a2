"""Where a request comes from, as far as that can be known."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NETWORK_BITS = 64
"""What one subscriber of IPv6 is given."""


def client_address(request: HttpRequest) -> str:
    """The address that a limiter may count by: never one that the client chose.

    Behind a proxy (TRUST_PROXY) the last entry of X-Forwarded-For is the proxy's own word; those before it are the
    client's, and so is the whole header without a proxy.
    """
    if settings.TRUST_PROXY:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if told:
            return told
    return request.META.get("REMOTE_ADDR", "")


def network_of(address: str) -> str:
    """What an address is counted as: itself, or the network of IPv6 that one subscriber has; "" where there is none."""
    try:
        known = ip_address(address)
    except ValueError:
        return ""
    return str(known if known.version == 4 else ip_network((known, NETWORK_BITS), strict=False))
