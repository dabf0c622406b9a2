"""/rankings/<class>/<figure>/: order, ties, who is left out, filters, pages, and what odd addresses do to it."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import AIModel, Metric, ModelClass, PriceRow
from tests.catalog.rankings import measure, page_of, router, table, words
from tests.factories import AIModelFactory, ClaimFactory, CreatorFactory, PriceSheetFactory, source
from tests.public_pages import priced

pytestmark = pytest.mark.django_db

BY_OUTPUT = "/rankings/image/output-price/"
BY_INTELLIGENCE = "/rankings/text/intelligence-index/"


def image(slug: str, output: str, **columns) -> AIModel:
    return priced(slug, output, image_model=True, **columns)


@pytest.fixture
def six() -> None:
    """Six image models with a price, two alike, one of each kind without, and a router."""
    for slug, output in {"gpt-a": "2", "gpt-b": "2.5", "gpt-c": "2.5", "gpt-d": "10", "gpt-e": "12"}.items():
        image(slug, output)
    image("gemini", "15", creator=CreatorFactory(slug="google"), lifecycle="deprecated")
    AIModelFactory(image_model=True, slug="given", name="Given", price_state="free", input_price=0, output_price=0)
    AIModelFactory(image_model=True, slug="auto", name="Auto", price_state="varies")
    AIModelFactory(image_model=True, slug="thinker", name="Thinker", price_state="no_plain")
    AIModelFactory(image_model=True, slug="silent", name="Silent", price_state="unpublished")
    image("gone", "0.01", lifecycle="retired")
    image("coming", "0.01", lifecycle="announced")
    priced("a-text-model", "0.01")
    router()


def test_it_ranks_a_class_with_ties_and_leaves_out_what_has_no_price(client, six):
    html = page_of(client, BY_OUTPUT)
    assert table(html) == [
        "#1 GPT A OpenAI $2.00",
        "#2= GPT B OpenAI $2.50",
        "#2= GPT C OpenAI $2.50",
        "#4 GPT D OpenAI $10.00",
        "#5 GPT E OpenAI $12.00",
        "#6 Gemini Google $15.00",
    ]
    page = words(html)
    assert "Image models by output price" in page
    assert "GPT A asks least, $2.00 per 1M tokens of output; Gemini asks most, $15.00." in page
    assert (
        "6 image models with a published output price; 1 router, 1 not published, 1 free of charge, 1 of varying price "
        "and 1 not sold in the plain variant left out. Lower is better." in page
    )


def test_it_lists_those_without_a_rank_apart_with_the_reason(client, six):
    apart = words(page_of(client, BY_OUTPUT).partition('id="left-out"')[2])
    assert "1 router openrouter/auto." in apart
    for reason in ("1 not published Silent", "1 free of charge Given", "1 of varying price Auto"):
        assert reason in apart
    assert "1 not sold in the plain variant Thinker" in apart
    assert "GPT" not in apart


def test_it_never_takes_what_costs_0_for_the_cheapest(client, six):
    image("sold-by-the-picture", "0", name="Sold By The Picture")
    html = page_of(client, BY_OUTPUT)
    assert table(html)[0] == "#1 GPT A OpenAI $2.00"
    assert "2 not published Silent Sold By The Picture" in words(html)
    assert "$0.00" not in words(html)


def test_it_says_who_states_the_figures_and_when_they_were_read(client):
    model = image("gpt-a", "2")
    PriceSheetFactory(offer__ai_model=model, rates={"output": "0.000002"})
    assert "Source: OpenRouter, read 15 May 2026." in words(page_of(client, BY_OUTPUT))
    ClaimFactory(ai_model=model, fact="context_window", value=128_000, source=source("models-dev"))
    assert "Source: models.dev, read 15 May 2026." in words(page_of(client, "/rankings/image/context-window/"))


def test_it_ranks_what_was_measured_by_the_best_configuration_and_names_it(client):
    first, second = AIModelFactory(name="First"), AIModelFactory(name="Second")
    AIModelFactory(name="Unmeasured")
    measure(first, "intelligence-index", "41.5", configuration="low")
    measure(first, "intelligence-index", "57.256", configuration="high", low=Decimal("55"), high=Decimal("59.5"))
    measure(second, "intelligence-index", "57.2559", configuration="max")
    html = page_of(client, BY_INTELLIGENCE)
    assert table(html) == ["#1 First OpenAI high 57.3 55.0 to 59.5", "#2 Second OpenAI max 57.3"]
    page = words(html)
    assert "2 text models with a measured intelligence index; 1 not measured left out. Higher is better." in page
    assert (
        "Measured by Artificial Analysis, read 15 May 2026. Source: Artificial Analysis (artificialanalysis.ai)."
        in page
    )
    assert html.count('class="range"') == 1
    assert "The terms of Artificial Analysis let us show these figures and not pass them on" in page
    assert ".csv" not in html


def test_it_ranks_by_a_metric_that_no_list_keeps_and_by_what_is_better_lower(client):
    slow, swift = AIModelFactory(name="Slow"), AIModelFactory(name="Swift")
    for model, seconds in ((slow, "2.5"), (swift, "0.31")):
        measure(model, "time-to-first-token", seconds, configuration="high")
        measure(model, "time-to-first-token", "90", configuration="low")
    assert table(page_of(client, "/rankings/text/time-to-first-token/")) == [
        "#1 Swift OpenAI high 0.31", "#2 Slow OpenAI high 2.50",
    ]  # fmt: skip


def test_it_ignores_measurements_of_an_earlier_scale(client):
    model = AIModelFactory(name="Measured")
    measure(model, "coding-index", "60")
    assert client.get("/rankings/text/coding-index/").status_code == 200
    Metric.objects.filter(slug="coding-index").update(scale_version="2026-06-22")
    cache.clear()
    assert client.get("/rankings/text/coding-index/").status_code == 404


def test_it_ranks_by_the_price_of_one_image_at_the_size_that_costs_least(client):
    for name, amounts in {"Large": {"1k": "0.04", "4k": "0.12"}, "Small": {"1k": "0.03", "": "0"}}.items():
        sheet = PriceSheetFactory(
            offer__ai_model=AIModelFactory(image_model=True, name=name), source=source("openrouter-images")
        )
        for position, (size, amount) in enumerate(amounts.items()):
            PriceRow.objects.create(
                sheet=sheet, position=position, meter="image_output", amount=Decimal(amount), unit="image", detail=size
            )
    html = page_of(client, "/rankings/image/image-price/")
    assert table(html) == ["#1 Small OpenAI 1k $0.03", "#2 Large OpenAI 1k $0.04"]
    assert "Source: OpenRouter image prices, read 15 May 2026." in words(html)


def test_it_keeps_the_ranks_of_the_whole_class_when_filtered_and_says_so(client, six):
    html = page_of(client, f"{BY_OUTPUT}?creator=google")
    assert table(html) == ["#6 Gemini Google $15.00"]
    page = words(html)
    assert "1\N{EN DASH}1 of 1 with Google Clear" in page
    assert "Ranks are those of the whole class, 6 image models: filters leave them as they are." in page
    assert "6 image models with a published output price" in page
    assert "Silent" not in page


@pytest.mark.parametrize("typed", ["2.5", "$2.50", "2,50", " 2.50 USD", "US$2.5", ".25e1"])
def test_it_takes_a_price_at_most_as_people_write_it(client, six, typed):
    html = page_of(client, f"{BY_OUTPUT}?price={typed}".replace("$", "%24").replace(" ", "+"))
    if "e" in typed:
        assert "Write an amount in US dollars, such as 2.50." in words(html)
        assert len(table(html)) == 6
    else:
        assert table(html) == ["#1 GPT A OpenAI $2.00", "#2= GPT B OpenAI $2.50", "#2= GPT C OpenAI $2.50"]
        assert "at most $2.50 for 1M tokens of output" in words(html)


def test_it_reads_thousands_as_such(client, six):
    assert len(table(page_of(client, f"{BY_OUTPUT}?price=1,000"))) == 6


@pytest.mark.parametrize("typed", ["cheap", "-1", "NaN", "1e9", "1.2.3", "1,0,0", "٣", "%00", "9" * 40])
def test_it_says_what_is_wrong_with_a_price_and_shows_everybody(client, six, typed):
    html = page_of(client, f"{BY_OUTPUT}?price={typed}")
    if typed == "9" * 40:  # Cut at the length of the field: a large amount.
        assert len(table(html)) == 6
        return
    assert ("Write an amount in US dollars" in words(html)) == (typed != "%00")
    assert len(table(html)) == 6


def test_it_shows_what_is_free_or_unpriced_apart_whatever_the_price_at_most(client, six):
    apart = words(page_of(client, f"{BY_OUTPUT}?price=2").partition('id="left-out"')[2])
    assert "1 free of charge Given" in apart
    assert "Silent" not in apart


def test_it_filters_by_open_weights_and_context(client):
    image("open-wide", "3", open_weights="yes", context_window=400_000)
    image("open-narrow", "2", open_weights="yes", context_window=32_000)
    image("closed", "1", open_weights="no", context_window=1_000_000)
    assert table(page_of(client, f"{BY_OUTPUT}?weights=open&context=128000")) == ["#3 Open Wide OpenAI $3.00"]
    html = page_of(client, f"{BY_OUTPUT}?weights=open")
    assert 'value="128000" id="context-128000">128K<span class="c">1<' in html


def test_it_drops_what_does_not_exist_and_says_so(client, six):
    html = page_of(client, f"{BY_OUTPUT}?creator=nobody&context=7&weights=closed&page=99")
    assert "Nothing here is called closed, 7, nobody" in words(html)
    assert len(table(html)) == 6


def test_it_says_so_when_nobody_meets_the_filters(client, six):
    page = words(page_of(client, f"{BY_OUTPUT}?price=1"))
    assert "No ranked model meets all of this Show all 6" in page


def test_it_answers_htmx_with_the_part_and_its_plain_address(client, six):
    response = client.get(f"{BY_OUTPUT}?creator=google&_part=results")
    html = response.content.decode()
    assert "<html" not in html
    assert table(html) == ["#6 Gemini Google $15.00"]
    assert response["HX-Push-Url"] == f"{BY_OUTPUT}?creator=google"
    assert '<p hx-swap-oob="innerHTML:#found">1 of 6 shown</p>' in html


def test_it_turns_pages_of_a_hundred_on_one_axis(client):
    for number in range(1, 131):
        image(f"model-{number:03}", str(number))
    first, second = page_of(client, BY_OUTPUT), page_of(client, f"{BY_OUTPUT}?page=2")
    assert table(first)[-1] == "#100 Model 100 OpenAI $100.00"
    assert table(second)[0] == "#101 Model 101 OpenAI $101.00"
    assert len(table(second)) == 30
    assert (
        first.partition('<defs><g id="rank-grid">')[2].partition("</g>")[0]
        == second.partition('<defs><g id="rank-grid">')[2].partition("</g>")[0]
    )
    assert f'rel="next" href="{BY_OUTPUT}?page=2"' in first
    assert f'rel="prev" href="{BY_OUTPUT}"' in second


def test_it_draws_dots_where_bars_would_be_hairs(client):
    image("cheap", "0.01")
    image("dear", "600")
    html = page_of(client, BY_OUTPUT)
    assert 'class="bar" cx="0.00%"' in html
    assert "<rect" not in html.partition("<tbody")[2].partition("</tbody>")[0]
    assert "The axis is logarithmic." in words(html)
    AIModel.objects.filter(slug="dear").update(output_price=Decimal("0.0000005"))
    assert "<rect" in page_of(client, f"{BY_OUTPUT}?price=1").partition("<tbody")[2]


def test_it_leads_to_the_other_figures_and_classes(client, six):
    html = page_of(client, BY_OUTPUT)
    assert '<a href="/rankings/image/output-price/" aria-current="page">Output price</a>' in html
    assert '<a href="/rankings/image/context-window/">Context window</a>' in html
    assert '<a href="/rankings/text/output-price/">Text</a>' in html


def test_it_folds_the_figures_that_few_ask_for(client):
    model = priced("gpt", "2")
    for metric in Metric.objects.exclude(slug="image-elo"):
        measure(model, metric.slug, "50")
    html = page_of(client, "/rankings/text/gpqa/")
    leading, _, folded = html.partition('<nav class="links choices" aria-label="Figure">')[2].partition("<details")
    assert '<a href="/rankings/text/gpqa/" aria-current="page">GPQA Diamond</a>' in leading
    assert ">Price against intelligence</a>" in leading
    assert "more</summary>" in folded
    assert ">τ²-Bench</a>" in folded


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/rankings/image/gpqa/", "No image model has a figure called “gpqa”, published or measured."),
        ("/rankings/image/image-elo/", "No image model has a figure called “image-elo”"),
        ("/rankings/image/price-and-intelligence/", "No image model has a figure called “price-and-intelligence”"),
        ("/rankings/pictures/output-price/", "No class of models is called “pictures”."),
        ("/rankings/pictures/", "No class of models is called “pictures”."),
        ("/rankings/video/output-price/", "No video model has a published price"),
        ("/rankings/video/", "No video model has a published price"),
    ],
)
def test_it_names_what_there_is_where_there_is_no_such_ranking(client, six, address, told):
    response = client.get(address)
    assert response.status_code == 404
    page = response.content.decode()
    assert told in words(page)
    assert '<a href="/rankings/image/' in page


def test_the_address_of_a_class_leads_to_all_of_its_rankings(client, six):
    assert client.get("/rankings/image/").headers["Location"] == "/rankings/#image"


def test_the_index_names_the_first_of_every_ranking_and_how_many_are_ranked(client, six):
    AIModel.objects.filter(slug="gpt-b").update(output_price=Decimal("0.000002"))
    measure(AIModel.objects.get(slug="a-text-model"), "gpqa", "0.851")
    html = page_of(client, "/rankings/")
    rows = table(html.partition('id="image"')[2])
    assert rows == [
        "Output price GPT A and 1 other $2.00 6",
        "Input price GPT A $2.00 6",
        "Context window Auto and 9 others 128,000 10",
    ]
    assert "GPQA Diamond A Text Model 0.851 1" in table(html.partition('id="text"')[2])
    assert 'href="/rankings/image/output-price/"' in html


def test_the_index_stands_with_an_empty_database(client):
    assert "No model has been read yet" in words(page_of(client, "/rankings/"))


def test_the_masthead_leads_to_the_rankings(client, six):
    assert '<a href="/rankings/" aria-current="page">Rankings</a>' in page_of(client, "/rankings/")
    assert '<a href="/rankings/">Rankings</a>' in page_of(client, "/models/")


def test_it_shows_a_moved_price_at_once(client, six):
    assert table(page_of(client, BY_OUTPUT))[0].startswith("#1 GPT A")
    AIModel.objects.filter(slug="gpt-e").update(output_price=Decimal("0.000001"))
    ModelClass.objects.filter(slug="image").renew()
    assert table(page_of(client, BY_OUTPUT))[0] == "#1 GPT E OpenAI $1.00"


@pytest.mark.parametrize(
    "address",
    [
        "/rankings/",
        f"{BY_OUTPUT}?price=900",
        f"{BY_INTELLIGENCE}?weights=open",
        "/rankings/text/price-and-intelligence/?blend=1:1",
    ],
)
def test_it_costs_a_constant_number_of_queries(client, address):
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    def more(count: int) -> None:
        for number in range(count):
            image(f"image-{count}-{number}", str(number + 1))
            measure(priced(f"text-{count}-{number}", str(number + 1)), "intelligence-index", str(number))

    more(2)
    few = queries()
    more(40)
    assert queries() == few


def test_one_query_ranks_a_whole_class_and_an_index_can_answer_it_alone(client):
    image("gpt-a", "2")
    with CaptureQueriesContext(connection) as asked:
        client.get(BY_OUTPUT)
    of_all = [one["sql"] for one in asked if '"output_price"' in one["sql"] and "COUNT" not in one["sql"]]
    assert len(of_all) == 1
    index = "model_rank_output_price"
    with connection.cursor() as cursor:
        # A handful of rows are read whole, or by whatever index comes first: so this one is made the only way.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname ~ '^(model_|catalog_aimodel_model_class)'")
        for (other,) in cursor.fetchall():
            if other not in (index, "model_once_an_address"):
                cursor.execute(f'DROP INDEX "{other}"')
        cursor.execute(f"EXPLAIN {of_all[0]}")
        assert f"Index Only Scan using {index}" in cursor.fetchall()[0][0]


def test_it_has_an_index_for_every_column_that_is_ranked_by():
    names = {index.name for index in AIModel._meta.indexes}
    for column in ("output_price", "input_price", "context_window", "intelligence_index", "output_speed", "image_elo"):
        assert f"model_rank_{column}" in names
