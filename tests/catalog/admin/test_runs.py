"""What an editor sees of a run, and how he orders one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from catalog import tasks
from catalog.models import Source, StoredValidator
from tests import factories
from tests.catalog.admin.desk import address
from tests.upstream import FIRST_DAY, SECOND_DAY, model_list, sync

pytestmark = pytest.mark.django_db


def order(desk, *slugs: str):
    rows = [factories.source(slug).pk for slug in slugs]
    return desk.post(address(Source), {"action": "run_now", "_selected_action": rows}, follow=True)


@pytest.fixture
def queued(monkeypatch) -> list[list]:
    """What was handed to the broker."""
    taken: list[list] = []
    monkeypatch.setattr(tasks.sync_source, "apply_async", lambda args, **options: taken.append(args))
    return taken


def test_it_shows_what_a_run_changed(desk):
    sync(model_list())
    pricing = {"prompt": "0.0000015", "completion": "0.000002"}
    run = sync(model_list(**{"acme/swift": {"pricing": pricing}}), SECOND_DAY)

    page = desk.get(address(run, "change")).content.decode()
    assert '<th scope="row">acme/swift</th>' in page
    assert "<del>$1.00 / 1M tokens</del>" in page
    assert "<ins>$1.50 / 1M tokens</ins>" in page
    assert "200" in page


def test_it_says_when_a_run_changed_nothing(desk):
    sync(model_list())
    run = sync(model_list(), SECOND_DAY)
    assert "Nothing, or it was dropped with age." in desk.get(address(run, "change")).content.decode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_orders_a_run_that_reads_everything(desk, queued):
    StoredValidator.objects.create(source=factories.source(), address="x", etag='"a"', seen_at=FIRST_DAY)
    page = order(desk, "openrouter").content.decode()

    assert queued == [["openrouter", True]]
    assert not StoredValidator.objects.exists()
    assert "OpenRouter: queued. Its run appears under sync runs." in page


def test_it_orders_no_run_of_what_cannot_be_visited(desk, queued, settings, django_capture_on_commit_callbacks):
    settings.ARTIFICIAL_ANALYSIS_API_KEY = ""
    with django_capture_on_commit_callbacks(execute=True):
        page = order(desk, "editor", "artificial-analysis").content.decode()

    assert queued == []
    assert "Our editors is not a place that can be visited." in page
    assert "Artificial Analysis: no key is set (ARTIFICIAL_ANALYSIS_API_KEY)." in page


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_it_says_when_the_broker_takes_no_orders(desk, monkeypatch):
    nobody = tasks.current_app.connection_for_write("redis://127.0.0.1:1")
    monkeypatch.setattr(tasks.current_app, "connection_for_write", nobody.clone)
    page = order(desk, "openrouter", "models-dev")

    assert page.status_code == 200
    assert "The broker takes no orders. Not queued: models.dev and OpenRouter." in page.content.decode()


def test_it_lets_those_alone_order_runs_who_may_change_sources(client, queued):
    reader = factories.UserFactory(is_staff=True)
    client.force_login(reader)
    assert order(client, "openrouter").status_code == 403
    assert queued == []
    assert client.get(reverse("admin:catalog_source_changelist")).status_code == 403
