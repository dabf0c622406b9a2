"""What the makers of models charge themselves, as models.dev states it."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import (
    AIModel,
    Alias,
    HeldChange,
    Offer,
    PriceRow,
    PriceSheet,
    Provider,
    SetAsideRecord,
    Source,
    StoredValidator,
)
from catalog.models.offers import FIRST_PARTY
from catalog.sync.run import run_sync
from tests.catalog.test_model_page import part, read
from tests.hosting import endpoints, read_hosts
from tests.upstream import SECOND_DAY, THIRD_DAY, answering, everything, model_list, recorded, sync

pytestmark = pytest.mark.django_db

MINI = "gpt-5-image-mini"
PLAIN = {"input": 2.5, "output": 2, "cache_read": 0.25}
DAY = timedelta(days=1)
FILLERS = 10
"""Other models of the maker, of which nobody knows the price: one bad record is no shrunken list."""


@pytest.fixture(autouse=True)
def _listed():
    sync(model_list())


def answer(cost: Any = PLAIN, *, key: str = "openai", model_id: str = MINI, outputs: Any = ("text",), **more: Any):
    """The collection with one model sold by its maker; no cost at all where that is None."""
    row = {"id": model_id, "modalities": {"output": list(outputs)}, "limit": {"context": 400_000, "output": 128_000}}
    row |= {} if cost is None else {"cost": cost}
    fillers = {f"filler-{n}": {"id": f"filler-{n}"} for n in range(FILLERS)}
    return {**recorded("models_dev.json"), key: {"id": key, "models": {model_id: row | more, **fillers}}}


def without_it() -> Any:
    return answer(model_id="another")


def told(body: Any, moment=SECOND_DAY, **options: Any):
    return sync(body, moment, "models-dev", **options)


def own() -> Offer:
    return Offer.objects.get(tag=FIRST_PARTY)


def prices() -> dict[str, Decimal]:
    """The lines in force of the maker's offer, in dollars per token."""
    rows = PriceRow.objects.filter(sheet__offer__tag=FIRST_PARTY, sheet__valid_until=None)
    return {" ".join(filter(None, (row.meter, row.as_rate().condition))): row.amount.normalize() for row in rows}


def test_it_reads_dollars_per_million_tokens():
    run = told(answer({**PLAIN, "cache_write": 3.125, "input_audio": 40, "output_audio": 80.5, "reasoning": 2}))

    assert prices() == {
        "input": Decimal("0.0000025"),
        "output": Decimal("0.000002"),
        "cache_read": Decimal("0.00000025"),
        "cache_write": Decimal("0.000003125"),
        "audio_input": Decimal("0.00004"),
        "audio_output": Decimal("0.0000805"),
        "reasoning": Decimal("0.000002"),
    }
    assert set(PriceRow.objects.filter(sheet__offer=own()).values_list("unit", flat=True)) == {"token"}
    sheet = PriceSheet.objects.get(offer=own())
    assert (sheet.source.slug, sheet.valid_from, sheet.run) == ("models-dev", SECOND_DAY, run)
    assert (own().provider.slug, own().context_window, own().max_output_tokens) == ("openai", 400_000, 128_000)
    assert (run.read, run.set_aside) == (4 + FILLERS, 0)


