"""Numbers as people write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.pricing import LARGEST_COUNT, UsageError
from catalog.pricing.written import LONGEST, read_count, read_pixels


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("1000000", 1_000_000),
        ("1,000,000", 1_000_000),
        ("1 000 000", 1_000_000),
        ("1\N{NO-BREAK SPACE}000", 1_000),
        ("1\N{NARROW NO-BREAK SPACE}000", 1_000),
        ("1_000", 1_000),
        ("1'000", 1_000),
        ("1\N{RIGHT SINGLE QUOTATION MARK}000", 1_000),
        ("12,34,567", 1_234_567),
        ("  42  ", 42),
        ("1M", 1_000_000),
        ("1m", 1_000_000),
        ("1.5k", 1_500),
        ("1.5 K", 1_500),
        ("1,000k", 1_000_000),
        ("2bn", 2 * 10**9),
        ("0.25B", 250_000_000),
        ("1T", 10**12),
        ("1e6", 1_000_000),
        ("2.5E5", 250_000),
        ("1e+3", 1_000),
        ("1.50000k", 1_500),
        ("1e15", LARGEST_COUNT),
    ],
)
def test_it_reads_a_number_as_people_write_it(text, number):
    assert read_count(text) == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "give a number"),
        ("   ", "give a number"),
        ("many", "give a whole number, such as"),
        ("ten thousand", "give a whole number, such as"),
        ("1m tokens", "give a whole number, such as"),
        ("1k5", "give a whole number, such as"),
        ("0x10", "give a whole number, such as"),
        ("NaN", "give a whole number, such as"),
        ("Infinity", "give a whole number, such as"),
        ("10^30", "give a whole number, such as"),
        ("1\t000", "give a whole number, such as"),
        ("1,000 000", "give a whole number, such as"),
        ("0,001", "give a whole number, such as"),
        ("+5", "give a whole number, such as"),
        ("1e-3", "give a whole number, such as"),
        ("-5", "give 0 or more"),
        ("\N{MINUS SIGN}5", "give 0 or more"),
        ("1" + "0" * 30, "give 1,000,000,000,000,000 or less"),
        ("1e30", "give 1,000,000,000,000,000 or less"),
        ("1,000,000,000,000,001", "give 1,000,000,000,000,000 or less"),
        ("1.5", "a thousand is 1,000 or 1k"),
        ("1.000", "a thousand is 1,000 or 1k"),
        ("1.000.000", "write thousands as in 1,000,000 and decimals as in 1.5k"),
        ("1,5k", "write thousands as in 1,000,000 and decimals as in 1.5k"),
        ("10,00", "write thousands as in 1,000,000 and decimals as in 1.5k"),
        ("1.2345k", "give a whole number"),
        ("0.1e0", "a thousand is 1,000 or 1k"),
        ("\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}", "with the digits 0 to 9"),
        ("\N{ARABIC-INDIC DIGIT ONE}", "with the digits 0 to 9"),
        ("1\N{DEVANAGARI DIGIT ZERO}", "with the digits 0 to 9"),
        ("5\N{SUPERSCRIPT TWO}", "with the digits 0 to 9"),
        ("9" * (LONGEST + 1), f"{LONGEST} characters or fewer"),
    ],
)
def test_it_refuses_what_is_no_count_and_says_why(text, message):
    with pytest.raises(UsageError) as caught:
        read_count(text, "input_tokens")
    assert caught.value.field == "input_tokens"
    assert message in caught.value.message


@given(st.integers(0, LARGEST_COUNT), st.sampled_from(["", ",", "_"]))
def test_it_reads_back_what_it_would_write(number, sign):
    assert read_count(f"{number:{sign}}") == number


@given(st.text(max_size=80))
def test_it_reads_or_refuses_any_text(text):
    with suppress(UsageError):
        assert 0 <= read_count(text) <= LARGEST_COUNT


@pytest.mark.parametrize(
    ("text", "pixels"),
    [("1024x1024", 1_048_576), ("1024 \N{MULTIPLICATION SIGN} 768", 786_432), ("1M", 1_000_000), ("512X512", 262_144)],
)
def test_it_reads_the_size_of_an_image(text, pixels):
    assert read_pixels(text) == pixels


@pytest.mark.parametrize("text", ["1024x", "x", "1024x1024x3", "-4x4", "1e9x2"])
def test_it_refuses_what_is_no_size(text):
    with pytest.raises(UsageError):
        read_pixels(text)
