"""What holds for every page of accounts: nobody keeps it, nobody lists it, and each says where it stands."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client

from tests.accounts.visiting import PASSWORD, member, prove_it_is_me, sign_in, signed_in

pytestmark = pytest.mark.django_db

OPEN = ["/account/login/", "/account/signup/", "/account/password/reset/", "/account/password/reset/done/",
        "/account/confirm-email/", "/account/inactive/", "/account/gone/", "/account/confirm-email/nonsense/",
        "/account/password/reset/key/1-nonsense/", "/account/password/reset/key/done/",
        "/account/3rdparty/login/cancelled/", "/account/3rdparty/login/error/"]  # fmt: skip
OWN = ["/account/", "/account/name/", "/account/email/", "/account/password/change/", "/account/sessions/",
       "/account/2fa/", "/account/2fa/webauthn/", "/account/3rdparty/", "/account/logout/",
       "/account/reauthenticate/"]  # fmt: skip
GUARDED = ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/", "/account/delete/"]
NOT_USED = {
    "account/confirm_email_verification_code.html", "account/confirm_login_code.html", "account/email.html",
    "account/confirm_password_reset_code.html", "account/confirm_phone_verification_code.html",
    "account/phone_change.html", "account/request_login_code.html", "account/signup_by_passkey.html",
    "account/signup_closed.html", "account/email/login_code_message.txt", "account/email/login_code_subject.txt",
    "account/email/password_reset_code_message.txt", "account/email/password_reset_code_subject.txt",
    "account/messages/login_code_sent.txt", "account/messages/phone_verification_sent.txt",
    "account/messages/phone_verified.txt", "mfa/recovery_codes/download.txt", "mfa/trust.html",
    "mfa/webauthn/signup_form.html", "socialaccount/login_redirect.html",
}  # fmt: skip
"""Of ways that are not open here: codes by mail, telephones, signing up by a passkey, trusting a browser."""


@pytest.fixture
def mine():
    client = signed_in(member())
    prove_it_is_me(client)
    return client


@pytest.mark.parametrize("address", [*OPEN, *OWN, *GUARDED])
def test_it_is_kept_and_listed_by_nobody(client, mine, address):
    page = (client if address in OPEN else mine).get(address)
    assert page.status_code in (200, 401), page.status_code
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"
    text = page.content.decode()
    assert '<meta name="robots" content="noindex">' in text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\s(src=|type=\"application/json\"))", text)
    assert text.count("<h1>") == 1
    assert "allauth" not in text


@pytest.mark.parametrize("address", [*OWN, *GUARDED, "/account/export/"])
def test_it_shows_nobody_else_what_is_mine(client, address):
    if address != "/account/logout/":
        asked = client.get(address)
        assert asked.status_code == 302
        assert asked.url.startswith("/account/login/?next=")


def test_it_has_a_template_of_ours_for_every_page_of_allauth():
    """One that we forgot would be drawn by allauth, without our frame."""
    theirs = Path(allauth.__file__).parent / "templates"
    ours = settings.BASE_DIR / "templates"
    needed = {
        path.relative_to(theirs)
        for folder in ("account", "mfa", "usersessions", "socialaccount")
        for path in (theirs / folder).rglob("*.*")
        if not path.stem.startswith("base") and "snippets" not in path.parts
    }
    assert sorted(map(str, (path for path in needed if not (ours / path).exists() and str(path) not in NOT_USED))) == []


def test_it_signs_out_elsewhere(mine):
    other = signed_in_again()
    page = mine.get("/account/sessions/").content.decode()
    (end,) = re.findall(r'action="(/account/sessions/\d+/end/)"', page)
    assert mine.get(end).status_code == 405
    mine.post(end)
    assert other.get("/account/").status_code == 302
    assert mine.get("/account/").status_code == 200


def test_it_signs_out_everywhere_else_at_once(mine):
    others = [signed_in_again(), signed_in_again()]
    mine.post("/account/sessions/")
    assert [other.get("/account/").status_code for other in others] == [302, 302]
    assert mine.get("/account/").status_code == 200


def test_it_ends_no_sign_in_of_another(mine):
    other = signed_in(member("ben@example.org", "Ben"))
    assert "/end/" not in other.get("/account/sessions/").content.decode()
    theirs = UserSession.objects.get(user__public_name="Ben")
    assert mine.post(f"/account/sessions/{theirs.pk}/end/").status_code == 404
    assert other.get("/account/").status_code == 200


def signed_in_again():
    client = Client()
    sign_in(client)
    return client


def test_it_changes_the_public_name(mine):
    assert mine.post("/account/name/", {"public_name": " Anna  B. "}).url == "/account/"
    assert "Anna B." in mine.get("/account/").content.decode()
    assert mine.post("/account/name/", {"public_name": "anna b."}).url == "/account/", "one's own in other letters"
    member("ben@example.org", "Ben")
    assert "Somebody else has this name" in mine.post("/account/name/", {"public_name": "B en"}).content.decode()


def test_it_changes_the_password_and_signs_out_elsewhere(mine):
    other = signed_in_again()
    new = "another lantern altogether"
    wrong = mine.post("/account/password/change/", {"oldpassword": "no", "password1": new, "password2": new})
    assert "This is not your present password." in wrong.content.decode()
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert mine.post("/account/password/change/", sent).url == "/account/"
    assert mine.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


def test_it_costs_the_same_however_often_one_signed_in(mine, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        mine.get("/account/")
