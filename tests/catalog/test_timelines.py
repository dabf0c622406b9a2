"""Figures over time on the pages of a model and of a comparison, as fragments, pictures and files."""

import csv
import re
from datetime import datetime, timedelta
from decimal import Decimal
from html import unescape
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import AIModel, Metric
from tests.factories import OBSERVED, AIModelFactory, MeasurementFactory, OfferFactory, PriceSheetFactory, source

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PAGE = "/models/openai/mini/"
PAIR = "/compare/openai/maxi/vs/openai/mini/"


@pytest.fixture
def mini() -> AIModel:
    """Listed for 300 days; its output fell 200 days ago and rose 30 days ago, its input never moved."""
    model = AIModelFactory(slug="mini", name="Mini")
    priced(model, (300, 200, "3"), (200, 30, "1"), (30, None, "2"))
    return model


@pytest.fixture
def maxi() -> AIModel:
    model = AIModelFactory(slug="maxi", name="Maxi")
    priced(model, (100, 60, "10"), (40, None, "8"))
    return model


def ago(days: int) -> datetime:
    return OBSERVED - days * DAY


def priced(model: AIModel, *spells: tuple[int, int | None, str], **offer) -> None:
    """What the output cost from so many days ago until so many, US dollars per million tokens; the input $0.50."""
    listed = OfferFactory(ai_model=model, **offer)
    for begin, end, output in spells:
        PriceSheetFactory(
            offer=listed, valid_from=ago(begin), valid_until=None if end is None else ago(end),
            confirmed_at=ago(end or 0), rates={"input": "0.0000005", "output": Decimal(output) / 10**6},
        )  # fmt: skip


def measured(model: AIModel, begin: int, end: int | None, value: str, scale: str = "", **columns) -> None:
    MeasurementFactory(
        ai_model=model, value=Decimal(value), scale_version=scale, measured_at=ago(begin),
        superseded_at=None if end is None else ago(end), confirmed_at=ago(end or 0), **columns,
    )  # fmt: skip


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def history(client, address: str) -> str:
    """What a reader sees of the part, in one line."""
    html = read(client, address)
    html = html[html.index('id="history"') :]
    html = re.sub(r"<svg[^>]*>.*</svg>", " ", html[html.index(">") + 1 : html.index("</section>")], flags=re.DOTALL)
    return re.sub(r" ([.,;:])", r"\1", " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()))


def rows(client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(read(client, address))))


# A model's prices


def test_it_tells_draws_and_lists_what_prices_did(client, mini):
    said = history(client, PAGE)
    assert "Output moved 2 times, from $3.00 to $2.00, last on 15 Apr 2026. Unmoved: Input at $0.50." in said
    assert "15 Apr 2026 Output $1.00 $2.00 27 Oct 2025 Output $3.00 $1.00" in said
    assert "19 Jul 2025 Output first reading $3.00" in said
    assert "first read 19 Jul 2025, last read 15 May 2026" in said
    assert 'd="M0.00 20.0H33.33V124.0H90.00V72.0H100.00"' in read(client, PAGE)


def test_it_keeps_to_the_window_and_tells_what_held_at_its_beginning(client, mini):
    said = history(client, f"{PAGE}?window=90-days")
    assert "In the 90 days to 15 May 2026: Output rose from $1.00 to $2.00 on 15 Apr 2026." in said
    assert "$3.00" not in said
    assert "27 Oct 2025 Output first reading $1.00" not in said
    assert "27 Oct 2025 Output before the window $1.00" in said
    assert 'd="M0.00 98.0H66.67V20.0H100.00"' in read(client, f"{PAGE}?window=90-days")


def test_it_offers_windows_as_links_and_the_usual_one_has_no_query(client, mini):
    html = read(client, f"{PAGE}?window=year")
    tabs = re.findall(r'id="over-[^"]*" href="([^"]*)" hx-get="([^"]*)"( aria-current)?', unescape(html))
    assert tabs == [
        (f"{PAGE}?window=90-days#history", f"{PAGE}?window=90-days&_part=history", ""),
        (f"{PAGE}?window=year#history", f"{PAGE}?window=year&_part=history", " aria-current"),
        (f"{PAGE}#history", f"{PAGE}?_part=history", ""),
    ]
    assert f'<link rel="canonical" href="http://localhost:8000{PAGE}"' in html


