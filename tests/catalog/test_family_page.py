"""/families/<creator>/<slug>/: a family's models over time, and what each changed against the one before."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import AIModel, Family
from tests.catalog.test_model_page import part, read, words
from tests.factories import AIModelFactory, CreatorFactory, FamilyFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/families/openai/gpt/"


def member(slug: str, output: str | None, year: int | None, **columns) -> AIModel:
    amount = Decimal(output) / 10**6 if output else None
    released = {"release_date": date(year, 1, 2)} if year else {}
    priced = {"price_state": "published" if output else "unpublished", "input_price": amount, "output_price": amount}
    return AIModelFactory(slug=slug, family=FamilyFactory(), **{**released, **priced, **columns})


def generations(client, address: str = ADDRESS) -> dict[str, str]:
    """What each changed, by its name, in the order of the page."""
    html = read(client, address)
    rows = re.findall(r'class="lead"><a [^>]*>([^<]*)<.*?<td class="against wide">(.*?)</td>', html, re.DOTALL)
    return {name: words(cell).replace("\N{MULTIPLICATION SIGN}", "x") for name, cell in rows}


def test_it_stands_the_newest_first_with_what_each_changed(client):
    member("gpt-4", "10.00", 2024, context_window=8_000)
    member("gpt-5", "8.00", 2025, context_window=400_000)
    member("gpt-5.1", "16.00", 2026, context_window=400_000)
    member("gpt-0", "1.00", None, listed_on=None)

    assert generations(client) == {
        "Gpt 5.1": "Gpt 5: input $8.00 → to $16.00 2x; output $8.00 → to $16.00 2x",
        "Gpt 5": "Gpt 4: input $10.00 → to $8.00 \N{MINUS SIGN}20%; output $10.00 → to $8.00 \N{MINUS SIGN}20%; "
        "context 8K → to 400K 50x",
        "Gpt 4": "first of its name here",
        "Gpt 0": "no day, no place in time",
    }


def test_it_invents_no_difference_where_a_figure_is_not_known(client):
    member("gpt-4", "10.00", 2024)
    member("gpt-5", None, 2025)
    member("gpt-6", None, 2026, price_state="free", input_price=0, output_price=0, context_window=None)
    member("gpt-7-mini", "1.00", 2025)
    member("gpt-8-mini", "1.00", 2026)

    assert generations(client) == {
        "Gpt 6": "Gpt 5: no input price, no output price, no context window to compare",
        "Gpt 8 Mini": "Gpt 7 Mini: same prices and window",
        "Gpt 5": "Gpt 4: no input price, no output price to compare",
        "Gpt 7 Mini": "first of its name here",
        "Gpt 4": "first of its name here",
    }


def test_it_says_what_the_family_spans(client):
    member("gpt-4", "10.00", 2024, context_window=8_000)
    member("gpt-5", None, 2025, context_window=400_000)
    member("gpt-6", None, 2026, price_state="free", input_price=0, output_price=0)

    member("gpt-3", "0.10", 2025, context_window=900_000, lifecycle="retired")

    page = words(read(client, ADDRESS))
    assert "Newest 2 Jan 2026 Gpt 6 Oldest 2 Jan 2024 Gpt 4" in page
    assert "Lowest output price $10.00 Gpt 4" in page
    assert "Widest context 400K 400,000 tokens Gpt 5" in page


def test_it_says_what_is_not_known_of_any(client):
    member("gpt-0", None, None, listed_on=None, context_window=None)

    page = words(read(client, ADDRESS))
    assert "Newest no day published Oldest no day published" in page
    assert "Lowest output price not published Widest context not published" in page


def test_it_tells_a_day_of_listing_from_one_of_release(client):
    member("gpt-4", "1.00", None, listed_on=date(2024, 5, 6))
    member("gpt-5", "1.00", 2025)

    page = read(client, ADDRESS)
    assert "listed 6 May 2024" in words(page)
    assert "released 2 Jan 2025" in words(page)


def test_it_tells_apart_families_of_two_creators_that_share_a_name(client):
    member("gpt-4", "1.00", 2024)
    other = CreatorFactory(slug="acme", name="Acme")
    AIModelFactory(creator=other, slug="gpt-a", family=FamilyFactory(creator=other))

    assert list(generations(client)) == ["Gpt 4"]
    assert list(generations(client, "/families/acme/gpt/")) == ["Gpt A"]


def test_it_is_led_to_from_the_model_and_the_creator(client):
    member("gpt-4", "1.00", 2024)
    FamilyFactory(slug="empty")

    model = read(client, "/models/openai/gpt-4/")
    assert '<li><a href="/families/openai/gpt/">GPT</a></li>' in model
    assert "The GPT family over time" in part(model, "siblings")
    creator = read(client, "/creators/openai/")
    assert '<a href="/families/openai/gpt/">GPT 1</a>' in creator
    assert "/families/openai/empty/" not in creator


def test_it_says_so_when_a_family_has_no_model(client):
    FamilyFactory()
    assert "No model of this family" in read(client, ADDRESS)


@pytest.mark.parametrize("address", ["/families/openai/nothing/", "/families/nobody/gpt/", "/families/openai/%00/"])
def test_it_answers_404_where_there_is_no_family(client, address):
    FamilyFactory()
    assert client.get(address).status_code == 404


def test_it_costs_a_constant_number_of_queries(client):
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(ADDRESS).status_code == 200
        return len(asked)

    member("gpt-4", "1.00", 2024)
    few = queries()
    for number in range(20):
        member(f"gpt-{number}.5", "1.00", 2000 + number)
    assert queries() == few
    assert Family.objects.count() == 1
