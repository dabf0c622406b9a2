"""Whatever moves a figure at the desk: the next page already says which sentences it no longer bears out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog import tasks, wording
from catalog.editions import holding
from catalog.models import AIModel, BoundClaim, HeldChange, LifecycleEvent
from tests import factories
from tests.catalog.admin.desk import address, correct, form_of
from tests.catalog.admin.test_bulk import change
from tests.catalog.test_from_list_to_page import image_models
from tests.upstream import SECOND_DAY, sync

pytestmark = pytest.mark.django_db

CHEAPEST = "No image model has a lower output price."
WIDEST = "It takes the most of the six."


@pytest.fixture
def mini() -> AIModel:
    sync(image_models())
    return AIModel.objects.get(slug="gpt-5-image-mini")


@pytest.fixture
def told(monkeypatch) -> list[list]:
    """The looks that were handed to the broker, which tell editors."""
    taken: list[list] = []
    monkeypatch.setattr(tasks.check_claims, "apply_async", lambda args, **options: taken.append(args))
    return taken


@pytest.fixture
def bind(mini, anna, told) -> Callable[..., BoundClaim]:
    """A sentence on its page, by Anna, that the figures bear out today."""

    def bound(sentence: str = CHEAPEST, kind: str = "rank", subject: str = "output-price", limit: Any = 1):
        edition = factories.EditionFactory(ai_model=mini, verdict=f"Take it. {sentence}", author=anna)
        claim = edition.claims.create(sentence=sentence, kind=kind, subject=subject, limit=limit)
        holding.check_moved()
        claim.refresh_from_db()
        assert claim.state == "holds", claim.found
        return claim

    return bound


def is_noted(client: Client, model: AIModel) -> bool:
    note = f"Written before a change on {wording.day(timezone.now())}; being checked."
    return note in client.get(model.get_absolute_url()).content.decode()


def test_it_says_so_on_the_very_next_page_once_a_held_price_is_accepted(desk, client, mini, bind, told):
    bind()
    sync(image_models(mini="0.00001"), SECOND_DAY)
    assert not is_noted(client, mini)

    waiting = list(HeldChange.objects.values_list("pk", flat=True))
    decision = {"action": "accept", "note": "Seen on their list.", "_selected_action": waiting}
    desk.post(f"{address(HeldChange)}?status=all", decision)

    assert is_noted(client, mini)
    home = desk.get(reverse("admin:index")).content.decode()
    assert "Claims that no longer hold</a></th><td><strong>1</strong> waiting" in home
    assert told == [[]]


def test_it_follows_a_correction_and_its_withdrawal(desk, client, mini, bind, told):
    correct(desk, mini, "open_weights", "true")
    bind("Its weights are open.", "has", "open_weights", None)
    correct(desk, mini, "open_weights", "false")
    assert is_noted(client, mini)

    page = desk.get(address(mini, "change"))
    lock = form_of(page) | {"claims-0-withdraw": "Read it wrong."}
    desk.post(address(mini, "change"), lock)
    assert not is_noted(client, mini)
    assert told == [[]]


@pytest.fixture
def rival(mini) -> AIModel:
    """Another, with as wide a window and a higher price."""
    return AIModel.objects.get(slug="gpt-5-image")


def test_it_follows_the_window_of_another_model(desk, client, mini, rival, bind):
    bind(WIDEST, "rank", "context-window", 1)
    correct(desk, rival, "context_window", "900000")
    assert is_noted(client, mini)


def test_it_follows_a_class_that_many_are_moved_into(desk, client, mini, bind):
    cheap = factories.PriceSheetFactory(rates={"input": "0.000001", "output": "0.000001"}).offer.ai_model
    bind()
    change(desk, [cheap], model_class="image")
    assert is_noted(client, mini)


def test_it_follows_a_day_of_another_models_life(desk, client, mini, rival, bind):
    correct(desk, rival, "context_window", "900000")
    change(desk, [rival], lifecycle="retired", happens_on="2026-05-01")
    bind(WIDEST, "rank", "context-window", 1)
    desk.post(address(LifecycleEvent.objects.get(source__slug="editor"), "delete"), {"post": "yes"})
    assert is_noted(client, mini)


def test_it_looks_at_nothing_where_no_figure_moved(desk, mini, bind, told):
    bind()
    version = AIModel.objects.get(pk=mini.pk).version
    page = desk.get(address(mini, "change"))
    with CaptureQueriesContext(connection) as asked:
        desk.post(address(mini, "change"), {**form_of(page), "_continue": "1"})
    assert sum("catalog_boundclaim" in one["sql"] for one in asked.captured_queries) == 1
    assert AIModel.objects.get(pk=mini.pk).version == version + 1
    assert told == []