def test_it_answers_with_the_part_alone(client, mini):
    response = client.get(f"{PAGE}?window=year&_part=history")
    assert response.content.decode().startswith('<section class="part" id="history"')
    assert response.headers["HX-Push-Url"] == f"{PAGE}?window=year"


def test_it_says_what_it_could_not_mean(client, mini):
    said = history(client, f"{PAGE}?history=<b>&window=decade")
    assert "There is no history here of “<b>”, “decade”; this is the usual one." in said


def test_it_shows_a_hole_and_an_end_as_such(client):
    gone = AIModelFactory(slug="mini", name="Mini")
    priced(gone, (100, 60, "3"), (40, 10, "3"))
    said = history(client, PAGE)
    assert "Output ended on 5 May 2026" in said
    assert "16 Mar 2026 Output $3.00 not published" in said
    assert 'd="M0.00 20.0H44.44M66.67 20.0H100.00"' in read(client, PAGE)


def test_it_draws_nothing_of_what_was_never_published(client):
    AIModelFactory(slug="mini")
    assert "No price of the plain variant has been published." in history(client, PAGE)
    assert rows(client, f"{PAGE}charts/price-history.csv") == []


def test_it_draws_no_price_that_another_source_states_of_the_same_offer(client, mini):
    offer = mini.offers.get()
    PriceSheetFactory(offer=offer, source=source("models-dev"), rates={"output": "0.000009"})
    assert "$9.00" not in history(client, PAGE)


def test_it_says_nothing_of_an_offer_that_ended_but_how_it_was(client):
    gone = AIModelFactory(slug="mini")
    priced(gone, (100, None, "3"), ended_at=ago(0) - 5 * DAY)
    assert "Output ended on 10 May 2026" in history(client, PAGE)


# A model's scores


def test_it_draws_a_line_a_configuration_the_one_that_counts_in_front(client, mini):
    measured(mini, 90, 30, "40", configuration="low")
    measured(mini, 30, None, "44", configuration="low")
    measured(mini, 90, None, "50", configuration="high")
    said = history(client, f"{PAGE}?history=intelligence-index")
    assert "Low rose from 40.0 to 44.0 on 15 Apr 2026. Unmoved: High at 50.0." in said
    assert "Index points. A line for each configuration; at a new scale it breaks." in said
    html = read(client, f"{PAGE}?history=intelligence-index")
    assert re.findall(r'<text class="line-name( own)?"[^>]*>(\w+)', html) == [(" own", "High"), ("", "Low")]


def test_it_breaks_at_a_new_scale_and_compares_nothing_across(client, mini):
    Metric.objects.filter(slug="intelligence-index").update(scale_version="2026-04-15")
    measured(mini, 90, 30, "60")
    measured(mini, 30, None, "41", scale="2026-04-15")
    html, said = (reader(client, f"{PAGE}?history=intelligence-index") for reader in (read, history))
    assert "Nothing moved: Mini at 41.0. A new scale began on 15 Apr 2026: values before and after" in said
    assert "15 Apr 2026 Mini another scale 41.0" in said
    assert "New scale, 15 Apr 2026" in html
    assert 'd="M0.00 20.0H66.67M66.67 ' in html


def test_it_ends_a_value_whose_source_stays_on_the_old_scale(client, mini):
    Metric.objects.filter(slug="intelligence-index").update(scale_version="2026-04-15")
    measured(mini, 90, None, "60")
    said = history(client, f"{PAGE}?history=intelligence-index")
    assert "Mini ended on 15 Apr 2026" in said


def test_it_keeps_figures_to_the_page_that_terms_keep_there(client, mini):
    measured(mini, 90, None, "51.5")
    assert "do not let us pass on the intelligence index. No file holds it." in history(
        client, f"{PAGE}?history=intelligence-index"
    )
    for kind in ("svg", "csv"):
        text = read(client, f"{PAGE}charts/intelligence-index-history.{kind}")
        assert "51.5" not in text
        assert "do not let us pass on the intelligence index" in " ".join(text.split())
    Metric.objects.update(redistributable=True)
    cache.clear()
    [row] = rows(client, f"{PAGE}charts/intelligence-index-history.csv")
    assert (row["line"], row["value"], row["since"]) == ("Mini", "51.5", "2026-02-14T00:00Z")
    assert "51.5" in read(client, f"{PAGE}charts/intelligence-index-history.svg")


