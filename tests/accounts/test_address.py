"""/account/email/: another address for an account, by a link that is sent there."""

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.visiting import member, newest_link, prove_it_is_me, sign_up, signed_in

pytestmark = pytest.mark.django_db


def asked_to_change(user: User, email: str) -> str:
    """The link that is sent to the new address."""
    client = signed_in(user)
    prove_it_is_me(client)
    client.post("/account/email/", {"email": email, "action_add": ""})
    return newest_link()


def test_it_changes_the_address_once_the_link_is_opened():
    anna = member()
    link = asked_to_change(anna, "new@example.org")
    Client().post(link)
    anna.refresh_from_db()
    assert anna.email == "new@example.org"


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_it_says_so_when_somebody_signed_up_with_the_address_meanwhile(is_confirmed):
    anna = member()
    link = asked_to_change(anna, "new@example.org")
    newcomer = Client()
    sign_up(newcomer, "new@example.org", "Ben")
    if is_confirmed:
        newcomer.post(newest_link())
    visitor = Client()
    answer = visitor.post(link, follow=True)
    assert answer.status_code == 200
    assert "new@example.org belongs to another account by now." in answer.content.decode()
    anna.refresh_from_db()
    assert anna.email == "anna@example.org"
    assert signed_in(anna).get("/account/").status_code == 200
    assert User.objects.get(email="new@example.org").public_name == "Ben"
