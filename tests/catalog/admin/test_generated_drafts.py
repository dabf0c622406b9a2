"""Drafts that the rules write from the facts: nobody's words until a person went over them."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog import facts
from catalog.editing.drafts import LONGEST_TAGLINE, LONGEST_TITLE
from catalog.models import AIModel, Edition
from tests import factories
from tests.catalog.admin.desk import address, draft_of, save, somebody_who_may, writer

pytestmark = pytest.mark.django_db

REFUSED = "nobody went over it"


def fill(browser, model: AIModel):
    return browser.post(reverse("admin:catalog_aimodel_write_from_facts", args=[model.pk]), follow=True)


@pytest.fixture
def generated(desk, model) -> Edition:
    fill(desk, model)
    return model.editions.get()


def test_it_fills_a_draft_from_the_facts_by_one_button(desk, client, model):
    for fact in ("input_modalities", "output_modalities"):
        factories.ClaimFactory(ai_model=model, fact=fact, value=["text"])
    facts.resolve([model.pk])
    public = client.get(model.get_absolute_url()).content.decode()
    assert "Fill a draft from the facts" in desk.get(address(model, "change")).content.decode()
    page = fill(desk, model).content.decode()
    draft = model.editions.get()
    assert (draft.status, draft.is_generated, draft.author) == ("draft", True, None)
    assert "Nobody has gone over it yet" in page
    for words in (draft.tagline, draft.items.filter(kind="question").first().title):
        assert words
        assert words in public.replace("&#x27;", "'")


def test_it_refers_to_every_figure_and_rank_that_the_rules_print(desk, model):
    # Two prices alike: which of them a sentence means is known to whoever writes it.
    rates = {"input": "0.000002", "output": "0.000002", "cache_read": "0.0000002"}
    factories.PriceSheetFactory(offer__ai_model=model, rates=rates)
    dearer = factories.PriceSheetFactory(rates={"input": "0.000009", "output": "0.000009"}).offer.ai_model
    facts.resolve([model.pk, dearer.pk])
    fill(desk, model)
    draft = model.editions.get()
    assert "Its window holds {{context_window}} tokens" in draft.about
    assert "Input {{price.input}} and output {{price.output}}. That is {{rank.output-price}} text models" in draft.about
    titles = set(draft.items.filter(kind="strength").values_list("title", flat=True))
    assert titles >= {
        "{{rank.output-price}} text models by output price, the lowest first",
        "Cached input at {{price.cache_read}}",
    }
    preview = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", desk.get(address(draft, "preview_page")).content.decode()))
    assert "That is #1 of 2 text models by output price, the lowest first." in preview


def test_it_says_nothing_that_another_models_price_could_make_untrue(desk, model):
    factories.PriceSheetFactory(offer__ai_model=model, rates={"input": "0.000009", "output": "0.000009"})
    cheaper = factories.PriceSheetFactory(rates={"input": "0.000001", "output": "0.000001"}).offer.ai_model
    facts.resolve([model.pk, cheaper.pk])
    fill(desk, model)
    draft = model.editions.get()
    words = " ".join([draft.about, draft.verdict, *draft.items.values_list("title", flat=True)])
    assert cheaper.name not in words
    assert "$" not in words
    assert "Take it for " in draft.verdict


def test_it_says_of_what_nobody_publishes_no_more_than_its_name(desk, model):
    fill(desk, model)
    draft = model.editions.get()
    assert "Input: {{price.input}}. Output: {{price.output}}." in draft.about
    words = " ".join([draft.about, draft.verdict, *draft.items.values_list("title", flat=True)])
    assert "not published" not in words
    assert "not measured" not in words


def test_it_keeps_within_the_room_that_an_edition_has(generated):
    assert len(generated.tagline) <= LONGEST_TAGLINE
    assert all(len(item.title) <= LONGEST_TITLE for item in generated.items.all())
    assert all(item.text for item in generated.items.filter(kind="question"))
    generated.full_clean()


@pytest.mark.parametrize("button", ["_publish", "_send", "_schedule"])
def test_it_publishes_nothing_that_nobody_went_over(desk, model, generated, button):
    page = save(desk, generated, publish_on="2999-01-01T10:00", **{button: "1"}).content.decode()
    assert REFUSED in page
    generated.refresh_from_db()
    assert (generated.status, generated.is_generated) == ("draft", True)


def test_it_publishes_none_from_the_list_either(desk, model, generated):
    page = desk.post(address(Edition), {"action": "publish", "_selected_action": [generated.pk]}, follow=True)
    assert REFUSED in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=generated.pk).update(status="published", published_at=factories.OBSERVED)


def test_it_is_an_editors_once_changed_or_gone_over(desk, anna, model, generated):
    assert "I went over it" in desk.get(address(generated, "change")).content.decode()
    save(desk, generated, went_over="on", _publish="1")
    generated.refresh_from_db()
    assert (generated.status, generated.is_generated, generated.author) == ("published", False, anna)


def test_it_is_a_writers_who_changed_one_entry(model, generated):
    wanda = writer(public_name="Wanda")
    save(wanda, generated, **{"items-0-title": "Reads long papers"}, _send="1")
    generated.refresh_from_db()
    assert (generated.status, generated.is_generated) == ("in_review", False)
    assert generated.author.public_name == "Wanda"


def test_it_stays_generated_when_saved_as_it_is(desk, generated):
    save(desk, generated, _save="1")
    generated.refresh_from_db()
    assert (generated.is_generated, generated.version) == (True, 1)


def test_it_fills_none_beside_an_edition(desk, model):
    draft_of(model)
    assert "Fill a draft from the facts" not in desk.get(address(model, "change")).content.decode()
    page = fill(desk, model).content.decode()
    assert "has an edition already: a draft one" in page
    assert model.editions.count() == 1


def test_it_fills_none_for_those_who_may_write_none(model):
    looker = somebody_who_may("view_aimodel", "view_edition")
    assert fill(looker, model).status_code == 403
    assert "Fill a draft" not in looker.get(address(model, "change")).content.decode()
    assert not model.editions.exists()
