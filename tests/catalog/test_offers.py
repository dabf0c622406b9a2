"""The table of a model's offers: who leads it, in which order it stands, and what is compared with what."""

import re
from decimal import Decimal

import pytest

from catalog.models import AIModel
from catalog.templatetags.page_head import tight
from tests.catalog.test_model_page import part, read, words
from tests.factories import OBSERVED, ClaimFactory, OfferFactory, PriceSheetFactory, source
from tests.hosting import ENDPOINTS
from tests.public_pages import priced

pytestmark = pytest.mark.django_db


def offers(client, address: str) -> list[tuple[str, str]]:
    """The sellers of the table of offers in its order, each with its marks; headings of variants in capitals."""
    section = re.search(r'id="providers".*?</table>', read(client, address), re.DOTALL)
    assert section
    rows = re.findall(r'<th scope="row(?:group)?"[^>]*>.*?(?:<span class="sub|</th>)', section.group(), re.DOTALL)
    return [_offer(row) for row in rows]


def _offer(row: str) -> tuple[str, str]:
    marks = re.findall(r'class="best">([^<]*)<', row)
    named = words(
        re.sub(
            r"<sup.*?</sup>|<span class=\"best\">.*?</span>", "", row.removesuffix('<span class="sub'), flags=re.DOTALL
        )
    )
    return (named.upper() if "rowgroup" in row else named), ", ".join(marks)


def make_hosts(**hosts: tuple[str | None, int | None]) -> AIModel:
    """A model sold by these hosts: output price in dollars per million tokens, tokens a second; None is not known."""
    model = priced("swift", "1.00")
    PriceSheetFactory(offer=OfferFactory(ai_model=model), rates={"output": "0.000001"})
    for name, (output, speed) in hosts.items():
        make_host(model, name, output, throughput=speed)
    return model


def make_host(model: AIModel, name: str, output: str | None, state: str = "published", **terms) -> None:
    sold = OfferFactory(ai_model=model, provider__slug=name, tag=name, watched_at=OBSERVED, **terms)
    rates = {"input": "0.0000002", "output": Decimal(output) / 10**6} if output else {}
    PriceSheetFactory(offer=sold, source=source(ENDPOINTS), rates=rates, state=state if output else "unpublished")


def offered(client, query: str = "") -> dict[str, str]:
    """Sellers in their order, with their marks."""
    return dict(offers(client, f"/models/openai/swift/{query}"))


def test_it_names_the_cheapest_and_the_fastest_in_words(client):
    make_hosts(dear=("3.00", 90), cheap=("2.00", 40), unpriced=(None, 10), unmeasured=("4.00", None))

    assert offered(client) == {
        "OpenRouter list price": "", "Cheap": "cheapest", "Dear": "fastest", "Unmeasured": "", "Unpriced": "",
    }  # fmt: skip
    shown = part(read(client, "/models/openai/swift/"), "providers")
    assert "It is sold by 4 hosts. Cheap asks least for output, $2.00 per 1M tokens." in shown
    assert "Dear answers fastest, 90 tokens a second." in shown


def test_it_names_all_that_share_the_lead_and_nobody_where_all_are_alike(client):
    model = make_hosts(a=("2.00", 50), b=("2.00", 50))
    assert offered(client) == {"OpenRouter list price": "", "A": "", "B": ""}
    make_host(model, "c", "3.00", throughput=50)
    AIModel.objects.renew()
    assert offered(client)["A"] == "one of 2 cheapest"
    assert offered(client)["C"] == ""
    assert "A and B ask least for output" in part(read(client, "/models/openai/swift/"), "providers")


def test_it_never_calls_what_is_free_unpublished_or_of_another_variant_the_cheapest(client):
    model = make_hosts(a=("2.00", None), b=("3.00", None))
    make_host(model, "gift", "0", "free", variant="free")
    make_host(model, "bulk", "0.50", variant="batch")
    make_host(model, "nought", "0")
    make_host(model, "moody", "0.10", "varies")

    marks = offered(client)
    assert [name for name, mark in marks.items() if mark] == ["A"]
    assert list(marks)[:6] == ["PLAIN", "OpenRouter list price", "Moody", "A", "B", "Nought"]


