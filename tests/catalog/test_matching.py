"""Which model a row is taken for: by its name, by what speaks for it, and when by nothing."""

from datetime import date
from decimal import Decimal

import pytest

from catalog.sync.matching import Product, Row, configuration_of, suggest

DAY = date(2025, 7, 21)


def product(key: int, creator: str, slug: str, name: str, **more) -> Product:
    return Product(key, creator, slug, name, more.pop("draws", False), **{"released": DAY, **more})


PRODUCTS = [
    product(1, "anthropic", "claude-sonnet-4.5", "Claude Sonnet 4.5"),
    product(2, "openai", "gpt-4o", "GPT-4o", released=date(2024, 5, 13)),
    product(3, "openai", "gpt-4o-2024-11-20", "GPT-4o (2024-11-20)", released=date(2024, 11, 20)),
    product(4, "openai", "o3-mini", "o3 Mini"),
    product(5, "openai", "o3-mini-high", "o3 Mini High"),
    product(6, "qwen", "qwen3-vl-8b-instruct", "Qwen3 VL 8B Instruct"),
    product(7, "qwen", "qwen3-vl-8b-thinking", "Qwen3 VL 8B Thinking"),
    product(8, "meta-llama", "llama-3.3-70b-instruct", "Llama 3.3 70B Instruct"),
    product(9, "google", "gemini-2.5-flash", "Gemini 2.5 Flash"),
    product(10, "google", "gemini-2.5-flash-image", "Nano Banana (Gemini 2.5 Flash Image)", draws=True),
    product(11, "mistralai", "mistral-small-3.2-24b-instruct", "Mistral Small 3.2 24B"),
    product(12, "x-ai", "grok-4.20", "Grok 4.20"),
    product(13, "amazon", "nova-2-lite-v1", "Nova 2 Lite"),
    product(14, "deepseek", "deepseek-chat", "DeepSeek V3"),
]


def row(name: str, creator: str, **more) -> Row:
    return Row("id", name, creator, more.pop("slug", "x"), more.pop("draws", False), **{"released": DAY, **more})


def found(one: Row) -> int | None:
    suggestions = suggest([one], PRODUCTS, {})
    return suggestions[0].product.key if suggestions else None


@pytest.mark.parametrize(
    ("name", "creator", "key"),
    [
        ("Claude 4.5 Sonnet (Reasoning)", "anthropic", 1),
        ("GPT-4o (Nov '24)", "openai", 3),
        ("o3-mini (high)", "openai", 5),
        ("o3-mini", "openai", 4),
        ("Qwen3 VL 8B (Reasoning)", "alibaba", 7),
        ("Qwen3 VL 8B Instruct", "alibaba", 6),
        ("Llama 3.3 Instruct 70B", "meta", 8),
        ("Mistral Small 3.2", "mistral", 11),
        ("Nova 2.0 Lite (Non-reasoning)", "aws", 13),
        ("DeepSeek V3 (Jul '25)", "deepseek", 14),
    ],
)
def test_it_finds_a_model_under_another_spelling(name, creator, key):
    assert found(row(name, creator)) == key


@pytest.mark.parametrize(
    ("name", "creator"),
    [
        ("Claude 4.5 Sonnet", "openai"),
        ("Gemini 2.5 Flash Preview", "google"),
        ("Gemini 2.5 Pro", "google"),
        ("Nano Banana (Gemini 2.5 Flash Image)", "google"),
        ("Mistral Small 3.1", "mistral"),
        ("Mistral Small 3.2 Coder", "mistral"),
        ("Grok 4.20 0309", "xai"),
        ("GPT-4o (March 2025, chatgpt-4o-latest)", "openai"),
    ],
)
def test_it_finds_none_where_a_word_a_number_a_stamp_or_the_kind_is_another(name, creator):
    assert found(row(name, creator)) is None


def test_it_takes_rows_that_draw_for_models_that_draw():
    assert found(row("Nano Banana (Gemini 2.5 Flash Image)", "Google", draws=True, released=None)) == 10


def test_it_wants_more_than_a_similar_name():
    assert found(row("Mistral Small 3.2", "mistral", released=date(2024, 1, 1))) is None
    assert found(row("Mistral Small 3.2", "mistral", released=None)) is None


def test_it_takes_other_configurations_for_the_model_that_one_is_linked_to():
    rows = [Row(n, f"Secret ({n})", "acme", n, False) for n in ("high", "low")]
    (suggestion,) = suggest(rows, [product(1, "acme", "unlike", "Unlike")], {"high": 1})
    assert (suggestion.row.external_id, suggestion.product.key, suggestion.proven) == ("low", 1, False)


def test_it_is_proven_by_both_indices_of_the_same_maker_alone():
    indices = {"intelligence": Decimal("50.5"), "coding": Decimal("40.2")}
    ours = [product(1, "acme", "a", "A", **indices)]
    same, other = row("Unlike", "acme", **indices), row("Unlike", "nobody", **indices)
    half = row("Unlike", "acme", intelligence=Decimal("50.5"), coding=Decimal("1"))
    assert [one.proven for one in suggest([same], ours, {})] == [True]
    assert suggest([other], ours, {}) == []
    assert suggest([half], ours, {}) == []
    assert suggest([same], ours, {"id": None}) == []
    twins = [*ours, product(2, "acme", "b", "B", **indices)]
    assert suggest([same], twins, {}) == []


@pytest.mark.parametrize(
    ("name", "configuration"),
    [
        ("GPT-5 (high)", "high"),
        ("Claude Opus 5 (Adaptive Reasoning, Max Effort)", "Adaptive Reasoning, Max Effort"),
        ("Solar Pro 2 (Preview) (Non-reasoning)", "Non-reasoning"),
        ("DeepSeek R1 (Jan '25)", ""),
        ("Llama 3.2 Instruct 11B (Vision)", ""),
        ("Kimi K2", ""),
    ],
)
def test_it_tells_a_configuration_from_a_part_of_the_name(name, configuration):
    assert configuration_of(name) == configuration
