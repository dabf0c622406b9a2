"""The usage object of a response, as each vendor writes it."""

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.pricing import LARGEST_COUNT, Meter, Usage, UsageError, receipt
from catalog.pricing.pasted import LONGEST, Pasted, read_usage
from tests.catalog.test_pricing import rate

CHAT: dict[str, Any] = {
    "prompt_tokens": 2_006,
    "completion_tokens": 300,
    "total_tokens": 2_306,
    "prompt_tokens_details": {"cached_tokens": 1_920, "audio_tokens": 0},
    "completion_tokens_details": {
        "reasoning_tokens": 128,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    },
}
RESPONSES = {
    "input_tokens": 75,
    "input_tokens_details": {"cached_tokens": 50, "cache_write_tokens": 10},
    "output_tokens": 1_186,
    "output_tokens_details": {"reasoning_tokens": 1_024},
    "total_tokens": 1_261,
}
ANTHROPIC = {
    "input_tokens": 21,
    "cache_creation_input_tokens": 556,
    "cache_read_input_tokens": 188_086,
    "cache_creation": {"ephemeral_5m_input_tokens": 456, "ephemeral_1h_input_tokens": 100},
    "output_tokens": 393,
    "output_tokens_details": {"thinking_tokens": 200},
    "server_tool_use": {"web_search_requests": 2, "web_fetch_requests": 0},
    "service_tier": "standard",
}
GOOGLE = {
    "promptTokenCount": 1_000,
    "cachedContentTokenCount": 600,
    "toolUsePromptTokenCount": 50,
    "candidatesTokenCount": 200,
    "thoughtsTokenCount": 300,
    "totalTokenCount": 1_550,
    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 742}, {"modality": "AUDIO", "tokenCount": 258}],
    "cacheTokensDetails": [{"modality": "TEXT", "tokenCount": 500}, {"modality": "AUDIO", "tokenCount": 100}],
}
OPENROUTER = {
    "prompt_tokens": 194,
    "prompt_tokens_details": {"cached_tokens": 50, "cache_write_tokens": 100, "audio_tokens": 0, "video_tokens": 0},
    "completion_tokens": 1_100,
    "completion_tokens_details": {"reasoning_tokens": 20, "image_tokens": 1_056},
    "total_tokens": 1_294,
    "cost": 0.0095,
    "cost_details": {"upstream_inference_cost": None},
    "is_byok": False,
    "server_tool_use": {"web_search_requests": 1},
}


def read(value: Any, calls: int = 1) -> Pasted:
    return read_usage(json.dumps(value), calls)


@pytest.mark.parametrize(
    ("value", "shape", "usage"),
    [
        (
            CHAT,
            "OpenAI, chat completions",
            Usage(1, input_tokens=2_006, cached_tokens=1_920, output_tokens=300, reasoning_tokens=128),
        ),
        (
            RESPONSES,
            "OpenAI, responses",
            Usage(
                1, input_tokens=75, cached_tokens=50, cache_write_tokens=10, output_tokens=1_186, reasoning_tokens=1_024
            ),
        ),
        (
            ANTHROPIC,
            "Anthropic",
            Usage(
                1,
                input_tokens=188_663,
                cached_tokens=188_086,
                cache_write_tokens=456,
                cache_write_1h_tokens=100,
                output_tokens=393,
                reasoning_tokens=200,
                web_searches=2,
            ),
        ),
        (
            GOOGLE,
            "Google",
            Usage(
                1,
                input_tokens=1_050,
                cached_tokens=600,
                audio_input_tokens=258,
                audio_cached_tokens=100,
                output_tokens=500,
                reasoning_tokens=300,
            ),
        ),
        (
            OPENROUTER,
            "OpenRouter",
            Usage(
                1,
                input_tokens=194,
                cached_tokens=50,
                cache_write_tokens=100,
                output_tokens=44,
                reasoning_tokens=20,
                image_output_tokens=1_056,
                web_searches=1,
            ),
        ),
    ],
)
def test_it_reads_the_usage_of_each_vendor(value, shape, usage):
    assert read(value) == Pasted(usage, shape)


def test_it_bills_the_same_prompt_the_same_whoever_counts_it():
    prices = (rate(Meter.INPUT, "3"), rate(Meter.CACHE_READ, "0.30"), rate(Meter.OUTPUT, "15"))
    beside = {"input_tokens": 100, "cache_read_input_tokens": 900, "output_tokens": 10}
    within = {"prompt_tokens": 1_000, "completion_tokens": 10, "prompt_tokens_details": {"cached_tokens": 900}}
    googles = {"promptTokenCount": 1_000, "cachedContentTokenCount": 900, "candidatesTokenCount": 10}
    totals = {receipt(prices, read(value).usage).total for value in (beside, within, googles)}
    assert totals == {Decimal("0.00072")}


