"""From where a review came: compared by moderators, read by nobody, forgotten after 30 days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from reviews import belongings, devices, tasks
from reviews.models import Arrival
from tests.factories import UserFactory
from tests.reviews.writing import MINI, filled_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEWER_FIREFOX = FIREFOX.replace("140.0", "145.0")
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "family"),
    [
        (FIREFOX, "Firefox on Linux"), (NEWER_FIREFOX, "Firefox on Linux"), (EDGE, "Edge on Windows"),
        (PHONE, "Safari on iOS"), ("curl/8.1", "other on other"), ("", "other on other"),
    ],
)  # fmt: skip
def test_it_knows_a_device_as_coarsely_as_millions_share_it(user_agent, family):
    assert devices.family(user_agent) == family


def sent_from(address: str, user_agent: str = FIREFOX) -> Arrival:
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": user_agent})
    client.force_login(UserFactory())
    assert client.post(MINI, filled_in()).status_code == 303
    return Arrival.objects.latest("pk")


@pytest.mark.django_db
@pytest.mark.usefixtures("model")
def test_it_keeps_fingerprints_that_say_nothing_by_themselves():
    one = sent_from("203.0.113.7")
    same, other = sent_from("203.0.113.7", NEWER_FIREFOX), sent_from("203.0.113.8", EDGE)
    assert (one.network, one.device) == (same.network, same.device)
    assert one.network != other.network
    assert one.device != other.device
    kept = " ".join(f"{arrival.network} {arrival.device}" for arrival in (one, other))
    assert "203" not in kept.split()
    assert {len(part) for part in kept.split()} == {32}
    assert "Firefox" not in kept


@pytest.mark.django_db
@pytest.mark.usefixtures("model")
def test_it_takes_a_subscriber_of_ipv6_for_one_network():
    one, same = sent_from("2001:db8:1:1::7"), sent_from("2001:db8:1:1:ffff::9")
    assert one.network == same.network != sent_from("2001:db8:1:2::7").network


@pytest.mark.django_db
@pytest.mark.usefixtures("model")
def test_it_forgets_them_after_thirty_days_and_tells_their_owner_until_when():
    assert PeriodicTask.objects.get(task="reviews.tasks.erase_traces").enabled
    old, young = sent_from("203.0.113.7"), sent_from("203.0.113.7")
    Arrival.objects.filter(pk=old.pk).update(arrived_at=timezone.now() - timedelta(days=30, minutes=1))
    Arrival.objects.filter(pk=young.pk).update(arrived_at=timezone.now() - timedelta(days=29))
    tasks.erase_traces()
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.network, old.device) == ("", "")
    assert young.network
    assert young.device
    for arrival, is_kept in ((old, False), (young, True)):
        told = belongings.everything_of(arrival.review.author)["reviews"][0]["revisions"][0]
        assert bool(told["fingerprints_of_network_and_device_kept_until"]) == is_kept
        assert arrival.network not in str(told) or not arrival.network
