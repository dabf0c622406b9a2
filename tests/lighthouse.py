"""`make lighthouse`: what Lighthouse finds of one page of each kind, as a phone on a slow network gets it.

Its performance score moves with whatever else the machine does, so each page is visited three times and the middle
visit counts; of accessibility, best practices and search engines, the worst. Its own reports stay in var/lighthouse/.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests import chromium, node
from tests.markdown import head, row
from tests.production import PAGES, site
from tests.servers import BASE_DIR

LIGHTHOUSE = node.PARTS / "lighthouse" / "cli" / "index.js"
REPORTS = BASE_DIR / "var" / "lighthouse"
VISITS = 3
ATTEMPTS = 3
# The least score, of a hundred.
TARGETS = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
COLUMNS = (
    "page", "performance", "accessibility", "best practices", "SEO", "first paint", "largest paint", "blocked", "shift",
)  # fmt: skip
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")

Report = dict[str, Any]


def visited(url: str, report: Path) -> Report:
    """Lighthouse's report of one visit, left under that name as HTML too. RuntimeError where it cannot visit."""
    arguments = [
        url, "--quiet", "--no-enable-error-reporting", f"--only-categories={','.join(TARGETS)}",
        "--output=json", "--output=html", f"--output-path={report}",
        f"--chrome-flags=--headless=new {' '.join(chromium.ARGUMENTS)}",
    ]  # fmt: skip
    for _ in range(ATTEMPTS):
        # Now and then the browser's record of a visit lacks its beginning, which says nothing of the page.
        done = node.run(LIGHTHOUSE, *arguments, capture_output=True)
        if done.returncode == 0:
            return json.loads(report.with_suffix(".report.json").read_text())
    raise RuntimeError(f"Lighthouse could not visit {url}: {done.stderr.strip()}")


def score(report: Report, category: str) -> int:
    """Of a hundred; 0 where Lighthouse could give none."""
    return round(100 * (report["categories"][category]["score"] or 0))


def scores(visits: list[Report]) -> dict[str, int]:
    """By category, of visits in the order of their performance."""
    worst = {category: min(score(visit, category) for visit in visits) for category in TARGETS}
    return {**worst, "performance": score(visits[len(visits) // 2], "performance")}


def line(name: str, visits: list[Report]) -> str:
    times = (visits[len(visits) // 2]["audits"][audit]["displayValue"].replace("\xa0", " ") for audit in TIMES)
    return row([f"{name} `{PAGES[name]}`", *map(str, scores(visits).values()), *times])


def faults(name: str, visits: list[Report]) -> Iterator[str]:
    """What keeps a page from its targets."""
    for category, reached in scores(visits).items():
        if reached < TARGETS[category]:
            yield f"{name}: {reached} in {category}, under {TARGETS[category]}: {'; '.join(reasons(visits, category))}"


def reasons(visits: list[Report], category: str) -> list[str]:
    weighing = [part["id"] for part in visits[0]["categories"][category]["auditRefs"] if part["weight"]]
    audits = [visit["audits"][audit] for audit in weighing for visit in visits]
    return sorted({audit["title"] for audit in audits if audit["score"] is not None and audit["score"] < 1})


def heading(report: Report) -> str:
    browser = report["environment"]["hostUserAgent"].partition("Chrome/")[2].partition(".")[0]
    return (
        f"Lighthouse {report['lighthouseVersion']}, Chromium {browser}, {date.today():%-d %b %Y}: "
        f"a phone on a slow network, simulated; the middle one of {VISITS} visits."
    )


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    os.environ["CHROME_PATH"] = chromium.program()
    REPORTS.mkdir(parents=True, exist_ok=True)
    missed: list[str] = []
    with site() as url:
        for number, (name, path) in enumerate(PAGES.items()):
            visits = [visited(url + path, REPORTS / f"{name}-{visit}") for visit in range(1, VISITS + 1)]
            visits.sort(key=lambda report: score(report, "performance"))
            if number == 0:
                say(f"{heading(visits[0])}\n\n{head(*COLUMNS)}")
            say(line(name, visits))
            missed += faults(name, visits)
    for fault in missed:
        say(fault)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
