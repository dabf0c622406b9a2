"""A wrong value in the environment stops the start, in one line that names it."""

import pytest

from tests.conftest import ManagePy


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "maybe"),
        ("SITE_URL", "almanac.example"),
        ("DATABASE_URL", "mysql://root@localhost/almanac"),
        ("DATABASE_POOL_SIZE", "many"),
        ("PAGE_CACHE_SECONDS", "301"),
    ],
)
def test_it_names_a_wrong_value(manage_py: ManagePy, variable: str, value: str) -> None:
    told = manage_py("migrate", **{variable: value})
    assert told.returncode == 1
    assert variable in told.stderr
    assert len(told.stderr.splitlines()) == 1, told.stderr


def test_it_asks_a_public_site_for_a_secret_key(manage_py: ManagePy) -> None:
    told = manage_py("check", SITE_URL="https://almanac.example")
    assert told.returncode == 1
    assert "SECRET_KEY" in told.stderr


def test_it_passes_djangos_checks_of_a_deployment(manage_py: ManagePy) -> None:
    told = manage_py(
        "check", "--deploy", "--fail-level", "WARNING",
        SITE_URL="https://almanac.example", SECRET_KEY="no one would guess this one, which is long enough for anybody",
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
