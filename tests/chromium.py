"""The browser of the tests: Debian's chromium, or the one that Playwright installed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = [
    "--no-sandbox",  # root runs the tests in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell first: it has no windows to draw, and opens a fresh context in a quarter of the time."""

INSTALLED = next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextmanager
def launched() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=INSTALLED, args=ARGUMENTS)
        yield browser
        browser.close()


def program() -> str:
    """Its path, for a program that launches it by itself."""
    if INSTALLED:
        return INSTALLED
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
