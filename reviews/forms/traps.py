"""What tells robots from people: a field that people do not see, and how long the form lay open.

Whoever falls into one by mistake is asked to send again and loses nothing.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

SOONEST, LATEST = timedelta(seconds=3), timedelta(hours=24)
HIDDEN_FIELD, STAMP_FIELD = "homepage", "begun"
_SIGNER = TimestampSigner(salt="reviews.forms.traps")


def stamp() -> str:
    """When a form was opened, so that nobody can say otherwise."""
    return _SIGNER.sign("review")


def stamp_for(earlier: str) -> str:
    """The stamp of a form that is shown again: the earlier one while it holds."""
    return stamp() if _is_old(earlier) else earlier


def fault(homepage: str, begun: str) -> str:
    """Why this looks as if a robot had sent it, as a sentence to a person; "" where it does not."""
    if homepage:
        return "A field hidden from people was filled in, perhaps by your browser. It is empty now: send it again."
    if _is_old(begun):
        return "This form was opened more than a day ago. Nothing is lost: look it through and send it again."
    if _is_younger_than(SOONEST, begun):
        return "This came within three seconds, as robots send. Nothing is lost: send it again."
    return ""


def _is_old(begun: str) -> bool:
    return not _is_younger_than(LATEST, begun)


def _is_younger_than(age: timedelta, begun: str) -> bool:
    try:
        _SIGNER.unsign(begun, max_age=age)
    except (SignatureExpired, BadSignature):
        return False
    return True
