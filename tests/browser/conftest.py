"""A real browser on the real site: pages that complain when the browser does, and an accessibility check."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests import chromium
from tests.database import a_copy, allow_no_change

# Playwright's own event loop runs in the tests' thread, which makes Django think that it is called from async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    known = connections[DEFAULT_DB_ALIAS]
    with chromium.launched() as browser:
        # While Playwright's event loop runs in this thread, Django would hand out another connection.
        connections[DEFAULT_DB_ALIAS] = known
        yield browser


@pytest.fixture(scope="session")
def site(django_db_setup: None) -> Iterator[str]:
    """The address of the site. Not pytest-django's live_server, which empties all tables after each test."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def db(database_of_the_file: None) -> None:
    """Instead of pytest-django's, which undoes what a test wrote before the site would see it."""


@pytest.fixture(scope="module")
def rows(db: None) -> None:
    """What a file's tests find in the database: each file has a fixture of this name that commits what it needs."""


@pytest.fixture(scope="module", autouse=True)
def _rows_stay(rows: None) -> None:
    """All tests of a file read the same rows, so none may change them."""
    allow_no_change()


@pytest.fixture
def rows_to_change(_rows_stay: None) -> Iterator[None]:
    """For a test that writes, or has the site write: a copy of its file's rows, gone with the test."""
    with a_copy("of_a_test"):
        yield


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained of: errors of scripts, of the console, of the content security policy.

    The test fails if any is left at its end; one that expects a complaint takes it out.
    """
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@contextmanager
def heard(page: Page, complaints: list[str]) -> Iterator[Page]:
    """The page, whose complaints are kept until the end of the block."""

    def hear_script(error: Error) -> None:
        complaints.append(f"script: {error}")

    def hear_console(line: ConsoleMessage) -> None:
        if line.type == "error":
            complaints.append(f"console: {line.text}")

    page.on("pageerror", hear_script)
    page.on("console", hear_console)
    yield page
    page.remove_listener("pageerror", hear_script)
    page.remove_listener("console", hear_console)


@pytest.fixture
def new_page(browser: Browser, site: str, complaints: list[str]) -> Iterator[NewPage]:
    """Opens a page in a fresh context whose addresses are relative to the site.

    Takes the options of Browser.new_context: new_page(viewport=PHONE), new_page(java_script_enabled=False),
    new_page(color_scheme="dark").
    """
    with ExitStack() as opened:

        def open_page(**options: Any) -> Page:
            context = browser.new_context(**{"base_url": site, "viewport": DESKTOP, **options})
            page = opened.enter_context(heard(context.new_page(), complaints))
            opened.callback(context.close)  # Before the hearing ends: last words count.
            page.set_default_timeout(10_000)
            return page

        yield open_page


@pytest.fixture(scope="module")
def _kept_page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture
def looking(_kept_page: Page, complaints: list[str]) -> Iterator[Page]:
    """A page for the many tests of a file that only look at what an address shows: all of them use it in turn.

    Opening another takes longer than most such tests.
    """
    with heard(_kept_page, complaints) as page:
        page.set_viewport_size(DESKTOP)
        yield page
        page.goto("about:blank")


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page at the size of a desk."""
    return new_page()


@pytest.fixture
def phone(new_page: NewPage) -> Page:
    """A page 360 px wide, where nothing may stick out."""
    return new_page(viewport=PHONE, has_touch=True)


@pytest.fixture
def page_without_scripts(new_page: NewPage) -> Page:
    return new_page(java_script_enabled=False)


AXE = Axe().axe_script
OF_COLOURS = "color-contrast"
"""The one rule of axe whose answer depends on the scheme, and the one that costs most: three quarters of the whole."""

FAULTS = """async ([rules, left]) => {
  // Large text as dark as small text: 4.5 to 1 for all of it.
  const contrastRatio = { normal: { expected: 4.5 }, large: { expected: 4.5 } };
  axe.configure({ checks: [{ id: "color-contrast", options: { contrastRatio } }] });
  // It would fetch every stylesheet once more by itself, those that another imports from a wrong address.
  const only = rules.length ? { runOnly: rules } : {};
  const without = Object.fromEntries(left.map((rule) => [rule, { enabled: false }]));
  // What a frame holds is a page of its own; one that is not loaded yet would be waited for, a minute long.
  const wanted = { resultTypes: ["violations"], preload: false, iframes: false, rules: without, ...only };
  return (await axe.run(document, wanted)).violations;
}"""


def let_in(page: Page, user: User, site: str) -> None:
    """Signs somebody in without the form, for pages whose subject is another."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])


def accessibility_faults(page: Page, *rules: str, but: tuple[str, ...] = ()) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own good practice, a line each with the elements concerned.

    By all of its rules, by those named, or by all but some.
    """
    if not page.evaluate("window.axe !== undefined"):
        page.evaluate(AXE)
    found = page.evaluate(FAULTS, [list(rules), list(but)])
    return [f"{fault['id']}: {fault['help']} ({[node['target'] for node in fault['nodes']]})" for fault in found]


def faults_in_turns(page: Page, *, is_narrow: bool, is_dark: bool) -> list[str]:
    """What axe finds on a page that is looked at narrow and wide, light and dark, each thing where it can differ.

    All but colours in light alone, at both widths; colours in light narrow and in dark wide.
    """
    found = [] if is_dark else accessibility_faults(page, but=(OF_COLOURS,))
    return found if is_dark == is_narrow else [*found, *accessibility_faults(page, OF_COLOURS)]


def width_that_sticks_out(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


STICKING_OUT = """() => {
  const edge = document.documentElement.clientWidth;
  const out = [...document.querySelectorAll("main *, header *, footer *")]
    .filter((one) => one.getBoundingClientRect().right > edge + 1 && one.checkVisibility());
  const innermost = out.filter((one) => ![...one.children].some((child) => out.includes(child)));
  return innermost.map((one) => one.outerHTML.slice(0, 120));
}"""


def what_sticks_out(page: Page) -> list[str]:
    """The innermost elements that reach beyond the window, for a page that is wider than it."""
    return page.evaluate(STICKING_OUT) if width_that_sticks_out(page) else []
