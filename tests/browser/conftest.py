"""A real browser on the real site: pages that complain when the browser does, and an accessibility check."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests import chromium

# Playwright's own event loop runs in the tests' thread, which makes Django think that it is called from async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium.launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def rows_of_migrations(django_db_setup: None) -> str:
    """Read before Playwright starts: while its event loop runs, Django hands this thread another connection object."""
    return connection._test_serialized_contents  # type: ignore[attr-defined]  # set by Django's test runner


@pytest.fixture(scope="session", autouse=True)
def _known_rows(rows_of_migrations: str, browser: Browser) -> None:
    """Tells that other connection what a flushed database has to hold again, before any test sets its rows up."""
    connection._test_serialized_contents = rows_of_migrations  # type: ignore[attr-defined]  # as above


@pytest.fixture(autouse=True)
def _rows_the_server_sees(_known_rows: None, transactional_db: None, django_db_serialized_rollback: None) -> None:
    """Rows are committed, since the server has a connection of its own; those of the migrations come back each time."""


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained of: errors of scripts, of the console, of the content security policy.

    The test fails if any is left at its end; one that expects a complaint takes it out.
    """
    complaints: list[str] = []
    yield complaints
    assert complaints == []


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[NewPage]:
    """Opens a page in a fresh context whose addresses are relative to the site.

    Takes the options of Browser.new_context: new_page(viewport=PHONE), new_page(java_script_enabled=False),
    new_page(color_scheme="dark").
    """
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": live_server.url, "viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", lambda line: complaints.append(f"console: {line.text}") if line.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()


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


AXE = f"""async () => {{
  if (!window.axe) {{ {Axe().axe_script} }}
  // Large text as dark as small text: 4.5 to 1 for all of it.
  const contrastRatio = {{ normal: {{ expected: 4.5 }}, large: {{ expected: 4.5 }} }};
  axe.configure({{ checks: [{{ id: "color-contrast", options: {{ contrastRatio }} }}] }});
  // It would fetch every stylesheet once more by itself, those that another imports from a wrong address.
  return (await axe.run(document, {{ resultTypes: ["violations"], preload: false }})).violations;
}}"""


def accessibility_faults(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA and its own good practice, a line each with the elements concerned."""
    found = page.evaluate(AXE)
    return [f"{fault['id']}: {fault['help']} ({[node['target'] for node in fault['nodes']]})" for fault in found]


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
