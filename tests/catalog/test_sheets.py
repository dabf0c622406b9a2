"""Charts as documents of their own: well-formed, with their sources inside and nothing that a policy forbids."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from catalog import wording
from catalog.charts import (
    Badge,
    Caption,
    Series,
    badge,
    bar_chart,
    bar_sheet,
    notice,
    scatter_sheet,
    step_sheet,
)
from catalog.charts.text import balanced, cut, lines, width
from catalog.ranking import Contender, Entry, neighbours, rank

SVG = "{http://www.w3.org/2000/svg}"
DAY = datetime(2026, 5, 15, tzinfo=UTC)
CAPTION = Caption(
    "Output price of <image> models & others",
    "GPT-5 Image Mini is #1 of 6; lower is better.",
    "Source: OpenRouter, read 15 May 2026",
    "almanac.example/rankings/image/output-price/",
)
IMAGE_PRICES = {"GPT-5 Image Mini": "2", "Gemini 2.5 Flash Image": "2.5", "GPT-5 Image": "10", "GPT-5.4 Image 2": "15"}


def document(template: str, drawing: Any) -> ElementTree.Element:
    """What is served, parsed as strictly as any reader of XML would."""
    text = render_to_string(f"charts/{template}.svg", {"drawing": drawing, "badge": drawing})
    for forbidden in ("style", "<script", "http://", "https://", "href", "class="):
        assert forbidden not in text.replace("http://www.w3.org/2000/svg", "")
    return ElementTree.fromstring(text)  # noqa: S314 - our own text


def texts(root: ElementTree.Element) -> list[str]:
    return ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]


def bars(names: dict[str, str] = IMAGE_PRICES, limit: int = 12, **options: Any) -> ElementTree.Element:
    ranking = rank([Entry(name, name, Decimal(price)) for name, price in names.items()], higher_is_better=False)
    chart = bar_chart(
        neighbours(ranking, "GPT-5 Image Mini", limit), "GPT-5 Image Mini", shown=wording.dollars, **options
    )
    return document("bars", bar_sheet(chart, CAPTION))


def contenders(count: int = 12) -> list[Contender]:
    return [Contender(str(n), f"Model {n}", Decimal(1 + n * 7 % 11).scaleb(-6), Decimal(n)) for n in range(count)]


def scatter_document() -> ElementTree.Element:
    sheet = scatter_sheet(
        contenders(),
        "3",
        CAPTION,
        price_title="US dollars per 1M tokens, logarithmic",
        score_title="Intelligence index",
        price_shown=wording.price,
        score_shown=lambda value: wording.measured(value, 1),
    )
    return document("scatter", sheet)


def step_document() -> ElementTree.Element:
    series = [
        Series(str(n), f"Model {n}", [(DAY, Decimal(n)), (DAY + timedelta(days=30), Decimal(2))]) for n in range(3)
    ]
    return document(
        "steps", step_sheet(series, DAY, DAY + timedelta(days=90), CAPTION, own_key="1", shown=wording.dollars)
    )


@pytest.mark.parametrize("draw", [bars, scatter_document, step_document, lambda: document("notice", notice(CAPTION))])
def test_it_holds_title_words_sources_and_name_within_its_frame(draw) -> None:
    root = draw()
    assert root.findtext(f"{SVG}title") == CAPTION.title
    assert root.findtext(f"{SVG}desc") == f"{CAPTION.words} {CAPTION.source}"
    assert root.get("width") == "720"
    said = texts(root)
    assert said[0] == CAPTION.title
    for part in (CAPTION.words, CAPTION.source, CAPTION.address, "Model Almanac"):
        assert part in said
    last = max(float(element.get("y", 0)) for element in root.iter(f"{SVG}text"))
    assert last < float(root.get("height", 0))


def test_it_stripes_the_own_bar_and_writes_every_value() -> None:
    root = bars()
    assert [rect.get("fill") for rect in root.iter(f"{SVG}rect")].count("url(#stripe)") == 1
    said = texts(root)
    for name, price in (("GPT-5 Image Mini", "$2.00"), ("GPT-5.4 Image 2", "$15.00")):
        assert said[said.index(name) + 1] == price
    assert [text for text in said if text in ("$0", "$5", "$10", "$15")] == ["$0", "$5", "$10", "$15"]


def test_it_says_how_many_bars_are_left_out_and_draws_intervals() -> None:
    names = {f"Model {n}": str(n + 3) for n in range(20)} | {"GPT-5 Image Mini": "18"}
    root = bars(names, limit=6, intervals={"GPT-5 Image Mini": (Decimal(17), Decimal(19))})
    said = texts(root)
    assert "11 more" in said
    assert "4 more" in said
    assert [line.get("y1") for line in root.iter(f"{SVG}line")].count("50%") == 1


def test_it_cuts_names_that_would_run_into_the_bars() -> None:
    long = "A model whose name goes on and on, and then on again, and on"
    assert any(text.endswith("\N{HORIZONTAL ELLIPSIS}") for text in texts(bars({**IMAGE_PRICES, long: "3"})))


def test_it_breaks_a_long_title_and_a_long_sentence() -> None:
    caption = Caption("Price " * 20, "Words and more words. " * 20, "A source, and another. " * 10)
    root = document("notice", notice(caption))
    said = texts(root)
    assert len([text for text in said if text.startswith("Price")]) == 3
    assert len(said) > 7
    assert float(root.get("height", 0)) > 250


def test_it_draws_dots_in_three_signs() -> None:
    circles = list(scatter_document().iter(f"{SVG}circle"))
    assert len(circles) == 12 + 2  # and those that explain the signs
    assert len([circle for circle in circles if circle.get("fill") == "url(#stripe)"]) == 1


def test_it_draws_lines_in_patterns_with_the_own_one_in_red() -> None:
    paths = [path for path in step_document().iter(f"{SVG}path") if path.get("stroke-dasharray")]
    assert len({path.get("stroke-dasharray") for path in paths}) == 3
    assert [path.get("stroke") for path in paths].count("#ab1023") == 1


# Badges


def made() -> Badge:
    return badge("Model Almanac", "#1", "of 6 on price", "GPT-5 Image Mini: #1 of 6 by output price, 15 May 2026")


def test_it_makes_a_badge_of_two_parts() -> None:
    root = document("badge", made())
    assert texts(root) == ["Model Almanac", "#1 of 6 on price"]
    assert root.findtext(f"{SVG}title") == "GPT-5 Image Mini: #1 of 6 by output price, 15 May 2026"
    assert root.get("height") == "28"


def test_it_makes_room_for_what_a_badge_says() -> None:
    one, other = made(), badge("Model Almanac", "", "intelligence: not passed on", "")
    assert one.width < other.width
    assert one.split == other.split
    assert texts(document("badge", other))[1] == "intelligence: not passed on"
    assert other.width - other.split >= width(other.rest, 12)


# Text


def test_it_counts_characters_it_does_not_know_as_wide() -> None:
    assert width("模型", 10) == 28
    assert width("il", 10) < width("mm", 10)
    assert width("name", 10, heavy=True) > width("name", 10)


def test_it_cuts_at_the_last_character_that_fits() -> None:
    assert cut("Gemini", 200, 12) == "Gemini"
    assert cut("Gemini Flash", 60, 12) == "Gemini\N{HORIZONTAL ELLIPSIS}"
    assert width(cut("m" * 50, 100, 12), 12) <= 100
    assert cut("m", 1, 12) == "\N{HORIZONTAL ELLIPSIS}"


def test_it_breaks_lines_between_words_and_cuts_the_last() -> None:
    assert lines("one two three", 60, 12) == ("one two", "three")
    assert lines("", 60, 12) == ()
    assert lines("one two three four five", 60, 12, most=2) == ("one two", "three f\N{HORIZONTAL ELLIPSIS}")
    assert balanced("one two three four five six", 155, 12) == ("one two three", "four five six")
