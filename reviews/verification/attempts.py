"""One attempt to prove something: begun here, signed in there, finished here, all within a quarter of an hour."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from catalog.sync.http import NotAllowed, NotThere, SourceDown
from reviews import banning
from reviews.models import Review
from reviews.verification import account, openrouter, use
from reviews.verification.outcomes import Outcome

LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Attempt:
    """What the reviewer's session holds between the two halves. Serves once."""

    review_id: int
    generation_id: str
    state: str
    verifier: str
    begun: float

    @classmethod
    def begin(cls, review: Review, generation_id: str) -> Attempt:
        state, begun = secrets.token_urlsafe(32), timezone.now().timestamp()
        return cls(review.pk, generation_id, state, openrouter.new_verifier(), begun)

    @classmethod
    def kept(cls, stored: dict[str, Any] | None) -> Attempt | None:
        """What a session held, if it is an attempt that has not run out."""
        if stored is None:
            return None
        attempt = cls(**stored)
        return attempt if timezone.now().timestamp() - attempt.begun < LASTS.total_seconds() else None

    def as_stored(self) -> dict[str, Any]:
        return asdict(self)

    def belongs_to(self, state: str) -> bool:
        return secrets.compare_digest(self.state.encode(), state.encode())


@sensitive_variables()
def finish(attempt: Attempt, author: User, code: str) -> Outcome:
    """Trades the code for a key, asks what there is to ask, and drops the key.

    An account of the author's is connected whatever becomes of the generation. Raises banning.Banned.
    """
    if banning.ban_of(author):
        raise banning.Banned
    review = Review.objects.select_related("author").get(pk=attempt.review_id, author=author)
    try:
        grant = openrouter.exchange(code, attempt.verifier)
    except (NotAllowed, NotThere):
        return Outcome.REFUSED
    except SourceDown:
        return Outcome.AWAY
    connected = account.prove(review, grant.user_id)
    if not connected.is_good or not attempt.generation_id:
        return connected
    return _of_generation(review, grant.key, attempt.generation_id)


@sensitive_variables()
def _of_generation(review: Review, key: openrouter.Key, generation_id: str) -> Outcome:
    try:
        generation = openrouter.generation(key, generation_id)
    except NotThere:
        return Outcome.UNKNOWN_ID
    except NotAllowed:
        return Outcome.NOT_READABLE
    except SourceDown:
        return Outcome.AWAY
    return use.prove(review, generation_id, generation)
