"""Bans for tests, made by two moderators."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from reviews import banning, enforcing
from reviews.models import Ban, Review, Vote
from tests.reviews.desk import QUEUE, moderator, signed_in, text_of

NOTE = "Three accounts, one text, all of them five stars."
WORDS = "There is one account of mine, and the others are those of colleagues."


def proposed(person: User, by: User) -> Ban:
    return banning.propose(person, by, "manipulation", NOTE)


def banned(person: User) -> Ban:
    """In force, and carried out."""
    ban = banning.confirm(proposed(person, moderator()).pk, moderator())
    assert enforcing.carry_out(ban.pk)
    return Ban.objects.get(pk=ban.pk)


def lifted(ban: Ban) -> None:
    banning.lift(ban.pk, moderator(), "It was somebody else.")
    assert enforcing.carry_out(ban.pk)


def page(ban: Ban) -> str:
    return f"{QUEUE}ban/{ban.pk}/"


def decide(who: User, ban: Ban, way: str, **said: str) -> str:
    return text_of(signed_in(who).post(page(ban), {"way": way, **said}, follow=True))


def state(row: Any) -> str:
    row.refresh_from_db()
    return row.state


def counts(review: Review) -> tuple[int, int]:
    review.refresh_from_db()
    from_rows = Vote.objects.filter(review=review, is_set_aside=False)
    kept = (review.helpful_yes, review.helpful_no)
    assert kept == tuple(from_rows.filter(is_helpful=said).count() for said in (True, False))
    return kept