@pytest.mark.parametrize(
    ("cost", "reason"),
    [
        ({"input": 0.0000025, "output": 0.000002}, "unit is not a million"),
        ({"input": 2_500_000, "output": 2}, "not between 0 and $1,000"),
        ({"input": 10**400}, "not between 0 and $1,000"),
        ({"input": -1, "output": 2}, "not between"),
        ({"input": "2.5", "output": 2}, "no number"),
        ({"input": True, "output": 2}, "no number"),
        ({"input": 2.5, "cache_read": 3}, "more than fresh input"),
        ({**PLAIN, "tiers": [{"input": 5, "tier": {"type": "hour", "size": 8}}]}, "do not know"),
        ({**PLAIN, "tiers": [{"input": 5}]}, "do not know"),
        ({**PLAIN, "tiers": [{"input": 5, "tier": {"type": "context", "size": "200k"}}]}, "no number of tokens"),
        ({**PLAIN, "context_over_200k": 5}, "no list"),
        ("free", "cost"),
    ],
)
def test_it_sets_aside_what_cannot_be_a_price_and_keeps_the_old_one(cost, reason):
    told(answer())
    before = prices()
    for days in range(4):
        run = told(answer(cost), THIRD_DAY + days * DAY)

    assert reason in SetAsideRecord.objects.get(run=run).reason
    assert (prices(), own().ended_at) == (before, None)
    assert AIModel.objects.get(slug=MINI).open_weights == "no"


@pytest.mark.parametrize("cost", [None, {}, {"input": 0, "output": 0}, {"cache_read": 0.1}])
def test_it_makes_no_offer_without_a_price(cost):
    told(answer(cost))

    assert not Offer.objects.filter(tag=FIRST_PARTY).exists()


def test_it_makes_no_line_of_a_zero():
    told(answer({**PLAIN, "cache_write": 0, "output": 0}))

    assert prices() == {"input": Decimal("0.0000025"), "cache_read": Decimal("0.00000025")}


def test_it_reads_tiers_with_their_true_beginning():
    over = {"input": 5, "output": 3}
    told(
        answer({**PLAIN, "tiers": [{**over, "tier": {"type": "context", "size": 272_000}}], "context_over_200k": over})
    )

    assert prices()["input above 272,000 prompt tokens"] == Decimal("0.000005")
    assert prices()["output above 272,000 prompt tokens"] == Decimal("0.000003")
    assert not any("200,000" in place for place in prices())


def test_it_reads_the_older_spelling_of_a_tier():
    told(answer({**PLAIN, "context_over_200k": {"input": 5, "output": 3}}))

    assert prices()["input above 200,000 prompt tokens"] == Decimal("0.000005")


@pytest.mark.parametrize("outputs", [["text", "image"], ["audio"], []])
def test_it_takes_no_price_of_pictures_or_sound_for_that_of_text(outputs):
    told(answer({"input": 0.5, "output": 60}, outputs=outputs))

    assert prices() == {"input": Decimal("0.0000005")}


@pytest.mark.parametrize(
    "other",
    [
        {"key": "amazon-bedrock"},
        {"key": "openai", "model_id": "gpt-5-image-mini-2025-10-16"},
        {"key": "openai", "model_id": "GPT-5-image-mini"},
        {"key": "anthropic"},
    ],
)
def test_it_takes_the_makers_own_word_of_the_very_same_id_alone(other):
    told(answer(**other))

    assert not Offer.objects.filter(tag=FIRST_PARTY).exists()


def test_it_follows_no_link_that_an_editor_rejected():
    Alias.objects.filter(source__slug="openrouter", external_id=f"openai/{MINI}").update(status="rejected")
    told(answer())

    assert not Offer.objects.filter(tag=FIRST_PARTY).exists()


def test_it_says_the_same_twice_without_a_trace():
    told(answer())
    before = everything(), list(Offer.objects.order_by("pk").values_list("pk", "context_window"))

    run = told(answer(), THIRD_DAY)

    assert (everything(), list(Offer.objects.order_by("pk").values_list("pk", "context_window"))) == before
    assert (run.changed, run.held, run.unchanged) == (0, 0, 2)
    assert PriceSheet.objects.get(offer=own()).confirmed_at == own().last_seen_at == THIRD_DAY


def test_it_keeps_the_history_of_a_price_that_moves():
    told(answer())
    run = told(answer({**PLAIN, "input": 3}), THIRD_DAY)

    old, new = PriceSheet.objects.filter(offer=own()).order_by("valid_from")
    assert (old.valid_until, new.valid_from, new.valid_until) == (THIRD_DAY, THIRD_DAY, None)
    assert (prices()["input"], run.changed) == (Decimal("0.000003"), 1)


