"""Which model of a family came before which."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.lineage import Member, line_of, predecessors

LINES = {
    "gpt": ["gpt-4", "gpt-4o", "gpt-4.1", "gpt-5.5", "gpt-4-1106-preview", "gpt-4o-2024-05-13"],
    "gpt mini": ["gpt-4o-mini", "gpt-5-mini", "gpt-4.1-mini"],
    "gpt turbo 16k": ["gpt-3.5-turbo-16k"],
    "claude sonnet": ["claude-3.5-sonnet", "claude-sonnet-4"],
    "gemini flash": ["gemini-2.0-flash-001", "gemini-3-flash-preview"],
    "llama 70b instruct": ["llama-3-70b-instruct", "llama-3.1-70b-instruct"],
    "qwen 235b a22b": ["qwen3-235b-a22b", "qwen3-235b-a22b-2507"],
    "kimi k": ["kimi-k2", "kimi-k2.5"],
    "mixtral 8x7b": ["mixtral-8x7b"],
    "nova lite": ["nova-lite-v1", "nova-2-lite-v1"],
    "": ["4", ""],
}


@pytest.mark.parametrize(("line", "slug"), [(line, slug) for line, slugs in LINES.items() for slug in slugs])
def test_it_names_a_line_without_what_counts_generations(line, slug):
    assert line_of(slug) == line


def test_it_takes_the_last_of_an_earlier_day_of_the_same_line_and_class():
    members = [
        Member(1, "gpt-3", "text", date(2023, 1, 1)),
        Member(2, "gpt-4-0314", "text", date(2024, 1, 1)),
        Member(3, "gpt-4", "text", date(2024, 1, 1)),
        Member(4, "gpt-4-mini", "text", date(2025, 1, 1)),
        Member(5, "gpt-4.5", "image", date(2025, 1, 1)),
        Member(6, "gpt-5", "text", date(2026, 1, 1)),
        Member(7, "gpt-6", "text", None),
    ]
    assert predecessors(members) == {2: 1, 3: 1, 6: 3}


MEMBERS = st.lists(
    st.builds(
        Member,
        st.integers(1, 10**6),
        st.sampled_from(["gpt-4", "gpt-4.1", "gpt-5", "gpt-5-mini", "gpt-4-mini"]),
        st.sampled_from(["text", "image"]),
        st.none() | st.dates(date(2023, 1, 1), date(2023, 1, 9)),
    ),
    unique_by=lambda one: one.key,
)


@given(MEMBERS)
def test_it_never_follows_what_is_not_older_or_is_another(members):
    by_key = {one.key: one for one in members}
    for key, before in predecessors(members).items():
        one, other = by_key[key], by_key[before]
        assert other.day < one.day
        assert (line_of(one.slug), one.group) == (line_of(other.slug), other.group)
        between = [x for x in members if x.day and other.day < x.day < one.day and x.group == one.group]
        assert not [x for x in between if line_of(x.slug) == line_of(one.slug)]
