"""OpenRouter's endpoints, from the answers to the hosts of a model."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import AIModel, Alias, HeldChange, Offer, PriceSheet, Provider, SetAsideRecord, SyncRun
from tests.hosting import Asked, ask, endpoints, read_hosts, rows
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, everything, model_list, sync

pytestmark = pytest.mark.django_db

SWIFT = "acme/swift"


@pytest.fixture(autouse=True)
def _listed():
    sync(model_list())


def hosts(external_id: str = SWIFT) -> dict[str, Offer]:
    """The host offers of an id, by tag."""
    return {
        offer.tag: offer for offer in Offer.objects.exclude(provider__slug="openrouter").filter(external_id=external_id)
    }


def price(offer: Offer, meter: str = "output") -> Decimal | None:
    sheet = offer.sheets.get(valid_until=None)
    row = sheet.rows.filter(meter=meter).first()
    return row.amount if row else None


def everything_of_hosts() -> list[object]:
    return [
        *everything(),
        list(Provider.objects.order_by("pk").values()),
        list(
            Offer.objects.order_by("pk").values_list("pk", "tag", "context_window", "uptime", "throughput", "ended_at")
        ),
    ]


def test_it_reads_each_host_with_its_price_limits_and_figures():
    run = read_hosts(endpoints())

    acme, north = hosts()["acme"], hosts()["north-ai/fp8"]
    assert (north.provider.slug, north.provider.name, north.provider.kind) == ("north-ai", "North.AI", "host")
    assert (acme.quantization, acme.context_window, acme.max_output_tokens) == ("bf16", 128_000, 16_000)
    assert (acme.uptime, acme.latency_ms, acme.throughput) == (Decimal("99.94"), Decimal(512), Decimal("84.5"))
    assert acme.watched_at == FIRST_DAY
    assert (price(acme), price(north), price(north, "cache_read")) == (
        Decimal("0.000004"),
        Decimal("0.000005"),
        Decimal("0.0000001"),
    )
    openai = hosts("openai/gpt-5-image-mini")["openai"]
    assert (openai.max_prompt_tokens, openai.quantization, openai.uptime) == (272_000, "", Decimal(100))
    assert price(openai, "image_output") == Decimal("0.000008")
    assert set(PriceSheet.objects.filter(offer=openai).values_list("source__slug", flat=True)) == {
        "openrouter-endpoints"
    }
    assert run.changed == 2


def test_it_takes_no_figure_for_a_0_that_was_not_measured():
    read_hosts(endpoints())

    north = hosts()["north-ai/fp8"]
    assert (north.uptime, north.latency_ms, north.throughput) == (None, None, None)


def test_it_leaves_the_headline_price_to_the_list():
    answers = endpoints()
    rows(answers, SWIFT)[0]["pricing"] = {"prompt": "0.0000007", "completion": "0.000003"}
    read_hosts(answers)

    assert AIModel.objects.get(slug="swift").output_price == Decimal("0.000004")


def test_it_keeps_variants_apart_and_believes_0_in_the_free_one_alone():
    read_hosts(endpoints())

    free = hosts(f"{SWIFT}:free")["acme"]
    assert (free.variant, free.sheets.get().state, hosts()["acme"].sheets.get().state) == ("free", "free", "published")


def test_it_believes_no_answer_about_another_id():
    read_hosts(endpoints())

    assert not hosts(f"{SWIFT}:batch")
    assert "about another id" in SetAsideRecord.objects.get(external_id=f"{SWIFT}:batch").reason


def test_it_changes_nothing_when_the_same_comes_again():
    read_hosts(endpoints())
    before = everything_of_hosts()

    run = read_hosts(endpoints(), SECOND_DAY)

    assert everything_of_hosts() == before
    assert (run.changed, run.held) == (0, 0)
    assert hosts()["acme"].watched_at == SECOND_DAY
    assert hosts()["acme"].last_seen_at == SECOND_DAY
    assert hosts()["acme"].sheets.get().confirmed_at == SECOND_DAY


def test_it_outdates_the_page_for_a_price_and_not_for_a_speed():
    read_hosts(endpoints())
    version = AIModel.objects.get(slug="swift").version
    answers = endpoints()
    rows(answers, SWIFT)[0]["throughput_last_30m"] = {"p50": 90}
    read_hosts(answers, SECOND_DAY)
    assert (hosts()["acme"].throughput, AIModel.objects.get(slug="swift").version) == (Decimal(90), version)

    rows(answers, SWIFT)[0]["pricing"]["completion"] = "0.000005"
    run = read_hosts(answers, THIRD_DAY)

    old, new = hosts()["acme"].sheets.order_by("valid_from")
    assert (old.valid_until, new.valid_from, new.run) == (THIRD_DAY, THIRD_DAY, run)
    assert AIModel.objects.get(slug="swift").version == version + 1


@pytest.mark.parametrize("completion", ["0", "0.00004", "0.0000004"])
def test_it_holds_a_move_that_looks_wrong(completion):
    read_hosts(endpoints())
    answers = endpoints()
    rows(answers, SWIFT)[0]["pricing"]["completion"] = completion

    run = read_hosts(answers, SECOND_DAY)

    hold = HeldChange.objects.get()
    assert (hold.offer, hold.field, run.held) == (hosts()["acme"], "prices", 1)
    assert price(hosts()["acme"]) == Decimal("0.000004")


def test_it_ends_a_host_that_is_no_longer_listed_and_takes_it_back():
    read_hosts(endpoints())
    answers = endpoints()
    del rows(answers, SWIFT)[1]
    run = read_hosts(answers, SECOND_DAY)
    assert (hosts()["north-ai/fp8"].ended_at, hosts()["acme"].ended_at, run.changed) == (SECOND_DAY, None, 1)

    run = read_hosts(endpoints(), THIRD_DAY)

    north = hosts()["north-ai/fp8"]
    assert (north.ended_at, north.last_seen_at, north.sheets.count(), run.changed) == (None, THIRD_DAY, 1, 1)


def test_it_believes_a_list_that_lost_all_its_hosts_only_after_a_day():
    read_hosts(endpoints())
    answers = endpoints()
    rows(answers, SWIFT).clear()

    read_hosts(answers, FIRST_DAY + timedelta(hours=6))
    assert {offer.ended_at for offer in hosts().values()} == {None}

    read_hosts(answers, THIRD_DAY)
    assert {offer.ended_at for offer in hosts().values()} == {THIRD_DAY}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pricing": "free"}, "pricing"),
        ({"pricing": {"prompt": "NaN"}}, "not a decimal number"),
        ({"pricing": {"prompt": "-0.5"}}, "negative"),
        ({"context_length": "many"}, "context_length"),
        ({"context_length": 10**400}, "context_length"),
        ({"uptime_last_1d": 101}, "uptime_last_1d is out of range"),
        ({"uptime_last_1d": "99"}, "uptime_last_1d"),
        ({"throughput_last_30m": {"p50": 10**9}}, "throughput_last_30m is out of range"),
        ({"latency_last_30m": 5}, "latency_last_30m"),
        ({"provider_name": "Ac\x00me"}, "control characters"),
        ({"provider_name": "..."}, "the host has no name"),
        ({"provider_name": "OpenRouter"}, "the name of the list itself"),
        ({"tag": "x" * 5_000_000}, "characters"),
    ],
)
def test_it_sets_a_bad_host_aside_and_ends_none_for_it(change, reason):
    read_hosts(endpoints())
    answers = endpoints()
    rows(answers, SWIFT)[1].update(change)

    run = read_hosts(answers, SECOND_DAY)

    # Another tag is another host; all else is about the one that we know.
    ended = SECOND_DAY if "tag" in change else None
    assert reason in SetAsideRecord.objects.get(run=run, external_id=SWIFT).reason
    assert (hosts()["north-ai/fp8"].ended_at, hosts()["acme"].last_seen_at) == (ended, SECOND_DAY)


def test_it_ends_no_host_while_a_record_does_not_say_which_it_is():
    read_hosts(endpoints())
    answers = endpoints()
    del rows(answers, SWIFT)[1]["tag"]

    run = read_hosts(answers, SECOND_DAY)

    assert "tag" in SetAsideRecord.objects.get(run=run, external_id=SWIFT).reason
    assert hosts()["north-ai/fp8"].ended_at is None


def test_it_believes_neither_of_two_rows_with_one_tag_that_differ():
    answers = endpoints()
    twin = {**rows(answers, SWIFT)[0], "pricing": {"prompt": "0.000002", "completion": "0.000008"}}
    rows(answers, SWIFT).append(twin)
    rows(answers, SWIFT).append(dict(rows(answers, SWIFT)[1]))

    run = read_hosts(answers)

    assert set(hosts()) == {"north-ai/fp8"}
    aside = SetAsideRecord.objects.filter(run=run, external_id=SWIFT)
    assert ["comes twice" in one.reason for one in aside] == [True, True]


@pytest.mark.parametrize("dead", [None, b"<html>", {"error": 1}, {"data": []}, {"data": {"endpoints": 3}}, [], 7])
def test_it_loses_no_other_model_to_one_dead_call(dead):
    read_hosts(endpoints())
    answers = endpoints() | {SWIFT: dead}
    rows(answers, "openai/gpt-5-image-mini")[0]["uptime_last_1d"] = 12.5

    run = read_hosts(answers, SECOND_DAY)

    assert SetAsideRecord.objects.filter(run=run, external_id=SWIFT).count() == 1
    assert hosts("openai/gpt-5-image-mini")["openai"].uptime == Decimal("12.5")
    assert {(offer.ended_at, offer.watched_at) for offer in hosts().values()} == {(None, FIRST_DAY)}


def test_it_fails_when_no_call_is_answered():
    read_hosts(endpoints())
    before = everything_of_hosts()

    run = ask({}, SECOND_DAY)

    assert (run.outcome, everything_of_hosts()) == (SyncRun.Outcome.FAILED, before)
    assert "none of 9 models was answered for" in run.error
    assert "HTTP 404" in run.error


def test_it_asks_no_further_once_the_source_looks_dead():
    for number in range(30):
        plain = Alias.objects.get(external_id=SWIFT)
        Alias.objects.create(
            source=plain.source, ai_model=plain.ai_model, external_id=f"acme/swift-{number}", status="approved"
        )
    asked = Asked({f"acme/swift-{number}": b"{" for number in range(30)} | {"acme/nightly": b"{", SWIFT: b"{"})

    run = ask(asked)

    assert run.outcome == SyncRun.Outcome.FAILED
    assert len(asked.ids) == 10


def test_it_refuses_answers_that_lost_a_fifth_of_the_hosts():
    answers = endpoints()
    for number in range(30):
        rows(answers, SWIFT).append(
            {**rows(answers, SWIFT)[0], "tag": f"host-{number}", "provider_name": f"H {number}"}
        )
    read_hosts(answers)
    before = everything_of_hosts()
    del rows(answers, SWIFT)[20:]

    run = ask(answers, SECOND_DAY)

    assert (run.outcome, everything_of_hosts()) == (SyncRun.Outcome.FAILED, before)
    assert "the answers hold 22 good hosts, where 34 are known" in run.error


def test_it_refuses_answers_of_which_hardly_any_record_can_be_read():
    answers = endpoints()
    for number in range(30):
        host = {"tag": f"host-{number}", "provider_name": f"Host {number}"}
        rows(answers, SWIFT).append({**rows(answers, SWIFT)[0], **host})
    read_hosts(answers)
    before = everything_of_hosts()
    for row in rows(answers, SWIFT)[:20]:
        row["pricing"] = {"prompt": "-0.5"}

    run = ask(answers, SECOND_DAY)

    assert (run.outcome, everything_of_hosts()) == (SyncRun.Outcome.FAILED, before)


def test_it_asks_about_those_first_that_waited_longest():
    first = Asked(endpoints())
    ask(first)
    Alias.objects.filter(external_id="acme/tiered").update(hosts_asked_at=FIRST_DAY - timedelta(days=2))
    Alias.objects.filter(external_id="acme/nightly").update(hosts_asked_at=None)

    second = Asked(endpoints())
    ask(second, SECOND_DAY)

    assert second.ids[:2] == ["acme/nightly", "acme/tiered"]
    assert set(first.ids) == set(second.ids)
    asked = Alias.objects.filter(external_id__in=second.ids).values_list("hosts_asked_at", flat=True)
    assert set(asked) == {SECOND_DAY}


def test_it_asks_about_no_router_no_moving_alias_and_no_retired_model():
    AIModel.objects.filter(slug="tiered").update(lifecycle="retired")
    Alias.objects.filter(external_id="acme/nightly").update(status="rejected")
    asked = Asked(endpoints())

    ask(asked)

    assert not {"openrouter/auto", "~acme/swift-latest", "acme/tiered", "acme/nightly"} & set(asked.ids)


def test_it_asks_what_there_is_time_for(settings):
    settings.OPENROUTER_SECONDS = 0
    asked = Asked(endpoints())

    run = ask(asked)

    assert (run.outcome, asked.ids) == (SyncRun.Outcome.FAILED, [])
    assert "no time was left" in run.error


def test_it_lets_an_older_recording_leave_newer_hosts_alone():
    answers = endpoints()
    del rows(answers, SWIFT)[1]
    rows(answers, SWIFT)[0] |= {"context_length": 99_000, "uptime_last_1d": 50}
    read_hosts(answers, SECOND_DAY)
    before = everything_of_hosts()

    read_hosts({SWIFT: endpoints()[SWIFT]}, FIRST_DAY)

    acme = hosts()["acme"]
    assert (acme.context_window, acme.uptime, acme.watched_at) == (99_000, Decimal(50), SECOND_DAY)
    assert before[-1] == everything_of_hosts()[-1][: len(before[-1])]


def test_it_gives_one_place_to_two_ids_that_an_editor_led_to_one_model():
    swift = Alias.objects.get(external_id=SWIFT)
    Alias.objects.filter(external_id="acme/tiered").update(ai_model=swift.ai_model)
    answers = endpoints()
    rows(answers, "acme/tiered").append(dict(rows(answers, SWIFT)[0]))

    run = read_hosts(answers)

    assert (set(hosts()), set(hosts("acme/tiered"))) == ({"acme", "north-ai/fp8"}, set())
    assert (
        "already sells this model as acme/swift"
        in SetAsideRecord.objects.get(run=run, external_id="acme/tiered").reason
    )


def test_it_asks_as_many_queries_for_forty_new_hosts_as_for_two():
    def queries(new, moment):
        answers = endpoints()
        for number in new:
            host = {"tag": f"host-{number}", "provider_name": f"Host {number}"}
            rows(answers, SWIFT).append({**rows(answers, SWIFT)[0], **host})
        with CaptureQueriesContext(connection) as captured:
            read_hosts(answers, moment)
        return len(captured)

    read_hosts(endpoints())

    assert queries(range(2), SECOND_DAY) == queries(range(42), THIRD_DAY)
