"""How figures look: exact, aligned, and never a 0 where nothing is known."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.template import Context, Template

from catalog.models import AIModel
from catalog.templatetags.figures import price_places


def shown(template: str, **context) -> str:
    return Template("{% autoescape on %}" + template + "{% endautoescape %}").render(Context(context))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.0000025", "$2.50"),
        ("0.000002", "$2.00"),
        ("0.000000039", "$0.039"),
        ("0.000000075000000000000000", "$0.075"),
        ("0.00000007859", "$0.07859"),
        ("0.00015", "$150.00"),
        ("0.0012", "$1,200.00"),
        ("0E-24", "$0.00"),
        ("1E-6", "$1.00"),
    ],
)
def test_it_shows_a_price_per_token_per_million(amount, text):
    assert shown("{{ amount|price }}", amount=Decimal(amount)) == text


@pytest.mark.parametrize("name", ["price", "usd", "money", "tokens", "window", "day"])
def test_it_says_not_published_where_nobody_says(name):
    assert shown(f"{{{{ nothing|{name} }}}}", nothing=None) == '<span class="none">not published</span>'


def test_it_says_not_measured_where_nobody_measured():
    assert shown("{{ nothing|rate:0 }}", nothing=None) == '<span class="none">not measured</span>'


def test_it_aligns_a_column_by_hidden_zeros():
    amounts = [Decimal("0.000000039"), Decimal("0.000002"), None]
    assert price_places(amounts) == 3
    assert shown("{{ a|price:3 }}", a=amounts[1]) == '$2.00<span class="pad" aria-hidden="true">0</span>'
    assert shown("{{ a|price:3 }}", a=amounts[0]) == "$0.039"


@pytest.mark.parametrize(
    ("amount", "text"), [("107", "$107.00"), ("0.0107", "$0.0107"), ("1234567.5", "$1,234,567.50")]
)
def test_it_shows_money_to_the_last_digit(amount, text):
    assert shown("{{ a|usd }} {{ a|money }}", a=Decimal(amount)) == f"{text} {text[1:]}"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (400_000, "400K"),
        (1_048_576, "1.05M"),
        (32_768, "32.8K"),
        (131_072, "131K"),
        (1_000_000, "1M"),
        (999_999, "1M"),
        (512, "512"),
    ],
)
def test_it_shortens_a_window_and_says_it_in_full_to_screen_readers(number, text):
    result = shown("{{ n|window }}", n=number)
    assert f">{text}</span>" in result
    assert f'<span class="hide">{number:,} tokens</span>' in result
    assert result.startswith(f'<data value="{number}">')


def test_it_counts_tokens_in_full():
    assert shown("{{ n|tokens }}", n=128000) == '<data value="128000">128,000</data>'


@pytest.mark.parametrize(
    "moment",
    [
        date(2026, 5, 5),
        datetime(2026, 5, 5, 23, 59, tzinfo=UTC),
        datetime(2026, 5, 6, 1, 0, tzinfo=timezone(timedelta(hours=2))),
    ],
)
def test_it_dates_by_the_day_in_utc(moment):
    assert shown("{{ d|day }}", d=moment) == '<time datetime="2026-05-05">5 May 2026</time>'


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("51", 1, "51.0"),
        ("45.85", 1, "45.9"),
        ("212.4", 0, "212"),
        ("1203", 0, "1,203"),
        ("0.004", 1, "0.004"),
        ("0", 1, "0.0"),
    ],
)
def test_it_rounds_what_was_measured_but_not_to_nothing(value, decimals, text):
    assert shown("{{ v|rate:d }}", v=Decimal(value), d=decimals) == text


def test_it_tells_the_four_states_of_a_capability():
    assert shown("{{ 'yes'|capability }} {{ 'no'|capability }}") == "Yes No"
    assert shown("{{ 'disagree'|capability }}") == '<span class="differ">Sources disagree</span>'
    assert shown("{{ 'unknown'|capability }}") == '<span class="none">not published</span>'


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("published", "$2.50"),
        ("free", "free"),
        ("varies", '<span class="none">varies</span>'),
        ("unpublished", '<span class="none">not published</span>'),
        ("no_plain", '<span class="none">no plain variant</span>'),
    ],
)
def test_it_says_why_a_model_has_no_price(state, text):
    model = AIModel(price_state=state, input_price=Decimal("0.0000025"))
    assert shown('{% model_price model "input" %}', model=model) == text


def test_it_says_not_published_of_the_one_meter_that_has_no_price():
    model = AIModel(price_state="published", input_price=Decimal("0.0000025"))
    assert shown('{% model_price model "output" %}', model=model) == '<span class="none">not published</span>'


def test_it_marks_the_lifecycle_by_shape_and_word():
    assert shown("{{ 'active'|life }}") == '<span class="life">Active</span>'
    assert shown("{{ 'deprecated'|life }}") == '<span class="life old">Deprecated</span>'
