"""OpenRouter's image prices, in the units in which they are stated."""

from decimal import Decimal

import pytest

from catalog.editions import holding
from catalog.models import AIModel, HeldChange, Offer, PriceRow, SetAsideRecord, SyncRun
from tests.factories import EditionFactory
from tests.hosting import IMAGES, Asked, ask, endpoints, images, read_hosts, rows
from tests.upstream import FIRST_DAY, SECOND_DAY, THIRD_DAY, everything, model_list, sync

pytestmark = pytest.mark.django_db

CANVAS = "bold-pictures/canvas"
MINI = "openai/gpt-5-image-mini"


@pytest.fixture(autouse=True)
def _listed():
    sync(model_list())


def read_images(answers, observed_at=FIRST_DAY):
    return read_hosts(answers, observed_at, IMAGES)


def prices(tag: str, external_id: str = CANVAS) -> set[tuple[str, Decimal, str, str]]:
    """The image prices in force of a host."""
    sheets = {"sheet__source__slug": IMAGES, "sheet__valid_until": None, "sheet__offer__external_id": external_id}
    found = PriceRow.objects.filter(**sheets, sheet__offer__tag=tag)
    return set(found.values_list("meter", "amount", "unit", "detail"))


def test_it_reads_prices_in_true_units_by_size():
    run = read_images(images())

    assert prices("bold-pictures") == {
        ("image_output", Decimal("0.04"), "image", "1k"),
        ("image_output", Decimal("0.08"), "image", "2k"),
        ("image_input", Decimal("0.01"), "image", "reference"),
    }
    assert prices("pixel-yard") == {("image_output", Decimal("0.03"), "megapixel", "")}
    assert prices("openai", MINI) == {("image_output", Decimal("0.000008"), "token", "")}
    assert run.unknown_keys == {"input_font by image": 1}
    assert (run.read, run.changed, run.set_aside) == (3, 2, 0)


def test_it_asks_about_models_that_put_out_images_alone():
    asked = Asked(images())

    ask(asked, source=IMAGES)

    assert sorted(asked.ids) == [CANVAS, MINI]


def test_it_makes_no_headline_price_of_an_image():
    read_images(images())

    canvas = AIModel.objects.get(slug="canvas")
    assert (canvas.output_price, canvas.price_state) == (None, "unpublished")


def test_it_changes_nothing_when_the_same_comes_again():
    read_images(images())
    before = everything()

    run = read_images(images(), SECOND_DAY)

    assert (everything(), run.changed) == (before, 0)
    assert Offer.objects.get(tag="pixel-yard").last_seen_at == SECOND_DAY


def test_it_shares_the_offer_with_the_endpoints_and_leaves_its_end_to_them():
    read_hosts(endpoints())
    read_images(images())
    offer = Offer.objects.get(tag="openai", external_id=MINI)
    assert set(offer.sheets.values_list("source__slug", flat=True)) == {"openrouter-endpoints", IMAGES}
    assert offer.context_window == 400_000

    answers = images()
    rows(answers, MINI)[0] |= {"provider_tag": "other", "provider_name": "Other"}
    read_images(answers, SECOND_DAY)

    offer.refresh_from_db()
    assert (offer.ended_at, prices("openai", MINI)) == (None, set())
    assert offer.sheets.get(valid_until=None).source.slug == "openrouter-endpoints"


def test_it_ends_a_host_of_which_nothing_else_tells_and_takes_it_back():
    read_images(images())
    answers = images()
    del rows(answers, CANVAS)[1]
    read_images(answers, SECOND_DAY)
    assert (Offer.objects.get(tag="pixel-yard").ended_at, prices("pixel-yard")) == (SECOND_DAY, set())

    run = read_images(images(), THIRD_DAY)

    assert (Offer.objects.get(tag="pixel-yard").ended_at, run.changed) == (None, 1)
    assert prices("pixel-yard") == {("image_output", Decimal("0.03"), "megapixel", "")}


def test_it_holds_a_move_that_looks_wrong_for_its_size_alone():
    read_images(images())
    answers = images()
    rows(answers, CANVAS)[0]["pricing"][1]["cost_usd"] = 0.8

    run = read_images(answers, SECOND_DAY)

    hold = HeldChange.objects.get()
    assert (hold.offer.tag, run.held) == ("bold-pictures", 1)
    assert "$0.08 / image to $0.80 / image" in hold.reason
    assert ("image_output", Decimal("0.08"), "image", "2k") in prices("bold-pictures")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pricing": "free"}, "pricing"),
        ({"pricing": [7]}, "the record"),
        ({"pricing": [{"billable": "output_image", "unit": "image", "cost_usd": -0.5}]}, "not between"),
        ({"pricing": [{"billable": "output_image", "unit": "image", "cost_usd": 10**400}]}, "not between"),
        ({"pricing": [{"billable": "output_image", "unit": "token", "cost_usd": 0.04}]}, "not between $0 and $0.001"),
        ({"pricing": [{"billable": "output_image", "unit": "image", "cost_usd": "0.04"}]}, "cost_usd"),
        (
            {"pricing": [{"billable": "output_image", "unit": "image", "cost_usd": cost} for cost in (0.04, 0.05)]},
            "contradict",
        ),
        ({"provider_tag": None}, "provider_tag"),
        ({"provider_name": "x" * 5_000}, "characters"),
    ],
)
def test_it_sets_a_bad_record_aside_and_reads_the_rest(change, reason):
    read_images(images())
    answers = images()
    rows(answers, CANVAS)[1].update(change)

    run = read_images(answers, SECOND_DAY)

    assert reason in SetAsideRecord.objects.get(run=run).reason
    assert Offer.objects.get(tag="pixel-yard").ended_at is None
    assert prices("pixel-yard") == {("image_output", Decimal("0.03"), "megapixel", "")}


def test_it_loses_no_other_model_to_one_dead_call_and_fails_when_all_are_dead():
    run = read_images(images() | {MINI: b"{"})
    assert "not valid JSON" in SetAsideRecord.objects.get(run=run, external_id=MINI).reason
    assert len(prices("bold-pictures")) == 3

    assert ask({}, SECOND_DAY, IMAGES).outcome == SyncRun.Outcome.FAILED


def test_it_takes_no_image_for_free():
    answers = images()
    rows(answers, CANVAS)[1]["pricing"][0]["cost_usd"] = 0

    read_images(answers)

    sheet = Offer.objects.get(tag="pixel-yard").sheets.get()
    assert (sheet.state, sheet.rows.count()) == ("unpublished", 0)


def test_it_moves_a_rank_that_a_sentence_rests_on():
    """No column keeps what an image costs: its class is renewed all the same."""

    def at(cost: float):
        answers = images()
        rows(answers, MINI)[0]["pricing"] = [{"billable": "output_image", "unit": "image", "cost_usd": cost}]
        return answers

    read_images(at(0.05))
    edition = EditionFactory(ai_model=AIModel.objects.get(slug="canvas"), verdict="No other draws for less.")
    claim = edition.claims.create(sentence=edition.verdict, kind="rank", subject="image-price", limit=1)
    holding.check_moved()
    read_images(at(0.03), SECOND_DAY)
    claim.refresh_from_db()
    assert (claim.state, claim.found) == ("false", "#2 of 2 image models by image-price; GPT-5 Image Mini comes first.")
    assert claim.held_at
