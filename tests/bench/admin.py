"""`make bench PART=admin`: what every list and every form of the desk costs with 10,000 models.

Milliseconds of the best of several rounds, queries, and how often the floor goes into it: the smallest list of the
desk, asked for in turns with the page, so that whatever else the machine does weighs on both. No page is to need 15
queries, nor 20 times the floor, which are 300 ms where nothing else runs; it ends with 1 where one does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

import logging  # noqa: E402 - what follows needs the settings of the line above

from django.apps import apps  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import NoReverseMatch, reverse  # noqa: E402

from catalog import models  # noqa: E402
from catalog.models.checks import values_of  # noqa: E402
from config import local_services  # noqa: E402
from tests.database import a_database  # noqa: E402
from tests.factories import OBSERVED, EditorFactory, source  # noqa: E402
from tests.markdown import head, row  # noqa: E402

MODELS, CREATORS, HOSTS = 10_000, 300, 60
ROUNDS = 5
MOST_QUERIES, MOST_TIMES = 15, 20
FLOOR = "/admin/catalog/modelclass/"
FACTS = {"name": "Model", "context_window": 128_000, "family": "Nano", "release_date": "2026-01-01"}
COLUMNS = ("page", "queries", "ms", "times the floor")


def fill() -> None:
    """10,000 models, each with a dozen rows of claims, offers and prices, and some with what editors write."""
    creators = models.Creator.objects.bulk_create(
        models.Creator(slug=f"maker-{n}", name=f"Maker {n}") for n in range(CREATORS)
    )
    families = models.Family.objects.bulk_create(
        models.Family(creator=creator, slug=f"family-{n}", name=f"Family {n}") for creator in creators for n in range(5)
    )
    text = models.ModelClass.objects.get(slug="text")
    made = models.AIModel.objects.bulk_create(
        models.AIModel(
            creator=creators[n % CREATORS], slug=f"model-{n}", name=f"Model {n}", model_class=text,
            family=families[n % CREATORS * 5 + n % 5], context_window=128_000,
            listed_on=date(2024, 1, 1) + timedelta(n % 800),
            price_state="published", input_price=Decimal("1e-6"), output_price=Decimal("4e-6"),
        )
        for n in range(MODELS)
    )  # fmt: skip
    _from_sources(made)
    _by_editors(made)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (FREEZE, ANALYZE)")


def _from_sources(made: list[models.AIModel]) -> None:
    hosts = models.Provider.objects.bulk_create(
        models.Provider(slug=f"host-{n}", name=f"Host {n}") for n in range(HOSTS)
    )
    openrouter, metric = source(), models.Metric.objects.get(slug="intelligence-index")
    runs = models.SyncRun.objects.bulk_create(
        models.SyncRun(source=openrouter, observed_at=OBSERVED + timedelta(hours=n), outcome="succeeded")
        for n in range(1_000)
    )
    models.Claim.objects.bulk_create(
        (
            models.Claim(ai_model=model, fact=fact, source=openrouter, run=runs[0], value=value,
                         stated_at=OBSERVED + timedelta(minutes=model.pk), confirmed_at=OBSERVED)
            for model in made for fact, value in FACTS.items()
        ),
        batch_size=5_000,
    )  # fmt: skip
    models.Alias.objects.bulk_create(
        models.Alias(source=openrouter, external_id=f"maker/{model.slug}", ai_model=model, status="approved",
                     name=model.name, seen_at=OBSERVED)
        for model in made
    )  # fmt: skip
    # The first model is sold by every host.
    sold = [(made[0], host) for host in hosts] + [(model, hosts[n % HOSTS]) for n, model in enumerate(made[1:])]
    offers = models.Offer.objects.bulk_create(
        models.Offer(
            ai_model=model, provider=host, external_id=model.slug, first_seen_at=OBSERVED, last_seen_at=OBSERVED
        )
        for model, host in sold
    )
    sheets = models.PriceSheet.objects.bulk_create(
        models.PriceSheet(offer=offer, source=openrouter, run=runs[0], state="published", valid_from=OBSERVED,
                          confirmed_at=OBSERVED)
        for offer in offers
    )  # fmt: skip
    models.PriceRow.objects.bulk_create(
        models.PriceRow(sheet=sheet, position=place, meter=meter, amount=Decimal("1e-6"), unit="token")
        for sheet in sheets for place, meter in enumerate(("input", "output"))
    )  # fmt: skip
    models.Measurement.objects.bulk_create(
        models.Measurement(ai_model=model, metric=metric, source=metric.source, value=50, unit=metric.unit,
                           measured_at=OBSERVED + timedelta(minutes=model.pk), confirmed_at=OBSERVED)
        for model in made
    )  # fmt: skip
    models.LifecycleEvent.objects.bulk_create(
        models.LifecycleEvent(ai_model=model, state="active", happens_on=date(2026, 1, 1), source=openrouter,
                              stated_at=OBSERVED)
        for model in made
    )  # fmt: skip
    models.HeldChange.objects.bulk_create(
        models.HeldChange(run=runs[0], ai_model=model, field="context_window", old_value=1, new_value=2, reason="Fell.")
        for model in made[:500]
    )
    models.SetAsideRecord.objects.bulk_create(
        models.SetAsideRecord(run=run, external_id=f"id-{n}", reason="No id.") for run in runs for n in range(5)
    )
    models.StoredValidator.objects.bulk_create(
        models.StoredValidator(source=openrouter, address=f"https://example.org/{n}", seen_at=OBSERVED)
        for n in range(500)
    )


def _by_editors(made: list[models.AIModel]) -> None:
    editors, hand = EditorFactory.create_batch(5), source("editor")
    editions = models.Edition.objects.bulk_create(
        models.Edition(
            ai_model=model, author=editors[n % 5], status="published", published_at=OBSERVED, tagline="Quick."
        )
        for n, model in enumerate(made[::2])
    )
    models.EditionItem.objects.bulk_create(
        models.EditionItem(edition=edition, kind=kind, title="Reads long texts.", text="It does.", position=n)
        for edition in editions for n, kind in enumerate(models.EditionItem.Kind.values)
    )  # fmt: skip
    models.BoundClaim.objects.bulk_create(
        models.BoundClaim(edition=edition, sentence="It calls tools.", kind="has", subject="tool_calling")
        for edition in editions
    )
    models.EditionSource.objects.bulk_create(
        models.EditionSource(
            edition=edition, key="notes", title="Notes", url="https://example.org/", read_on=OBSERVED.date()
        )
        for edition in editions
    )
    models.FactCheck.objects.bulk_create(
        models.FactCheck(ai_model=model, facts=["name", "context_window", "prices"], values=values_of(model),
                         source=source(), checked_by=editors[n % 5], checked_at=OBSERVED)
        for n, model in enumerate(made[::2])
    )  # fmt: skip
    models.Claim.objects.bulk_create(
        models.Claim(ai_model=model, fact="reasoning", source=hand, author=editors[n % 5], value=True, reason="Read.",
                     stated_at=OBSERVED, confirmed_at=OBSERVED)
        for n, model in enumerate(made[::4])
    )  # fmt: skip
    for number in range(30):
        models.SavedFilter.objects.create(
            owner=editors[number % 5], path="/admin/catalog/aimodel/", query=f"q={number}", name=f"Filter {number}",
            is_shared=True,
        )  # fmt: skip


def pages() -> Iterator[tuple[str, str]]:
    """Every list of the catalog's nouns, some as editors narrow them, and the form of the first row of each."""
    for noun in apps.get_app_config("catalog").get_models():
        yield from _pages_of(noun)
    for query in (
        "q=model+99",
        "checked=again",
        "checked=never",
        "locks=some",
        "edition=none",
        "p=100",
    ):
        yield f"aimodel ?{query}", f"{reverse('admin:catalog_aimodel_changelist')}?{query}"
    yield "claim ?locks=now", f"{reverse('admin:catalog_claim_changelist')}?locks=now"
    yield "factcheck ?look=again", f"{reverse('admin:catalog_factcheck_changelist')}?look=again"
    first = models.AIModel.objects.earliest("pk")
    yield "factcheck, the form", reverse("admin:catalog_factcheck_of", args=[first.pk])


