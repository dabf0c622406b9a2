"""Whole pages are kept, served early, and renewed at once when a figure moves."""

import gzip

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.facts import resolve
from tests.factories import AIModelFactory, ClaimFactory, EditorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def model():
    model = AIModelFactory(slug="gpt-5")
    ClaimFactory(ai_model=model, fact="name", value="GPT-5")
    resolve([model.pk])
    model.refresh_from_db()
    return model


def test_it_answers_a_warm_page_with_one_query(client, model):
    cold = client.get(model.get_absolute_url())
    with CaptureQueriesContext(connection) as queries:
        warm = client.get(model.get_absolute_url())
    assert warm.content == cold.content
    assert len(queries) == 1
    assert "version" in queries[0]["sql"]


def test_it_answers_a_reader_who_has_the_page_with_304(client, model):
    first = client.get(model.get_absolute_url())
    again = client.get(model.get_absolute_url(), headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_it_sends_a_packed_body_to_those_who_take_it(client, model):
    plain = client.get(model.get_absolute_url())
    packed = client.get(model.get_absolute_url(), headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_it_shows_a_correction_at_once(client, model):
    assert b"GPT-5" in client.get(model.get_absolute_url()).content
    model.claims.filter(fact="name").update(value="GPT-Five")
    resolve([model.pk])
    assert b"GPT-Five" in client.get(model.get_absolute_url()).content


def test_it_gives_an_editor_the_same_bytes_and_no_cookie(client, model):
    anonymous = client.get(model.get_absolute_url())
    client.force_login(EditorFactory())
    cache.clear()
    editor = client.get(model.get_absolute_url())
    assert editor.content == anonymous.content
    assert not editor.cookies
    assert "Cookie" not in editor.headers.get("Vary", "")


def test_it_tells_other_caches_how_long(client, model):
    for _ in range(2):
        response = client.get(model.get_absolute_url())
        assert response.headers["Cache-Control"] == "public, max-age=60, s-maxage=300"


def test_it_keeps_no_page_with_a_query_string(client, model):
    client.get(model.get_absolute_url() + "?calls=7")
    assert b'value="7"' not in client.get(model.get_absolute_url()).content


def test_it_keeps_no_page_that_is_missing(client, model):
    assert client.get("/models/openai/gpt-6/").status_code == 404
    later = AIModelFactory(slug="gpt-6")
    resolve([later.pk])
    assert client.get("/models/openai/gpt-6/").status_code == 200


def test_it_renders_when_the_cache_is_away(client, model, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    for _ in range(2):
        response = client.get(model.get_absolute_url())
        assert response.status_code == 200
        assert b"GPT-5" in response.content
