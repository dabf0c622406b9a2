"""Who sells a model and on what terms, as a reader of its page gets it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.catalog.test_model_page import part, read
from tests.catalog.test_offers import offers
from tests.hosting import IMAGES, endpoints, images, read_hosts, rows
from tests.upstream import FIRST_DAY, SECOND_DAY, model_list, sync

pytestmark = pytest.mark.django_db

SWIFT, MINI, CANVAS = "acme/swift", "openai/gpt-5-image-mini", "bold-pictures/canvas"


@pytest.fixture(autouse=True)
def _listed():
    sync(model_list())


def providers(client, external_id: str) -> str:
    return part(read(client, f"/models/{external_id}/"), "providers")


def sellers(client, external_id: str) -> list[str]:
    """The sellers in the order of the first table."""
    return [seller for seller, _ in offers(client, f"/models/{external_id}/")]


def test_it_names_the_list_first_then_the_hosts_by_their_output_price(client):
    answers = endpoints()
    rows(answers, SWIFT)[0]["pricing"]["completion"] = "0.0000060"
    rows(answers, SWIFT).append({"provider_name": "Zero", "tag": "zero", "pricing": {"prompt": "0.000001"}})
    read_hosts(answers)

    assert sellers(client, SWIFT) == [
        "PLAIN", "OpenRouter list price", "North.AI", "Acme Labs", "Zero",
        "BATCH", "OpenRouter list price",
        "FREE", "OpenRouter list price", "Acme Labs",
    ]  # fmt: skip


def test_it_shows_each_hosts_figures_and_says_what_nobody_measured(client):
    read_hosts(endpoints())

    shown = providers(client, SWIFT)
    assert "$1.00 $4.00 not published 128K 128,000 tokens bf16 99.94% 85 0.51 s 15 May 2026" in shown
    assert "$0.90 $5.00 $0.10 64K 64,000 tokens fp8 not measured not measured not measured 15 May 2026" in shown
    assert "As OpenRouter measured them, 15 May 2026" in shown


def test_it_shows_prices_of_images_in_their_units_with_a_mark_of_their_own(client):
    read_hosts(endpoints())
    read_hosts(images(), source=IMAGES)

    html = read(client, f"/models/{CANVAS}/")
    assert "$0.04 / image, 1k $0.08 / image, 2k" in part(html, "providers")
    assert "$0.03 / megapixel" in part(html, "providers")
    assert "Images in $0.01 / image, reference" in part(html, "providers")
    assert "OpenRouter image prices" in part(html, "sources")
    assert "$8.00" in providers(client, MINI)
    assert "Images out" not in providers(client, SWIFT)


def test_it_shows_a_hosts_price_of_image_tokens_where_the_list_has_none(client):
    sync(model_list(**{MINI: {"pricing": {"prompt": "0.0000025", "completion": "0.000002"}}}), SECOND_DAY)
    read_hosts(endpoints(), SECOND_DAY)

    html = read(client, f"/models/{MINI}/")
    row = re.search(r"<tr><th scope=\"row\"><a [^>]*>OpenAI<.*?</tr>", html, re.DOTALL).group()
    assert "$8.00" in row
    assert "OpenRouter endpoints" in row


def test_it_keeps_hosts_that_left_out_of_sight_but_findable(client):
    read_hosts(endpoints(), FIRST_DAY)
    answers = endpoints()
    del rows(answers, SWIFT)[1]
    read_hosts(answers, SECOND_DAY)

    assert "North.AI" not in sellers(client, SWIFT)
    assert "1 that no longer sells it Seller Last input Last output Until North.AI" in providers(client, SWIFT)
    assert "$5.00 16 May 2026" in providers(client, SWIFT)


def test_it_leaves_the_calculator_and_the_variants_to_the_list(client):
    read_hosts(endpoints())

    html = read(client, "/models/bold-pictures/gift/?calls=1")
    assert "only free" in part(html, "questions") + part(html, "calculator") + part(html, "about")
    swift = part(read(client, f"/models/{SWIFT}/?calls=1&input=1000000&cached=0&output=0"), "calculator")
    assert "Month 1.00" in swift


def test_it_costs_the_same_number_of_queries_however_many_hosts_there_are(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, f"/models/{SWIFT}/?calls=1")
        return len(captured)

    read_hosts(endpoints())
    few = queries()
    answers = endpoints()
    for number in range(20):
        host = {"tag": f"host-{number}", "provider_name": f"Host {number}"}
        rows(answers, SWIFT).append({**rows(answers, SWIFT)[0], **host})
    read_hosts(answers, SECOND_DAY)

    assert queries() == few
