"""Many models at once: what would change is shown first, then that and nothing else is done."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import facts
from catalog.admin import bulk
from catalog.models import AIModel, Claim, Family, LifecycleEvent
from tests import factories
from tests.catalog.admin.desk import address, correct, somebody_who_may

pytestmark = pytest.mark.django_db

HERE = "admin:catalog_aimodel_change_many"


@pytest.fixture
def pair(model):
    other = factories.AIModelFactory(creator__slug="google", slug="gemini", name="Gemini")
    factories.ClaimFactory(ai_model=other, fact="output_modalities", value=["text"])
    factories.ClaimFactory(ai_model=model, fact="output_modalities", value=["text"])
    facts.resolve([model.pk, other.pk])
    return [model, other]


def choose(desk, models, query=""):
    sent = {"action": "choose_many", "_selected_action": [one.pk for one in models]}
    return desk.post(address(AIModel) + query, sent)


def sent_for(models, **wanted):
    return {"chosen": ",".join(str(one.pk) for one in models), "reason": "As their notes say.", **wanted}


def change(desk, models, **wanted):
    """The two steps of an editor who agrees with what is shown; the first page."""
    sent = sent_for(models, **wanted)
    shown = desk.post(reverse(HERE), {**sent, "_preview": "1"})
    done = desk.post(reverse(HERE), {**sent, "agreed": shown.context["agreed"], "_apply": "1"}, follow=True)
    return shown.content.decode(), done.content.decode()


def test_it_asks_what_is_to_change_of_the_chosen(desk, pair):
    page = choose(desk, pair).content.decode()
    assert "Change 2 models" in page
    assert "google/gemini" in page
    assert f'value="{pair[0].pk},{pair[1].pk}"' in page


def test_it_shows_what_would_change_of_each_and_changes_nothing_yet(desk, pair):
    page = desk.post(reverse(HERE), {**sent_for(pair, model_class="image", family="Nano Banana"), "_preview": "1"})
    words = re.sub(r"(<[^>]+>|\s+)+", " ", page.content.decode())
    assert re.search(r"Class Text Image \(locked\)", words)
    assert re.search(r"Family not published Nano Banana \(locked\)", words)
    assert not Claim.objects.filter(source__slug="editor").exists()
    assert not Family.objects.exists()
    assert {model.model_class.slug for model in AIModel.objects.select_related("model_class")} == {"text"}


def test_it_writes_corrections_with_the_reason_and_goes_back_to_the_list(desk, anna, pair):
    _, done = change(desk, pair, model_class="image", family="Nano Banana", back="q=g")
    assert "2 models changed." in done
    assert 'name="q" value="g"' in done
    claims = Claim.objects.current().filter(source__slug="editor")
    assert {(one.fact, one.value, one.reason, one.author) for one in claims} == {
        ("model_class", "image", "As their notes say.", anna),
        ("family", "Nano Banana", "As their notes say.", anna),
    }
    assert claims.count() == 4
    assert {one.model_class.slug for one in AIModel.objects.select_related("model_class")} == {"image"}
    # A family belongs to its creator.
    assert Family.objects.filter(slug="nano-banana").count() == 2
    assert LogEntry.objects.filter(change_message__contains="As their notes say.").count() == 2


def test_it_says_of_a_model_that_it_stays_as_it_is(desk, pair):
    change(desk, pair[:1], model_class="image")
    shown, done = change(desk, pair, model_class="image")
    assert "Stays as it is." in shown
    assert "1 model changed." in done
    assert Claim.objects.filter(source__slug="editor").count() == 2


def test_it_dates_the_life_of_many(desk, pair):
    shown, _ = change(desk, pair, lifecycle="retired", happens_on="2026-05-01")
    assert "Retired, 1 May 2026" in shown
    assert {one.lifecycle for one in AIModel.objects.all()} == {"retired"}
    # A second word of the same state changes the day of the first.
    change(desk, pair, lifecycle="retired", happens_on="2026-06-01")
    events = LifecycleEvent.objects.filter(source__slug="editor")
    assert [(one.state, one.happens_on, one.note) for one in events] == [
        ("retired", date(2026, 6, 1), "As their notes say.")
    ] * 2


def test_it_names_the_model_that_takes_their_place(desk, client, pair):
    heir = factories.AIModelFactory(creator__slug="openai", slug="gpt-6", name="GPT-6")
    ended = {"lifecycle": "retired", "happens_on": "2026-05-01"}
    shown, _ = change(desk, pair, **ended, replacement="OpenAI/gpt-6")
    assert "Retired, 1 May 2026, replaced by openai/gpt-6" in shown
    assert {one.replacement for one in LifecycleEvent.objects.select_related("replacement")} == {heir}
    assert "GPT-6" in client.get(pair[1].get_absolute_url()).content.decode()
    # A new day without a name leaves the name.
    change(desk, pair, **{**ended, "happens_on": "2026-06-01"})
    events = LifecycleEvent.objects.values_list("happens_on", "replacement")
    assert set(events) == {(date(2026, 6, 1), heir.pk)}


def test_it_locks_at_what_is_shown_and_says_where_nothing_is(desk, pair):
    shown, _ = change(desk, pair, lock=["context_window", "model_class"])
    assert "400,000 (locked)" in shown
    claims = Claim.objects.current().filter(source__slug="editor").order_by("ai_model_id", "fact")
    assert [(one.ai_model, one.fact, one.value) for one in claims] == [
        (pair[0], "context_window", 400_000), (pair[0], "model_class", "text"), (pair[1], "model_class", "text"),
    ]  # fmt: skip
    Claim.objects.filter(source__slug="openrouter", fact="context_window").update(value=1)
    facts.resolve([pair[0].pk])
    pair[0].refresh_from_db()
    assert pair[0].context_window == 400_000


def test_it_unlocks_with_a_reason(desk, pair):
    correct(desk, pair[0], "context_window", "272000")
    shown, _ = change(desk, pair, unlock=["context_window"])
    assert "272,000 (locked)" in shown
    pair[0].refresh_from_db()
    assert pair[0].context_window == 400_000
    assert LogEntry.objects.filter(change_message="Withdrew the correction: As their notes say.").count() == 1


def test_it_does_nothing_but_what_was_shown(desk, pair):
    sent = sent_for(pair, lock=["context_window"])
    agreed = desk.post(reverse(HERE), {**sent, "_preview": "1"}).context["agreed"]
    Claim.objects.filter(fact="context_window").update(value=1)
    facts.resolve([pair[0].pk])
    page = desk.post(reverse(HERE), {**sent, "agreed": agreed, "_apply": "1"})
    assert "Something has changed since this was shown. Nothing was done" in page.content.decode()
    assert not Claim.objects.filter(source__slug="editor").exists()


@pytest.mark.parametrize(
    ("wanted", "field", "advice"),
    [
        ({}, "__all__", "Choose what is to change."),
        ({"model_class": "pictures"}, "model_class", "Select a valid choice."),
        ({"family": "…"}, "family", "Write a name with a letter or a digit in it."),
        ({"family": "A\x07"}, "family", "Write it without control characters."),
        ({"lifecycle": "retired"}, "happens_on", "Write the day."),
        ({"happens_on": "2026-01-01"}, "lifecycle", "Choose it."),
        (
            {"lifecycle": "active", "happens_on": "2026-01-01", "replacement": "google/gemini"},
            "replacement",
            "Only what is deprecated or retired is replaced",
        ),
        (
            {"lifecycle": "retired", "happens_on": "2026-01-01", "replacement": "google/gemini"},
            "replacement",
            "Gemini is one of the chosen, and cannot take its own place.",
        ),
        (
            {"lifecycle": "retired", "happens_on": "2026-01-01", "replacement": "gemini"},
            "replacement",
            "No model has this id.",
        ),
        ({"lock": ["name"], "unlock": ["name"]}, "unlock", "This would both lock and unlock: name."),
        ({"model_class": "image", "reason": ""}, "reason", "This field is required."),
        ({"model_class": "image", "chosen": "1;2"}, "chosen", "Choose the models in the list again."),
        ({"model_class": "image", "chosen": ",".join("1" * 501)}, "chosen", "At most 500 models at once"),
    ],
)
def test_it_says_at_the_field_what_to_do(desk, pair, wanted, field, advice):
    page = desk.post(reverse(HERE), {**sent_for(pair), **wanted, "_preview": "1"})
    assert advice in page.context["form"].errors[field][0]
    assert advice in page.content.decode()


def test_it_takes_no_more_than_it_can_show(desk, pair, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 1)
    page = desk.post(
        address(AIModel), {"action": "choose_many", "_selected_action": [one.pk for one in pair]}, follow=True
    )
    assert "At most 1 models at once, and you chose 2." in page.content.decode()


def test_it_lets_nobody_change_many_who_may_not(pair):
    looker = somebody_who_may("view_aimodel", "change_aimodel", "add_claim")
    assert "choose_many" not in looker.get(address(AIModel)).content.decode()
    sent = sent_for(pair, model_class="image")
    assert looker.post(reverse(HERE), {**sent, "_preview": "1"}).status_code == 403


def test_it_dates_no_life_for_those_who_may_only_correct(pair):
    editor = somebody_who_may("view_aimodel", "change_aimodel", "add_claim", "change_claim")
    change(editor, pair, model_class="image", lifecycle="retired", happens_on="2026-05-01")
    assert {one.lifecycle for one in AIModel.objects.all()} == {"active"}
    assert {one.model_class.slug for one in AIModel.objects.select_related("model_class")} == {"image"}


def test_it_changes_twenty_with_the_queries_of_two(desk, pair):
    def queries(models):
        wanted = {"family": "Nano", "lock": ["name"], "lifecycle": "retired", "happens_on": "2026-05-01"}
        change(desk, models, **wanted, reason="Once, so that every way is taken.")
        with CaptureQueriesContext(connection) as asked:
            change(desk, models, **{**wanted, "family": "Banana", "unlock": ["context_window"]})
        return len(asked)

    few = queries(pair)
    assert queries([factories.AIModelFactory(creator__slug="openai") for _ in range(20)]) <= few
