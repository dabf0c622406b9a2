"""What visitors do with accounts: typing into forms, reading mails, following their links."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.core import mail
from django.test import Client

from accounts.models import User

PASSWORD = "a lantern over the harbour"
SIGN_IN, SIGN_UP, RESET = "/account/login/", "/account/signup/", "/account/password/reset/"


def member(email: str = "anna@example.org", public_name: str = "Anna", **fields: Any) -> User:
    """Somebody whose address is confirmed."""
    user = User.objects.create_user(email, PASSWORD, public_name=public_name, **fields)
    user.confirm_address()
    return user


def sign_up(client: Client, email: str = "anna@example.org", public_name: str = "Anna", **given: str) -> Any:
    return client.post(SIGN_UP, {"email": email, "public_name": public_name, "password1": PASSWORD, **given})


def sign_in(client: Client, email: str = "anna@example.org", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def signed_in(user: User) -> Client:
    """Through the door, so that the sign-in is one of those that its owner sees."""
    client = Client()
    sign_in(client, user.email)
    assert is_in(client)
    return client


def prove_it_is_me(client: Client) -> None:
    """What is asked before anything that concerns the account itself."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def link_in(letter: Any) -> str:
    """The path of the first link of a mail that leads to a page of accounts."""
    found = re.search(r"https?://\S+/account/\S+", letter.body)
    assert found, letter.body
    return urlsplit(found[0]).path


def newest_link() -> str:
    return link_in(mail.outbox[-1])
