"""How often an account and an address may do what reviewers do."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config.urls import urlpatterns as addresses_of_the_site
from reviews.access import limited, reviewer_required
from reviews.limits import LIMITS, Limit
from tests.factories import AIModelFactory, UserFactory
from tests.reviews.making import sent_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.reviews.test_limits")]

AWAY = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
    }
}


@reviewer_required
@limited("submit")
def act(request):
    return HttpResponse("done")


urlpatterns = [path("act/", act), *addresses_of_the_site]


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch):
    monkeypatch.setitem(LIMITS, "submit", Limit(account=2, address=5, seconds=3600))


def signed_in(user=None, address="203.0.113.7") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.force_login(user or UserFactory())
    return client


def acts(client: Client, times: int = 1) -> list[int]:
    return [client.post("/act/").status_code for _ in range(times)]


def test_it_lets_an_account_do_it_so_often_and_says_when_to_try_again():
    client = signed_in()
    assert acts(client, 2) == [200, 200]
    refused = client.post("/act/")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "no-store" in refused["Cache-Control"]
    assert "Too many tries" in refused.content.decode()


def test_it_counts_no_reading():
    client = signed_in()
    assert [client.get("/act/").status_code for _ in range(4)] == [200] * 4
    assert acts(client) == [200]


def test_it_counts_an_account_wherever_it_comes_from():
    user = UserFactory()
    assert acts(signed_in(user, "203.0.113.1"), 2) == [200, 200]
    assert acts(signed_in(user, "203.0.113.2")) == [429]


def test_it_leaves_the_neighbours_alone_when_one_account_floods():
    assert acts(signed_in(), 20)[2:] == [429] * 18
    assert acts(signed_in()) == [200]


def test_it_stops_many_accounts_of_one_address():
    assert [status for _ in range(3) for status in acts(signed_in(), 2)] == [200] * 5 + [429]
    assert acts(signed_in(address="203.0.113.8")) == [200]


def test_it_takes_a_network_of_ipv6_for_one_address():
    for last in range(5):
        assert acts(signed_in(address=f"2001:db8::{last}")) == [200]
    assert acts(signed_in(address="2001:db8::ffff")) == [429]
    assert acts(signed_in(address="2001:db8:0:1::1")) == [200]


def test_it_does_not_believe_an_address_that_the_client_gives_itself():
    for last in range(5):
        client = signed_in()
        assert client.post("/act/", headers={"X-Forwarded-For": f"198.51.100.{last}"}).status_code == 200
    assert signed_in().post("/act/", headers={"X-Forwarded-For": "198.51.100.99"}).status_code == 429


def test_it_counts_rows_of_the_account_while_the_cache_is_away(settings):
    settings.CACHES = AWAY
    user = UserFactory()
    assert acts(signed_in(user), 3) == [200] * 3
    sent_in(AIModelFactory(), author=user)
    sent_in(AIModelFactory(), author=user)
    assert acts(signed_in(user)) == [429]
    assert acts(signed_in()) == [200]
