"""Signing in: by address and password; what is said to those who may not; where it leads."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.accounts.visiting import PASSWORD, RESET, SIGN_IN, is_in, member, newest_link, sign_in, signed_in
from tests.factories import EditorFactory, UserFactory

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "https:evil.example",
    "javascript:alert(1)", "http://localhost/", "http://testserver@evil.example/", "\thttps://evil.example/",
]  # fmt: skip


def without_tokens(page: bytes) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page.decode())


@pytest.mark.parametrize("typed", ["anna@example.org", "ANNA@Example.Org", " anna@example.org "])
def test_it_lets_a_person_in_and_shows_their_account(client, typed):
    member()
    assert sign_in(client, typed).url == "/account/"
    page = client.get("/account/").content.decode()
    assert "Anna" in page
    assert "anna@example.org" in page


def test_it_says_the_same_of_a_wrong_password_and_of_an_unknown_address(client):
    member()
    wrong = sign_in(client, password="not this one at all")
    unknown = sign_in(client, "nobody@example.org", "not this one at all")
    assert "Address and password do not go together." in wrong.content.decode()
    assert without_tokens(wrong.content) == without_tokens(unknown.content).replace("nobody@", "anna@")


def test_it_keeps_a_closed_account_out(client):
    member(is_active=False)
    assert sign_in(client).url == "/account/inactive/"
    assert "closed" in client.get("/account/inactive/").content.decode()
    assert not is_in(client)


def test_it_leads_back_to_where_one_came_from(client):
    member()
    asked = client.get("/account/name/")
    assert asked.url == f"{SIGN_IN}?next=/account/name/"
    assert 'name="next" value="/account/name/"' in client.get(asked.url).content.decode()
    assert client.post(asked.url, {"login": "anna@example.org", "password": PASSWORD}).url == "/account/name/"


@pytest.mark.parametrize("place", ELSEWHERE)
def test_it_leads_nowhere_else(client, place):
    member()
    sent = {"login": "anna@example.org", "password": PASSWORD, "next": place}
    assert client.post(SIGN_IN, sent).url == "/account/"
    assert client.post("/account/logout/", {"next": place}).url == "/"


def test_it_wants_its_own_form(settings):
    member()
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403
    assert strict.post(RESET, {"email": "anna@example.org"}).status_code == 403
    assert not is_in(strict)


def test_it_signs_out_by_a_form_only(client):
    member()
    sign_in(client)
    client.get("/account/logout/")
    assert is_in(client)
    client.post("/account/logout/")
    assert not is_in(client)


def test_it_gives_a_new_password_by_mail(client):
    member()
    other = signed_in_elsewhere()
    assert client.post(RESET, {"email": "Anna@example.org"}).url == f"{RESET}done/"
    form = client.get(newest_link())
    assert "-set-password/" in form.url, "no link in the address bar, or told to the next page"
    new = "another lantern altogether"
    client.post(form.url, {"password1": new, "password2": new})
    assert sign_in(client, password=new).url == "/account/"
    assert not is_in(other)
    assert "too old, or was used already" in Client().get(link_of_the_reset()).content.decode()


def signed_in_elsewhere() -> Client:
    other = Client()
    sign_in(other)
    assert is_in(other)
    return other


def link_of_the_reset() -> str:
    letter = next(letter for letter in mail.outbox if letter.subject.endswith("Choose a new password"))
    found = re.search(r"/account/password/reset/key/\S+", str(letter.body))
    assert found
    return found[0]


def test_it_answers_a_forgotten_password_alike_for_every_address(client):
    member()
    known, unknown = (client.post(RESET, {"email": f"{who}@example.org"}) for who in ("anna", "nobody"))
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter.to for letter in mail.outbox] == [["anna@example.org"], ["nobody@example.org"]]
    assert "No account goes by it" in mail.outbox[1].body


def test_it_takes_an_editor_through_the_same_door_to_the_desk(client):
    member("ed@example.org", "Ed", is_staff=True, is_superuser=True)
    led = client.get("/admin/", follow=True)
    assert led.redirect_chain[-1][0] == f"{SIGN_IN}?next=%2Fadmin%2F"
    sent = {"login": "ed@example.org", "password": PASSWORD, "next": "/admin/"}
    assert client.post(SIGN_IN, sent).url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_it_takes_no_password_at_the_desk_itself(client):
    member("ed@example.org", "Ed", is_staff=True)
    client.post(reverse("admin:login"), {"username": "ed@example.org", "password": PASSWORD})
    assert not is_in(client)


def test_it_shows_no_reader_the_desk(client):
    client.force_login(UserFactory())
    assert client.get("/admin/", follow=True).status_code == 403


def test_it_keeps_secrets_of_accounts_out_of_the_desk():
    desk = Client()
    desk.force_login(EditorFactory())
    for noun in (
        "mfa/authenticator",
        "usersessions/usersession",
        "socialaccount/socialtoken",
        "socialaccount/socialapp",
    ):
        assert desk.get(f"/admin/{noun}/").status_code == 404


def test_it_asks_again_for_an_address_that_an_editor_changed():
    user = member()
    desk = Client()
    desk.force_login(EditorFactory())
    desk.post(reverse("admin:accounts_user_change", args=[user.pk]), {"email": "new@example.org", "is_active": "on"})
    client = Client()
    sign_in(client)
    assert not is_in(client)
    sign_in(client, "new@example.org")
    assert not is_in(client)
    client.post(newest_link())
    assert is_in(client)


def test_it_changes_the_address_once_the_new_one_is_confirmed(client):
    client = signed_in(member())
    asked = client.post("/account/email/", {"email": "new@example.org", "action_add": ""})
    assert asked.url.startswith("/account/reauthenticate/")
    client.post(asked.url, {"password": PASSWORD})
    assert "waits to be confirmed" in client.get("/account/").content.decode()
    client.post(newest_link())
    page = client.get("/account/").content.decode()
    assert "new@example.org" in page
    assert "anna@example.org" not in page
    assert mail.outbox[-1].to == ["anna@example.org"]
    assert sign_in(Client(), "new@example.org").url == "/account/"
