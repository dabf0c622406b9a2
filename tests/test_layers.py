"""Imports point down only. Read from the source, so that no import escapes by standing inside a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parent.parent
APPS = ("accounts", "catalog", "reviews", "config")

# From the ground up. A module belongs to the longest name that fits; it may import its own floor and those below.
FLOORS: list[tuple[str, ...]] = [
    (
        "catalog.pricing",
        "catalog.blending",
        "catalog.ranking",
        "catalog.arranging",
        "catalog.better",
        "catalog.pairs",
        "catalog.successors",
        "catalog.claim_tests",
        "catalog.proofreading",
        "catalog.references",
        "catalog.charts",
        "catalog.pictures",
        "catalog.lineage",
        "catalog.markdown",
        "catalog.prose",
        "catalog.snippets",
        "catalog.wording",
        "reviews.bursts.rule",
        "reviews.devices",
        "catalog.diffs",
        "reviews.english",
        "reviews.example",
        "reviews.markdown",
        "reviews.redrawing",
        "reviews.rules",
        "reviews.scoring",
        "config.environment",
        "config.local_services",
        "config.supervisor",
    ),
    (
        "accounts.models",
        "accounts.addresses",
        "accounts.desk",
        "accounts.roles",
        "accounts.apps",
        "accounts.migrations",
        "accounts.names",
        "accounts.mail_files",
        "accounts.holdings",
        "accounts.middleware",
        "accounts.reading",
        "accounts",
    ),
    (
        "catalog.models",
        "catalog.apps",
        "catalog.migrations",
        "catalog",
        "reviews",
        "reviews.models",
        "reviews.apps",
        "reviews.migrations",
    ),
    (
        "catalog.facts",
        "catalog.calculator",
        "catalog.changes",
        "catalog.families",
        "catalog.search",
        "catalog.rankings",
        "catalog.sellers",
        "catalog.freshness",
        "catalog.page_cache",
        "catalog.desk_history",
        "catalog.forms",
        "catalog.dossier",
        "catalog.editions",
        "catalog.comparison",
        "catalog.timelines",
    ),
    (
        "catalog.sync",
        "catalog.status",
        "catalog.editing",
        "reviews.verification",
        "reviews.bursts",
        "reviews.excluding",
        "reviews.appealing",
        "reviews.banning",
        "reviews.enforcing",
        "reviews.monthly_appeals",
        "reviews.erasing",
        "reviews.letters",
        "reviews.limits",
        "reviews.moderation",
        "reviews.recording",
        "reviews.monthly",
        "reviews.monthly_notices",
        "reviews.queue",
        "reviews.ratings",
        "reviews.belongings",
        "reviews.recounting",
        "reviews.replying",
        "reviews.reporting",
        "reviews.representing",
        "reviews.telling",
        "reviews.traces",
        "reviews.reading",
        "reviews.structured_data",
        "reviews.takedown",
        "reviews.voting",
        "reviews.writing",
    ),
    ("catalog.bundle", "config.startup"),
    (
        "accounts.adapters",
        "accounts.admin",
        "accounts.forms",
        "accounts.management",
        "accounts.passkeys",
        "accounts.signing_up",
        "accounts.templatetags",
        "accounts.views",
        "catalog.admin",
        "catalog.api",
        "catalog.feeds",
        "catalog.management",
        "catalog.sitemaps",
        "catalog.tasks",
        "catalog.templatetags",
        "catalog.views",
        "reviews.access",
        "reviews.admin",
        "reviews.api",
        "reviews.forms",
        "reviews.management",
        "reviews.tasks",
        "reviews.uploads",
        "reviews.templatetags",
        "reviews.views",
    ),
    ("config",),
]
PURE = FLOORS[0]

FILES = sorted(path for app in APPS for path in (BASE_DIR / app).rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(BASE_DIR).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def imported_by(path: Path) -> Iterator[str]:
    """Every module that a file names in an import, wherever in the file that stands."""
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                whole = f"{origin}.{alias.name}"
                yield whole if whole in MODULES else origin


def is_under(module: str, roof: str) -> bool:
    return module == roof or module.startswith(f"{roof}.")


def floor_of(module: str) -> int:
    fitting = [(len(name), floor) for floor, names in enumerate(FLOORS) for name in names if is_under(module, name)]
    return max(fitting)[1]


def ours(path: Path) -> set[str]:
    return {module for module in imported_by(path) if module.split(".")[0] in APPS}


def offenders(library: str, *allowed: str) -> list[str]:
    """The modules that import a library without being under one of the allowed names."""
    return [
        module
        for module, path in MODULES.items()
        if any(is_under(name, library) for name in imported_by(path))
        and not any(is_under(module, name) for name in allowed)
    ]


def test_it_knows_the_floor_of_every_module():
    """A new part of an app has to be given its floor here, rather than fall to that of the app."""
    grounds = {"accounts", "catalog", "reviews"}
    unplaced = [
        module
        for module in MODULES
        if module not in grounds
        and not any(is_under(module, name) for names in FLOORS for name in names if name not in grounds)
    ]
    assert unplaced == []


@pytest.mark.parametrize("module", MODULES)
def test_it_imports_from_its_own_floor_or_below(module):
    above = {name for name in ours(MODULES[module]) if floor_of(name) > floor_of(module)}
    assert above == set()


@pytest.mark.parametrize("module", [name for name in MODULES if any(is_under(name, pure) for pure in PURE)])
def test_it_keeps_pure_modules_free_of_django(module):
    allowed = {"django.core.exceptions"} if is_under(module, "config") else set()
    assert {name for name in imported_by(MODULES[module]) if is_under(name, "django")} <= allowed


def test_it_lets_reviews_know_the_catalog_and_not_the_other_way_round():
    catalog = [path for module, path in MODULES.items() if is_under(module, "catalog")]
    assert [path for path in catalog if any(is_under(name, "reviews") for name in imported_by(path))] == []


def test_it_lets_accounts_know_nobody():
    accounts = [path for module, path in MODULES.items() if is_under(module, "accounts")]
    assert [path for path in accounts if any(not is_under(name, "accounts") for name in ours(path))] == []


def test_it_talks_to_the_world_in_two_places_only():
    assert offenders("httpx", "catalog.sync", "reviews.verification") == []
    for library in ("requests", "urllib3", "urllib.request", "http.client", "aiohttp"):
        assert offenders(library, "config") == []


def test_it_keeps_celery_at_the_edge():
    assert offenders("celery", "config.celery", "catalog.tasks", "reviews.tasks") == []


def test_it_reads_imports_wherever_they_hide(tmp_path, monkeypatch):
    """Held against a file that breaks the rules, so that a test which sees nothing would fail."""
    hidden = BASE_DIR / "catalog" / "pricing" / "__init__.py"
    bad = tmp_path / "bad.py"
    bad.write_text("def late():\n    from catalog import facts\n    import httpx.client\n    return facts, httpx\n")
    monkeypatch.setattr(f"{__name__}.name_of", lambda path: "catalog.pricing")
    assert set(imported_by(bad)) == {"catalog.facts", "httpx.client"}
    assert floor_of("catalog.facts") > floor_of("catalog.pricing")
    assert hidden.exists()