@pytest.mark.parametrize(
    "wrapped",
    [
        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "choices": [], "usage": CHAT},
        {"type": "response.completed", "response": {"id": "resp_1", "usage": CHAT}},
        {"type": "message_start", "message": {"usage": CHAT}},
    ],
)
def test_it_finds_the_object_within_a_response(wrapped):
    assert read(wrapped).usage == read(CHAT).usage


def test_it_finds_googles_within_a_response():
    assert read({"candidates": [], "usageMetadata": GOOGLE, "modelVersion": "x"}) == read(GOOGLE)


def test_it_takes_the_object_with_its_key():
    assert read_usage(f' "usage": {json.dumps(CHAT, indent=2)},\n').usage == read(CHAT).usage


def test_it_multiplies_the_calls():
    assert read(CHAT, 1_000).usage.calls == 1_000
    with pytest.raises(UsageError) as caught:
        read(CHAT, -1)
    assert caught.value.field == "calls"


def test_it_takes_nothing_for_what_is_null_or_left_out():
    bare = {"prompt_tokens": 10, "completion_tokens": None, "prompt_tokens_details": None}
    assert read(bare).usage == Usage(1, input_tokens=10)


def test_it_reads_a_batch_of_anthropic():
    assert read({**ANTHROPIC, "service_tier": "batch"}).usage.batch
    assert read({**ANTHROPIC, "service_tier": "priority"}).notes == (
        "another service tier was used: billed at the standard prices",
    )


def test_it_reads_writes_that_are_not_parted_as_those_of_five_minutes():
    value = {"input_tokens": 1, "cache_creation_input_tokens": 5, "output_tokens": 1}
    assert read(value).usage == Usage(1, input_tokens=6, cache_write_tokens=5, output_tokens=1)


# What has to be assumed


def test_it_takes_tokens_that_stand_in_the_total_alone_as_reasoning():
    hidden = read({"prompt_tokens": 758, "completion_tokens": 102, "total_tokens": 1_725})
    assert (hidden.usage.output_tokens, hidden.usage.reasoning_tokens) == (967, 865)
    assert hidden.notes == ("865 tokens stand in the total alone: taken as reasoning",)
    beside = {
        "prompt_tokens": 10,
        "completion_tokens": 5,
        "total_tokens": 45,
        "completion_tokens_details": {"reasoning_tokens": 30},
    }
    assert (read(beside).usage.output_tokens, read(beside).usage.reasoning_tokens) == (35, 30)


def test_it_sees_whether_googles_candidates_hold_the_thinking():
    within = {"promptTokenCount": 10, "candidatesTokenCount": 50, "thoughtsTokenCount": 40, "totalTokenCount": 60}
    assert (read(within).usage.output_tokens, read(within).usage.reasoning_tokens) == (50, 40)


def test_it_reads_generated_images_of_google():
    made = [{"modality": "TEXT", "tokenCount": 4}, {"modality": "IMAGE", "tokenCount": 1_290}]
    found = read({"promptTokenCount": 10, "candidatesTokenCount": 1_294, "candidatesTokensDetails": made})
    assert found.usage == Usage(1, input_tokens=10, output_tokens=4, image_output_tokens=1_290)


def test_it_takes_the_output_of_the_images_api_as_images():
    value = {
        "input_tokens": 50,
        "input_tokens_details": {"text_tokens": 10, "image_tokens": 40},
        "output_tokens": 1_056,
        "total_tokens": 1_106,
    }
    found = read(value)
    assert found.usage == Usage(1, input_tokens=50, image_input_tokens=40, image_output_tokens=1_056)
    assert found.notes == ("the output is taken as the tokens of images",)


def test_it_bills_cached_audio_as_audio_where_nothing_tells_which_was_cached():
    details = {"cached_tokens": 80, "audio_tokens": 50}
    found = read({"prompt_tokens": 100, "completion_tokens": 0, "prompt_tokens_details": details})
    assert (found.usage.cached_tokens, found.usage.audio_input_tokens, found.usage.text_tokens) == (50, 50, 0)
    assert found.notes == ("30 cached tokens are audio or images too: billed as such",)
    told = read(
        {
            "prompt_tokens": 100,
            "completion_tokens": 0,
            "prompt_tokens_details": {**details, "cached_tokens_details": {"audio_tokens": 40, "text_tokens": 40}},
        }
    )
    assert (told.usage.cached_tokens, told.usage.audio_cached_tokens, told.notes) == (80, 40, ())


def test_it_takes_cached_images_for_images_rather_than_cached_text():
    given = [{"modality": "TEXT", "tokenCount": 400}, {"modality": "IMAGE", "tokenCount": 600}]
    cached = {"cachedContentTokenCount": 500, "cacheTokensDetails": [{"modality": "IMAGE", "tokenCount": 500}]}
    found = read({"promptTokenCount": 1_000, "candidatesTokenCount": 1, "promptTokensDetails": given, **cached})
    assert (found.usage.text_tokens, found.usage.cached_tokens, found.usage.image_input_tokens) == (400, 0, 600)
    assert found.notes == ("500 cached tokens are audio or images too: billed as such",)


