"""The editions that come with the catalog: by the rules, and true of the catalog that comes with them."""

from html import unescape
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse

from catalog.bundle import BUNDLED
from catalog.bundle.editions import FOLDER
from catalog.models import AIModel, BoundClaim, Edition, ModelClass
from tests.catalog.admin.desk import address
from tests.catalog.bundles import load
from tests.factories import EditorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _catalog(database_of_the_file: None) -> None:
    load(BUNDLED)


def test_they_keep_all_rules_and_share_no_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_editions")
    assert "nothing to complain about." in capsys.readouterr().out


def test_they_are_all_on_their_pages_and_hold() -> None:
    files: list[Path] = list((BUNDLED / FOLDER).rglob("*.toml"))
    assert Edition.objects.published().count() == len(files)
    assert not BoundClaim.objects.exclude(state="holds").exists()


def test_drafts_from_the_facts_hold_no_figure_that_would_stand_still() -> None:
    """Of each class the model that has the most to say of its price, and one that has nothing."""
    desk = Client()
    desk.force_login(EditorFactory())
    for model_class in ModelClass.objects.all():
        by_price = F("input_price").asc(nulls_first=True)
        unwritten = AIModel.objects.without_edition().filter(model_class=model_class).order_by(by_price, "pk")
        for model in [*{*unwritten[:1], *unwritten.reverse()[:1]}]:
            desk.post(reverse("admin:catalog_aimodel_write_from_facts", args=[model.pk]))
            draft = model.editions.get()
            page = unescape(desk.get(address(draft, "check")).content.decode())
            assert "{{price.input}}" in draft.about, model
            assert "is typed" not in page, model
            assert "not borne out" not in page, model
            assert "$" not in f"{draft.about}{draft.verdict}", model
