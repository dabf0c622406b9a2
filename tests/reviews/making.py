"""Reviews as tests want them, made through the same doors as real ones."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from catalog.models import AIModel
from reviews import moderation, writing
from reviews.models import Review, Revision
from tests.factories import UserFactory

TEXT = "It sorted two hundred support mails a day for us, and got nine of ten right the first time."


def words(stars: int = 4, **content: Any) -> Revision:
    """Words to be sent in, complete and unsaved."""
    usual = {"title": "Good at sorting mail", "text": TEXT, "use_case": "extraction", "extent": "some"}
    return Revision(**{**usual, "stars": stars, "rules_version": "2026-11", **content})


def sent_in(ai_model: AIModel, stars: int = 4, *, author: User | None = None, **content: Any) -> Review:
    """A review that waits for a moderator."""
    return writing.submit(author or UserFactory(), ai_model, words(stars, **content))


def published(ai_model: AIModel, stars: int = 4, *, author: User | None = None, **content: Any) -> Review:
    """A review that readers see."""
    review = sent_in(ai_model, stars, author=author, **content)
    moderation.approve(review.newest, UserFactory())
    review.refresh_from_db()
    return review
