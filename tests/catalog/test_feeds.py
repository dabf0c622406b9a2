"""Changes as Atom: what a feed reader gets."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from catalog.models import Metric
from tests.catalog.test_changes import FIRST, known_model, moved_price, said
from tests.factories import MeasurementFactory, OfferFactory

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = ["/changes/feed/", "/models/openai/swift/changes/feed/"]


@pytest.fixture
def model():
    OfferFactory(ai_model__slug="of-old", first_seen_at=FIRST - timedelta(days=100))
    return known_model()


def read(client, address: str) -> ElementTree.Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own answer


def texts(feed: ElementTree.Element, path: str) -> list[str]:
    return [element.text or "" for element in feed.findall(path, ATOM)]


@pytest.mark.parametrize("address", FEEDS)
def test_it_carries_what_moved_with_source_and_moment(client, model, address):
    moved_price(model, {"output": "0.00001"}, {"output": "0.000008"})
    feed = read(client, address)
    assert texts(feed, "a:entry/a:title")[:2] == ["Swift: list price", "Swift: new in the list"]
    assert (
        texts(feed, "a:entry/a:summary")[0]
        == "Output $10.00 → $8.00 / 1M tokens (\N{MINUS SIGN}20%). Source: OpenRouter."
    )
    assert texts(feed, "a:entry/a:updated")[0] == "2026-05-04T08:00:00+00:00"
    assert texts(feed, "a:updated") == ["2026-05-04T08:00:00+00:00"]


@pytest.mark.parametrize("address", FEEDS)
def test_it_names_every_entry_once_and_for_ever(client, model, address):
    moved_price(model, {"output": "0.00001"}, {"output": "0.000008"})
    said(model, "context_window", 1000, 2000)
    ids = texts(read(client, f"{address}?a"), "a:entry/a:id")
    assert len(set(ids)) == len(ids) >= 3
    assert all(one.startswith("tag:localhost,2026:changes/") for one in ids)
    said(model, "max_output_tokens", 1000, 2000)
    assert set(ids) < set(texts(read(client, f"{address}?b"), "a:entry/a:id"))


@pytest.mark.parametrize("address", FEEDS)
def test_it_leaves_out_what_may_not_be_passed_on_and_says_so(client, model, address):
    MeasurementFactory(ai_model=model, value=Decimal("51.5"), measured_at=FIRST)
    feed = read(client, f"{address}?a")
    assert b"51.5" not in ElementTree.tostring(feed)
    assert "Measurements by Artificial Analysis are left out" in texts(feed, "a:subtitle")[0]
    Metric.objects.update(redistributable=True)
    feed = read(client, f"{address}?b")
    assert "51.5 index points" in "".join(texts(feed, "a:entry/a:summary"))
    assert "left out" not in texts(feed, "a:subtitle")[0]


def test_it_tells_of_one_model_only(client, model):
    moved_price(known_model("other"), {"output": "0.00001"}, {"output": "0.000008"})
    assert texts(read(client, FEEDS[1]), "a:entry/a:title") == ["Swift: new in the list"]


def test_it_tells_of_every_change_of_a_model_however_many_befell_others(client, model):
    for one in (model, *(known_model(f"m-{number}") for number in range(30))):
        said(one, "reasoning", False, True)
    assert "Swift: reasoning" in texts(read(client, FEEDS[1]), "a:entry/a:title")
    assert "31 models: reasoning" in texts(read(client, FEEDS[0]), "a:entry/a:title")


@pytest.mark.parametrize("address", FEEDS)
def test_it_stands_on_addresses_of_its_own_whatever_host_is_asked(client, model, address):
    response = client.get(address, headers={"host": "127.0.0.1:99"})
    assert b"127.0.0.1" not in response.content
    links = [link.get("href") or "" for link in read(client, address).iter(f"{{{ATOM['a']}}}link")]
    assert links
    assert all(link.startswith("http://localhost:8000/") for link in links)


@pytest.mark.parametrize("address", FEEDS)
def test_it_may_be_kept_by_any_cache_and_sets_no_cookie(client, model, address):
    response = client.get(address)
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405


def test_it_survives_names_that_xml_has_no_place_for(client, model):
    type(model).objects.update(name="Swi\x0bft <b>& co</b>")
    said(model, "name", "Swi\x0bft", "<script>alert(1)</script>")
    for address in FEEDS:
        feed = read(client, address)
        assert "Swi ft <b>& co</b>: name" in texts(feed, "a:entry/a:title")
        # Readers take a summary for HTML.
        assert "<script>" not in "".join(texts(feed, "a:entry/a:summary"))


def test_it_is_found_from_the_pages(client, model):
    model_page = client.get("/models/openai/swift/").content.decode()
    assert model_page.count('href="/models/openai/swift/changes/feed/"') == 2
    assert "Changes as a feed" in model_page
    assert client.get("/changes/").content.decode().count('href="/changes/feed/"') == 2


def test_it_knows_no_feed_of_a_model_that_is_none(client):
    assert client.get("/models/openai/none/changes/feed/").status_code == 404


def test_it_is_a_feed_also_when_nothing_moved(client):
    assert texts(read(client, "/changes/feed/"), "a:entry/a:id") == []
    assert datetime.fromisoformat(texts(read(client, "/changes/feed/"), "a:updated")[0]) <= datetime.now(UTC)
