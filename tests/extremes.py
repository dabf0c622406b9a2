"""Two models that no page may stumble over: one of which everything is known, at length; one of which nothing is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from catalog import facts
from catalog.models import AIModel, EditionItem, Fact, Metric, PriceRow
from tests.factories import (
    OBSERVED,
    AIModelFactory,
    ClaimFactory,
    EditionFactory,
    EditorFactory,
    FamilyFactory,
    MeasurementFactory,
    OfferFactory,
    PriceSheetFactory,
    UserFactory,
    source,
)
from tests.reviews.making import edited, erased, proven, published, replied_to

DAY = timedelta(days=1)
LONG_NAME = (
    "Nemotron Ultra Omni 253B A22B Instruct Thinking Preview (extended, experimental, 2026-05-15) with Image Output"
)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
PARAGRAPH = f"It reads what it is given, and says what it has read. {LONG_WORD}. " * 5
CLAIMS = {
    Fact.NAME: LONG_NAME, Fact.MODEL_CLASS: "image", Fact.FAMILY: "Nemotron",
    Fact.INPUT_MODALITIES: ["text", "image", "file", "audio", "video"], Fact.OUTPUT_MODALITIES: ["text", "image"],
    Fact.CONTEXT_WINDOW: 10_485_760, Fact.MAX_OUTPUT_TOKENS: 1_048_576, Fact.LISTED_ON: "2026-01-15",
    Fact.RELEASE_DATE: "2026-01-14", Fact.KNOWLEDGE_CUTOFF: "2025-09-30", Fact.OPEN_WEIGHTS: True,
    Fact.REASONING: True, Fact.TOOL_CALLING: True, Fact.STRUCTURED_OUTPUT: False,
}  # fmt: skip
HOSTS = 24
METERS = ("input", "output", "cache_read", "cache_write", "image_input", "image_output", "audio_input", "web_search")


def brimful() -> AIModel:
    """A model with every part filled: long words, many hosts, every meter, tiers, disputes, history, an edition."""
    model = AIModelFactory(creator__slug="acme-research-laboratories", slug="brimful", name=LONG_NAME)
    model.creator.name = "Acme Research Laboratories of the United Provinces"
    model.creator.website = "https://acme.example/"
    model.creator.save()
    FamilyFactory(creator=model.creator, slug="nemotron", name="Nemotron")
    _claims(model)
    _offers(model)
    for metric in Metric.objects.all():
        MeasurementFactory(
            ai_model=model, metric=metric, value=Decimal("61.25"), low=Decimal("58"), high=Decimal("64.5"),
            configuration="high, with tools and 128,000 tokens to think", source=metric.source,
        )  # fmt: skip
    _edition(model)
    heir = AIModelFactory(creator=model.creator, slug="brimful-2", name=f"{LONG_NAME} 2")
    model.lifecycle_events.create(
        state="deprecated", happens_on=date(2026, 12, 31), source=source(), stated_at=OBSERVED, replacement=heir
    )
    AIModelFactory.create_batch(9, creator=model.creator)
    with transaction.atomic():
        facts.resolve([model.pk])
    model.refresh_from_db()
    return model


def bare() -> AIModel:
    """A model of which we know the id, and nothing else."""
    return AIModelFactory(
        creator__slug="unknown", slug="bare", name="Bare", context_window=None, listed_on=None, input_modalities=[]
    )


def reviewed(model: AIModel) -> None:
    """A page of reviews and one more, with everything that can be said, at length, and edits; the first says least."""
    published(model, author=UserFactory(), stars=1)
    everything = {
        "title": f"{LONG_WORD} {LONG_WORD[:30]}", "text": f"{PARAGRAPH}\n\n- {LONG_WORD}\n\n> {PARAGRAPH}" * 3,
        "pros": [LONG_WORD[:80], "fast"], "cons": [LONG_WORD[:80], "dear"], "used_since": date(2026, 1, 1),
        "quality": 5, "speed": 1, "value": 3, "reliability": 4, "is_paid": True, "employer": "creator",
        "got_credits": True, "provider": model.offers.earliest("pk").provider,
    }  # fmt: skip
    for place, stars in enumerate((5, 5, 5, 5, 4, 4, 3, 2, 1, 5)):
        author = UserFactory(public_name=f"{place}{LONG_WORD}"[:80])
        review = published(model, author=author, stars=stars, **everything)
        proven(review, "use", date(2026, 5, 1))
    edited(review, **{**everything, "title": "Edited", "stars": 2, "is_paid": False})
    replied_to(review, f"{PARAGRAPH}\n\n- {LONG_WORD}")
    erased(published(model, author=UserFactory()))


def _claims(model: AIModel) -> None:
    for fact, value in CLAIMS.items():
        ClaimFactory(ai_model=model, fact=fact, value=value)
        other = not value if isinstance(value, bool) else value
        ClaimFactory(ai_model=model, fact=fact, value=other, source=source("models-dev"))
    for number in range(1, 6):
        ClaimFactory(
            ai_model=model, fact=Fact.CONTEXT_WINDOW, value=128_000 * number,
            stated_at=OBSERVED - (20 - number) * DAY, superseded_at=OBSERVED - (19 - number) * DAY,
        )  # fmt: skip
    ClaimFactory(
        ai_model=model, fact=Fact.MAX_OUTPUT_TOKENS, value=999_999, source=source("editor"), reason=PARAGRAPH[:300]
    )


def _offers(model: AIModel) -> None:
    prices = {meter: f"0.00000{number + 1}5" for number, meter in enumerate(METERS)}
    listed = OfferFactory(ai_model=model, first_seen_at=OBSERVED - 40 * DAY)
    for begin, end, factor in ((40, 30, "3"), (30, 12, "2"), (12, None, "1")):
        sheet = PriceSheetFactory(
            offer=listed, valid_from=OBSERVED - begin * DAY, valid_until=OBSERVED - end * DAY if end else None,
            rates={meter: Decimal(amount) * Decimal(factor) for meter, amount in prices.items()},
        )  # fmt: skip
    PriceRow.objects.create(
        sheet=sheet, position=len(prices), meter="input", amount=Decimal("0.00005"), unit="token",
        min_prompt_tokens=200_000, boundary="above",
    )  # fmt: skip
    for number in range(HOSTS):
        sold = OfferFactory(
            ai_model=model, provider__slug=f"host-{number}", provider__name=f"Host {number} of the {LONG_WORD[:20]}",
            tag=f"host-{number}/fp8", quantization="fp8", variant="batch" if number % 7 == 0 else "plain",
            context_window=131_072, max_prompt_tokens=100_000, max_output_tokens=16_384, uptime=Decimal("99.87"),
            latency_ms=Decimal("512.5"), throughput=Decimal(40 + number), watched_at=OBSERVED,
        )  # fmt: skip
        PriceSheetFactory(offer=sold, rates={"input": f"0.00000{number + 1}", "output": f"0.00000{number + 2}"})


REFERENCES = "{{name}}, {{price.output}}, {{price.web_search}}, {{rank.output-price}}, {{score.coding-index}}. "


_EVIDENCE = [
    ("fact", "price.output"), ("fact", "tool_calling"), ("measurement", "score.intelligence-index"),
    ("measurement", "rank.intelligence-index"), ("source", "notes"), ("judgement", ""),
]  # fmt: skip


def _edition(model: AIModel) -> None:
    """With references in every field, every kind of evidence, sources, and a sentence that does not hold."""
    edition = EditionFactory(
        ai_model=model, tagline=PARAGRAPH[:160], about=f"{PARAGRAPH}\n\n{REFERENCES * 3}\n\n{PARAGRAPH}",
        verdict=f"{PARAGRAPH}\n\n{REFERENCES}{PARAGRAPH}", author=EditorFactory(public_name="Anna Bertha Caesar-Dora"),
    )  # fmt: skip
    for place in range(6):
        for kind in EditionItem.Kind.values:
            evidence, on = _EVIDENCE[place % len(_EVIDENCE)]
            edition.items.create(
                kind=kind, position=place, title=f"{LONG_WORD[:40]} {{{{context_window}}}}",
                text=REFERENCES + PARAGRAPH, evidence=evidence, on=on,
            )  # fmt: skip
    edition.sources.create(
        key="notes", title=f"Notes on {LONG_WORD}", url=f"https://example.org/{LONG_WORD}", read_on=OBSERVED.date()
    )
    edition.claims.create(
        sentence=PARAGRAPH[:40], kind="rank", subject="output-price", limit=1, state="false", false_since=OBSERVED,
        held_at=OBSERVED,
    )  # fmt: skip
    model.fact_checks.create(
        checked_by=edition.author, checked_at=OBSERVED, facts=[Fact.CONTEXT_WINDOW, Fact.NAME],
        title=PARAGRAPH[:120], address="https://example.org/", values={Fact.CONTEXT_WINDOW: 1, Fact.NAME: "Another"},
    )  # fmt: skip