def _pages_of(noun: type[Model]) -> Iterator[tuple[str, str]]:
    name = noun._meta.model_name
    try:
        yield f"{name}", reverse(f"admin:catalog_{name}_changelist")
    except NoReverseMatch:
        return
    if first := noun._default_manager.order_by("pk").first():
        yield f"{name}, the first", reverse(f"admin:catalog_{name}_change", args=[first.pk])


def asked(client: Client, address: str) -> tuple[int, float, float]:
    """Queries, and milliseconds of the page and of the floor."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        number = len(queries)
    assert answer.status_code == 200, address
    both = [(spent(client, address), spent(client, FLOOR)) for _ in range(ROUNDS)]
    return number, min(page for page, _ in both), min(floor for _, floor in both)


def spent(client: Client, address: str) -> float:
    begun = perf_counter()
    client.get(address)
    return (perf_counter() - begun) * 1000


def main() -> None:
    logging.disable(logging.ERROR)
    too_much = []
    with local_services.held(durable=False), a_database():
        fill()
        client = Client(SERVER_NAME="localhost")
        client.force_login(EditorFactory())
        client.get(FLOOR)
        sys.stdout.write(f"{head(*COLUMNS)}\n")
        for name, address in pages():
            queries, page, floor = asked(client, address)
            sys.stdout.write(f"{row([name, str(queries), f'{page:.0f}', f'{page / floor:.1f}'])}\n")
            sys.stdout.flush()
            if queries >= MOST_QUERIES or page >= MOST_TIMES * floor:
                too_much.append(name)
    if too_much:
        raise SystemExit(f"{MOST_QUERIES} queries, {MOST_TIMES} times the floor or more: {', '.join(too_much)}.")


if __name__ == "__main__":
    main()
