"""The editions that come with the catalog: by the rules, and true of the catalog that comes with them."""

from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.bundle import BUNDLED
from catalog.bundle.editions import FOLDER
from catalog.models import BoundClaim, Edition
from tests.catalog.bundles import load

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
