"""Where a request comes from, as far as that can be known."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


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