def test_it_counts_video_as_plain_input_and_says_so():
    video = [{"modality": "VIDEO", "tokenCount": 900}]
    found = read({"promptTokenCount": 1_000, "candidatesTokenCount": 1, "promptTokensDetails": video})
    assert found.usage.text_tokens == 1_000
    assert found.notes == ("900 tokens of video are counted as plain input",)


# What cannot be believed


@pytest.mark.parametrize(
    ("text", "field", "message"),
    [
        ("", "usage", "give JSON"),
        ("not json", "usage", "give JSON"),
        ("CompletionUsage(prompt_tokens=1)", "usage", "give JSON"),
        ("{'prompt_tokens': 1}", "usage", "give JSON"),
        ("[" * 50_000, "usage", "give JSON"),
        ('{"a":' * 15_000, "usage", "give JSON"),
        ("[1, 2]", "usage", "give an object"),
        ("null", "usage", "give an object"),
        ("7", "usage", "give an object"),
        ('{"prompt_tokens": NaN}', "usage", "NaN is no number"),
        ('{"prompt_tokens": -Infinity}', "usage", "-Infinity is no number"),
        ('{"prompt_tokens": 1, "prompt_tokens": 2}', "usage", "a key stands twice"),
        ("{}", "usage", "by OpenAI, Anthropic, Google or OpenRouter"),
        ('{"usage": {}}', "usage", "by OpenAI, Anthropic, Google or OpenRouter"),
        ('{"usage": 3}', "usage", "give an object"),
        ('{"prompt_tokens": "5"}', "prompt_tokens", "give a whole number"),
        ('{"prompt_tokens": 5.0}', "prompt_tokens", "give a whole number"),
        ('{"prompt_tokens": 1e400}', "prompt_tokens", "give a whole number"),
        ('{"prompt_tokens": true}', "prompt_tokens", "give a whole number"),
        ('{"prompt_tokens": [1]}', "prompt_tokens", "give a whole number"),
        ('{"prompt_tokens": -5}', "prompt_tokens", "give a number from 0"),
        (f'{{"prompt_tokens": {LARGEST_COUNT + 1}}}', "prompt_tokens", "give a number from 0"),
        (f'{{"prompt_tokens": {"9" * 5_000}}}', "prompt_tokens", "give a number from 0"),
        (f'{{"prompt_tokens": -{"9" * 5_000}}}', "prompt_tokens", "give a number from 0"),
        ('{"prompt_tokens": 1, "prompt_tokens_details": 4}', "prompt_tokens_details", "give an object"),
        (
            '{"prompt_tokens": 1, "prompt_tokens_details": {"cached_tokens": "x"}}',
            "prompt_tokens_details.cached_tokens",
            "give a whole number",
        ),
        (
            '{"prompt_tokens": 10, "prompt_tokens_details": {"cached_tokens": 11}}',
            "usage",
            "contradict each other: cached tokens is part of the input: give 10 or less",
        ),
        ('{"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 14}', "total_tokens", "give 15 or more"),
        (
            '{"prompt_tokens": 1, "completion_tokens": 5, "completion_tokens_details": {"image_tokens": 6}}',
            "completion_tokens_details",
            "more than the output",
        ),
        (
            '{"input_tokens": 1, "input_tokens_details": {"cached_tokens": 1}, "cache_read_input_tokens": 5}',
            "usage",
            "two vendors",
        ),
        (
            '{"input_tokens": 1, "cache_creation_input_tokens": 1, "cache_creation": {"ephemeral_1h_input_tokens": 2}}',
            "cache_creation.ephemeral_1h_input_tokens",
            "give 1 or less",
        ),
        (
            '{"input_tokens": 1, "iterations": [{"input_tokens": 1}, {"input_tokens": 2}]}',
            "iterations",
            "paste one at a time",
        ),
        ('{"promptTokenCount": 1, "promptTokensDetails": {"a": 1}}', "promptTokensDetails", "give a list"),
        ('{"promptTokenCount": 1, "promptTokensDetails": [1]}', "promptTokensDetails", "give an object"),
        (" " * (LONGEST + 1), "usage", "characters at most"),
    ],
)
def test_it_refuses_what_is_no_usage_and_says_why(text, field, message):
    with pytest.raises(UsageError) as caught:
        read_usage(text)
    assert caught.value.field == field
    assert message in caught.value.message


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                sorted({*CHAT, *CHAT["prompt_tokens_details"], *RESPONSES, *ANTHROPIC, *GOOGLE, *OPENROUTER})
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(anything)
def test_it_reads_or_refuses_any_json(value):
    with suppress(UsageError):
        assert isinstance(read(value).usage, Usage)


@given(st.text(max_size=200))
def test_it_reads_or_refuses_any_text(text):
    with pytest.raises(UsageError):
        read_usage(text)
