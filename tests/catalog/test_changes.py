"""/changes/: what moved, as the rows of each history tell it."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import AIModel, Metric, Offer, PriceRow
from tests.factories import (
    AIModelFactory,
    ClaimFactory,
    MeasurementFactory,
    OfferFactory,
    PriceSheetFactory,
    ProviderFactory,
    source,
)

pytestmark = pytest.mark.django_db

FIRST = datetime(2026, 5, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _beginning():
    """The catalog begins before anything that the tests make."""
    OfferFactory(ai_model__slug="of-old", first_seen_at=FIRST - 100 * DAY)


def text(response) -> str:
    assert response.status_code == 200
    page = re.sub(r"<span class=\"hide\">.*?</span>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition("</main")[0])).split())


def days(response) -> list[str]:
    return re.findall(r'id="d-([\d-]*)"', response.content.decode())


def known_model(slug: str = "swift", **columns) -> AIModel:
    """A model listed a while before the news."""
    model = AIModelFactory(slug=slug, **columns)
    OfferFactory(ai_model=model, first_seen_at=FIRST)
    return model


def moved_price(model: AIModel, before: dict[str, str], after: dict[str, str], moment=FIRST + 3 * DAY, **columns):
    offer = Offer.objects.filter(ai_model=model, provider__slug="openrouter").get()
    PriceSheetFactory(
        offer=offer, valid_from=FIRST, valid_until=moment, confirmed_at=moment - timedelta(hours=1), rates=before
    )
    return PriceSheetFactory(offer=offer, valid_from=moment, confirmed_at=moment, rates=after, **columns)


def said(model: AIModel, fact: str, *values, by: str = "openrouter", begin=FIRST):
    """What a source said of a fact, one day after the other."""
    for place, value in enumerate(values):
        if value is not None:
            is_last = place == len(values) - 1
            ClaimFactory(
                ai_model=model, fact=fact, value=value, source=source(by), stated_at=begin + place * DAY,
                superseded_at=None if is_last else begin + (place + 1) * DAY,
            )  # fmt: skip


def test_it_is_honest_when_nothing_moved(client):
    Offer.objects.all().delete()
    assert "No change is recorded" in text(client.get("/changes/"))


def test_it_shows_a_price_before_and_after_with_the_difference_and_the_source(client):
    moved_price(known_model(), {"input": "0.000002", "output": "0.00001"}, {"input": "0.000002", "output": "0.000008"})
    page = text(client.get("/changes/"))
    assert "4 May 2026 Model Kind What moved Source, UTC Swift Price Output $10.00" in page
    assert "Output $10.00 → $8.00 \N{MINUS SIGN}20% OpenRouter 08:00" in page
    assert "Input" not in page


def test_it_says_not_published_where_a_price_came_or_went(client):
    moved_price(known_model(), {"cache_read": "0.000001"}, {"output": "0.00001"})
    page = text(client.get("/changes/"))
    assert "Output not published → $10.00 Cache read $1.00 → not published" in page
    assert "$0.00" not in page


def test_it_tells_tiers_apart_and_names_units_that_are_not_tokens(client):
    sheet = moved_price(known_model(), {"input": "0.000002"}, {"input": "0.000002"})
    PriceRow.objects.create(
        sheet=sheet, position=8, meter="input", amount=Decimal("0.000004"), unit="token",
        min_prompt_tokens=200_000, boundary="above",
    )  # fmt: skip
    PriceRow.objects.create(sheet=sheet, position=9, meter="web_search", amount=Decimal("0.01"), unit="search")
    page = text(client.get("/changes/"))
    assert "Input, above 200,000 prompt tokens not published → $4.00" in page
    assert "Web search not published → $10.00 / 1,000 searches" in page


def test_it_does_not_call_a_sources_rounding_news(client):
    moved_price(known_model(), {"input": "0.0000000833333333"}, {"input": "0.0000000833333334"})
    assert "$0.083333" not in text(client.get("/changes/"))


def test_it_does_not_take_the_first_prices_of_an_offer_for_a_change(client):
    PriceSheetFactory(offer__ai_model__slug="fresh", offer__first_seen_at=FIRST, valid_from=FIRST)
    page = text(client.get("/changes/"))
    assert "Fresh New model" in page
    assert "$" not in page.partition("Prices are OpenRouter")[0]


@pytest.mark.parametrize(
    ("moments", "words"),
    [
        (
            {"first_seen_at": FIRST + 3 * DAY},
            "Swift Cheapest host Output $10.00 → $8.00 \N{MINUS SIGN}20% Deepinfra came",
        ),
        (
            {"first_seen_at": FIRST, "ended_at": FIRST + 3 * DAY},
            "Output $10.00 → $8.00 \N{MINUS SIGN}20% Deepinfra went",
        ),
        ({"first_seen_at": FIRST}, "Swift Price Output"),
        ({"first_seen_at": FIRST + 8 * DAY}, "Swift Price Output"),
        ({"first_seen_at": FIRST + 3 * DAY, "variant": "free"}, "Swift Price Output"),
    ],
)
def test_it_calls_it_the_cheapest_host_where_one_came_or_went_at_the_time(client, moments, words):
    model = known_model()
    moved_price(model, {"output": "0.00001"}, {"output": "0.000008"})
    OfferFactory(ai_model=model, provider=ProviderFactory(slug="novita"), first_seen_at=FIRST)
    OfferFactory(ai_model=model, provider=ProviderFactory(slug="deepinfra"), **moments)
    assert words in text(client.get("/changes/"))


def test_it_does_not_say_that_hosts_came_when_somebody_first_looked(client):
    model = known_model()
    moved_price(model, {"output": "0.00001"}, {"output": "0.000008"})
    for host in ("novita", "deepinfra"):
        OfferFactory(ai_model=model, provider=ProviderFactory(slug=host), first_seen_at=FIRST + 3 * DAY)
    assert "Swift Price Output" in text(client.get("/changes/"))


def test_it_leaves_the_prices_of_single_hosts_out(client):
    model = known_model()
    host = OfferFactory(ai_model=model, provider=ProviderFactory(slug="novita"), first_seen_at=FIRST)
    PriceSheetFactory(offer=host, valid_from=FIRST, valid_until=FIRST + DAY, rates={"output": "0.00001"})
    PriceSheetFactory(offer=host, valid_from=FIRST + DAY, rates={"output": "0.00002"})
    assert "$20.00" not in text(client.get("/changes/"))


def test_it_shows_a_limit_and_an_ability_before_and_after(client):
    model = known_model()
    said(model, "context_window", 128_000, 256_000)
    said(model, "tool_calling", False, True)
    page = text(client.get("/changes/"))
    assert "Limits Context window 128,000 tokens → 256,000 tokens" in page
    assert "Capability Tool calling No → Yes" in page


def test_it_tells_only_of_values_that_readers_see(client):
    model = known_model()
    said(model, "context_window", 200_000, by="models-dev")
    said(model, "context_window", 128_000, 256_000)
    assert "Context window" not in text(client.get("/changes/"))


def test_it_says_that_sources_disagree_from_now_on(client):
    model = known_model()
    said(model, "tool_calling", True, by="models-dev")
    said(model, "tool_calling", True, False)
    assert "Tool calling Yes → Sources disagree" in text(client.get("/changes/"))


def test_it_tells_of_a_word_taken_back(client):
    said(known_model(), "knowledge_cutoff", "2025-06-01", None)
    ClaimFactory._meta.model.objects.update(superseded_at=FIRST + DAY)
    assert "Release Knowledge until 1 Jun 2025 → not published" in text(client.get("/changes/"))


def test_it_takes_the_first_word_of_a_second_source_for_no_change_and_an_editors_for_one(client):
    model = known_model()
    said(model, "context_window", 128_000)
    said(model, "release_date", "2026-04-01", by="models-dev", begin=FIRST + DAY)
    assert "Released" not in text(client.get("/changes/?a"))
    ClaimFactory(
        ai_model=model, fact="context_window", value=64_000, source=source("editor"), stated_at=FIRST + 2 * DAY,
        reason="Its maker says so.",
    )  # fmt: skip
    page = text(client.get("/changes/?b"))
    assert "Context window 128,000 tokens → 64,000 tokens Its maker says so. Our editors" in page


def test_it_tells_of_retirements_and_returns(client):
    model = known_model()
    for state, day in (("retired", date(2026, 6, 30)), ("active", date(2026, 5, 9))):
        model.lifecycle_events.create(state=state, happens_on=day, source=source(), stated_at=FIRST + 8 * DAY)
    page = text(client.get("/changes/?kind=lifecycle"))
    assert "Retired From 30 Jun 2026" in page
    assert "Returned On 9 May 2026" in page


def test_it_keeps_a_retirement_that_its_source_took_back(client):
    model = known_model()
    model.lifecycle_events.create(
        state="retired", happens_on=date(2026, 5, 9), source=source(), stated_at=FIRST + 8 * DAY,
        withdrawn_at=FIRST + 9 * DAY,
    )  # fmt: skip
    page = text(client.get("/changes/?kind=lifecycle"))
    assert "Retired On 9 May 2026" in page
    assert "Returned It had been retired since 9 May 2026" in page


def test_it_shows_measurements_with_their_source_and_says_that_feeds_leave_them_out(client):
    model = known_model()
    MeasurementFactory(ai_model=model, value=Decimal("40"), measured_at=FIRST, superseded_at=FIRST + DAY)
    MeasurementFactory(ai_model=model, value=Decimal("50"), measured_at=FIRST + DAY)
    page = text(client.get("/changes/"))
    assert "Intelligence index not measured → 40.0 index points" in page
    assert "Intelligence index 40.0 → 50.0 index points +25% Artificial Analysis , not in the feed" in page
    assert "Source: Artificial Analysis (artificialanalysis.ai)" in page
    assert "the feeds leave them out" in page


def test_it_never_compares_across_scales(client):
    model = known_model()
    MeasurementFactory(ai_model=model, value=Decimal("56"), measured_at=FIRST, superseded_at=FIRST + DAY)
    MeasurementFactory(ai_model=model, value=Decimal("50"), measured_at=FIRST + DAY, scale_version="2026-05-02")
    page = text(client.get("/changes/"))
    assert "Intelligence index another scale → 50.0 index points" in page
    assert "%" not in page


def test_it_says_on_one_line_that_the_catalog_began(client):
    Offer.objects.all().delete()
    for number in range(30):
        OfferFactory(ai_model__slug=f"m-{number}", first_seen_at=FIRST)
    page = text(client.get("/changes/"))
    assert "30 models New model The catalog begins OpenRouter 08:00" in page
    assert "M 7" not in page


def test_it_says_on_one_line_what_befell_many_models_at_once_and_names_them(client):
    for number in range(26):
        said(known_model(f"m-{number}"), "reasoning", False, True)
    page = text(client.get("/changes/?kind=capability"))
    assert "26 models Capability Reasoning Which ones M 0" in page
    assert page.count("Capability Reasoning") == 1


def test_it_filters_by_kind_and_class(client):
    moved_price(known_model("writer"), {"output": "0.00001"}, {"output": "0.000008"})
    said(known_model("painter", image_model=True), "context_window", 1000, 2000)
    assert "Writer" not in text(client.get("/changes/?kind=limits"))
    assert "Painter Limits" in text(client.get("/changes/?kind=limits"))
    assert "Painter" not in text(client.get("/changes/?class=text"))
    assert "Writer Price" in text(client.get("/changes/?class=text&kind=price"))
    assert "No change of this sort is recorded" in text(client.get("/changes/?class=video"))


def test_it_fills_a_page_with_whole_days_and_leads_to_those_before(client):
    for number in range(110):
        model = known_model(f"m-{number}")
        moved_price(model, {"output": "0.00001"}, {"output": "0.000008"}, moment=FIRST + (1 + number // 30) * DAY)
    assert days(client.get("/changes/?kind=price")) == ["2026-05-05", "2026-05-04", "2026-05-03", "2026-05-02"]
    for number in range(110, 130):
        moved_price(known_model(f"m-{number}"), {"output": "1"}, {"output": "2"}, moment=FIRST + 5 * DAY)
    response = client.get("/changes/?kind=price&again")
    assert days(response) == ["2026-05-06", "2026-05-05", "2026-05-04", "2026-05-03"]
    earlier = re.search(r'rel="next" href="([^"]*)"', response.content.decode())
    assert earlier
    assert unescape(earlier.group(1)) == "/changes/?kind=price&until=2026-05-02"
    page = client.get("/changes/?kind=price&until=2026-05-02")
    assert days(page) == ["2026-05-02"]
    assert 'rel="next"' not in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "kind=nonsense", "class=none", "until=yesterday", "until=9999-12-31", "until=0001-01-01", "until=2026-13-45",
        "kind=%00", "class=%00&until=%00", "kind=price&kind=limits", "until=-1", "until=%F0%9F%92%A9",
        "class=<script>alert(1)</script>", f"kind={'x' * 5000}", "until=2026-05-05T00:00:00", "_part=x",
    ],
)  # fmt: skip
def test_it_answers_whatever_is_asked(client, query):
    moved_price(known_model(), {"output": "0.00001"}, {"output": "0.000008"})
    response = client.get(f"/changes/?{query}")
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert len(response.content) < 40_000


def test_it_says_what_it_did_not_understand(client):
    assert "Nothing here is called nonsense" in text(client.get("/changes/?kind=nonsense"))


def test_it_escapes_what_sources_say(client):
    said(known_model(name="<b>bold</b>"), "name", "<script>alert(1)</script>", "<i>new</i>")
    page = client.get("/changes/").content.decode()
    assert "<script>alert(1)" not in page
    assert "<i>new</i>" not in page
    assert "&lt;b&gt;bold" in page


def one_of_each(number: int) -> None:
    model = known_model(f"m-{number}")
    moved_price(model, {"output": "0.00001"}, {"output": "0.000008"})
    said(model, "context_window", 128_000, 256_000)
    said(model, "reasoning", True, None, None)
    OfferFactory(ai_model=model, provider=ProviderFactory(slug=f"host-{number}"), first_seen_at=FIRST + 3 * DAY)
    model.lifecycle_events.create(
        state="retired", happens_on=date(2026, 6, 1), source=source(), stated_at=FIRST + 8 * DAY, replacement=model
    )
    MeasurementFactory(ai_model=model, metric=Metric.objects.get(slug="output-speed"), measured_at=FIRST)


@pytest.mark.parametrize("query", ["all", "kind=price", "class=text"])
def test_it_costs_the_same_number_of_queries_at_one_row_and_at_twenty(client, query):
    one_of_each(0)
    with CaptureQueriesContext(connection) as few:
        client.get(f"/changes/?{query}")
    for number in range(1, 20):
        one_of_each(number)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/changes/?{query}")
    assert len(many) == len(few) < 40
