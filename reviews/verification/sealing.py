"""Fingerprints of what served as proof, so that nothing serves twice."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.models import User
from reviews.models import Seal


def digest(kind: str, text: str) -> str:
    """The keyed fingerprint of an id (HMAC-SHA256, PROOF_HASH_KEY), 64 hexadecimal digits."""
    return hmac.new(settings.PROOF_HASH_KEY.encode(), f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def seal(kind: Seal.Kind, text: str, owner: User) -> bool:
    """Marks something as used; False where it was before, by whomever. Of two at once, one gets True."""
    try:
        with transaction.atomic():
            Seal.objects.create(kind=kind, digest=digest(kind, text), owner=owner)
    except IntegrityError:
        return False
    return True


def owned_by(kind: Seal.Kind, text: str, owner: User) -> bool:
    return Seal.objects.filter(kind=kind, digest=digest(kind, text), owner=owner).exists()
