"""/reviews/preview/: a text as readers would see it; nothing of it is kept."""

import pytest
from django.test import Client

from reviews.limits import LIMITS, Limit
from reviews.models import Review
from tests.reviews.writing import said

pytestmark = pytest.mark.django_db

PREVIEW = "/reviews/preview/"


def test_it_shows_a_text_as_readers_would_see_it_and_keeps_nothing(anna):
    response = anna.post(PREVIEW, {"text": "It did *well*, <b>really</b>. [x](javascript:alert(1))\0"})
    html = response.content.decode()
    assert "<p>It did <em>well</em>, &lt;b&gt;really&lt;/b&gt;. [x](javascript:alert(1))</p>" in html
    assert "54 of 5,000 letters" in said(response)
    assert "no-store" in response["Cache-Control"]
    assert "<html" not in html
    assert not Review.objects.exists()


def test_it_says_when_a_text_is_too_long(anna):
    response = anna.post(PREVIEW, {"text": "x" * 6_000})
    assert "6,000 of 5,000 letters: cut here" in said(response)


def test_it_tells_who_is_signed_out_so_in_its_place(client):
    response = client.post(PREVIEW, {"text": "words"})
    assert response.status_code == 200
    assert "You are signed out" in said(response)
    assert "words" not in response.content.decode()


def test_it_takes_no_reading_and_nothing_without_a_token(anna, author):
    assert anna.get(PREVIEW).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)
    assert strict.post(PREVIEW, {"text": "words"}).status_code == 403


def test_it_is_not_given_without_end(anna, monkeypatch):
    monkeypatch.setitem(LIMITS, "preview", Limit(account=2, address=10, seconds=60))
    assert [anna.post(PREVIEW, {"text": "words"}).status_code for _ in range(3)] == [200, 200, 429]
    refused = anna.post(PREVIEW, {"text": "words"})
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "Too many previews" in said(refused)
