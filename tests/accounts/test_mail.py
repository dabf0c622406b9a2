"""Mail without a mail server: files that their owner alone reads, shown at /dev/mail/ while developing."""

import stat

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail

from accounts import mail_files
from tests.accounts.visiting import sign_up

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert(1)</script> javascript:alert(2) http://127.0.0.1:1/"onclick="x'


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.EMAIL_BACKEND = "accounts.mail_files.EmailBackend"
    settings.MAIL_FOLDER = tmp_path / "mail"
    settings.DEBUG = True


def test_it_keeps_each_mail_for_its_owner_alone():
    send_mail("One", "First\n.\nFrom here", None, ["anna@example.org"])
    send_mail("Two", "Second", None, ["ben@example.org"])
    assert len(mail_files.kept()) == 2
    assert stat.S_IMODE(mail_files.folder().stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in mail_files.folder().iterdir()} == {0o600}


def test_it_shows_them_with_links_to_follow(client):
    sign_up(client)
    listed = client.get("/dev/mail/").content.decode()
    assert "Model Almanac: Confirm your address" in listed
    assert "anna@example.org" in listed
    (name,) = mail_files.kept()
    assert f'href="/dev/mail/{name}/"' in listed
    assert 'href="http://localhost:8000/account/confirm-email/' in client.get(f"/dev/mail/{name}/").content.decode()
    assert "/dev/mail/" in client.get("/account/confirm-email/").content.decode()


def test_it_shows_what_is_hostile_as_text(client):
    mail = EmailMultiAlternatives(HOSTILE, HOSTILE, None, ["anna@example.org"])
    mail.attach_alternative(f"<p>{HOSTILE}</p>", "text/html")
    mail.send()
    for address in ("/dev/mail/", f"/dev/mail/{mail_files.kept()[0]}/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert 'href="javascript' not in page
        assert '"onclick' not in page


@pytest.mark.parametrize("name", ["nothing", "..", "%2e%2e%2fsecret_key", "x/../../secret_key"])
def test_it_shows_no_other_file(client, name):
    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_it_shows_nothing_in_public(client, settings):
    send_mail("One", "First", None, ["anna@example.org"])
    settings.DEBUG = False
    assert client.get("/dev/mail/").status_code == 404
    assert client.get(f"/dev/mail/{mail_files.kept()[0]}/").status_code == 404
