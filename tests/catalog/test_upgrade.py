"""/models/<creator>/<slug>/upgrade/: where to go from a model, and what changes."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.facts import resolve
from catalog.models import PriceRow
from tests.catalog.test_compare import make, read, words
from tests.factories import AIModelFactory, source

pytestmark = pytest.mark.django_db

ADDRESS = "/models/openai/old/upgrade/"
TO_NEW = f"{ADDRESS}?to=openai/new"


@pytest.fixture
def old():
    return make("openai/old", "0.00001", 128_000, listed_on="2025-01-01", tool_calling=False, family="gpt")


@pytest.fixture
def new():
    return make("openai/new", "0.000006", 400_000, listed_on="2026-01-01", tool_calling=True, family="gpt")


def retire(model, days: int, **more) -> None:
    model.lifecycle_events.create(
        state="retired", happens_on=timezone.now().date() + timedelta(days), source=source(),
        stated_at=timezone.now(), **more,
    )  # fmt: skip
    resolve([model.pk])


def test_it_lists_where_one_might_go(client, old, new):
    make("google/other", "0.000001", 64_000)
    page = read(client, ADDRESS)
    assert '<a href="?to=openai/new">New</a>' in page
    assert "newer of its family" in words(page)
    assert "google/other" not in page
    assert "Nothing newer" in words(read(client, "/models/openai/new/upgrade/"))


def test_it_says_what_is_gained_lost_and_paid(client, old, new):
    page = read(client, f"{TO_NEW}&calls=1,000&input=1000&cached=0&output=1000")
    said = words(page)
    assert "New costs 40% less for output and holds 3.1 times the context." in said
    assert "Context window: 400,000 tokens, up from 128,000" in said
    assert "Calls tools" in said
    assert "Moving saves $4.00 a month, 36% of the dearer bill: $7.00 instead of $11.00." in said
    assert re.search(r"Output 10\.00 before, 6\.00 after 10\.00 6\.00 \N{MINUS SIGN}4\.00 cheaper", said)
    back = words(read(client, "/models/openai/new/upgrade/?to=openai/old&calls=1000&input=1000&cached=0&output=1000"))
    assert "Moving adds $4.00 a month" in back
    assert "+4.00 dearer" in back


def test_it_says_when_a_total_is_not_known(client, old, new):
    PriceRow.objects.filter(sheet__offer__ai_model=new, meter="output").delete()
    resolve([new.pk])
    said = words(read(client, TO_NEW))
    assert "Which of the two costs less cannot be said: the total of New is not known." in said
    assert "Total of New: not published. No output price is published." in said


def test_it_answers_with_the_bill_alone_and_keeps_what_was_typed(client, old, new):
    part = read(client, f"{TO_NEW}&_part=bill&calls=5")
    assert part.lstrip().startswith("<section")
    assert "<html" not in part
    assert 'value="5"' in part
    assert "Give a whole number" in words(read(client, f"{TO_NEW}&calls=many"))


@pytest.mark.parametrize(
    ("days", "said"), [(10, "Old ends on .*, in 10 days, says OpenRouter"), (-10, "Old ended on .*, says OpenRouter")]
)
def test_it_says_when_the_old_one_ends(client, old, new, days, said):
    assert "No source that we read names a day on which Old ends." in words(read(client, TO_NEW))
    retire(old, days)
    assert re.search(said, words(read(client, TO_NEW)))
    assert re.search(said, words(read(client, ADDRESS)))


def test_it_leads_there_first_of_all_from_a_model_that_is_gone(client, old, new):
    link = f'<a class="button main" href="{ADDRESS}">'
    page = read(client, "/models/openai/old/")
    assert link not in page
    assert f'<a href="{ADDRESS}">' in page
    retire(old, -1, replacement=make("google/instead"))
    assert link in read(client, "/models/openai/old/")
    assert "named as its replacement" in words(read(client, ADDRESS))


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("nobody/nothing", "No model here has the id “nobody/nothing”"),
        ("<script>alert(1)</script>", "No model here has the id “<script>alert(1)</script>”"),
        ("\x00" * 900, "No model here has the id"),
        ("openai/old", "Old is where you are already"),
        ("", "What to use instead of Old"),
    ],
)
def test_it_says_what_to_do_where_there_is_nothing_to_move_to(client, old, new, to, said):
    response = client.get(ADDRESS, {"to": to})
    page = response.content.decode()
    assert response.status_code == 200
    assert said in words(page)
    assert 'href="?to=openai/new"' in page
    assert "<script>alert" not in page


def test_it_warns_of_a_move_to_another_class(client, old):
    make("openai/pictures", output_modalities=["text", "image"])
    said = words(read(client, f"{ADDRESS}?to=openai/pictures"))
    assert "Old is text, Pictures is image" in said
    assert "Answers with images" in said


def test_it_knows_no_other_model(client, old):
    assert client.get("/models/openai/none/upgrade/").status_code == 404


def test_it_costs_as_many_queries_among_many_as_among_few(client, old, new):
    def queries() -> list[int]:
        counts = []
        for address in (f"{ADDRESS}?calls=1", TO_NEW):
            with CaptureQueriesContext(connection) as asked:
                read(client, address)
            counts.append(len(asked))
        return counts

    few = queries()
    AIModelFactory.create_batch(20, price_state="published", output_price=Decimal("0.000001"))
    assert queries() == few
