"""References in prose: found, known or not, and what was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.references import Reference, Vocabulary, faults, pieces, references_in, without_references

NAMES = Vocabulary(["intelligence-index", "output-speed"])


def test_it_parts_a_text_into_words_and_references() -> None:
    assert list(pieces("At {{price.output}}, {{ name }}.")) == [
        "At ", Reference("price.output"), ", ", Reference("name"), ".",
    ]  # fmt: skip
    assert list(pieces("{{name}}{{name}}")) == [Reference("name"), Reference("name")]
    assert list(pieces("")) == []


def test_it_names_each_figure_once() -> None:
    assert references_in("{{name}} {{price.input}} {{name}}") == ["name", "price.input"]


@given(st.text(alphabet="{} na\n.mé\0", max_size=40))
def test_it_loses_no_letter_of_any_text(text: str) -> None:
    back = "".join(f"{{{{{one.name}}}}}" if isinstance(one, Reference) else one for one in pieces(text))
    assert back.replace(" ", "") == text.replace(" ", "")
    assert isinstance(faults(text, NAMES), list)


@pytest.mark.parametrize(
    "name",
    ["name", "class", "context_window", "price.cache_read", "price.web_search", "rank.output-price",
     "rank.image-price", "rank.output-speed", "score.intelligence-index"],
)  # fmt: skip
def test_it_knows(name: str) -> None:
    assert faults(f"{{{{{name}}}}}", NAMES) == []


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("price.outptu", "price.output"),
        ("output_price", "price.output"),
        ("Context window", "context_window"),
        ("rank.outputprice", "rank.output-price"),
        ("score.intelligence", "score.intelligence-index"),
        ("score.image-elo", "score."),
        ("", ""),
    ],
)
def test_it_names_the_nearest_to_what_it_does_not_know(typed: str, nearest: str) -> None:
    (said,) = faults(f"It is {{{{{typed}}}}}.", NAMES)
    assert said.startswith(f"There is no figure {{{{{typed}}}}}. The nearest is {{{{{nearest}")


@pytest.mark.parametrize("text", ["{{price.output", "price.output}}", "{{price\n.output}}", "{{{{name}}}}"])
def test_it_complains_of_braces_that_stand_alone(text: str) -> None:
    assert "Two braces stand alone: write a reference as {{price.output}}, on one line." in faults(text, NAMES)


def test_it_leaves_what_was_typed() -> None:
    assert without_references("At {{price.output}} or $2.00") == "At — or $2.00"
