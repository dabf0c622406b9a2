"""Floods: guessing and signing up by the dozen ends soon, and shuts no true owner out."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.accounts.visiting import PASSWORD, RESET, is_in, member, newest_link, sign_in, sign_up

pytestmark = pytest.mark.django_db

GUESSER, OWNER = "198.51.100.7", "203.0.113.9"
WAIT = "Too many tries"


def guess(times: int, **extra: str) -> str:
    page = ""
    for number in range(times):
        page = sign_in(Client(), password=f"guess number {number}", REMOTE_ADDR=GUESSER, **extra).content.decode()
    return page


def test_it_stops_whoever_guesses_and_lets_the_owner_in():
    member()
    assert WAIT not in guess(6)
    assert WAIT in guess(1)
    still = Client()
    assert WAIT in sign_in(still, REMOTE_ADDR=GUESSER).content.decode(), "the right password, from the guesser's place"
    owner = Client()
    assert sign_in(owner, REMOTE_ADDR=OWNER).url == "/account/"
    assert is_in(owner)


def test_it_lets_the_owner_in_from_the_guessers_own_place_by_the_link_in_a_mail():
    member()
    guess(7)
    owner = Client(REMOTE_ADDR=GUESSER)
    assert owner.post(RESET, {"email": "anna@example.org"}).status_code == 302
    form = owner.get(newest_link())
    new = "another lantern altogether"
    owner.post(form.url, {"password1": new, "password2": new})
    assert sign_in(owner, password=new).url == "/account/"


def test_it_counts_by_no_header_that_anybody_can_send():
    member()
    for number in range(7):
        page = sign_in(
            Client(), password="a guess, and no more", REMOTE_ADDR=GUESSER, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}",
            HTTP_X_REAL_IP=f"192.0.2.{number}",
        )  # fmt: skip
    assert WAIT in page.content.decode()


def test_it_counts_by_what_the_proxy_saw(settings):
    settings.TRUST_PROXY = True
    member()
    for number in range(7):
        page = sign_in(
            Client(), password="a guess, and no more", REMOTE_ADDR="10.0.0.1",
            HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, {GUESSER}",
        )  # fmt: skip
    assert WAIT in page.content.decode()
    assert sign_in(Client(), REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"{GUESSER}, {OWNER}").url == "/account/"


def test_it_counts_all_guesses_from_one_place_whoever_they_are_about():
    for number in range(20):
        sign_in(Client(), f"person{number}@example.org", REMOTE_ADDR=GUESSER)
    assert WAIT in sign_in(Client(), "another@example.org", REMOTE_ADDR=GUESSER).content.decode()


def test_it_ends_a_flood_of_sign_ups_and_takes_others():
    answers = [
        sign_up(Client(REMOTE_ADDR=GUESSER), f"flood{number}@example.org", f"Flood {number}") for number in range(12)
    ]
    assert [answer.status_code for answer in answers[-2:]] == [429, 429]
    assert "Too many tries" in answers[-1].content.decode()
    assert User.objects.count() == 10
    assert sign_up(Client(REMOTE_ADDR=OWNER)).status_code == 302


def test_it_floods_nobodys_mailbox():
    member()
    for number in range(9):
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(RESET, {"email": "anna@example.org"})
    assert len(mail.outbox) == 6
    owner = Client(REMOTE_ADDR=OWNER)
    form = owner.get(newest_link())
    owner.post(form.url, {"password1": PASSWORD * 2, "password2": PASSWORD * 2})
    assert sign_in(owner, password=PASSWORD * 2).url == "/account/"


def test_it_lets_nobody_in_and_says_why_while_nothing_counts(settings, caplog):
    member()
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9"}}
    cache.close()
    answer = sign_in(Client())
    assert answer.status_code == 503
    assert "Nobody can sign in just now" in answer.content.decode()
    assert "anna" not in caplog.text
