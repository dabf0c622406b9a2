"""What waits for an editor, and what an edit renews."""

from __future__ import annotations

import pytest

from catalog.models import (
    Alias,
    Creator,
    Metric,
    ModelClass,
)
from tests import factories
from tests.catalog.admin.desk import address, form_of

pytestmark = pytest.mark.django_db


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
