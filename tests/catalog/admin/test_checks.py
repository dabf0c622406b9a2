"""An editor holds facts against a source; the page says so until one of them changes, or half a year has passed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from catalog import facts
from catalog.models import AIModel, FactCheck, Family
from catalog.models.checks import CHECKABLE, values_of
from tests import factories
from tests.catalog.admin.desk import address, correct, somebody_who_may

pytestmark = pytest.mark.django_db

EVERYTHING = [fact for fact, _ in CHECKABLE]


def form_at(model: AIModel) -> str:
    return reverse("admin:catalog_factcheck_of", args=[model.pk])


def check(desk, model, *names, **typed):
    """Ticks facts on the form as it stands, and saves it."""
    seen = desk.get(form_at(model)).context["form"]["seen"].value()
    against = typed or {"source": factories.source().pk}
    return desk.post(form_at(model), {"seen": seen, "facts": names, **against})


def badge(client, model) -> str:
    page = client.get(model.get_absolute_url()).content.decode()
    return page[page.index('<div class="facts">') : page.index('<dl class="key">')]


def test_it_leads_from_the_model_to_a_form_with_todays_values_beside_the_claims(desk, model):
    assert form_at(model) in desk.get(address(model, "change")).content.decode()
    page = desk.get(form_at(model)).content.decode()
    assert "400,000" in page
    assert "OpenRouter" in page
    assert "not published in, " not in page


def test_it_says_who_checked_which_facts_against_what(desk, client, anna, model):
    anna.public_name = "Anna"
    anna.save()
    assert check(desk, model, "context_window", "prices").status_code == 302
    found = FactCheck.objects.get()
    assert (found.facts, found.checked_by, found.values["context_window"]) == (
        ["context_window", "prices"], anna, 400_000,
    )  # fmt: skip
    shown = badge(client, model)
    assert "<strong>Checked</strong> by Anna" in shown
    assert "against" in shown
    assert "OpenRouter" in shown
    assert "context window, prices" in shown


def test_it_names_a_page_that_is_no_source_of_ours(desk, client, model):
    check(desk, model, "name", title="OpenAI, model <card>", address="https://openai.example/card")
    shown = badge(client, model)
    assert '<a href="https://openai.example/card" rel="noopener">OpenAI, model &lt;card&gt;</a>' in shown


@pytest.mark.parametrize(
    ("typed", "field", "advice"),
    [
        ({"source": ""}, "title", "Choose a source above, or write the title"),
        ({"title": "Card"}, "address", "Write the address of that page"),
        ({"title": "Card", "address": "javascript:alert(1)"}, "address", "Enter a valid URL."),
        ({"source": "1", "title": "Card", "address": "https://example.org"}, "source", "not both"),
    ],
)
def test_it_asks_for_one_thing_that_readers_can_look_up(desk, model, typed, field, advice):
    if typed.get("source"):
        typed = typed | {"source": factories.source().pk}
    page = check(desk, model, "name", **typed)
    assert advice in page.context["form"].errors[field][0]
    assert 'value="name" id="fact-name" checked' in page.content.decode()
    assert not FactCheck.objects.exists()


def test_it_holds_nothing_against_an_editors_own_word(desk, model):
    page = check(desk, model, "name", source=factories.source("editor").pk)
    assert "source" in page.context["form"].errors


def test_it_confirms_no_value_that_came_in_while_the_editor_looked(desk, model):
    seen = desk.get(form_at(model)).context["form"]["seen"].value()
    model.claims.filter(fact="context_window").update(value=272_000)
    facts.resolve([model.pk])
    sent = {"facts": ["context_window"], "source": factories.source().pk, "seen": seen}
    page = desk.post(form_at(model), sent)
    assert "Another value has come in meanwhile: context window." in page.content.decode()
    assert not FactCheck.objects.exists()
    desk.post(form_at(model), {**sent, "seen": page.context["form"]["seen"].value()})
    assert FactCheck.objects.get().values == {"context_window": 272_000}


@pytest.mark.parametrize("seen", ["", "[]", "{}", "nonsense"])
def test_it_takes_no_form_that_does_not_say_what_was_seen(desk, model, seen):
    sent = {"facts": ["context_window"], "source": factories.source().pk, "seen": seen}
    assert desk.post(form_at(model), sent).status_code == 200
    assert not FactCheck.objects.exists()


def test_it_asks_for_a_new_look_once_a_checked_fact_has_changed(desk, client, model):
    check(desk, model, "context_window")
    correct(desk, model, "name", '"GPT-5 Image Mini (new)"')
    assert "<strong>Checked</strong>" in badge(client, model)
    correct(desk, model, "context_window", "272000")
    assert "<strong>Needs a new look</strong>: context window changed since; checked" in badge(client, model)
    again = desk.get(address(FactCheck), {"look": "again"}).content.decode()
    assert "context window changed since" in again
    kept = desk.get(address(FactCheck.objects.get(), "change")).content.decode()
    assert "<del>400,000</del>" in kept
    assert "<ins>272,000</ins>" in kept


def test_it_asks_for_a_new_look_after_half_a_year(desk, client, model):
    check(desk, model, "context_window")
    FactCheck.objects.update(checked_at=timezone.now() - timedelta(days=180, minutes=1))
    AIModel.objects.renew()
    assert "<strong>Needs a new look</strong>: more than 180 days ago" in badge(client, model)
    assert desk.get(address(FactCheck), {"look": "again"}).context["cl"].result_count == 1


def test_it_counts_the_newest_check_of_a_model_alone(desk, model):
    check(desk, model, "context_window")
    FactCheck.objects.update(checked_at=timezone.now() - timedelta(days=300))
    check(desk, model, "context_window")
    assert desk.get(address(FactCheck), {"look": "again"}).context["cl"].result_count == 0
    assert desk.get(address(FactCheck), {"look": "holds"}).context["cl"].result_count == 1
    never = factories.AIModelFactory()
    found = {
        value: [one.pk for one in desk.get(address(AIModel), {"checked": value}).context["cl"].result_list]
        for value in ("holds", "again", "never")
    }
    assert found == {"holds": [model.pk], "again": [], "never": [never.pk]}


OTHER = {
    "name": "Another", "family": "other", "model_class": "image", "input_modalities": ["audio"],
    "output_modalities": [], "context_window": 1, "max_output_tokens": 9_000, "listed_on": None,
    "release_date": date(2026, 1, 2), "knowledge_cutoff": date(2025, 1, 2), "open_weights": "yes",
    "reasoning": "disagree", "tool_calling": "no", "structured_output": "no", "prices": None,
}  # fmt: skip


@pytest.mark.parametrize("empty", [False, True])
def test_it_knows_of_every_fact_whether_it_is_what_it_was(empty):
    """What is kept and what the database compares it with are the same in every kind, and nothing is like nothing."""
    full = {} if empty else {
        "input_modalities": ["text", "image"], "max_output_tokens": 8_000, "price_state": "published",
        "release_date": date(2025, 10, 16), "input_price": Decimal("0.000002500"), "output_price": Decimal(0),
        "family": factories.FamilyFactory(),
    }  # fmt: skip
    model = factories.AIModelFactory(**full)
    check = FactCheck.objects.create(
        ai_model=model, facts=EVERYTHING, values=values_of(model), checked_by=factories.EditorFactory(),
        checked_at=timezone.now(),
    )  # fmt: skip
    assert FactCheck.objects.with_changes().get().changed_facts == []
    assert not FactCheck.objects.to_look_at_again(timezone.now()).exists()
    for fact in EVERYTHING:
        change_to_another(model, fact)
        assert FactCheck.objects.with_changes().get().changed_facts == [fact]
        check.values = values_of(model)
        check.save()


def change_to_another(model: AIModel, fact: str) -> None:
    match fact:
        case "prices":
            model.output_price = Decimal("0.00001")
        case "family":
            model.family = Family.objects.create(creator=model.creator, slug="other", name="Other")
        case "model_class":
            model.model_class = factories.AIModelFactory(image_model=True).model_class
        case "listed_on":
            model.listed_on = None
        case _:
            setattr(model, fact, OTHER[fact])
    model.save()


def test_it_keeps_a_check_from_before_values_were_kept_until_it_is_old(client, model):
    FactCheck.objects.create(
        ai_model=model, facts=["name"], checked_by=factories.EditorFactory(), checked_at=timezone.now()
    )
    shown = badge(client, model)
    assert "<strong>Checked</strong> by an editor" in shown
    assert "against" not in shown


def test_it_stores_no_check_against_two_things(model):
    twice = FactCheck(
        ai_model=model, facts=["name"], source=factories.source(), title="Card", address="https://example.org",
        checked_by=factories.EditorFactory(), checked_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(ValidationError):
        twice.full_clean()


def test_it_lets_nobody_check_who_may_not(model):
    looker = somebody_who_may("view_aimodel", "change_aimodel", "view_factcheck")
    assert looker.get(form_at(model)).status_code == 403
    assert looker.post(form_at(model), {"facts": ["name"]}).status_code == 403
    assert form_at(model) not in looker.get(address(model, "change")).content.decode()
