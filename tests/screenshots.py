"""`make screenshots`: small files in docs/screenshots/, to look at.

Eight public pages at two widths, light and dark; and the editors' desk for its handbook, wide and light.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator

from PIL import Image
from playwright.sync_api import Browser, Page

from tests import chromium, production
from tests.servers import BASE_DIR

FOLDER = BASE_DIR / "docs" / "screenshots"
SIZES = {"wide": (1280, 900), "phone": (360, 740)}
SCHEMES = ("light", "dark")
SHOWN = ("home", "list", "model", "creator", "ranking", "compare", "calculator", "changes")
QUALITY = 60
MODEL = "GPT-5 Image Mini"
EDITOR = "editor@example.org"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with production.site() as url, chromium.launched() as browser:
        for name in SHOWN:
            for size in SIZES:
                for scheme in SCHEMES:
                    keep(f"{name}-{size}-{scheme}", taken(browser, url + production.PAGES[name], size, scheme))
        for name, picture in of_the_desk(browser, url):
            keep(f"desk-{name}", picture)


def keep(name: str, picture: bytes) -> None:
    path = FOLDER / f"{name}.webp"
    Image.open(io.BytesIO(picture)).save(path, quality=QUALITY, method=6)
    sys.stdout.write(f"{path.relative_to(BASE_DIR)}: {path.stat().st_size / 1000:.0f} KB\n")


def taken(browser: Browser, address: str, size: str, scheme: str) -> bytes:
    """What a reader sees first, as PNG."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    picture = page.screenshot()
    context.close()
    return picture


def of_the_desk(browser: Browser, url: str) -> Iterator[tuple[str, bytes]]:
    """What an editor meets on the way of a text from the page into a new draft and towards the page again."""
    width, height = SIZES["wide"]
    page = browser.new_context(viewport={"width": width, "height": height}, base_url=url).new_page()
    sign_in(page)
    yield "first-page", page.screenshot()
    go(page, f"/admin/catalog/edition/?q={MODEL}")
    page.locator("#result_list").get_by_role("link", name=MODEL, exact=True).click()
    page.get_by_role("button", name="Begin a draft with these words").click()
    write(page)
    yield "edition", page.screenshot()
    page.get_by_role("button", name="Save and continue editing").click()
    edition = page.url
    yield "entries", page.locator("#items-0").screenshot()
    for name in ("Check", "Compare", "Preview"):
        go(page, edition)
        page.locator(".object-tools").get_by_role("link", name=name, exact=True).click()
        page.wait_for_load_state("networkidle")
        yield name.lower(), page.screenshot()
    go(page, f"/admin/catalog/aimodel/?q={MODEL}")
    page.locator("#result_list").get_by_role("link", name=MODEL, exact=True).click()
    page.get_by_role("link", name="Check these facts against a source").click()
    yield "check-facts", page.screenshot()


def sign_in(page: Page) -> None:
    command = [sys.executable, "manage.py", "demo_admin", EDITOR]
    said = subprocess.run(command, cwd=BASE_DIR, check=True, capture_output=True, text=True).stdout
    go(page, "/admin/")
    page.locator("[name=login]").fill(EDITOR)
    page.locator("[name=password]").fill(re.split(r"\s", said.strip())[-1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")


def write(page: Page) -> None:
    """A sentence whose figure stays right, with the pane that shows it."""
    about = page.locator("#id_about")
    about.press("Control+Home")
    about.press_sequentially("**New:** ")
    page.locator(".field-about .as-read-text strong").wait_for()
    about.scroll_into_view_if_needed()


def go(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")


if __name__ == "__main__":
    main()
