"""Links to the preview of a draft, for somebody without an account.

A link holds the edition's number, the key that the edition had when the link was made, and when that was, signed. It
ends after seven days, when the edition gets another key, and when it is published, which takes the key away. The key
is no secret by itself: without our signature nobody makes a link of it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.db import transaction
from django.utils.crypto import constant_time_compare, get_random_string

from accounts.models import User
from catalog.editing.steps import NotNow, record
from catalog.models import Edition

LIFE = timedelta(days=7)
_SALT = "catalog.editing.previews"
_KEY_LETTERS = 16
_OVER = "Only a draft is shown by a link: this edition is on the page, or was."


class Ended(NamedTuple):
    """A link that was good once. `edition` is told where it is published by now, so that the reader can go there."""

    edition: Edition | None


def token_for(edition: Edition) -> str:
    """The token of a link from now on for seven days; the edition has a key."""
    return signing.dumps([edition.pk, edition.preview_key], salt=_SALT)


def found_by(token: str) -> Edition | Ended | None:
    """The draft that a link leads to; None for what is no link of ours, whole and unchanged."""
    try:
        pk, key = signing.loads(token, salt=_SALT, max_age=LIFE)
    except signing.SignatureExpired:
        return Ended(None)
    except signing.BadSignature:
        return None
    edition = Edition.objects.select_related("author", "ai_model").filter(pk=pk).first()
    if edition is None or not constant_time_compare(edition.preview_key, key) or not key:
        return Ended(edition if edition and edition.status == Edition.Status.PUBLISHED else None)
    return edition


@transaction.atomic
def open_links(pk: int, by: User) -> Edition:
    """Gives a draft a new key: links made before end, and new ones can be made."""
    edition = Edition.objects.held(pk)
    if edition.status in (Edition.Status.PUBLISHED, Edition.Status.WITHDRAWN):
        raise NotNow(_OVER)
    edition.preview_key = get_random_string(_KEY_LETTERS)
    Edition.objects.filter(pk=pk).update(preview_key=edition.preview_key)
    return record(edition, by, "Made a link to the preview; earlier ones ended.")


@transaction.atomic
def end_links(pk: int, by: User) -> Edition:
    edition = Edition.objects.held(pk)
    Edition.objects.filter(pk=pk).update(preview_key="")
    return record(edition, by, "Ended the links to the preview.")
