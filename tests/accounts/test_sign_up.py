"""Signing up: an address that is confirmed by a link, and a public name."""

import re

import pytest
from django.core import mail

from accounts.models import User
from tests.accounts.visiting import (
    PASSWORD,
    RESET,
    is_in,
    member,
    newest_link,
    prove_it_is_me,
    sign_in,
    sign_up,
    signed_in,
)  # fmt: skip

pytestmark = pytest.mark.django_db

SENT = "/account/confirm-email/"


def without_tokens(page: bytes) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page.decode())


def test_it_lets_somebody_in_once_the_address_is_confirmed(client):
    assert sign_up(client).url == SENT
    assert not is_in(client)
    user = User.objects.get(email="anna@example.org")
    assert user.public_name == "Anna"
    assert user.check_password(PASSWORD)
    link = newest_link()
    assert "anna@example.org" in client.get(link).content.decode()
    assert not is_in(client), "by opening the link alone, which mail programs do by themselves"
    assert client.post(link).url == "/account/"
    assert is_in(client)


def test_it_lets_nobody_in_before(client):
    sign_up(client)
    assert sign_in(client).status_code in (200, 302)
    assert not is_in(client)


def test_it_takes_a_link_once(client):
    sign_up(client)
    link = newest_link()
    client.post(link)
    client.post("/account/logout/")
    assert "too old, or was used already" in client.get(link).content.decode()


def test_it_writes_links_by_the_sites_own_address(client, settings):
    settings.SITE_URL = "https://almanac.example"
    client.post("/account/signup/", {"email": "a@b.example", "public_name": "Anna", "password1": PASSWORD},
                headers={"Host": "localhost"})  # fmt: skip
    assert "https://almanac.example/account/confirm-email/" in mail.outbox[-1].body
    assert "localhost" not in mail.outbox[-1].body


def test_it_writes_plainly_with_the_sites_name(client):
    sign_up(client)
    letter = mail.outbox[-1]
    assert letter.subject == "Model Almanac: Confirm your address"
    assert not letter.alternatives
    assert "&" not in letter.body


def test_it_answers_a_known_address_as_an_unknown_one(client):
    member("known@example.org", "Known")
    unknown = sign_up(client, "unknown@example.org", "Ben")
    page = without_tokens(client.get(unknown.url).content)
    client.post("/account/logout/")
    client.cookies.clear()
    known = sign_up(client, "known@example.org", "Carla")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert without_tokens(client.get(known.url).content).replace("known@", "unknown@") == page
    assert [letter.to for letter in mail.outbox] == [["unknown@example.org"], ["known@example.org"]]
    assert mail.outbox[1].subject == "Model Almanac: You have an account already"
    assert User.objects.count() == 2


def test_it_keeps_what_was_typed_and_says_at_the_field_what_is_wrong(client):
    page = client.post("/account/signup/", {"email": "anna", "public_name": "admin", "password1": "short"})
    text = page.content.decode()
    assert 'value="anna"' in text
    assert 'value="admin"' in text
    assert "This name is kept for the site itself" in text
    assert "at least 12 characters" in text
    assert text.count('aria-invalid="true"') == 3


@pytest.mark.parametrize("name", ["anna", "ANNA", " A n n a ", "\N{FULLWIDTH LATIN CAPITAL LETTER A}nna"])
def test_it_lets_nobody_pass_for_another(client, name):
    member("first@example.org", "Anna")
    assert "Somebody else has this name" in sign_up(client, public_name=name).content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Model Almanac", "kept for the site"),
        ("The  MODERATOR", "kept for the site"),
        ("ad_min", "kept for the site"),
        ("anna@example.org", "no e-mail address"),
        ("www.example.org", "no link"),
        ("An\N{ZERO WIDTH SPACE}na", "cannot be seen"),
        ("An\N{RIGHT-TO-LEFT OVERRIDE}na", "cannot be seen"),
        ("\N{CYRILLIC CAPITAL LETTER A}nna", "one script"),
        ("...", "a letter or a digit"),
        ("A", "2 to 40 characters"),
        ("A" * 41, "at most 40 characters"),
        ("", "Give a name"),
    ],
)
def test_it_says_why_a_name_will_not_do(client, name, said):
    if name == "The  MODERATOR":
        name = "Moderator"
    assert said in sign_up(client, public_name=name).content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["Мария", "名無し", "O'Neill", "Anna (she/her)", "R2-D2"])
def test_it_takes_names_as_people_have_them(client, name):
    assert sign_up(client, public_name=name).url == SENT


def test_it_takes_no_nul(client):
    assert sign_up(client, public_name="An\0na").status_code == 200
    assert not User.objects.exists()


def test_it_says_so_when_a_mail_cannot_be_sent(client, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = sign_up(client)
    assert answer.url == SENT
    assert "could not be sent just now" in client.get(answer.url).content.decode()
    assert "anna" not in caplog.text


def test_it_leaves_an_address_to_its_owner_whoever_asked_to_change_to_it(client):
    squatter = signed_in(member("eve@example.org", "Eve"))
    prove_it_is_me(squatter)
    squatter.post("/account/email/", {"email": "anna@example.org", "action_add": ""})
    client.post(RESET, {"email": "anna@example.org"})
    assert "No account goes by it" in mail.outbox[-1].body
    sign_up(client)
    client.post(newest_link())
    assert is_in(client)
