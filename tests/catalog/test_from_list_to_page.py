"""One figure's whole way: a source's list, read by the sync, shown on a page."""

import csv
import re
from html import unescape
from io import StringIO

import pytest
from django.test import Client

from catalog.models import PriceSheet
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, recorded, visit

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ADDRESS = "/models/openai/gpt-5-image-mini/"
RANKING = "/rankings/image/output-price/"


def image_models(**prices: str) -> dict:
    """The six image models and the router of 15 May 2026; `mini` sets its output price."""
    answer = recorded("openrouter_image_models.json")
    for row in answer["data"]:
        if row["id"] == "openai/gpt-5-image-mini" and "mini" in prices:
            row["pricing"]["completion"] = prices["mini"]
    return answer


def words(client: Client) -> str:
    html = client.get(ADDRESS).content.decode()
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))
    return re.sub(r" ([.,;:])", r"\1", text)


def test_it_shows_what_the_list_says(client):
    visit(image_models(), FIRST_DAY)
    page = words(client)
    for figure in (
        "Input $2.50",
        "Output $2.00",
        "$0.25 / 1M tokens",
        "Context window 400,000 tokens",
        "Longest answer 128,000 tokens",
        "Reads Text, images, files",
        "Writes Text, images",
        "#1 of 6 image models by output price; lower is better; 1 router and 0 not published left out",
        "Read 15 May 2026",
    ):
        assert figure in page


def test_it_names_the_six_and_no_router_among_them(client):
    visit(image_models(), FIRST_DAY)
    bars = re.search(r'<ol class="bars">.*?</ol>', client.get(ADDRESS).content.decode(), re.DOTALL)
    assert bars
    names = [
        "GPT-5 Image Mini",
        "Nano Banana (Gemini 2.5 Flash Image)",
        "Nano Banana 2 (Gemini 3.1 Flash Image Preview)",
        "GPT-5 Image",
        "Nano Banana Pro (Gemini 3 Pro Image Preview)",
        "GPT-5.4 Image 2",
    ]
    drawn = [unescape(re.sub(r"<[^>]+>", "", row)) for row in re.findall(r"<li[^>]*><span>(.*?)</span>", bars.group())]
    assert drawn[:6] == names
    assert "Auto Router" not in bars.group()


def test_every_place_that_ranks_says_the_same(client):
    """The model's page, the ranking, its file, the picture and the badge; and so after a cheaper one has come."""
    visit(image_models(), FIRST_DAY)
    assert ranks(client) == {"#1 of 6"}
    cheaper = image_models()
    cheaper["data"] += [
        like_the_first(cheaper, "google/gemini-3.1-flash-lite-image", prompt="0.00000025", completion="0.0000015"),
        like_the_first(cheaper, "acme/by-the-picture", prompt="0", completion="0"),
    ]
    visit(cheaper, SECOND_DAY)
    assert ranks(client) == {"#2 of 7"}
    ranking = client.get(RANKING).content.decode()
    assert "7 image models with a published output price" in ranking
    assert "1 router and 1 not published left out" in ranking


def like_the_first(answer: dict, external_id: str, **pricing: str) -> dict:
    name = external_id.rpartition("/")[2]
    return {**answer["data"][0], "id": external_id, "canonical_slug": external_id, "name": name, "pricing": pricing}


def ranks(client: Client) -> set[str]:
    """Of GPT-5 Image Mini by output price, as each of them has it."""
    own, ranking = client.get(ADDRESS).content.decode(), client.get(RANKING).content.decode()
    bars = re.search(r'<a class="own" href="/rankings/image/output-price/">(#[^<]*)</a>', own)
    place = re.search(r'class="place">(#\d+)</td><th[^>]*><a href="/models/openai/gpt-5-image-mini/">', ranking)
    size = re.search(r'<p id="cohort">(\d+) image models', ranking)
    rows = list(csv.DictReader(StringIO(client.get("/rankings/image/output-price.csv").content.decode())))
    row = next(row for row in rows if row["id"] == "openai/gpt-5-image-mini")
    picture = client.get(f"{ADDRESS}charts/output-price.svg").content.decode()
    badge = client.get(f"{ADDRESS}badges/output-price.svg").content.decode()
    assert bars
    assert place
    assert size
    assert 'fill="url(#stripe)"' in own
    return {
        bars[1],
        f"{place[1]} of {size[1]}",
        f"#{row['rank']} of {sum(bool(one['rank']) for one in rows)}",
        re.findall(r"#\d+ of \d+", picture)[0],
        re.findall(r"#\d+ of \d+", badge)[0],
    }


def test_it_adds_no_history_for_a_price_that_did_not_move(client):
    visit(image_models(), FIRST_DAY)
    before = set(PriceSheet.objects.values_list("pk", "valid_from", "valid_until"))
    visit(image_models(), SECOND_DAY)
    assert set(PriceSheet.objects.values_list("pk", "valid_from", "valid_until")) == before
    page = words(client)
    assert "#1 of 6" in page
    assert "first read 15 May 2026, last read 16 May 2026" in page
    assert "Nothing moved: Input at" in page


def test_it_shows_a_price_that_moved_with_the_one_before(client):
    visit(image_models(), FIRST_DAY)
    words(client)
    visit(image_models(mini="0.000003"), THIRD_DAY)
    page = words(client)
    assert "#2= of 6" in page
    assert "17 May 2026 Output $2.00 $3.00" in page
    assert "Output rose from $2.00 to $3.00 on 17 May 2026. Unmoved: Input at" in page
