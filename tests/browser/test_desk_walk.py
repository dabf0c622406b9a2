"""Every page of the desk, once: each list, a form of each noun, and the pages of our own.

By axe in light colours, for the policy of the public pages, and for the page as a whole not to scroll sideways.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import AIModel, Claim, Edition
from reviews import appealing, excluding, moderation, replying, representing, takedown
from reviews.models import (
    Appeal,
    Ban,
    Burst,
    Erasure,
    Evidence,
    Exclusion,
    Notice,
    ReplyVersion,
    Representative,
    Review,
)  # fmt: skip
from tests import factories
from tests.browser.conftest import OF_COLOURS, NewPage, accessibility_faults, let_in, width_that_sticks_out
from tests.catalog.admin.test_lists import everything_of
from tests.reviews.banning import proposed
from tests.reviews.bursts import a_burst
from tests.reviews.making import noticed, published, sent_in, speaks_for
from tests.reviews.test_rows_in_the_admin import row_of_each, row_of_each_notice

pytestmark = pytest.mark.usefixtures("rows_to_change")

DJANGOS_OWN = (".help-tooltip.search-label-icon", "empty-table-header", "#id_start_time_0", "#id_clocked_time_0")
"""In the boxes that Django's script draws around groups and rights a label on an element that takes none; the heads of
its tables over rows; and the two fields of one moment, for which schedules have one label."""
LIST = "/admin/catalog/aimodel/"


@pytest.fixture(scope="module")
def rows(db: None) -> None:
    everything_of("north")
    model = AIModel.objects.get()
    factories.EditionFactory(ai_model=model, status="draft", published_at=None, tagline="It holds 400,000 tokens.")
    row_of_each()
    row_of_each_notice()
    what_waits_for_moderators(model)


def what_waits_for_moderators(model: AIModel) -> None:
    sent_in(model)
    author, shown = factories.UserFactory(), published(model)
    refused = sent_in(model, author=author)
    moderation.refuse(refused.newest, factories.UserFactory(), "abuse", "The second sentence.")
    appealing.appeal(refused.pk, author, "It is no insult.")
    proposed(factories.UserFactory(), factories.UserFactory())
    noticed(shown)
    takedown.propose(noticed(published(model)).pk, factories.UserFactory(), "private")
    speaker = factories.UserFactory()
    speaks_for(speaker, creator=model.creator)
    replying.submit(shown.pk, speaker, "Thank you. We have mended that.")
    representing.ask(
        Representative(person=factories.UserFactory(), domain="n.example", method="dns", creator=model.creator)
    )
    day = date(2026, 1, 1)
    excluding.exclude(model, day, day, note="A quarrel.", why="Look at the titles.", by=factories.UserFactory())
    a_burst(factories.AIModelFactory(slug="mobbed"))


def addresses_of_ours() -> Iterator[str]:
    yield reverse("admin:index")
    yield LIST
    yield from of_editors()
    yield from of_moderators()


def addresses_of_nouns(editor: User) -> Iterator[str]:
    request = RequestFactory().get("/")
    request.user = editor
    for one in admin.site._registry.values():
        yield from of_a_noun(one, request)


def of_a_noun(one: ModelAdmin, request: HttpRequest) -> Iterator[str]:
    """Its list, and a form where it has one: of a row, or to add one where there is none."""
    noun = f"admin:{one.opts.app_label}_{one.opts.model_name}"
    if one.has_module_permission(request):
        yield reverse(f"{noun}_changelist")
    row = one.get_queryset(request).first()
    if row is not None and one.has_change_permission(request, row):
        yield reverse(f"{noun}_change", args=[row.pk])
    elif row is None and one.has_add_permission(request):
        yield reverse(f"{noun}_add")


def of_editors() -> Iterator[str]:
    draft = Edition.objects.get(status="draft")
    model = draft.ai_model
    claim = Claim.objects.filter(author__isnull=False).get()
    yield reverse("admin:catalog_edition_add") + f"?ai_model={model.pk}"
    for page in ("preview", "check", "compare", "history"):
        yield reverse(f"admin:catalog_edition_{page}", args=[draft.pk])
    for page in ("import", "export"):
        yield reverse(f"admin:catalog_aimodel_{page}")
    yield reverse("admin:catalog_claim_history", args=[claim.pk])
    yield reverse("admin:catalog_factcheck_of", args=[model.pk])


def of_moderators() -> Iterator[str]:
    yield reverse("review_queue")
    yield reverse("review_queue_words", args=[Review.objects.filter(state="waiting").latest("pk").newest.pk])
    yield reverse("review_queue_review", args=[Review.objects.published().earliest("pk").pk])
    yield reverse("review_exclusion_new")
    yield reverse("review_queue_propose_ban", args=[Review.objects.published().latest("pk").author_id])
    for name, row in (
        ("review_queue_evidence", Evidence.objects.waiting()),
        ("review_queue_burst", Burst.objects.all()),
        ("review_queue_appeal", Appeal.objects.all()),
        ("review_queue_ban", Ban.objects.all()),
        ("review_queue_notice", Notice.objects.open()),
        ("review_queue_erasure", Erasure.objects.filter(erased_at=None)),
        ("review_queue_reply", ReplyVersion.objects.filter(state="waiting")),
        ("review_queue_voice", Representative.objects.all()),
        ("review_exclusion", Exclusion.objects.all()),
    ):
        yield reverse(name, args=[row.latest("pk").pk])


def look(page: Page, subtests: pytest.Subtests, complaints: list[str], *, is_ours: bool = True) -> None:
    """Colours on the pages of our own alone: Django's lists and forms are all set in the same ones."""
    left = () if is_ours else (OF_COLOURS,)
    with subtests.test(page.url):
        faults = [one for one in accessibility_faults(page, but=left) if not any(known in one for known in DJANGOS_OWN)]
        assert not faults, "\n".join(faults)
        assert width_that_sticks_out(page) <= 0
        assert complaints == []
    complaints.clear()


def test_every_page_of_the_desk_is_sound(
    new_page: NewPage, site: str, subtests: pytest.Subtests, complaints: list[str]
) -> None:
    editor = factories.EditorFactory()
    page = new_page()
    let_in(page, editor, site)
    ours = set(addresses_of_ours())
    for address in [*sorted(ours), *addresses_of_nouns(editor)]:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, f"{address}: {answer.status}"
        look(page, subtests, complaints, is_ours=address in ours)
    page.goto(LIST)
    page.locator(".action-select").first.check()
    page.get_by_label("Action:").select_option("choose_many")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("button", name="Show what would change")).to_be_visible()
    look(page, subtests, complaints)
