"""A queue worked off row by row, without going back to its list."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.http import urlencode

from catalog.models import AIModel, Alias, Edition, FactCheck, HeldChange
from tests import factories
from tests.catalog.admin.desk import address, draft_of, form_of, somebody_who_may
from tests.catalog.admin.test_checks import form_at
from tests.catalog.admin.test_holds import DEARER, SMALLER, SWIFT, held

pytestmark = pytest.mark.django_db

IN_REVIEW = "status__exact=in_review"


def opened_from(query: str, where: str) -> str:
    """The address of a form that was opened from a list with this query."""
    return f"{where}?{urlencode({'_changelist_filters': query})}" if query else where


def send(desk: Client, where: str, **sent: Any) -> Any:
    return desk.post(where, {**form_of(desk.get(where)), **sent})


@pytest.fixture
def in_review() -> list[Edition]:
    """Three of them, in the order of their list: the last that was begun first."""
    models = [factories.AIModelFactory(slug=f"m-{number}", name=f"Model {number}") for number in range(3)]
    return [draft_of(one, status="in_review", sent_at=factories.OBSERVED) for one in models][::-1]


def test_it_leads_from_each_row_to_the_next_of_its_list(desk, in_review):
    first, second, third = in_review
    draft_of(third.ai_model)
    for one, other in ((first, second), (second, third)):
        page = desk.get(opened_from(IN_REVIEW, address(one, "change"))).content.decode()
        link = opened_from(IN_REVIEW, address(one, "next"))
        assert f'<a href="{link}">Next in this list</a>' in page
        assert desk.get(link)["Location"] == opened_from(IN_REVIEW, address(other, "change"))
    page = desk.get(opened_from(IN_REVIEW, address(third, "next")), follow=True)
    assert page.redirect_chain[-1][0] == f"{address(Edition)}?{IN_REVIEW}"
    assert "That was the last of this list." in page.content.decode()


def test_it_leads_on_after_a_step_and_after_saving(desk, in_review):
    first, second, third = in_review
    answer = send(desk, opened_from(IN_REVIEW, address(first, "change")), _publish="1")
    assert answer["Location"] == opened_from(IN_REVIEW, address(second, "change"))
    answer = send(desk, answer["Location"], tagline="Better.", _next="1")
    assert answer["Location"] == opened_from(IN_REVIEW, address(third, "change"))
    assert Edition.objects.get(pk=second.pk).tagline == "Better."
    # One that somebody else settled meanwhile leads to what is left.
    answer = desk.get(opened_from(IN_REVIEW, address(first, "next")))
    assert answer["Location"] == opened_from(IN_REVIEW, address(second, "change"))


def test_it_stays_where_a_step_was_not_taken(desk, in_review):
    generated = draft_of(in_review[0].ai_model, is_generated=True)
    answer = send(desk, opened_from("is_generated__exact=1", address(generated, "change")), _publish="1")
    assert answer["Location"] == f"{address(Edition)}?is_generated__exact=1"


def test_it_leads_from_a_decided_change_to_the_next_and_stays_at_one_that_was_not_decided(desk):
    first, second = held(**{SWIFT: {**DEARER, **SMALLER}})
    listed = [one.pk for one in desk.get(address(HeldChange)).context["cl"].result_list]
    by_pk = {one.pk: one for one in (first, second)}
    first, second = (by_pk[pk] for pk in listed)
    assert desk.post(address(first, "change"), {"note": "", "_accept": "1"}).status_code == 200
    answer = desk.post(address(first, "change"), {"note": "Seen.", "_accept": "1"})
    assert answer["Location"] == address(second, "change")
    answer = desk.post(address(second, "change"), {"note": "Seen.", "_reject": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == address(HeldChange)
    assert "That was the last of this list." in answer.content.decode()


def test_it_leads_from_one_suggested_id_to_the_next(desk, model):
    for name in ("a", "b"):
        Alias.objects.create(source=factories.source("models-dev"), external_id=name, ai_model=model)
    one, other = (Alias.objects.get(pk=row.pk) for row in desk.get(address(Alias)).context["cl"].result_list)
    answer = send(desk, address(one, "change"), status="approved", _next="1")
    assert answer["Location"] == address(other, "change")


def test_it_names_the_next_model_of_which_nobody_wrote(desk, model):
    edition, other = draft_of(model), factories.AIModelFactory(slug="other", name="Other")
    page = desk.post(
        address(edition, "change"), {**form_of(desk.get(address(edition, "change"))), "_send": "1"}, follow=True
    )
    link = opened_from("edition=none", address(other, "change"))
    assert f'Next, without an edition: <a href="{link}">Other</a>.' in page.content.decode()
    page = desk.get(link)
    assert opened_from("edition=none", address(other, "next")) in page.content.decode()


def test_it_names_the_next_check_that_needs_a_new_look(desk, anna, model):
    other = factories.AIModelFactory(slug="other", name="Other")
    FactCheck.objects.create(
        ai_model=other, facts=["context_window"], values={"context_window": 1}, checked_by=anna,
        checked_at=factories.OBSERVED, source=factories.source(),
    )  # fmt: skip
    seen = desk.get(form_at(model)).context["form"]["seen"].value()
    sent = {"facts": ["context_window"], "source": factories.source().pk, "seen": seen}
    page = desk.post(form_at(model), sent, follow=True).content.decode()
    assert f'Next, its check needs a new look: <a href="{form_at(other)}">Other</a>.' in page


def test_it_leads_nobody_who_may_not_look_and_nowhere_by_a_query_that_is_none(desk, in_review):
    first = in_review[0]
    assert somebody_who_may("view_aimodel").get(address(first, "next")).status_code == 403
    answer = desk.get(opened_from("created_at__year=x", address(first, "next")))
    assert answer.status_code == 302


def test_it_asks_no_more_for_a_form_than_before(desk, model, django_assert_max_num_queries):
    edition: Any = draft_of(model)
    desk.get(address(edition, "change"))
    with django_assert_max_num_queries(14):
        desk.get(opened_from(IN_REVIEW, address(edition, "change")))
    assert AIModel.objects.count() == 1
