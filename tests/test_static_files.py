"""What is served in place of the many small files that we write: one stylesheet, one script, nothing missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from tests.servers import BASE_DIR

WRITTEN = BASE_DIR / "static"


@pytest.fixture(scope="module", params=["WholeFiles", "CompressedWholeFiles"])
def collected(request, tmp_path_factory) -> Path:
    """The folder of collected files, once as `make run` makes it and once as production does."""
    root = tmp_path_factory.mktemp("static")
    storages = {"staticfiles": {"BACKEND": f"config.static_storage.{request.param}"}}
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        # The second time nothing is copied, and the wholes are whole all the same.
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


def served(root: Path, name: str, ending: str) -> str:
    [found] = root.glob(f"{name}.????????????.{ending}")
    return found.read_text()


def test_it_serves_every_rule_in_one_stylesheet(collected):
    css = served(collected, "css/site", "css")
    assert "@import" not in css
    parts = [
        *(WRITTEN / "css" / "components").glob("*.css"),
        WRITTEN / "css" / "tokens.css",
        WRITTEN / "css" / "base.css",
    ]
    assert [part.name for part in parts if part.read_text() not in css] == []


def test_it_serves_every_module_in_one_script(collected):
    script = served(collected, "js/site", "js")
    assert not re.search(r"^import ", script, re.MULTILINE)
    named = re.findall(r'^import "\./([^"]+)";$', (WRITTEN / "js" / "site.js").read_text(), re.MULTILINE)
    assert len(named) > 2
    for name in named:
        assert f"{{\n{(WRITTEN / 'js' / name).read_text()}}}" in script


def test_it_packs_them_for_production_alone(collected, request):
    is_for_production = request.node.callspec.params["collected"] == "CompressedWholeFiles"
    assert bool(list(collected.glob("css/site.????????????.css.gz"))) == is_for_production


def test_it_draws_every_icon_that_a_template_asks_for():
    sprite = Path(finders.find("img/icons.svg")).read_text()
    asked = set()
    for path in (BASE_DIR / "templates").rglob("*.html"):
        asked |= set(re.findall(r'{% icon "([^"]+)"', path.read_text()))
    assert asked
    assert asked <= set(re.findall(r'<symbol id="([^"]+)"', sprite))
