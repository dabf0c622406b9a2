"""Accounts in a real browser: signing up by the mail, passkeys with a virtual key, the app's codes; every page."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from playwright.sync_api import Page, ViewportSize, expect

from accounts.models import User
from tests.accounts.visiting import PASSWORD, member
from tests.browser.conftest import NewPage, accessibility_faults, faults_in_turns, what_sticks_out

pytestmark = pytest.mark.usefixtures("rows_to_change")

OPEN = ["login/", "signup/", "password/reset/", "confirm-email/", "password/reset/done/", "inactive/", "gone/"]
OWN = [
    "", "name/", "email/", "password/change/", "sessions/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/",
    "2fa/webauthn/add/", "3rdparty/", "delete/", "logout/",
]  # fmt: skip
NARROWEST: ViewportSize = {"width": 320, "height": 700}
WIDE: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture
def anna() -> User:
    return member()


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill("anna@example.org")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def prove_it_is_me(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def virtual_key(page: Page) -> None:
    """A phone that knows its owner's finger, and always finds it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip


def add_passkey(page: Page, *, alone: bool = True) -> None:
    page.goto("/account/2fa/webauthn/add/")
    prove_it_is_me(page)
    page.get_by_label("Name").fill("Phone")
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/account/")
    page.get_by_role("button", name="Sign out").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_it_signs_up_by_the_mail_that_it_sends(new_page: NewPage, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts, viewport={"width": 360, "height": 740})
    page.goto("/")
    page.get_by_role("link", name="Account").click()
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("E-mail").fill("anna@example.org")
    page.get_by_label("Public name").fill("admin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_text("This name is kept for the site itself")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("anna@example.org")
    page.get_by_label("Public name").fill("Anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Read your mail")).to_be_visible()
    link = re.search(r"https?://\S+", str(mail.outbox[-1].body))
    assert link
    page.goto(urlsplit(link[0]).path)
    page.get_by_role("button", name="Yes, confirm it").click()
    expect(page.get_by_role("heading", name="Anna", exact=True)).to_be_visible()


def test_it_says_that_a_password_is_wrong_and_keeps_the_address(page: Page, anna: User) -> None:
    sign_in(page, "not this one at all")
    expect(page.get_by_role("alert").filter(has_text="Address and password")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("anna@example.org")


def test_it_shows_in_the_masthead_who_is_signed_in(page: Page, anna: User) -> None:
    page.goto("/")
    expect(page.locator("#corner")).to_have_text("Account")
    sign_in(page)
    page.goto("/")
    expect(page.locator("#corner")).to_have_text("Anna")


def test_it_signs_in_by_a_passkey_alone(page: Page, anna: User) -> None:
    virtual_key(page)
    sign_in(page)
    add_passkey(page)
    sign_out(page)
    page.goto("/account/login/?next=/account/name/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("/account/name/")
    page.goto("/account/2fa/")
    expect(page.locator(".owned b", has_text="Phone")).to_be_visible()
    page.get_by_role("link", name="Rename Phone").click()
    expect(page).to_have_url(re.compile("reauthenticate|edit"))


def test_it_takes_a_passkey_as_second_factor_and_for_proving_who_it_is(page: Page, anna: User) -> None:
    virtual_key(page)
    sign_in(page)
    add_passkey(page, alone=False)
    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="One step more")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("/account/")
    page.goto("/account/delete/")
    page.get_by_role("link", name="Use a passkey").click()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Delete your account")).to_be_visible()


def test_it_says_so_when_no_passkey_is_chosen(page: Page, anna: User) -> None:
    virtual_key(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Nothing was chosen, or it took too long.")).to_be_visible()


def test_it_offers_no_passkey_without_scripts(page_without_scripts: Page) -> None:
    page_without_scripts.goto("/account/login/")
    expect(page_without_scripts.get_by_text("Sign in with a passkey")).to_be_hidden()


def test_it_asks_for_the_apps_code(new_page: NewPage, anna: User) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page)
    page.goto("/account/2fa/totp/activate/")
    prove_it_is_me(page)
    expect(page.locator(".qr svg")).to_be_visible()
    secret = page.locator(".entries code").first.inner_text()
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Turn it on").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    sign_out(page)
    sign_in(page)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url("/account/")


def test_every_page_is_sound_at_every_width_in_both_schemes(
    new_page: NewPage, subtests: pytest.Subtests, complaints: list[str], anna: User
) -> None:
    visitor, owner = new_page(), new_page()
    sign_in(owner)
    owner.goto("/account/delete/")
    prove_it_is_me(owner)
    for page, address in [*((visitor, one) for one in OPEN), *((owner, one) for one in OWN)]:
        page.goto(f"/account/{address}")
        expect(page).to_have_url(f"/account/{address}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for size in (NARROWEST, WIDE):
                page.set_viewport_size(size)
                with subtests.test(f"/account/{address} at {size['width']} px, {scheme}"):
                    is_narrow, is_dark = size == NARROWEST, scheme == "dark"
                    assert faults_in_turns(page, is_narrow=is_narrow, is_dark=is_dark) == []
                    assert what_sticks_out(page) == []
        with subtests.test(f"/account/{address}, what the browser complained of"):
            assert complaints == []
            complaints.clear()
