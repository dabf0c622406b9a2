"""What waits for an editor, and what an edit renews."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.models import (
    AIModel,
    Alias,
    Creator,
    HeldChange,
    Metric,
    ModelClass,
    SyncRun,
)
from tests import factories
from tests.catalog.admin.desk import address, form_of
from tests.factories import OBSERVED

pytestmark = pytest.mark.django_db


def hold(model: AIModel, **fields: Any) -> HeldChange:
    run = SyncRun.objects.create(source=factories.source(), observed_at=OBSERVED)
    values = {"field": "prices", "old_value": {"input": "0.0000025"}, "new_value": None, "reason": "Fell to nothing."}
    return HeldChange.objects.create(run=run, ai_model=model, **{**values, **fields})


@pytest.mark.parametrize(("button", "status"), [("_accept", "accepted"), ("_reject", "rejected")])
def test_it_settles_a_held_change_with_a_note(desk, anna, model, button, status):
    held = hold(model)
    desk.post(address(held, "change"), {"note": "Seen on their price list.", button: "1"})
    held.refresh_from_db()
    assert (held.status, held.decided_by, held.note) == (status, anna, "Seen on their price list.")
    assert held.decided_at is not None


def test_it_decides_nothing_without_a_note(desk, model):
    held = hold(model)
    desk.post(address(held, "change"), {"note": "", "_accept": "1"})
    desk.post(address(HeldChange), {"action": "accept", "_selected_action": [held.pk], "note": " "})
    held.refresh_from_db()
    assert held.status == "open"


def test_it_settles_each_held_change_once(desk, anna, model):
    first, second = hold(model), hold(model)
    both = {"_selected_action": [first.pk, second.pk]}
    desk.post(address(HeldChange), {"action": "accept", "note": "Right.", "_selected_action": [first.pk]})
    desk.post(f"{address(HeldChange)}?status=all", {"action": "reject", "note": "Wrong.", **both})
    assert [(held.status, held.note) for held in HeldChange.objects.order_by("pk")] == [
        ("accepted", "Right."),
        ("rejected", "Wrong."),
    ]


def test_it_lists_what_waits_before_what_was_decided(desk, model):
    hold(model, reason="Fell to nothing.")
    hold(model, reason="Rose a hundredfold.", status="accepted", decided_at=OBSERVED)
    waiting = desk.get(address(HeldChange)).content.decode()
    assert "Fell to nothing." in waiting
    assert "Rose a hundredfold." not in waiting
    everything = desk.get(f"{address(HeldChange)}?status=all").content.decode()
    assert "Rose a hundredfold." in everything


@pytest.mark.parametrize(("action", "status"), [("approve", "approved"), ("reject", "rejected")])
def test_it_settles_a_suggested_alias(desk, model, action, status):
    alias = Alias.objects.create(source=factories.source("models-dev"), external_id="gpt-5-image-mini", ai_model=model)
    desk.post(address(Alias), {"action": action, "_selected_action": [alias.pk]})
    alias.refresh_from_db()
    assert alias.status == status


def test_it_asks_which_model_an_alias_means(desk, model):
    sent = {
        "source": factories.source().pk,
        "external_id": "x/y",
        "kind": "model",
        "variant": "plain",
        "status": "approved",
    }
    page = desk.post(address(Alias, "add"), sent)
    assert "Choose the model." in page.content.decode()
    assert desk.post(address(Alias, "add"), {**sent, "ai_model": model.pk}).status_code == 302


def test_it_renews_the_pages_that_print_a_name(desk, model):
    other = factories.AIModelFactory(creator__slug="google", output_modalities=["text", "image"])
    was = dict(ModelClass.objects.values_list("slug", "version"))
    sent = {"name": "OpenAI Inc.", "website": ""}
    assert desk.post(address(model.creator, "change"), sent).status_code == 302
    assert Creator.objects.get(slug="openai").name == "OpenAI Inc."
    now = dict(ModelClass.objects.values_list("slug", "version"))
    assert now[model.model_class.slug] > was[model.model_class.slug]
    assert now[other.model_class.slug] == was[other.model_class.slug]


def test_it_keeps_the_slug_by_which_code_and_readers_find_a_noun(desk, model):
    desk.post(address(model.creator, "change"), {"name": "OpenAI", "slug": "closedai"})
    assert Creator.objects.get().slug == "openai"
    metric = Metric.objects.get(slug="intelligence-index")
    page = desk.get(address(metric, "change"))
    desk.post(address(metric, "change"), {**form_of(page), "slug": "iq", "name": "Intelligence"})
    metric.refresh_from_db()
    assert (metric.slug, metric.name) == ("intelligence-index", "Intelligence")


def test_it_resolves_all_models_when_a_source_is_trusted_more(desk, model):
    factories.ClaimFactory(ai_model=model, fact="context_window", value=131_072, source=factories.source("models-dev"))
    source = factories.source("openrouter")
    for rank, window in ((1, 400_000), (99, 131_072)):
        page = desk.get(address(source, "change"))
        assert desk.post(address(source, "change"), {**form_of(page), "rank": rank}).status_code == 302
        model.refresh_from_db()
        assert model.context_window == window


def test_it_moves_models_to_the_class_that_their_outputs_now_mean(desk, model):
    factories.ClaimFactory(ai_model=model, fact="output_modalities", value=["text"])
    speech = ModelClass.objects.get(slug="speech")
    page = desk.get(address(speech, "change"))
    desk.post(address(speech, "change"), {**form_of(page), "outputs": "speech,text"})
    model.refresh_from_db()
    assert model.model_class == speech
