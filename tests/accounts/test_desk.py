"""Accounts: who may sign in, under which address, and who may change whose rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.factories import EditorFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery staple"
ACCOUNTS = "/admin/accounts/user/"
NEW_ACCOUNT = "/admin/accounts/user/add/"


def account_page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def clerk() -> User:
    """Somebody who looks after accounts and gives no roles."""
    user = UserFactory(is_staff=True)
    accounts = Permission.objects.filter(content_type__app_label="accounts")
    user.user_permissions.set(accounts.exclude(codename="give_roles"))
    return user


def administrator() -> User:
    """Somebody who gives roles and is not the site's owner."""
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    return user


def sign_in(client: Client, email: str) -> Any:
    sent = {"login": email, "password": PASSWORD, "next": reverse("admin:index")}
    return client.post(reverse("account_login"), sent)


@pytest.mark.parametrize("typed", ["Anna@Example.org", "anna@example.org", "ANNA@EXAMPLE.ORG"])
def test_it_lets_a_person_in_whatever_the_case_of_the_address(client, typed):
    User.objects.create_superuser("Anna@Example.org", PASSWORD)
    assert sign_in(client, typed).url == reverse("admin:index")


def test_it_keeps_a_wrong_password_and_an_inactive_account_out(client):
    user = User.objects.create_superuser("anna@example.org", "another password altogether")
    assert sign_in(client, "anna@example.org").status_code == 200
    user.set_password(PASSWORD)
    user.is_active = False
    user.save()
    assert sign_in(client, "anna@example.org").url == reverse("account_inactive")
    assert client.get(reverse("admin:index")).status_code == 302


def test_it_lets_nobody_in_who_has_no_password(client):
    User.objects.create_user("anna@example.org", is_staff=True)
    for password in ("", "!", "None"):
        sent = {"login": "anna@example.org", "password": password}
        assert client.post(reverse("account_login"), sent).status_code == 200


def test_it_makes_an_account_from_an_address_and_a_password():
    desk = signed_in(EditorFactory())
    page = desk.get(NEW_ACCOUNT).content.decode()
    assert "sername" not in page
    sent = {"email": "ben@example.org", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert desk.post(NEW_ACCOUNT, sent).status_code == 302
    user = User.objects.get(email="ben@example.org")
    assert user.check_password(PASSWORD)
    assert not user.is_staff


def test_it_refuses_a_second_account_of_one_address_in_another_case():
    UserFactory(email="ben@example.org")
    desk = signed_in(EditorFactory())
    sent = {"email": "Ben@Example.ORG", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    page = desk.post(NEW_ACCOUNT, sent)
    assert "This address already has an account." in page.content.decode()


def test_it_shows_an_account_without_a_word_of_user_names():
    user = UserFactory()
    desk = signed_in(EditorFactory())
    assert "sername" not in desk.get(ACCOUNTS).content.decode()
    assert "sername" not in desk.get(account_page(user)).content.decode()


def test_it_changes_an_account_and_its_rights():
    user = UserFactory(email="ben@example.org")
    desk = signed_in(EditorFactory())
    assert (
        desk.post(account_page(user), {"email": "ben@example.com", "is_active": "on", "is_staff": "on"}).status_code
        == 302
    )
    user.refresh_from_db()
    assert (user.email, user.is_staff, user.is_superuser) == ("ben@example.com", True, False)


def test_it_lets_nobody_give_themselves_rights():
    user = clerk()
    desk = signed_in(user)
    reader = UserFactory()
    sent = {"email": reader.email, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    assert desk.post(account_page(reader), sent).status_code == 302
    reader.refresh_from_db()
    assert (reader.is_staff, reader.is_superuser) == (False, False)
    assert desk.post(account_page(user), {**sent, "email": user.email}).status_code == 403


def test_it_lets_nobody_take_over_an_editors_account():
    owner = EditorFactory()
    desk = signed_in(clerk())
    sent = {"password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    answer = desk.post(reverse("admin:auth_user_password_change", args=[owner.pk]), sent)
    assert answer.status_code == 403
    owner.refresh_from_db()
    assert not owner.check_password(PASSWORD)


def test_it_lets_an_administrator_give_roles_but_not_what_is_the_owners():
    reader, editors = UserFactory(), Group.objects.create(name="Proof readers")
    desk = signed_in(administrator())
    sent = {"email": reader.email, "is_active": "on", "is_staff": "on", "is_superuser": "on", "groups": [editors.pk]}
    permission = Permission.objects.get(codename="change_source")
    assert desk.post(account_page(reader), {**sent, "user_permissions": [permission.pk]}).status_code == 302
    reader.refresh_from_db()
    assert (reader.is_staff, reader.is_superuser) == (True, False)
    assert list(reader.groups.all()) == [editors]
    assert not reader.user_permissions.exists()
    assert desk.post(account_page(reader), {"email": reader.email, "is_active": "on"}).status_code == 302
    reader.refresh_from_db()
    assert (reader.is_staff, reader.groups.count()) == (False, 0)


def test_it_lets_an_administrator_change_neither_their_own_rights_nor_the_owner():
    user, owner = administrator(), EditorFactory()
    desk, moderators = signed_in(user), Group.objects.get(name="Moderators")
    assert desk.post(account_page(owner), {"email": owner.email}).status_code == 403
    sent = {"email": user.email, "is_active": "on", "is_staff": "on", "groups": [moderators.pk]}
    assert desk.post(account_page(user), sent).status_code == 302
    assert not user.groups.exists()


def test_it_puts_on_record_which_rights_were_given_and_taken_and_by_whom():
    owner, reader = EditorFactory(), UserFactory()
    desk, moderators = signed_in(owner), Group.objects.get(name="Moderators")
    sent = {"email": reader.email, "is_active": "on"}
    desk.post(account_page(reader), {**sent, "is_staff": "on", "groups": [moderators.pk]})
    desk.post(account_page(reader), {**sent, "is_staff": "on"})
    desk.post(account_page(reader), {**sent, "is_staff": "on", "public_name": "Rea"})
    rights = LogEntry.objects.filter(change_message__startswith="Rights").order_by("pk")
    assert [(entry.user, entry.object_repr, entry.change_message) for entry in rights] == [
        (owner, reader.email, "Rights: gave editor, gave role Moderators."),
        (owner, reader.email, "Rights: took role Moderators."),
    ]
    assert "took role Moderators" in desk.get("/admin/admin/logentry/").content.decode()


def test_it_deletes_no_account():
    user = UserFactory()
    desk = signed_in(EditorFactory())
    assert desk.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_it_lists_twenty_accounts_with_the_queries_of_one():
    desk = signed_in(EditorFactory())
    desk.get(ACCOUNTS)
    with CaptureQueriesContext(connection) as one:
        desk.get(ACCOUNTS)
    UserFactory.create_batch(20)
    with CaptureQueriesContext(connection) as twenty:
        desk.get(ACCOUNTS)
    assert len(twenty) <= len(one)
