"""An editor keeps a search under a name, finds it above its list, shares it, deletes it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from catalog.models import AIModel, SavedFilter
from tests import factories
from tests.catalog.admin.desk import address, somebody_who_may

pytestmark = pytest.mark.django_db

SAVE = "admin:catalog_savedfilter_save"


def save(desk, query, name="Due", path=None, **more):
    return desk.post(reverse(SAVE), {"path": path or address(AIModel), "query": query, "name": name, **more})


def above(browser, query="") -> str:
    page = browser.get(f"{address(AIModel)}{query}").content.decode()
    return (
        page[page.index('<div class="saved-filters"') : page.index('id="toolbar"')] if "saved-filters" in page else ""
    )


def test_it_offers_to_save_what_a_list_is_narrowed_to(desk, model):
    assert above(desk) == ""
    assert 'name="query" value="lifecycle__exact=active&amp;q=gpt"' in above(desk, "?lifecycle__exact=active&q=gpt&p=1")


def test_it_finds_a_saved_filter_above_its_list_and_nowhere_else(desk, model):
    answer = save(desk, "q=gpt&p=3&lifecycle__exact=active&e=1")
    assert answer.url == f"{address(AIModel)}?q=gpt&lifecycle__exact=active"
    assert 'href="/admin/catalog/aimodel/?q=gpt&amp;lifecycle__exact=active"' in above(desk)
    assert "Delete this filter" in above(desk, "?q=gpt&lifecycle__exact=active&p=2")
    assert "Due" not in desk.get(reverse("admin:catalog_family_changelist")).content.decode()


def test_it_shows_others_only_what_is_shared(desk, anna, model):
    save(desk, "q=mine", "Mine")
    save(desk, "q=ours", "Ours", is_shared="on")
    other = somebody_who_may("view_aimodel")
    assert "Mine" not in above(other)
    assert "Ours" in above(other)
    assert str(anna) in above(other)
    assert "Delete" not in above(other, "?q=ours")
    saved = SavedFilter.objects.get(name="Ours")
    assert other.post(reverse("admin:catalog_savedfilter_remove", args=[saved.pk])).status_code == 404
    assert desk.get(reverse("admin:catalog_savedfilter_remove", args=[saved.pk])).status_code == 405
    desk.post(reverse("admin:catalog_savedfilter_remove", args=[saved.pk]))
    assert [one.name for one in SavedFilter.objects.all()] == ["Mine"]


@pytest.mark.parametrize(
    "sent",
    [
        {"path": "/"},
        {"path": "https://elsewhere.example/admin/catalog/aimodel/"},
        {"path": "/admin/catalog/aimodel/1/change/"},
        {"path": "/admin/no/such/list/"},
        {"query": ""},
        {"query": "p=2"},
        {"query": "creator__nothing=1"},
        {"query": "listed_on__year=x"},
        {"query": "q=%00"},
        {"name": ""},
        {"name": "A\x07"},
        {"name": "x" * 61},
        {"query": "q=" + "x" * 1000},
    ],
)
def test_it_keeps_no_filter_that_no_list_understands(desk, model, sent):
    page = save(desk, **{"query": "q=gpt", **sent})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not SavedFilter.objects.exists()


def test_it_keeps_none_of_a_list_that_one_may_not_see(model):
    page = save(somebody_who_may("view_family"), "q=gpt")
    assert "This is none of the lists that you may see." in page.content.decode()


def test_it_asks_for_another_name_where_there_is_one_of_it(desk, model):
    save(desk, "q=gpt")
    page = save(desk, "q=other", "due")
    assert "You have a filter of this name here." in page.content.decode()
    assert 'value="due"' in page.content.decode()
    assert SavedFilter.objects.count() == 1


def test_it_keeps_filters_of_every_list(desk):
    factories.UserFactory()
    path = reverse("admin:accounts_user_changelist")
    assert save(desk, "q=x", path=path).status_code == 302
    assert "Due" in desk.get(path).content.decode()
