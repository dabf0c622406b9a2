"""Public pages cost a constant number of queries: as many with five models as with all of the bundled catalog."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.facts import resolve
from catalog.models import AIModel
from tests.factories import AIModelFactory, ClaimFactory, PriceSheetFactory

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/",
    "/models/",
    "/models/?sort=price",
    "/models/openai/model-of-ours/",
    "/models/openai/model-of-ours/upgrade/",
    "/creators/openai/",
    "/compare/",
    "/compare/openai/model-of-ours/vs/openai/other-model/",
    "/models/openai/model-of-ours/?show=context-window",
    "/models/openai/model-of-ours/?_part=history&window=year",
    "/models/openai/model-of-ours/charts/price-history.csv",
    "/compare/openai/model-of-ours/vs/openai/other-model/?_part=history",
    "/compare/history.svg?m=openai/model-of-ours&m=openai/other-model",
    "/changes/prices.csv?window=all",
    "/models/openai/model-of-ours/badges/output-price.svg",
    "/rankings/",
    "/rankings/text/output-price/?price=900",
    "/rankings/text/output-price.csv",
    "/card.png",
    "/models/openai/model-of-ours/card.png",
    "/models/openai/model-of-ours/figures/output-price/",
    "/models/openai/model-of-ours/figures/release-date/",
    "/calculator/",
    "/calculator/?m=openai/model-of-ours",
    "/calculator/?class=text&creator=openai",
    "/calculator.json?class=text",
    "/calculator.csv?m=openai/model-of-ours",
]


def make_five() -> None:
    models = [AIModelFactory(slug=slug) for slug in ("model-of-ours", "other-model")]
    models += AIModelFactory.create_batch(3)
    for number, model in enumerate(models, start=1):
        ClaimFactory(ai_model=model, fact="output_modalities", value=["text"])
        sheet = PriceSheetFactory(offer__ai_model=model, rates={"input": "0.000001", "output": f"0.00000{9 - number}"})
        month_before = sheet.valid_from - timedelta(days=30)
        PriceSheetFactory(
            offer=sheet.offer, valid_from=month_before, valid_until=sheet.valid_from, confirmed_at=sheet.valid_from,
            rates={"input": "0.000002", "output": "0.00001"},
        )  # fmt: skip
    resolve([model.pk for model in models])


def queries_of(client: Client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_it_asks_as_often_with_five_models_as_with_six_hundred(client):
    make_five()
    few = {address: queries_of(client, address) for address in ADDRESSES}
    call_command("load_catalog", verbosity=0)
    assert AIModel.objects.count() > 350
    assert {address: queries_of(client, address) for address in ADDRESSES} == few
