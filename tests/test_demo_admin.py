"""`manage.py demo_admin` gives an editor for a site on one's own machine."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User


def password_for(email: str) -> str:
    said = StringIO()
    call_command("demo_admin", email, stdout=said)
    return said.getvalue().split()[-1]


@pytest.mark.django_db
def test_it_makes_an_editor_who_can_sign_in(client: Client) -> None:
    password = password_for("ada@example.org")
    assert client.login(username="ada@example.org", password=password)
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
def test_it_gives_a_known_editor_another_password(client: Client) -> None:
    first = password_for("ada@example.org")
    second = password_for("ADA@example.org")
    assert not client.login(username="ada@example.org", password=first)
    assert client.login(username="ada@example.org", password=second)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_it_refuses_a_public_site(settings) -> None:
    settings.BEHIND_TLS = True
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("demo_admin")
    assert not User.objects.exists()
