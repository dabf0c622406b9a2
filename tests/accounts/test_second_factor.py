"""The authenticator app, its recovery codes, and what they guard. Passkeys: tests/browser/test_accounts.py."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from tests.accounts.visiting import PASSWORD, SIGN_IN, is_in, member, prove_it_is_me, sign_in, signed_in

pytestmark = pytest.mark.django_db

ON = "/account/2fa/totp/activate/"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def turned_on(client: Client) -> str:
    """The app's key, once it is on."""
    prove_it_is_me(client)
    secret = re.search(r"<code>([A-Z2-7]+)</code>", client.get(ON).content.decode())
    assert secret
    assert client.post(ON, {"code": code_of(secret[1])}).headers["Location"] == "/account/2fa/recovery-codes/"
    return secret[1]


def test_it_asks_who_it_is_before_anything_changes():
    client = signed_in(member())
    asked = client.get(ON)
    assert asked.url == f"/account/reauthenticate/?next={ON.replace('/', '%2F')}"
    wrong = client.post(asked.url, {"password": "not mine"})
    assert "This is not your password." in wrong.content.decode()
    assert client.post(asked.url, {"password": PASSWORD}).url == ON


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_asks_for_a_code_after_the_password():
    client = signed_in(member())
    secret = turned_on(client)
    assert "Model Almanac: Authenticator app turned on" in [letter.subject for letter in mail.outbox]
    another = Client()
    assert sign_in(another).url.startswith("/account/2fa/authenticate/")
    assert not is_in(another)
    wrong = another.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    for door, lets_in in ((another, True), (Client(), False)):
        sign_in(door)
        door.post("/account/2fa/authenticate/", {"code": code_of(secret)})
        assert is_in(door) is lets_in, "a code is good once"


def test_it_takes_a_recovery_code_once():
    client = signed_in(member())
    turned_on(client)
    page = client.get("/account/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<li><code>(\w+)</code></li>", page)
    assert len(codes) == 10
    for door, lets_in in ((Client(), True), (Client(), False)):
        sign_in(door)
        door.post("/account/2fa/authenticate/", {"code": codes[0]})
        assert is_in(door) is lets_in


def test_it_guards_the_desk_too():
    client = signed_in(member(is_staff=True, is_superuser=True))
    turned_on(client)
    another = Client()
    another.post(SIGN_IN, {"login": "anna@example.org", "password": PASSWORD, "next": "/admin/"})
    assert another.get("/admin/").status_code == 302


def test_it_is_turned_off_again():
    client = signed_in(member())
    turned_on(client)
    assert "Turn it off" in client.get("/account/2fa/").content.decode()
    client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert sign_in(Client()).url == "/account/"


def test_it_ends_guessing_at_codes():
    client = signed_in(member())
    turned_on(client)
    another = Client()
    sign_in(another)
    said = [another.post("/account/2fa/authenticate/", {"code": f"{n:06}"}).content.decode() for n in range(8)]
    assert "Too many tries" in said[-1]


@pytest.mark.parametrize("sent", ["", "{}", "[]", "null", "1", "nonsense", '{"id": "x", "response": {}}'])
def test_it_takes_no_nonsense_for_a_passkey(client, sent):
    answer = client.post("/account/2fa/webauthn/login/", {"credential": sent})
    assert answer.status_code == 302
    assert not is_in(client)
