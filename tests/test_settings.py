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
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "ftp://mail.example.org"),
        ("EMAIL_URL", "smtp://mail.example.org:many"),
        ("DEFAULT_FROM_EMAIL", "the almanac"),
    ],
)
def test_it_names_a_wrong_value(manage_py: ManagePy, variable: str, value: str) -> None:
    told = manage_py("migrate", **{variable: value})
    assert told.returncode == 1
    assert variable in told.stderr
    assert len(told.stderr.splitlines()) == 1, told.stderr


@pytest.mark.parametrize(("missing", "given"), [("SECRET_KEY", "PROOF_HASH_KEY"), ("PROOF_HASH_KEY", "SECRET_KEY")])
def test_it_asks_a_public_site_for_its_secret_keys(manage_py: ManagePy, missing: str, given: str) -> None:
    told = manage_py("check", SITE_URL="https://almanac.example", **{given: "long and random"})
    assert told.returncode == 1
    assert missing in told.stderr


def test_it_passes_djangos_checks_of_a_deployment(manage_py: ManagePy) -> None:
    told = manage_py(
        "check", "--deploy", "--fail-level", "WARNING",
        SITE_URL="https://almanac.example", SECRET_KEY="no one would guess this one, which is long enough for anybody",
        PROOF_HASH_KEY="nor this one",
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_it_never_shows_the_password_of_the_mail_server(manage_py: ManagePy) -> None:
    told = manage_py("check", EMAIL_URL="smtp+tls://almanac:s3cret/word@mail.example.org")
    assert told.returncode == 1
    assert "EMAIL_URL" in told.stderr
    assert "s3cret" not in told.stderr + told.stdout


SHOWN = ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("smtp+tls://almanac:p%40ss@mail.example.org", "smtp.EmailBackend mail.example.org 587 p@ss True False"),
        ("smtps://mail.example.org", "smtp.EmailBackend mail.example.org 465  False True"),
        ("smtp://127.0.0.1:2525", "smtp.EmailBackend 127.0.0.1 2525  False False"),
        ("", "mail_files.EmailBackend localhost 25  False False"),
    ],
)
def test_it_takes_a_mail_server_in_one_variable(manage_py: ManagePy, address: str, shown: str) -> None:
    code = f"from django.conf import settings as s; print(*[getattr(s, one) for one in {SHOWN}])"
    told = manage_py("shell", "--no-imports", "-c", code, EMAIL_URL=address)
    assert told.stdout.strip().endswith(shown), told.stderr


@pytest.mark.parametrize("site", ["GITHUB", "GOOGLE"])
def test_it_wants_both_halves_of_a_key(manage_py: ManagePy, site: str) -> None:
    told = manage_py("check", **{f"{site}_CLIENT_ID": "us"})
    assert told.returncode == 1
    assert f"{site}_CLIENT_SECRET is not set" in told.stderr
    assert manage_py("check", **{f"{site}_CLIENT_ID": "us", f"{site}_CLIENT_SECRET": "secret"}).returncode == 0


def test_it_lets_a_form_lead_to_the_site_that_signs_people_in(manage_py: ManagePy) -> None:
    code = (
        "from django.conf import settings; from django.urls import reverse;"
        "print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'], reverse('github_login'))"
    )
    told = manage_py("shell", "--no-imports", "-c", code, GITHUB_CLIENT_ID="us", GITHUB_CLIENT_SECRET="hidden")
    assert told.stdout.strip() == """["'self'", 'https://github.com'] /account/github/login/""", told.stderr