# As files


def test_the_file_has_every_stretch_of_the_window(client, mini):
    found = rows(client, f"{PAGE}charts/price-history.csv?window=year")
    output = [(row["value"], row["since"], row["until"]) for row in found if row["line"] == "Output"]
    assert output == [
        ("3.00", "2025-07-19T00:00Z", "2025-10-27T00:00Z"),
        ("1.00", "2025-10-27T00:00Z", "2026-04-15T00:00Z"),
        ("2.00", "2026-04-15T00:00Z", ""),
    ]
    assert found[0]["source"] == "OpenRouter"
    assert found[0]["page"] == f"http://localhost:8000{PAGE}"


def test_the_picture_holds_title_words_and_source_of_its_window(client, mini):
    page = ElementTree.fromstring(read(client, f"{PAGE}charts/price-history.svg?window=90-days"))  # noqa: S314 - our own
    said = " ".join("".join(page.itertext()).split())
    assert "Mini: price history" in said
    assert "In the 90 days to 15 May 2026: Output rose from $1.00 to $2.00 on 15 Apr 2026." in said
    assert "Source: OpenRouter, read 15 May 2026. First read 19 Jul 2025" in said
    assert f"http://localhost:8000{PAGE}?window=90-days" in said


@pytest.mark.parametrize("address", [f"{PAGE}charts/gpqa-history.svg", f"{PAGE}charts/no-such-history.csv"])
def test_there_is_no_file_of_what_was_never_measured(client, mini, address):
    assert client.get(address).status_code == 404


# Side by side


def test_it_draws_models_side_by_side(client, mini, maxi):
    said = history(client, PAIR)
    assert "Mini moved 2 times, from $3.00 to $2.00, last on 15 Apr 2026" in said
    assert "5 Apr 2026 Maxi not published $8.00" in said
    assert "16 Mar 2026 Maxi $10.00 not published" in said
    assert "Nothing moved: Mini at $0.50 and Maxi at $0.50." not in said
    assert "Maxi at $0.50 and Mini at $0.50" in history(client, f"{PAIR}?history=input-price")


def test_it_compares_by_the_value_that_counted_at_the_time(client, mini, maxi):
    measured(mini, 90, 30, "40", configuration="high")
    measured(mini, 60, None, "45", configuration="low")
    measured(maxi, 90, None, "50")
    said = history(client, f"{PAIR}?history=intelligence-index")
    assert "Mini rose from 40.0 to 45.0 on 16 Mar 2026. Unmoved: Maxi at 50.0." in said


def test_its_tabs_keep_the_models_and_the_files_name_them(client, mini, maxi):
    six = "/compare/?m=openai/mini&m=openai/maxi&only=differences"
    html = unescape(read(client, six))
    assert 'id="over-year" href="/compare/?m=openai/mini&m=openai/maxi&only=differences&window=year#history"' in html
    assert 'href="/compare/history.csv?m=openai/mini&m=openai/maxi"' in html
    assert 'href="/compare/history.csv?m=openai/maxi&m=openai/mini&window=year"' in unescape(
        read(client, f"{PAIR}?window=year")
    )
    lines = {row["line"] for row in rows(client, "/compare/history.csv?m=openai/mini&m=openai/maxi&window=90-days")}
    assert lines == {"Mini", "Maxi"}
    assert client.get("/compare/history.svg").status_code == 404


def test_the_part_of_a_comparison_answers_alone(client, mini, maxi):
    response = client.get(f"{PAIR}?history=input-price&_part=history")
    assert response.content.decode().startswith('<section class="part" id="history"')
    assert response.headers["HX-Push-Url"] == f"{PAIR}?history=input-price"


def test_six_models_cost_as_many_queries_as_two(client, mini, maxi):
    def queries(count: int) -> int:
        cache.clear()
        named = "&".join(f"m={id}" for id in ids[:count])
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/compare/?{named}&_part=history").status_code == 200
        return len(found)

    others = AIModelFactory.create_batch(4)
    for other in others:
        priced(other, *[(9 * n + 9, 9 * n or None, str(n + 1)) for n in reversed(range(20))])
    ids = [model.catalog_id for model in (mini, maxi, *others)]
    assert queries(2) == queries(6)
