"""/changes/: which prices moved most in a window."""

import csv
import re
from html import unescape
from io import StringIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import AIModel
from tests.catalog.test_timelines import ago, priced
from tests.factories import AIModelFactory

pytestmark = pytest.mark.django_db


def moved(slug: str, *spells: tuple[int, int | None, str], **columns) -> AIModel:
    model = AIModelFactory(slug=slug, name=slug.title(), **columns)
    offer = {"ended_at": columns.pop("ended_at")} if "ended_at" in columns else {}
    priced(model, *spells, **offer)
    return model


@pytest.fixture(autouse=True)
def _prices():
    moved("halved", (80, 20, "4"), (20, None, "2"))
    moved("tenfold", (80, 30, "1"), (30, None, "10"))
    moved("earlier", (300, 200, "1"), (200, None, "50"))
    moved("resting", (80, None, "3"))
    moved("returned", (80, 30, "3"), (30, 10, "9"), (10, None, "3"))
    moved("freed", (80, 30, "3"), (30, None, "0"))


def part(client, address: str) -> str:
    html = client.get(address).content.decode()
    html = html[html.index('id="moved"') :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html[html.index(">") + 1 : html.index("</section>")])).split())


def test_it_names_those_that_moved_most_first(client):
    said = part(client, "/changes/")
    assert "In the 90 days to 15 May 2026 the list price of 2 models moved: 1 fell, 1 rose." in said
    assert "Tenfold $1.00 $10.00 +900% 15 Apr 2026 Halved $4.00 $2.00 \N{MINUS SIGN}50% 25 Apr 2026" in said
    for other in ("Earlier", "Resting", "Returned", "Freed"):
        assert other not in said


def test_it_reaches_as_far_back_as_chosen(client):
    assert "From 19 Jul 2025 to 15 May 2026 the list price of 3 models moved: 1 fell, 2 rose." in part(
        client, "/changes/?window=all"
    )
    assert "Earlier $1.00 $50.00" in part(client, "/changes/?window=year")


def test_it_ends_with_the_day_that_is_asked_for(client):
    said = part(client, f"/changes/?until={ago(25):%Y-%m-%d}")
    assert "Tenfold" in said
    assert "Halved" not in said


def test_it_keeps_to_the_class_and_to_news_of_prices(client):
    moved("pictured", (80, 20, "4"), (20, None, "3"), image_model=True)
    said = part(client, "/changes/?class=image")
    assert "Pictured $4.00 $3.00" in said
    assert "Tenfold" not in said
    assert 'id="moved"' in client.get("/changes/?kind=price").content.decode()
    assert 'id="moved"' not in client.get("/changes/?kind=limits").content.decode()


def test_it_says_where_nothing_moved(client):
    assert "In the 90 days to 15 May 2026 no list price moved." in part(client, "/changes/?class=embedding")


def test_its_links_keep_what_was_asked(client):
    html = unescape(client.get("/changes/?class=text&window=year").content.decode())
    assert 'href="/changes/?class=text&window=all#moved"' in html
    assert 'href="/changes/prices.csv?class=text&window=year"' in html
    assert 'href="/changes/?kind=price&class=text&window=year"' in html
    assert 'href="/changes/?class=text#moved"' in html


def test_the_file_has_everybody_and_the_picture_its_source(client):
    text = client.get("/changes/prices.csv?window=all").content.decode()
    found = [(row["id"], row["before"], row["after"]) for row in csv.DictReader(StringIO(text))]
    assert found == [
        ("openai/earlier", "1.00", "50.00"),
        ("openai/tenfold", "1.00", "10.00"),
        ("openai/halved", "4.00", "2.00"),
    ]
    picture = client.get("/changes/prices.svg?window=all").content.decode()
    assert "Tenfold" in picture
    assert "Source: OpenRouter, read 15 May 2026" in picture


def test_it_costs_as_many_queries_with_twenty(client):
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert client.get("/changes/prices.csv?window=all").status_code == 200
        return len(found)

    few = queries()
    for number in range(20):
        moved(f"other-{number}", (80, 30, "1"), (30, None, "2"))
    assert queries() == few
