"""The doors of the admin: two factors, half a day, and a record of who came in."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import desk
from accounts.models import SignIn, User
from tests.accounts.visiting import PASSWORD, member, sign_in, signed_in
from tests.factories import CreatorFactory, EditorFactory

pytestmark = pytest.mark.django_db

CREATORS = "/admin/catalog/creator/"


@pytest.fixture
def demanded(settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True


def editor(**fields: Any) -> User:
    user = member("edda@example.org", "Edda", is_staff=True, **fields)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="catalog"))
    return user


def signed_in_hours_ago(user: User, hours: float) -> Client:
    client = signed_in(user)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - hours * 3600
    session.save()
    return client


def test_it_leads_an_editor_without_a_second_factor_to_where_one_is_added(demanded):
    desk = signed_in(editor())
    for address in ("/admin/", CREATORS):
        assert desk.get(address).url == "/account/2fa/"
    assert desk.post("/admin/catalog/creator/add/", {"name": "X"}).url == "/account/2fa/"
    assert "The desk opens with a second factor only" in desk.get("/account/2fa/").content.decode()


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_it_opens_to_one_who_has_it(demanded, kind):
    user = editor()
    desk = signed_in(user)
    Authenticator.objects.create(user=user, type=kind, data={})
    assert desk.get(CREATORS).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(demanded):
    user = editor()
    desk = signed_in(user)
    Authenticator.objects.create(user=user, type="recovery_codes", data={})
    assert desk.get(CREATORS).url == "/account/2fa/"


def test_it_asks_nobody_else_for_one(demanded):
    reader = signed_in(member())
    assert reader.get("/account/").status_code == 200
    assert reader.get("/admin/").url == "/admin/login/?next=/admin/"
    assert Client().get("/admin/").url == "/admin/login/?next=/admin/"


def test_it_demands_one_of_its_own_accord_on_a_public_site(settings):
    assert settings.STAFF_SECOND_FACTOR is settings.BEHIND_TLS is False


def test_it_asks_anew_who_it_is_after_half_a_day():
    user = editor()
    assert signed_in_hours_ago(user, 11.9).get(CREATORS).status_code == 200
    desk = signed_in_hours_ago(user, 12.1)
    asked = desk.get(f"{CREATORS}?q=open")
    assert asked.url == "/account/reauthenticate/?next=%2Fadmin%2Fcatalog%2Fcreator%2F%3Fq%3Dopen"
    assert desk.get("/account/").status_code == 200, "what is no desk stays open"
    assert desk.post(asked.url, {"password": PASSWORD}).url == f"{CREATORS}?q=open"
    assert desk.get(CREATORS).status_code == 200


def test_it_keeps_what_was_sent_too_late_and_lets_it_through_once_it_knows_who_it_is():
    creator = CreatorFactory()
    desk = signed_in_hours_ago(editor(), 13)
    page = f"{CREATORS}{creator.pk}/change/"
    asked = desk.post(page, {"name": "OpenAI, Inc.", "slug": creator.slug})
    creator.refresh_from_db()
    assert creator.name == "OpenAI"
    desk.post(asked.url, {"password": PASSWORD})
    creator.refresh_from_db()
    assert creator.name == "OpenAI, Inc."


def test_signing_out_and_in_need_no_proof():
    desk = signed_in_hours_ago(editor(), 13)
    assert desk.get("/admin/login/").url == "/admin/"
    assert desk.post("/admin/logout/").url == "/"
    assert desk.get("/admin/").url == "/admin/login/?next=/admin/"


def test_it_puts_every_sign_in_of_an_editor_on_record_and_nobody_elses():
    editor()
    member()
    sign_in(Client(), "anna@example.org")
    sign_in(Client(), "anna@example.org", "a wrong one altogether")
    sign_in(Client(), "edda@example.org", "a wrong one altogether", headers={"user-agent": "Guesser/1.0"})
    sign_in(Client(), "EDDA@example.org", REMOTE_ADDR="192.0.2.7")
    came, failed = SignIn.objects.all()
    assert (came.user.email, came.is_let_in, came.ways, came.address) == (
        "edda@example.org", True, "password", "192.0.2.7"
    )  # fmt: skip
    assert (failed.user.email, failed.is_let_in, failed.ways, failed.browser) == (
        "edda@example.org", False, "", "Guesser/1.0"
    )  # fmt: skip


def test_it_shows_the_record_and_lets_nobody_change_it():
    sign_in(Client(), editor().email)
    owner = Client()
    owner.force_login(EditorFactory())
    row = SignIn.objects.get()
    listed = owner.get("/admin/accounts/signin/").content.decode()
    assert "edda@example.org" in listed
    assert owner.get(f"/admin/accounts/signin/{row.pk}/change/").status_code == 200
    for way in ("add/", f"{row.pk}/delete/"):
        assert owner.get(f"/admin/accounts/signin/{way}").status_code == 403
    assert owner.post(f"/admin/accounts/signin/{row.pk}/change/", {"address": "::1"}).status_code == 403


def test_the_record_is_dropped_after_a_year():
    sign_in(Client(), editor().email)
    SignIn.objects.update(at=timezone.now() - desk.KEPT_FOR)
    sign_in(Client(), "edda@example.org")
    call_command("prune", verbosity=0)
    assert SignIn.objects.count() == 1
