"""The estimate of a text's tokens, held against a true count: an encoding of OpenAI's that LiteLLM carries with it."""

import importlib.util
import json
import os
import re
from functools import cache
from pathlib import Path
from time import perf_counter

import django
import pytest

from catalog.calculator.tokens import estimated_tokens

LOCALES = Path(django.__file__).parent / "conf" / "locale"
LANGUAGES = ("de", "fr", "es", "pt_BR", "nl", "pl", "cs", "tr", "ru", "uk", "ar", "hi", "zh_Hans", "ja", "ko")
MOST_OFF = 0.25


@cache
def encoding():
    spec = importlib.util.find_spec("litellm")
    assert spec is not None
    assert spec.origin is not None
    os.environ["TIKTOKEN_CACHE_DIR"] = str(Path(spec.origin).parent / "litellm_core_utils" / "tokenizers")
    import tiktoken  # noqa: PLC0415 - where it looks for its tables has to be said first

    return tiktoken.get_encoding("o200k_base")


def translations(language: str) -> str:
    text = (LOCALES / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    return "\n".join(re.findall(r'msgstr "(.{20,})"', text))


def texts() -> dict[str, str]:
    here = Path(__file__)
    root = here.parents[2]
    return {
        "prose": (root / "docs" / "pricing.md").read_text(),
        "code": here.read_text(),
        "script": (root / "static" / "js" / "theme.js").read_text(),
        "data": json.dumps(json.loads((root / "tests" / "recorded" / "openrouter_models.json").read_text()), indent=2),
        "digits": "\n".join(str(number * 7919) for number in range(1_000)),
        **{language: translations(language) for language in LANGUAGES},
    }


@pytest.mark.parametrize("kind", texts())
def test_it_lies_within_a_quarter_of_a_true_count(kind):
    text = texts()[kind]
    true = len(encoding().encode(text))
    assert true > 250
    assert abs(estimated_tokens(text) - true) <= MOST_OFF * true


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("   ", 1), ("a", 1), ("1", 1), ("Hello, world!", 4)])
def test_it_counts_little(text, tokens):
    assert estimated_tokens(text) == tokens


@pytest.mark.parametrize("letter", ["a", " ", "\n", "\f", " \n", "\u3000", "a1", "_", "\u0301", "\U0001f600", "é", "."])
def test_it_takes_no_longer_for_one_text_than_for_another(letter):
    begun = perf_counter()
    estimated_tokens(letter * (200_000 // len(letter)))
    assert perf_counter() - begun < 2
