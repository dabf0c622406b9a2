"""A price moves, a sentence bound to a test turns false, readers and its editor hear of it, and it turns back."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from catalog import facts, tasks, wording
from catalog.editions import holding, telling
from catalog.models import AIModel, BoundClaim, Edition, PriceRow
from tests.catalog.test_from_list_to_page import ADDRESS, image_models
from tests.factories import EditionFactory, EditorFactory
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, visit

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

SENTENCE = "No image model has a lower output price."


@pytest.fixture
def claim() -> BoundClaim:
    """The verdict on the cheapest of six, as of the first day."""
    visit(image_models(), FIRST_DAY)
    anna = EditorFactory(email="anna@example.org", public_name="Anna")
    model = AIModel.objects.get(slug="gpt-5-image-mini")
    edition = EditionFactory(ai_model=model, verdict=f"Take it. {SENTENCE}", author=anna)
    found = edition.claims.create(sentence=SENTENCE, kind="rank", subject="output-price", limit=1)
    holding.check_moved()
    found.refresh_from_db()
    return found


def state(claim: BoundClaim) -> tuple[str, str]:
    claim.refresh_from_db()
    return claim.state, claim.found


def verdict(client: Client, address: str = ADDRESS) -> str:
    html = client.get(address).content.decode()
    found = re.search(r'id="verdict".*?</section>', html, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group() if found else html)).split())


def test_a_price_that_moves_flips_it_and_flips_it_back(client, claim, mailoutbox):
    note = f"Written before a change on {wording.day(timezone.now())}; being checked."
    assert state(claim) == ("holds", "#1 of 6 image models by output-price.")
    assert note not in verdict(client)

    visit(image_models(mini="0.000004"), SECOND_DAY)
    assert state(claim) == (
        "false",
        "#3 of 6 image models by output-price; Nano Banana (Gemini 2.5 Flash Image) comes first.",
    )
    assert note in verdict(client)
    assert note in verdict(client, "/compare/?m=openai/gpt-5-image-mini&m=openai/gpt-5-image")

    visit(image_models(), THIRD_DAY)
    assert state(claim) == ("holds", "#1 of 6 image models by output-price.")
    assert claim.false_since is None
    assert note not in verdict(client)


def test_another_models_price_flips_it(client, claim):
    answer = image_models()
    for row in answer["data"]:
        if row["id"] == "google/gemini-2.5-flash-image":
            row["pricing"]["completion"] = "0.0000019"
    visit(answer, SECOND_DAY)
    assert state(claim)[0] == "false"
    assert "being checked" in verdict(client)


def test_a_page_that_was_kept_meanwhile_is_renewed(client, claim):
    PriceRow.objects.filter(sheet__offer__ai_model=claim.edition.ai_model, meter="output").update(amount="0.00001")
    with transaction.atomic():
        facts.resolve([claim.edition.ai_model_id])
    assert "being checked" not in verdict(client)
    assert holding.check_moved() == 1
    assert "being checked" in verdict(client)
    assert holding.check_moved() == 0


def test_a_dry_run_flips_nothing(claim):
    visit(image_models(mini="0.000004"), SECOND_DAY, dry_run=True)
    assert state(claim)[0] == "holds"


def test_its_editor_is_told_once_a_flip(claim, mailoutbox):
    visit(image_models(mini="0.000004"), SECOND_DAY)
    tasks.check_claims()
    tasks.check_claims(every=True)
    (mail,) = mailoutbox
    assert mail.to == ["anna@example.org"]
    assert mail.subject == "Your text on GPT-5 Image Mini: the figures have moved"
    assert SENTENCE in mail.body
    assert "#3 of 6 image models by output-price" in mail.body
    assert f"/admin/catalog/edition/{claim.edition_id}/change/" in mail.body
    visit(image_models(), THIRD_DAY)
    visit(image_models(mini="0.000004"), THIRD_DAY.replace(day=18))
    tasks.check_claims(every=True)
    assert len(mailoutbox) == 2


class BrokenBackend(EmailBackend):
    """A mail server that cannot be reached."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("anna@example.org")


def test_a_mail_server_that_is_down_is_asked_again(claim, mailoutbox, settings, caplog):
    visit(image_models(mini="0.000004"), SECOND_DAY)
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    assert telling.tell_all(timezone.now()) == 0
    assert "anna@example.org" not in caplog.text
    settings.EMAIL_BACKEND = usual
    assert telling.tell_all(timezone.now()) == 1
    assert len(mailoutbox) == 1


def test_what_nobody_signed_waits_on_the_desk(claim, mailoutbox):
    Edition.objects.update(author=None)
    visit(image_models(mini="0.000004"), SECOND_DAY)
    tasks.check_claims()
    assert mailoutbox == []
    assert BoundClaim.objects.broken().count() == 1


def test_it_is_looked_at_by_schedule():
    schedules = PeriodicTask.objects.filter(task=tasks.check_claims.name).values_list("args", "crontab__hour")
    assert sorted(schedules) == [("[false]", "*"), ("[true]", "3")]


def test_it_leaves_alone_what_is_no_longer_on_a_page(claim):
    Edition.objects.update(status="withdrawn")
    visit(image_models(mini="0.000004"), SECOND_DAY)
    assert state(claim)[0] == "holds"
    assert not BoundClaim.objects.watched().exists()
