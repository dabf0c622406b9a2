"""`make bench PART=weights`: what a first visit to one page of each kind weighs in the browser, in how many requests.

Bodies as they travel, compressed; 1 KB is 1,000 bytes. Ends with 1 where a page is over the budget: unlike times,
weights are the same on every machine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Request

from tests import chromium
from tests.markdown import head, row
from tests.production import PAGES, site

HTML, ALL = 14_000, 60_000
REQUESTS, STYLESHEETS = 10, 3
COLUMNS = ("page", "HTML", "CSS", "script", "rest", "all", "requests", "stylesheets")


@dataclass
class Visit:
    """The kind and the bytes of everything that a first visit fetched: "document", "stylesheet", "script", others."""

    fetched: list[tuple[str, int]]

    def bytes(self, *kinds: str) -> int:
        return sum(size for kind, size in self.fetched if kind in kinds)

    def count(self, kind: str) -> int:
        return sum(one == kind for one, _ in self.fetched)

    @property
    def all(self) -> int:
        return sum(size for _, size in self.fetched)

    def excesses(self) -> Iterator[str]:
        if self.bytes("document") > HTML:
            yield f"{self.bytes('document'):,} bytes of HTML, over {HTML:,}"
        if self.all > ALL:
            yield f"{self.all:,} bytes in all, over {ALL:,}"
        if len(self.fetched) > REQUESTS:
            yield f"{len(self.fetched)} requests, over {REQUESTS}"
        if self.count("stylesheet") > STYLESHEETS:
            yield f"{self.count('stylesheet')} stylesheets, over {STYLESHEETS}"


def first_visit(browser: Browser, url: str) -> Visit:
    """In a browser that has seen nothing of the site."""
    context = browser.new_context()
    page = context.new_page()
    requests: list[Request] = []

    def keep(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", keep)
    page.goto(url, wait_until="networkidle")
    fetched = {one.url: (one.resource_type, one.sizes()["responseBodySize"]) for one in requests}
    icons = page.locator("link[rel=icon]").evaluate_all("links => links.map(link => link.href)")
    if not fetched.keys() & set(icons):
        # Some browsers fetch one out of sight: as if it were the heaviest.
        sizes = [int(context.request.get(icon).headers["content-length"]) for icon in icons]
        fetched["icon"] = ("other", max(sizes))
    context.close()
    return Visit(list(fetched.values()))


def line(name: str, visit: Visit) -> str:
    named = [visit.bytes(kind) for kind in ("document", "stylesheet", "script")]
    sizes = [f"{size / 1000:.1f}" for size in (*named, visit.all - sum(named), visit.all)]
    return row([f"{name} `{PAGES[name]}`", *sizes, str(len(visit.fetched)), str(visit.count("stylesheet"))])


def main() -> int:
    with site() as url, chromium.launched() as browser:
        visits = {name: first_visit(browser, url + path) for name, path in PAGES.items()}
    budget = ["at most", f"{HTML / 1000:.0f}", "", "", "", f"{ALL / 1000:.0f}", str(REQUESTS), str(STYLESHEETS)]
    lines = [line(name, visit) for name, visit in visits.items()]
    over = [f"{name}: {excess}" for name, visit in visits.items() for excess in visit.excesses()]
    sys.stdout.write("\n".join([head(*COLUMNS), *lines, row(budget), *over, ""]))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
