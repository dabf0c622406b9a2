"""What judges the pages: that it sees what is wrong, and lets through what is right."""

import json

import pytest

from tests import html, lighthouse, node
from tests.bench.weights import Visit

installed = pytest.mark.skipif(not node.PARTS.exists(), reason="html-validate is not installed: make check installs it")
PAGE = '<!doctype html>\n<html lang="en"><head><title>A page</title></head><body>{}</body></html>'


def test_it_locks_every_npm_part_by_its_hash_and_names_no_registry():
    locked = json.loads((node.FOLDER / "package-lock.json").read_text())["packages"]
    parts = [part for path, part in locked.items() if path]
    assert len(parts) > 100
    assert [part for part in parts if "resolved" in part or not part["integrity"].startswith("sha512-")] == []


@installed
def test_it_lets_valid_html_through():
    assert html.faults({"/": PAGE.format('<h1>A page</h1>\n<a href="/" hx-get="/?_part=x">Again</a>')}) == []


@installed
def test_it_tells_each_fault_once_with_the_pages_that_have_it():
    wrong = PAGE.format("<h1>A page</h1><p>Prices<table><tbody><tr><td>1</td></tr></tbody></table></p>")
    found = html.faults({f"/{number}/": wrong for number in range(5)})
    assert any(fault.startswith("Element <p> is implicitly closed by adjacent <table>") for fault in found)
    assert all(fault.endswith("on /0/, /1/, /2/ and 2 more") for fault in found)


@installed
@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<h1 arial-label="Name">A page</h1>', "no-unknown-attributes"),
        ('<h1 style="color: red">A page</h1>', "no-inline-style"),
        ('<h1 id="a">A page</h1><p id="a">Twice</p>', "no-dup-id"),
        ('<h1>A page</h1><label for="gone">Name</label>', "no-missing-references"),
        ("<h1>A page</h1><h3>Too deep</h3>", "heading-level"),
        ('<h1>A page</h1><ul><a href="/">Home</a></ul>', "element-permitted-content"),
    ],
)
def test_it_sees(body, rule):
    assert any(f"({rule})" in fault for fault in html.faults({"/": PAGE.format(body)}))


def report(performance: float, seo: float = 1) -> lighthouse.Report:
    audits = {"meta-description": {"title": "No description", "score": seo}, "speed": {"title": "Fast", "score": 1}}
    marks = {"performance": performance, "accessibility": 1, "best-practices": 1, "seo": seo}
    weighing = [{"id": audit, "weight": 1} for audit in audits]
    return {
        "audits": audits,
        "categories": {name: {"score": mark, "auditRefs": weighing} for name, mark in marks.items()},
    }


def test_it_counts_the_middle_visit_for_performance_and_the_worst_for_the_rest():
    visits = [report(0.91), report(0.98, seo=0.92), report(1)]
    assert lighthouse.scores(visits) == {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 92}
    assert list(lighthouse.faults("home", visits)) == ["home: 92 in seo, under 100: No description"]


def test_it_tells_what_is_over_the_budget():
    within = [("document", 14_000), ("stylesheet", 20_000), ("script", 26_000)]
    assert list(Visit(within).excesses()) == []
    assert list(Visit([*within, ("other", 1)]).excesses()) == ["60,001 bytes in all, over 60,000"]
    many = [("document", 14_001), *[("stylesheet", 1)] * 4, *[("script", 1)] * 6]
    assert list(Visit(many).excesses()) == [
        "14,001 bytes of HTML, over 14,000", "11 requests, over 10", "4 stylesheets, over 3",
    ]  # fmt: skip
