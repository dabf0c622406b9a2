"""The sentences that are written from figures: true at every figure, silent where nothing is known."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from catalog import prose
from catalog.ranking import Entry, rank

PER_MILLION = Decimal("0.000001")
SIX = {"own": "2.00", "b": "2.50", "c": "3.00", "d": "10.00", "e": "12.00", "f": "15.00"}


def ranking(values: dict[str, str | None], *, higher_is_better: bool = False, scale: Decimal = PER_MILLION):
    return rank(
        [Entry(key, f"Model {key}", Decimal(value) * scale if value else None) for key, value in values.items()],
        higher_is_better=higher_is_better,
    )


def image_mini(**changes):
    prices = changes.pop("prices", SIX)
    own = prices.get("own")
    subject = prose.Subject(
        key="own",
        name="GPT-5 Image Mini",
        creator="OpenAI",
        class_name="image",
        inputs=("text", "image", "file"),
        outputs=("text", "image"),
        price_state="published" if own else "unpublished",
        context_window=400_000,
        max_output_tokens=128_000,
        input_price=Decimal("2.50") * PER_MILLION,
        output_price=Decimal(own) * PER_MILLION if own else None,
        cache_read_price=Decimal("0.25") * PER_MILLION,
        rankings={
            "output_price": ranking(prices),
            "input_price": ranking({"own": "2.50", "b": "0.30", "c": "0.50"}),
            "context_window": ranking(
                {"own": "400000", "b": "32768", "c": "65536"}, higher_is_better=True, scale=Decimal(1)
            ),
        },
    )
    return replace(subject, **changes)


def everything(subject: prose.Subject) -> str:
    uses = [*prose.best_for(subject), *prose.questions(subject)]
    return "\n".join(
        [
            prose.tagline(subject),
            *prose.about(subject),
            *prose.strengths(subject),
            *prose.limitations(subject),
            *prose.verdict(subject),
            *(f"{use.title} {use.text}" for use in uses),
        ]
    )


def test_it_says_of_the_cheapest_that_nobody_asks_less():
    text = everything(image_mini())
    assert "the lowest output price of 6 image models" in text
    assert "none of the other 5 image models with a published price asks less for it" in text
    assert "mid-priced" not in text


def test_it_sends_who_mostly_reads_to_the_cheaper_reader():
    assert "Model b takes input at $0.30 per 1M tokens against $2.50 here." in "\n".join(prose.verdict(image_mini()))


def test_it_follows_the_price_when_that_moves():
    dearest = everything(image_mini(prices={**SIX, "own": "20.00"}))
    assert "the highest output price of 6 image models" in dearest
    assert "asks $2.50 per 1M tokens of output against $20.00 here" in dearest
    assert "lowest output price" not in dearest


def test_it_speaks_of_one_other_in_the_singular():
    text = everything(image_mini(prices={"own": "2.00", "b": "2.50"}))
    assert "not one other image model with a published price asks less for it" in text


def test_it_says_that_a_price_varies():
    text = "\n".join(prose.verdict(image_mini(prices={**SIX, "own": None}, price_state="varies")))
    assert "its output price varies" in text


def test_it_names_ties():
    text = everything(image_mini(prices={**SIX, "b": "2.00"}))
    assert "the lowest output price of 6 image models, shared with 1 other" in text
    assert "none of the other" not in text


def test_it_gives_an_unpublished_price_no_figure_and_no_rank():
    text = everything(image_mini(prices={**SIX, "own": None}, input_price=None, cache_read_price=None))
    assert "Its price is not published." in text
    assert "$0.00" not in text
    assert "lowest output price" not in text


def test_it_prices_an_image_by_image_tokens_and_not_as_text():
    subject = image_mini(image_output_price=Decimal("8") * PER_MILLION)
    answer = next(use.text for use in prose.questions(subject) if "one image" in use.title)
    assert "$8.00 per 1M" in answer
    assert "$0.008 each" in answer


def test_it_says_where_sources_disagree():
    assert "Sources disagree on tool calling" in prose.limitations(image_mini(tool_calling="disagree"))


def test_it_says_that_a_retired_model_is_retired_first():
    sentences = prose.verdict(image_mini(lifecycle="retired"))
    assert sentences[0] == "Retired."
    assert "Take it" not in " ".join(sentences)


amounts = st.one_of(st.none(), st.integers(1, 40).map(lambda cents: f"{cents / 4:.2f}"))


@given(st.lists(amounts, min_size=1, max_size=9))
def test_it_is_true_whatever_the_prices(values):
    prices = {"own": values[0]} | {f"m{n}": value for n, value in enumerate(values[1:])}
    text = everything(image_mini(prices=prices))
    known = [Decimal(value) for value in values if value]
    own = Decimal(values[0]) if values[0] else None
    if "the lowest output price" in text:
        assert own == min(known)
    if "the highest output price" in text:
        assert own == max(known) != min(known)
    if "asks less for it" in text:
        assert known.count(own) == 1
        assert own == min(known)
    if own is not None and own > min(known):
        assert "Look elsewhere for the lowest price" in text
