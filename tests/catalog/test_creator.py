"""/creators/<slug>/: who made which models."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import AIModelFactory, CreatorFactory
from tests.public_pages import names, priced

pytestmark = pytest.mark.django_db


def test_it_shows_the_creator_and_only_its_models(client):
    CreatorFactory(slug="openai", name="OpenAI", website="https://openai.com")
    priced("gpt-b", "2")
    priced("gpt-a", "3", image_model=True)
    AIModelFactory(creator__slug="google", name="Gemma")
    response = client.get("/creators/openai/")
    page = response.content.decode()
    assert names(response) == ["GPT A", "GPT B"]
    assert '<span class="mono" aria-hidden="true">OA</span><strong>2</strong> models' in page
    assert '<a href="/models/?class=image&amp;creator=openai">1 image</a>' in page
    assert 'href="https://openai.com"' in page


def test_it_sorts_in_place_and_ignores_filters(client):
    priced("gpt-b", "2")
    priced("gpt-a", "3")
    AIModelFactory(creator__slug="google", name="Gemma")
    response = client.get("/creators/openai/?sort=price&creator=google&q=gemma&class=image")
    assert names(response) == ["GPT B", "GPT A"]
    assert 'href="/creators/openai/?sort=-price"' in response.content.decode()


def test_it_answers_htmx_with_the_part(client):
    priced("gpt-b", "2")
    response = client.get("/creators/openai/?sort=price&_part=results")
    assert names(response) == ["GPT B"]
    assert "<html" not in response.content.decode()
    assert response["HX-Push-Url"] == "/creators/openai/?sort=price"


def test_it_says_so_when_a_creator_has_no_model(client):
    CreatorFactory(slug="openai")
    assert "No model of this creator" in client.get("/creators/openai/").content.decode()


@pytest.mark.parametrize("address", ["/creators/nobody/", "/creators/Open%20AI/", "/creators/%00/"])
def test_it_answers_404_with_a_page_of_our_own(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "Nothing is kept at this address" in response.content.decode()


def test_it_costs_a_constant_number_of_queries(client):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/creators/openai/?sort=price")
        return len(asked)

    AIModelFactory()
    few = queries()
    AIModelFactory.create_batch(70)
    assert queries() == few


@pytest.mark.parametrize(
    ("name", "monogram"),
    [
        ("OpenAI", "OA"),
        ("xAI", "XA"),
        ("Mistral", "Mi"),
        ("NVIDIA", "NV"),
        ("OpenGVLab", "OG"),
        ("VoyageAI by MongoDB", "VA"),
        ("Black Forest Labs", "BF"),
        ("Z.AI", "ZA"),
        ("Undi95", "Un"),
        ("hexgrad", "He"),
        ("thinking machines", "TM"),
        ("Élan", "Él"),
        ("智谱清言", "智谱"),
        ("X", "X"),
        ("42", "Fo"),
    ],
)
def test_it_marks_a_creator_by_the_letters_its_name_begins_with(client, name, monogram):
    CreatorFactory(slug="forty-two", name=name)
    assert (
        f'<span class="mono" aria-hidden="true">{monogram}</span>'
        in client.get("/creators/forty-two/").content.decode()
    )
