"""What the check says of a text, given the figures of the day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from catalog.proofreading import Draft, Entry, PriceStanding, proofread
from catalog.ranking import Place
from catalog.references import Told, Vocabulary

NAMES = Vocabulary(["intelligence-index", "output-speed"])
FIGURES = {
    told.name: told
    for told in (
        Told("price.output", "$2.00 / 1M", amount=Decimal("2.00"), unit="token"),
        Told("price.cache_read", "not published", is_known=False),
        Told("context_window", "400,000", amount=Decimal(400_000)),
        Told("rank.output-price", "#2 of 6", amount=Decimal(2)),
        Told("score.intelligence-index", "51.2 index points", amount=Decimal("51.2"), unit="index points"),
        Told("score.output-speed", "88 tokens per second", amount=Decimal(88), unit="tokens per second"),
        Told("release_date", "16 Oct 2025", day=date(2025, 10, 16)),
    )
}
WHOLE = Draft(
    name="Mini 400",
    tagline="It draws.",
    about="It draws and writes.",
    verdict="Take it for pictures.",
    entries=[
        Entry(kind, "Pictures", "Many.", "judgement", "") for kind in ("best_for", "strength", "limitation", "question")
    ],
)


def said(draft: Draft, rank: int = 3, of: int = 9, *, is_free: bool = False, priced: bool = True) -> list[str]:
    standings = [PriceStanding("output", Place("own", "Mini", Decimal(2), rank), of)] if priced else []
    return [str(remark) for remark in proofread(draft, NAMES, FIGURES, standings, is_free=is_free)]


def about(text: str) -> Draft:
    return replace(WHOLE, about=text)


def test_it_says_nothing_of_a_text_that_is_whole() -> None:
    assert said(WHOLE) == []


def test_it_names_the_parts_that_are_missing() -> None:
    remarks = said(replace(WHOLE, tagline=" ", verdict="", entries=[]))
    assert [remark.partition(" is missing")[0] for remark in remarks] == [
        "Tagline:", "Verdict:", "Entries: an entry under best for", "Entries: a strength", "Entries: a limitation",
        "Entries: a question with its answer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("It costs $2 a million.", "“$2” is typed: write {{price.output}}"),
        ("It costs $2.00.", "“$2.00” is typed: write {{price.output}}"),
        ("400,000 tokens fit.", "“400,000” is typed: write {{context_window}}"),
        ("A 400K-token window.", "“400K” is typed: write {{context_window}}"),
        ("It takes 0.4 million.", "“0.4 million” is typed: write {{context_window}}"),
        ("It is #2 of 6.", "“#2” is typed: write {{rank.output-price}}"),
        ("It scores 51.2.", "“51.2” is typed: write {{score.intelligence-index}}"),
        ("It does 88 tokens per second.", "“88” is typed: write {{score.output-speed}}"),
        ("Out since 16 October 2025.", "“16 October 2025” is typed: write {{release_date}}"),
        ("Out since 2025-10-16.", "“2025-10-16” is typed: write {{release_date}}"),
    ],
)
def test_it_finds_a_figure_that_was_typed(typed: str, reference: str) -> None:
    assert said(about(typed)) == [f"About: {reference}, which follows the figure."]


@pytest.mark.parametrize(
    "text",
    ["Mini 400 draws.", "At $3.00 it would be dear to us.", "Costs per 1M tokens.", "In 88 of 100 tries.",
     "GPT-2 drew.", "Two pictures, 2 hands.", "It scores {{score.intelligence-index}}.", "#3 it is not.",
     "Version 51.2.1 is older."],
)  # fmt: skip
def test_it_lets_other_numbers_stand(text: str) -> None:
    assert said(about(text)) == []


@pytest.mark.parametrize(
    ("text", "rank", "of", "is_fine"),
    [
        ("A cheap model.", 3, 9, True),
        ("A cheap model.", 4, 9, False),
        ("It is not cheap.", 4, 9, True),
        ("It is not cheap.", 1, 9, False),
        ("The cheapest of its class.", 1, 9, True),
        ("The cheapest of its class.", 2, 9, False),
        ("It isn't the cheapest.", 2, 9, True),
        ("An expensive model.", 7, 9, True),
        ("An expensive model.", 6, 9, False),
        ("The most expensive of all.", 9, 9, True),
        ("The most expensive of all.", 8, 9, False),
        ("It is mid-priced.", 5, 9, True),
        ("It is mid-priced.", 1, 9, False),
        ("It is inexpensive.", 1, 9, True),
        ("It is less expensive than its big brother.", 9, 9, True),
        ("Google is the cheapest host.", 9, 9, True),
        ("Cheaper models draw better.", 9, 9, True),
    ],
)
def test_it_holds_adjectives_of_price_against_the_prices(text: str, rank: int, of: int, is_fine: bool) -> None:
    remarks = said(about(text), rank, of)
    assert (remarks == []) is is_fine
    if not is_fine:
        assert remarks[0].endswith(f"is not borne out: its output price is #{rank} of {of}, the lowest first.")


def test_it_knows_what_is_free_and_what_nobody_prices() -> None:
    assert said(about("A cheap model."), is_free=True, priced=False) == []
    assert "it is free of charge" in said(about("An expensive model."), is_free=True, priced=False)[0]
    assert "no list price of it is known" in said(about("A cheap model."), priced=False)[0]


def test_it_leaves_sentences_alone_that_a_test_watches_over() -> None:
    draft = replace(about("It is the cheapest of its class. It draws."), bound=["It is the cheapest of its class."])
    assert said(draft, rank=5) == []
    assert said(replace(draft, bound=["It is gone."]))[-1].startswith("Bound claims: “It is gone.” stands neither")


def test_it_takes_a_question_for_no_statement() -> None:
    entry = Entry("question", "Is it the cheapest?", "No.", "judgement", "")
    assert said(replace(WHOLE, entries=[*WHOLE.entries, entry]), rank=9) == []


def test_it_reports_references_without_a_figure_and_those_that_lead_nowhere() -> None:
    (remark,) = said(about("Cached at {{price.cache_read}}."))
    assert remark == "About: {{price.cache_read}} reads “not published” today."
    found = proofread(about("At {{price.ouput}}."), NAMES, FIGURES, [])
    assert [(str(one), one.is_error) for one in found] == [
        ("About: There is no figure {{price.ouput}}. The nearest is {{price.output}}.", True)
    ]


def test_it_hears_a_unit_that_is_said_twice() -> None:
    assert "leave out the unit" in said(about("At {{price.output}} tokens of output."))[0]
    assert "leave out the unit" in said(about("It has {{score.intelligence-index}} index points."))[0]
    assert said(about("A {{context_window}}-token window; {{price.output}} of output.")) == []


@pytest.mark.parametrize(
    ("evidence", "on", "words"),
    [
        ("", "", "say what it rests on"),
        ("fact", "", "name what it rests on"),
        ("fact", "price.outptu", "There is no figure {{price.outptu}}"),
        ("measurement", "docs", "There is no figure {{docs}}"),
        ("source", "price.output", "no source of this edition has the key “price.output”"),
        ("fact", "price.output", ""),
        ("fact", "tool_calling", ""),
        ("measurement", "score.output-speed", ""),
        ("source", "docs", ""),
        ("judgement", "", ""),
    ],
)
def test_it_asks_what_an_entry_rests_on(evidence: str, on: str, words: str) -> None:
    entries = [*WHOLE.entries, Entry("strength", "Draws", "", evidence, on)]
    remarks = said(replace(WHOLE, entries=entries, sources=["docs"]))
    assert [words in remark for remark in remarks] == ([True] if words else [])
