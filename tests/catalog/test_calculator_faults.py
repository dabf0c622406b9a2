"""What the calculator says of what cannot be meant, on its page and in the fragment that answers a typed field."""

import pytest

from catalog.models import AIModel
from tests.calculating import (
    MINI,
    answer,
    as_json,
    error_at,
    image_host,
    image_mini,
    priced,
    read,
    value_of,
    words,
)

pytestmark = pytest.mark.django_db


# --- what cannot be meant -------------------------------------------------------------------------------------------

WRONG = [
    ("input=many", "input", "many", "Give a whole number, such as 10,000, 1.5k or 1M."),
    ("input=-5", "input", "-5", "Give 0 or more."),
    ("calls=10%5E30", "calls", "10^30", "Give a whole number, such as 10,000, 1.5k or 1M."),
    ("calls=1e30", "calls", "1e30", "Give 1,000,000,000,000,000 or less."),
    ("input=10&cached=20", "cached", "20", "This is part of the input: give 10 or less."),
    ("output=10&reasoning=11", "reasoning", "11", "This is part of the output: give 10 or less."),
    ("input=9&audio_input=5&audio_cached=6", "audio_cached", "6", "This is part of the cached tokens: give 0 or less."),
    ("input=%EF%BC%91%EF%BC%92", "input", "12", "Write the number with the digits 0 to 9."),
    ("size=big", "size", "big", "Give a whole number, such as 10,000, 1.5k or 1M."),
    ("at=yesterday", "at", "yesterday", "Give a day such as 2026-05-15, or a moment in UTC such as 2026-05-15 16:30."),
    ("at=2026-02-31", "at", "2026-02-31", "There is no such moment."),
    ("at=1999-01-01", "at", "1999-01-01", "Our prices begin on 15 May 2026: give that day or a later one."),
    ("at=2999-01-01", "at", "2999-01-01", "Prices are known until today: give a moment that has been."),
    ("since=1999-01-01", "since", "1999-01-01", "Our prices begin on 15 May 2026: give that day or a later one."),
    ("hour=25", "hour", "25", "Give an hour in UTC from 0 to 23, such as 16, 16:30 or sat 16:30."),
    ("batch=perhaps", "batch", "1", "Give 1 for batch, or leave it out."),
    ("input=%3Cscript%3Ealert()", "input", "<script>alert()", "Give a whole number, such as 10,000, 1.5k or 1M."),
]  # fmt: skip


@pytest.mark.parametrize(("query", "field", "typed", "message"), WRONG)
def test_it_shows_again_what_was_typed_with_a_message_at_the_field(client, query, field, typed, message):
    priced("openai/plain")
    page = read(client, f"/calculator/?m=openai/plain&{query}")
    assert error_at(page, field) == message
    assert "<script>alert" not in page
    assert f'<a href="#id_{field}">' in page.partition('id="faults"')[2]
    assert "The receipt follows once the marked fields are put right." in answer(page)
    assert "To be put right: " in page.partition("</title>")[0]
    if field != "batch":
        assert value_of(page, field).strip() in (typed, "\uff11\uff12")
        assert 'aria-invalid="true"' in page
    assert as_json(client, f"m=openai/plain&{query}", 422) == {"errors": [{"field": field, "message": message}]}
    csv = read(client, f"/calculator.csv?m=openai/plain&{query}", 422)
    assert csv.startswith(f"field,message\r\n{field},")


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("m=openai/nobody", "m", "No model here is called “openai/nobody”."),
        ("m=%00%27&m=gpt-5", "m", "No model here is called “ '” or “gpt-5”."),
        ("class=cars", "class", "No class here is called “cars”."),
        ("class=text&creator=nobody", "creator", "Creator: there is no “nobody” here."),
        ("class=text&weights=heavy", "weights", "Weights: there is no “heavy” here."),
        ("class=text&context=7", "context", "Context at least: there is no “7” here."),
    ],
)
def test_it_says_which_name_means_nobody(client, query, field, message):
    priced("openai/plain")
    page = read(client, f"/calculator/?{query}")
    assert error_at(page, field) == message
    assert as_json(client, query, 422) == {"errors": [{"field": field, "message": message}]}


def test_it_shows_the_receipts_of_those_that_it_knows(client):
    priced("openai/plain", name="Plain")
    page = read(client, "/calculator/?m=openai/nobody&m=openai/plain&input=1M")
    assert "Month 1.00" in answer(page)
    assert error_at(page, "m")


def test_it_survives_the_largest_usage_that_can_be_typed(client):
    image_mini()
    largest = "calls=1e15&input=1e15&output=1e15&reasoning=1e15&images_out=1e15&size=99999x99999&searches=1e15"
    for address in (
        f"/calculator/?m={MINI}&{largest}",
        f"/calculator/?class=image&{largest}",
        f"/models/{MINI}/?{largest}",
    ):
        assert "not published" in words(read(client, address))
    image_host(AIModel.objects.get(), "Host", ("image_output", "9.123456789012345678901234", "megapixel", ""))
    query = f"/calculator/?m={MINI}&calls=1e15&images_out=1e15&size=99999x99999"
    assert "Month 91,232,7" in answer(read(client, query))


def test_it_takes_a_nul_for_a_space(client):
    priced("openai/plain")
    assert "Month 1.00" in answer(read(client, "/calculator/?m=openai/plain&q=%00&detail=%00&input=1M%00"))


# --- the answer alone -----------------------------------------------------------------------------------------------

HERE = "http://testserver/calculator/?m=openai/plain&input=1000"


def test_it_answers_with_what_follows_the_form_alone(client):
    priced("openai/plain")
    part = read(client, "/calculator/?_part=receipt&m=openai/plain&input=2M")
    assert "<html" not in part
    assert "<form" not in part
    assert '<p hx-swap-oob="innerHTML:#worked-out">A month: Plain $2.00</p>' in part


def test_it_replaces_the_address_while_somebody_types_and_adds_one_where_something_is_chosen(client):
    priced("openai/plain")
    priced("openai/other")
    query = "/calculator/?_part=receipt&m=openai/plain&q=&class=&calls=1&input=2000&cached=&at=&hour="
    typing = client.get(query, headers={"HX-Current-URL": HERE})
    assert typing.headers["HX-Replace-Url"] == "/calculator/?m=openai/plain&input=2000"
    assert 'name="input"' not in typing.content.decode()
    for chosen in ("&m=openai/other", "&batch=1", "&class=text"):
        response = client.get(query + chosen, headers={"HX-Current-URL": HERE})
        assert response.headers["HX-Push-Url"].startswith("/calculator/?m=openai/plain")
        assert 'name="input"' in response.content.decode()


@pytest.mark.parametrize("here", ["", "http://[", "nonsense", "http://x/?" + "a&" * 1_500, "http://testserver/\x7f"])
def test_it_cares_little_what_a_browser_says_of_where_it_is(client, here):
    priced("openai/plain")
    read(client, "/calculator/?_part=receipt&m=openai/plain&input=1", **{"HX-Current-URL": here})


def test_it_puts_the_message_of_each_field_into_the_answer(client):
    priced("openai/plain")
    part = read(client, "/calculator/?_part=receipt&m=openai/plain&input=x", **{"HX-Current-URL": HERE})
    assert error_at(part, "input").startswith("Give a whole number")
    assert '<p id="id_output_note" hx-swap-oob="true"></p>' in part
    assert "1 thing to put right: input tokens a call" in words(part)
