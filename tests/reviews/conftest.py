"""A model to write about, and somebody who does."""

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import AIModel
from tests.factories import AIModelFactory, UserFactory


@pytest.fixture
def model() -> AIModel:
    return AIModelFactory(slug="gpt-5-image-mini", name="GPT-5 Image Mini")


@pytest.fixture
def author() -> User:
    return UserFactory(public_name="Anna")


@pytest.fixture
def anna(author: User) -> Client:
    client = Client()
    client.force_login(author)
    return client
