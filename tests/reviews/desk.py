"""Moderators at their desk, for tests."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from reviews.models import Review, Revision
from tests.factories import UserFactory

QUEUE = "/admin/reviews/queue/"


def moderator(**fields: Any) -> User:
    """Somebody who may decide on reviews, and nothing else."""
    user = UserFactory(is_staff=True, **fields)
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_page(revision: Revision) -> str:
    return f"{QUEUE}words/{revision.pk}/"


def review_page(review: Review) -> str:
    return f"{QUEUE}review/{review.pk}/"


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())
