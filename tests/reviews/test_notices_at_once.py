"""Two moderators who decide one notice, or one erasure, at once: one decision stands, the other is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from reviews import takedown
from reviews.models import Erasure, ModerationAction, Notice, Review
from tests.factories import AIModelFactory
from tests.reviews.desk import moderator, signed_in
from tests.reviews.making import noticed, published
from tests.reviews.meanwhile import just_before
from tests.reviews.noticing import decide

pytestmark = pytest.mark.django_db

DECISIONS = ("notice_left", "hidden", "erasure_proposed", "erasure_declined", "erased")
WAYS: dict[str, dict[str, str]] = {
    "leave": {"note": "It breaks no law."},
    "hide": {"reason": "private", "note": ""},
    "propose": {"reason": "private", "note": ""},
}


@pytest.fixture
def mona() -> User:
    return moderator(public_name="Mona")


@pytest.fixture
def desk(mona: User) -> Client:
    return signed_in(mona)


@pytest.fixture
def review() -> Review:
    return published(AIModelFactory())


def decisions() -> list[str]:
    return list(ModerationAction.objects.filter(kind__in=DECISIONS).order_by("pk").values_list("kind", flat=True))


def of_another(notice: Notice) -> Callable[[], object]:
    return lambda: takedown.leave(notice.pk, moderator(), "Somebody else's answer.")


@pytest.mark.parametrize("way", WAYS)
def test_it_takes_one_decision_on_a_notice(desk, review, way):
    notice = noticed(review)
    with just_before("SAVEPOINT", of_another(notice)):
        assert "Somebody was quicker" in decide(desk, notice, way, **WAYS[way])
    notice.refresh_from_db()
    review.refresh_from_db()
    assert (notice.decision, notice.answer, review.state) == ("left", "Somebody else's answer.", "published")
    assert decisions() == ["notice_left"]
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("way", ["confirm", "decline"])
def test_it_erases_once(desk, mona, review, way):
    erasure = takedown.propose(noticed(review).pk, moderator(), "private")
    with just_before("SAVEPOINT", lambda: takedown.confirm(erasure.pk, moderator())):
        assert "Somebody was quicker: it is erased." in decide(desk, erasure, way, note="Mine.")
    erasure.refresh_from_db()
    assert erasure.confirmed_by != mona
    assert decisions().count("erased") == 1
    assert "erasure_declined" not in decisions()


def test_it_leaves_nothing_of_a_confirmation_that_comes_after_the_proposal_was_declined(desk, review):
    erasure = takedown.propose(noticed(review).pk, moderator(), "private")
    with just_before("SAVEPOINT", lambda: takedown.decline(erasure.pk, moderator(), "It is not that bad.")):
        decide(desk, erasure, "confirm")
    review.refresh_from_db()
    assert (review.is_erased, review.state) == (False, "hidden")
    assert decisions() == ["hidden", "erasure_proposed", "erasure_declined"]
