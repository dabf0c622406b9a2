"""Reviews for tests, sent in and decided on as people do it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import moderation, ratings, writing
from reviews.models import Proof, Review
from reviews.verification.granting import strongest_of
from tests.factories import EditorFactory, UserFactory
from tests.reviews.making import words

WORDS = "I ran it on forty product texts a day for a month, and it held what it promised nearly every time."


def moderator() -> User:
    return User.objects.filter(email="moderator@example.org").first() or EditorFactory(email="moderator@example.org")


def sent_in(model: AIModel, author: User | None = None, **content: Any) -> Review:
    """A review that waits for a moderator."""
    writer = author or UserFactory()
    plain = {"stars": 4, "title": "It does what it says", "text": WORDS, "use_case": "writing", "extent": "some"}
    return writing.submit(writer, model, words(**{**plain, **content}))


def published(model: AIModel, author: User | None = None, **content: Any) -> Review:
    """A review that readers see."""
    review = sent_in(model, author, **content)
    moderation.approve(review.newest, moderator())
    return Review.objects.get(pk=review.pk)


def edited(review: Review, **content: Any) -> Review:
    """The same with other words, approved as well."""
    assert review.author is not None
    return published(review.ai_model, review.author, **content)


def hidden(review: Review) -> Review:
    moderation.hide(review.pk, moderator(), reason="advertising")
    return Review.objects.get(pk=review.pk)


def proven(review: Review, kind: str, month: date | None = None, at: datetime | None = None) -> Review:
    """The same with one more proof, the strongest of which its list entry tells."""
    Proof.objects.create(review=review, kind=kind, month=month, proven_at=at or timezone.now())
    with transaction.atomic(), ratings.recounted(review.pk) as locked:
        locked.proof = strongest_of(locked)
    return Review.objects.get(pk=review.pk)