@pytest.mark.parametrize("cost", [{"input": 2500 / 1000 * 10, "output": 20}, {"input": 0, "output": 0}, None])
def test_it_holds_what_looks_wrong(cost):
    told(answer())
    before = prices()
    run = told(answer(cost), THIRD_DAY)

    assert (prices(), run.held) == (before, 1)
    assert HeldChange.objects.get().offer == own()


def test_it_ends_what_three_answers_lack_and_brings_it_back():
    told(answer())
    for days in range(2):
        told(without_it(), THIRD_DAY + days * DAY)
    assert own().ended_at is None

    told(without_it(), THIRD_DAY + 2 * DAY)
    assert own().ended_at == THIRD_DAY

    told(answer(), THIRD_DAY + 3 * DAY)
    assert own().ended_at is None
    assert AIModel.objects.get(slug=MINI).lifecycle != "retired"


def test_it_is_not_missing_while_the_source_says_that_nothing_changed(settings):
    settings.MODELS_DEV_URL = "https://upstream.example/api.json"
    told(answer())
    for hours in range(1, 4):
        moment = SECOND_DAY + timedelta(hours=hours)
        StoredValidator.objects.all().delete()
        models_dev = Source.objects.get(slug="models-dev")
        last = models_dev.runs.order_by("-observed_at").first()
        StoredValidator.objects.create(
            source=models_dev, address=settings.MODELS_DEV_URL, etag='"1"', seen_at=last.observed_at
        )
        run = run_sync("models-dev", observed_at=moment, transport=answering(b"", status=304))
        assert (run.outcome, run.http_status) == ("succeeded", 304)

    assert own().last_seen_at == moment


def test_it_stands_beside_the_offer_that_the_list_names_of_the_same_host():
    answers = endpoints()
    read_hosts(answers)
    told(answer())
    read_hosts(answers, THIRD_DAY)

    offers = Offer.objects.filter(ai_model__slug=MINI, provider__slug="openai", ended_at=None)
    assert {offer.is_first_party for offer in offers} == {True, False}
    assert Provider.objects.filter(name="OpenAI").count() == 1
    assert {sheet.source.slug for sheet in own().sheets.all()} == {"models-dev"}


def test_it_confirms_a_list_price_that_would_be_held():
    told(answer({"input": 10, "output": 8}))
    sync(model_list(**{f"openai/{MINI}": {"pricing": {"prompt": "0.00001", "completion": "0.000008"}}}), THIRD_DAY)

    hold = HeldChange.objects.get()
    assert (hold.status, hold.note) == ("accepted", "OpenAI says the same.")


def test_it_leaves_the_headline_to_the_list(client):
    told(answer({"input": 1, "output": 1}))

    html = read(client, f"/models/openai/{MINI}/?calls=1&input=1000000&cached=0&output=0")
    assert "$2.50" in part(html, "calculator")


def test_its_price_stands_among_the_providers_with_its_source_and_day(client):
    told(answer({"input": 3.5, "output": 2.25}))

    html = read(client, f"/models/openai/{MINI}/")
    row = re.search(r'<tr><th scope="row"><a [^>]*>OpenAI</a><span class="small"> direct<.*?</tr>', html, re.DOTALL)
    assert row
    assert "$3.50" in row.group()
    assert "$2.25" in row.group()
    assert "models.dev" in row.group()
    assert "what the maker charges its own customers" in part(html, "providers")
    assert "models.dev" in part(html, "sources")


def test_its_page_costs_no_query_more(client):
    read_hosts(endpoints())
    told(without_it())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(client, f"/models/openai/{MINI}/")
        return len(captured)

    before = queries()
    told(answer(), THIRD_DAY)
    assert own().ended_at is None
    assert queries() == before
