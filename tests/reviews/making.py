"""Reviews as tests want them, made through the same doors as real ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.models import AIModel
from reviews import moderation, ratings, replying, representing, takedown, writing
from reviews.models import Notice, Proof, ReplyVersion, Representative, Review, Revision
from reviews.verification.granting import strongest_of
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


def edited(review: Review, **content: Any) -> Review:
    """The same with other words, approved as well."""
    assert review.author is not None
    return published(review.ai_model, author=review.author, **content)


def hidden(review: Review) -> Review:
    moderation.hide(review.pk, UserFactory(), reason="advertising")
    return Review.objects.get(pk=review.pk)


def proven(review: Review, kind: str, month: date | None = None, at: datetime | None = None) -> Review:
    """The same with one more proof, the strongest of which its list entry tells."""
    Proof.objects.create(review=review, kind=kind, month=month, proven_at=at or timezone.now())
    with transaction.atomic(), ratings.recounted(review.pk) as locked:
        locked.proof = strongest_of(locked)
    return Review.objects.get(pk=review.pk)


def speaks_for(person: User, **company: Any) -> Representative:
    """That it is confirmed that somebody speaks for a creator or a provider."""
    asked = representing.ask(Representative(person=person, domain="openai.com", method="dns", **company))
    representing.confirm(asked.pk, UserFactory())
    return Representative.objects.get(pk=asked.pk)


def replied_to(review: Review, text: str) -> ReplyVersion:
    """A reply of the model's creator that readers see."""
    person = UserFactory()
    speaks_for(person, creator=review.ai_model.creator)
    version = replying.submit(review.pk, person, text)
    replying.approve(version.pk, UserFactory())
    return version


def noticed(review: Review, **said: str) -> Notice:
    """A notice of unlawful content that nobody has decided on."""
    usual = {"name": "Eva Stein", "email": "eva@kanzlei.example", "ground": "personal", "law": "GDPR, Germany"}
    return takedown.take(review.pk, Notice(**{**usual, "sentences": "All of it.", "why": "It names me.", **said}))


def erased(review: Review) -> Review:
    """The stub of a review."""
    proposal = takedown.propose(noticed(review).pk, UserFactory(), "private")
    takedown.confirm(proposal.pk, UserFactory())
    return Review.objects.get(pk=review.pk)
