from __future__ import annotations

import pytest
from django.test import Client

from catalog import facts
from tests import factories


@pytest.fixture
def anna():
    return factories.EditorFactory(email="anna@example.org")


@pytest.fixture
def desk(anna):
    """A browser in which an editor has signed in."""
    client = Client()
    client.force_login(anna)
    return client


@pytest.fixture
def model():
    """A model of which OpenRouter states the window."""
    ai_model = factories.AIModelFactory(creator__slug="openai", slug="gpt-5-image-mini", name="GPT-5 Image Mini")
    factories.ClaimFactory(ai_model=ai_model, fact="context_window", value=400_000)
    factories.ClaimFactory(ai_model=ai_model, fact="name", value="GPT-5 Image Mini")
    facts.resolve([ai_model.pk])
    return ai_model
