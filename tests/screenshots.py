"""`make screenshots`: eight pages at two widths, light and dark: small files in docs/screenshots/, to look at."""

from __future__ import annotations

import io
import sys

from PIL import Image
from playwright.sync_api import Browser

from tests import chromium, production
from tests.servers import BASE_DIR

FOLDER = BASE_DIR / "docs" / "screenshots"
SIZES = {"wide": (1280, 900), "phone": (360, 740)}
SCHEMES = ("light", "dark")
SHOWN = ("home", "list", "model", "creator", "ranking", "compare", "calculator", "changes")
QUALITY = 60


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with production.site() as url, chromium.launched() as browser:
        for name in SHOWN:
            for size in SIZES:
                for scheme in SCHEMES:
                    picture = taken(browser, url + production.PAGES[name], size, scheme)
                    path = FOLDER / f"{name}-{size}-{scheme}.webp"
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


if __name__ == "__main__":
    main()