def test_it_compares_by_the_price_that_the_class_is_ranked_by(client):
    model = priced("swift", "1.00", output_modalities=["embeddings"])
    for name, amount in (("a", "0.000002"), ("b", "0.000001")):
        sold = OfferFactory(ai_model=model, provider__slug=name, tag=name)
        PriceSheetFactory(offer=sold, source=source(ENDPOINTS), rates={"input": amount})

    assert offered(client) == {"B": "cheapest", "A": ""}
    assert "B asks least for input, $1.00 per 1M tokens" in part(read(client, "/models/openai/swift/"), "providers")


def test_it_tells_the_maker_from_the_hosts_and_the_list(client):
    model = make_hosts(a=("2.00", None))
    make_host(model, "openai", "1.50")
    model.offers.filter(provider__slug="openai").update(tag="first-party")

    assert offered(client) == {"OpenRouter list price": "", "Openai direct": "cheapest", "A": ""}
    assert "It is sold by 1 host and its maker directly." in part(read(client, "/models/openai/swift/"), "providers")


ORDERS = {
    "seller": ["Dear", "Fast", "Wide"],
    "-seller": ["Wide", "Fast", "Dear"],
    "output": ["Fast", "Wide", "Dear"],
    "-output": ["Dear", "Wide", "Fast"],
    "context": ["Wide", "Fast", "Dear"],
    "-context": ["Fast", "Wide", "Dear"],
    "quantization": ["Dear", "Fast", "Wide"],
    "uptime": ["Fast", "Dear", "Wide"],
    "speed": ["Fast", "Wide", "Dear"],
    "-speed": ["Wide", "Fast", "Dear"],
    "latency": ["Wide", "Dear", "Fast"],
    "nonsense": ["Fast", "Wide", "Dear"],
}


@pytest.mark.parametrize(("order", "expected"), ORDERS.items())
def test_it_sorts_by_any_column_with_the_unknown_last(client, order, expected):
    model = priced("swift", "1.00")
    PriceSheetFactory(offer=OfferFactory(ai_model=model), rates={"output": "0.000001"})
    make_host(model, "dear", "9", context_window=None, quantization="bf16", uptime=99, latency_ms=700)
    make_host(model, "fast", "1", context_window=8_000, quantization="fp8", uptime=100, throughput=90)
    make_host(model, "wide", "2", context_window=90_000, throughput=10, latency_ms=300)

    assert list(offered(client, f"?hosts={order}")) == ["OpenRouter list price", *expected]


def test_it_leads_from_each_column_to_its_order_and_back(client):
    make_hosts(a=("2.00", 50), b=("3.00", 40))

    page = read(client, "/models/openai/swift/?hosts=speed&calls=7")
    heads = re.search(r'id="hosts".*?</thead>', page, re.DOTALL).group()
    assert re.findall(r'aria-sort="([a-z]+)"><a id="head-hosts-([a-z]+)"', heads) == [("descending", "speed")]
    assert 'href="/models/openai/swift/?calls=7&amp;hosts=-speed#providers"' in heads
    assert 'href="/models/openai/swift/?calls=7&amp;hosts=latency#providers"' in heads
    assert 'href="/models/openai/swift/?calls=7#providers"' in heads
    assert '<link rel="canonical" href="http://localhost:8000/models/openai/swift/">' in page


def test_it_answers_htmx_with_the_table_under_the_letters_of_the_page(client):
    make_hosts(a=("2.00", 50), b=("3.00", 40))
    ClaimFactory(ai_model=AIModel.objects.get(), fact="context_window", value=1, source=source("models-dev"))

    response = client.get("/models/openai/swift/?hosts=speed&_part=providers")
    table = response.content.decode()
    assert "<html" not in table
    assert response["HX-Push-Url"] == "/models/openai/swift/?hosts=speed"
    assert tight(table).strip() in re.sub(
        r"&amp;_part=providers&amp;", "&amp;", read(client, "/models/openai/swift/?hosts=speed")
    )


def test_it_leads_to_the_page_of_each_seller(client):
    make_hosts(a=("2.00", None))
    page = read(client, "/models/openai/swift/")
    assert '<a href="/providers/a/">A</a>' in page
    assert '<a href="/providers/openrouter/">OpenRouter</a>' in page
