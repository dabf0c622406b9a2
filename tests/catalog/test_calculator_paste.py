"""What people paste: read once for its numbers, and nowhere to be found afterwards."""

import json
import logging

import pytest
from django.db import connection
from django.test import Client

from tests.calculating import answer, link, priced, read, value_of, words

pytestmark = pytest.mark.django_db

ADDRESS = "/calculator/paste/"
SECRET = "marzipan-velociraptor"
CHAT = {
    "prompt_tokens": 1200,
    "prompt_tokens_details": {"cached_tokens": 400},
    "completion_tokens": 300,
    "completion_tokens_details": {"reasoning_tokens": 50},
}
ANTHROPIC = {
    "input_tokens": 800,
    "cache_read_input_tokens": 400,
    "cache_creation_input_tokens": 0,
    "output_tokens": 300,
}


def paste(client: Client, usage: object, query: str = "m=openai/plain"):
    text = usage if isinstance(usage, str) else json.dumps(usage)
    return client.post(f"{ADDRESS}?{query}", {"usage": text})


def count(client: Client, text: str, query: str = "m=openai/plain") -> str:
    response = client.post(f"{ADDRESS}?{query}", {"text": text})
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture(autouse=True)
def _plain():
    priced("openai/plain", name="Plain")


@pytest.mark.parametrize("usage", [CHAT, {"id": SECRET, "usage": CHAT}, {**ANTHROPIC, "service_tier": "standard"}])
def test_it_leads_to_the_calculator_filled_with_the_numbers_of_a_response(client, usage):
    response = paste(client, usage)
    assert response.status_code == 303
    page = read(client, response.headers["Location"])
    assert "Plain" in answer(page)
    assert (value_of(page, "input"), value_of(page, "cached"), value_of(page, "output")) == ("1,200", "400", "300")


def test_it_keeps_the_models_the_class_and_the_calls_a_month(client):
    location = paste(client, CHAT, "m=openai/plain&class=text&calls=7000&input=1").headers["Location"]
    assert location.startswith("/calculator/?m=openai/plain&class=text&calls=7000&input=1200&cached=400&output=300")
    assert "batch=1" in paste(client, {**ANTHROPIC, "service_tier": "batch"}).headers["Location"]


def test_it_says_what_had_to_be_assumed_before_it_leads_on(client):
    usage = {**CHAT, "service_tier": "priority"}
    response = paste(client, usage)
    assert response.status_code == 200
    page = response.content.decode()
    assert "Read as OpenAI, chat completions Another service tier was used" in words(page)
    assert value_of(read(client, link(page, "To the receipt")), "input") == "1,200"


@pytest.mark.parametrize(
    ("usage", "message"),
    [
        ("", "Paste a usage object."),
        (SECRET, 'Give JSON, such as {"prompt_tokens": 1200, "completion_tokens": 300}.'),
        ({"a": 1}, "Give the usage object of a response by OpenAI, Anthropic, Google or OpenRouter."),
        ({**CHAT, "prompt_tokens": -4}, "prompt_tokens: give a number from 0 to 1,000,000,000,000,000."),
        ({**CHAT, "prompt_tokens": 100}, "The counts contradict each other: cached tokens is part of the input"),
        ("[" * 5000, "Give JSON"),
        ("x" * 100_001, "Give the usage object alone: 100,000 characters at most."),
    ],
)
def test_it_says_what_is_wrong_with_a_usage_object(client, usage, message):
    page = paste(client, usage).content.decode()
    assert message in words(page)
    assert 'aria-invalid="true"' in page
    if usage == SECRET:
        assert f">{SECRET}</textarea>" in page


def test_it_shows_markup_that_was_pasted_as_text(client):
    assert "<script>alert" not in paste(client, "</textarea><script>alert(1)</script>").content.decode()


def test_it_estimates_the_tokens_of_a_text_and_says_that_it_is_an_estimate(client):
    page = count(client, "The quick brown fox jumps over the lazy dog. " * 20)
    said = words(page)
    assert "About 196 tokens An estimate. Every vendor parts text in a way of its own" in said
    assert value_of(read(client, link(page, "As the input")), "input") == "196"
    as_output = read(client, link(page, "As the output"))
    assert (value_of(as_output, "output"), value_of(as_output, "input")) == ("196", "1,500")


def test_it_estimates_a_text_of_bounded_length(client):
    assert "Give 200,000 characters at most" in words(count(client, "a" * 200_001))
    assert "Paste a text." in words(count(client, ""))
    assert client.post(ADDRESS, {"text": "a" * 3_000_000}).status_code == 400


def test_it_wants_the_token_of_its_own_page(client):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(ADDRESS, {"text": SECRET}).status_code == 403
    form = strict.get(ADDRESS)
    assert "csrfmiddlewaretoken" in form.content.decode()
    token = strict.cookies["csrftoken"].value
    assert strict.post(ADDRESS, {"text": SECRET, "csrfmiddlewaretoken": token}).status_code == 200


def test_no_cache_keeps_the_page_and_no_search_engine_lists_it(client):
    for response in (client.get(ADDRESS), client.post(ADDRESS, {"text": SECRET})):
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert 'name="robots" content="noindex"' in response.content.decode()


def test_what_was_pasted_is_in_no_log_no_address_and_no_table(client, caplog):
    caplog.set_level(logging.DEBUG)
    texts = [f"{SECRET} " * 50, f'{{"usage": {{"prompt_tokens": 5, "completion_tokens": 6, "note": "{SECRET}"}}}}']
    responses = [client.post(ADDRESS, {"text": texts[0]}), paste(client, texts[1]), paste(client, SECRET)]
    responses.append(Client(enforce_csrf_checks=True).post(ADDRESS, {"usage": SECRET}))
    responses.append(client.post(ADDRESS, {"text": SECRET * 200_000}))
    assert [response.status_code for response in responses] == [200, 303, 200, 403, 400]
    for response in responses:
        assert SECRET not in str(response.headers)
        assert SECRET not in str(response.cookies)
    for way in ("As the input", "As the output"):
        assert SECRET not in link(responses[0].content.decode(), way)
    assert SECRET not in caplog.text
    assert tables_that_hold(SECRET) == []


def tables_that_hold(text: str) -> list[str]:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name} AS row WHERE row::text LIKE %s)", [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_the_search_for_what_was_pasted_finds_what_is_there():
    """Held against a text that is in a table, so that a search which sees nothing would fail."""
    assert "catalog_aimodel" in tables_that_hold("Plain")
