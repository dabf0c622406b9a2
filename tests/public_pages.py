"""Every public page, in one place: whoever adds a page adds its address here."""

import re
from datetime import date, timedelta
from decimal import Decimal

from catalog.models import AIModel
from tests.factories import (
    OBSERVED,
    AIModelFactory,
    ClaimFactory,
    CreatorFactory,
    FamilyFactory,
    MeasurementFactory,
    OfferFactory,
    PriceSheetFactory,
    source,
)
from tests.reviews.bulk import many_reviews

DAY = timedelta(days=1)

PUBLIC_PAGES = [
    "/",
    "/models/",
    "/models/?q=gpt&class=image&creator=openai&sort=price",
    "/models/?q=nobody+calls+it+this",
    "/creators/openai/",
    "/models/openai/gpt-5-image-mini/",
    "/models/openai/gpt-5-image/",
    "/models/openai/gpt-5-image/reviews/",
    "/models/openai/gpt-5-image/reviews/?sort=lowest&stars=3&proof=verified&use=nonsense",
    "/models/openai/gpt-5-image-mini/reviews/",
    "/models/openai/gpt-5-image-mini/figures/context-window/",
    "/models/openai/gpt-5-image-mini/figures/output-price/",
    "/models/openai/gpt-oss-120b/figures/intelligence-index/",
    "/models/google/lyria/figures/release-date/",
    "/models/openai/gpt-5-image-mini/?hosts=-speed",
    "/models/openai/gpt-5-image-mini/?window=90-days",
    "/models/openai/gpt-oss-120b/?history=intelligence-index",
    "/models/google/lyria/?history=nothing&window=never",
    "/providers/",
    "/providers/?sort=median",
    "/providers/openrouter/",
    "/providers/openrouter/?class=image&sort=-output",
    "/providers/north/",
    "/providers/north/?class=none&sort=ratio",
    "/providers/gone/",
    "/families/openai/gpt/",
    "/models/openai/gpt-3/upgrade/",
    "/models/openai/gpt-oss-120b/upgrade/?to=openai/gpt-5-image-mini",
    "/compare/",
    "/compare/?m=openai/gpt-5-image-mini&m=nobody/nothing&q=g",
    "/compare/?m=openai/gpt-5-image-mini&m=openai/gpt-5-image&m=openai/gpt-oss-120b&m=google/gemma&m=google/thinker"
    "&m=sentence-transformers/long",
    "/compare/openai/gpt-5-image/vs/openai/gpt-5-image-mini/",
    "/compare/openai/gpt-5-image-mini/vs/openai/gpt-oss-120b/?history=intelligence-index&window=year",
    "/calculator/",
    "/calculator/?m=openai/gpt-5-image-mini&calls=1000&input=1000&output=500",
    "/calculator/?m=openai/gpt-5-image-mini&m=openai/gpt-5-image&at=2026-05-13&since=2026-05-11&input=2000&q=gemma",
    "/calculator/?class=image&m=openai/gpt-5-image-mini&context=32000",
    "/calculator/?m=nobody&input=many&output=10&reasoning=11&at=tomorrow",
    "/changes/",
    "/changes/?kind=price&class=image&until=2026-05-15",
    "/changes/?kind=measurement&until=2026-01-01",
    "/changes/?window=all&class=image",
    "/status/",
    "/about/reviews/",
    "/models/openai/gpt-5-image-mini/?show=context-window",
    "/rankings/",
    "/rankings/image/output-price/",
    "/rankings/image/output-price/?weights=open&price=5&context=32000&creator=openai",
    "/rankings/text/output-price/?price=cheap&creator=nobody",
    "/rankings/text/intelligence-index/",
    "/rankings/text/price-and-intelligence/",
    "/rankings/text/price-and-intelligence/?blend=nonsense&m=openai/gpt-oss-120b",
]


def priced(slug: str, output: str, **columns) -> AIModel:
    """A model with a headline price, in US dollars per million tokens."""
    amount = Decimal(output) / 10**6
    name = slug.replace("-", " ").title().replace("Gpt", "GPT")
    plain = {"name": name, "price_state": "published", "input_price": amount, "output_price": amount}
    return AIModelFactory(slug=slug, **{**plain, **columns})


def names(response) -> list[str]:
    """The models of a page's list, in its order."""
    assert response.status_code == 200
    return re.findall(r'class="name lead"><a href="[^"]*">([^<]*)<', response.content.decode())


def small_catalog() -> None:
    """A model of every state that a page has to show."""
    source().runs.create(observed_at=OBSERVED, outcome="succeeded", read=8, changed=8)
    priced("gpt-5-image-mini", "2.00", image_model=True, context_window=400_000, listed_on=date(2025, 10, 16))
    priced("gpt-5-image", "10.00", image_model=True, intelligence_index=Decimal("51"), output_speed=Decimal("84.4"))
    priced("gpt-oss-120b", "0.039", lifecycle="deprecated", context_window=None)
    priced("gpt-3", "20", lifecycle="retired")
    google = CreatorFactory(slug="google")
    AIModelFactory(creator=google, slug="gemma", name="Gemma", price_state="free", input_price=0, output_price=0)
    AIModelFactory(creator=google, slug="lyria", name="Lyria", price_state="unpublished", listed_on=None)
    AIModelFactory(creator=google, slug="thinker", name="Thinker", price_state="no_plain", lifecycle="announced")
    long = CreatorFactory(slug="sentence-transformers", name="Sentence Transformers by Somebody")
    wide = {"price_state": "published", "output_modalities": ["transcription"], "context_window": None}
    AIModelFactory(
        creator=long, slug="long", name="Nemotron 3 Nano Omni 30B A3B Reasoning Preview (extended)",
        input_price=Decimal("0.000000078596"), **wide,
    )  # fmt: skip
    AIModelFactory(creator=google, slug="auto", name="Auto", price_state="varies")
    small_history()
    small_market()
    many_reviews(AIModel.objects.get(slug="gpt-5-image"), 12)


def small_market() -> None:
    """Hosts of which one is cheapest, one fastest, one sells another variant, one nothing any more; and a family."""
    mini, image = AIModel.objects.get(slug="gpt-5-image-mini"), AIModel.objects.get(slug="gpt-5-image")
    family = FamilyFactory(slug="gpt", name="GPT")
    AIModel.objects.filter(pk__in=[mini.pk, image.pk]).update(family=family)
    for model, host, output, terms in (
        (mini, "north", "0.000002", {"throughput": Decimal(40), "uptime": Decimal("99.9")}),
        (mini, "south", "0.000003", {"throughput": Decimal(90), "quantization": "fp8", "tag": "south/fp8"}),
        (image, "north", "0.00001", {}),
        (mini, "north", "0.000001", {"variant": "batch"}),
        (image, "gone", "0.00001", {"ended_at": OBSERVED}),
    ):
        sold = OfferFactory(
            ai_model=model, provider__slug=host, first_seen_at=OBSERVED - 5 * DAY, watched_at=OBSERVED, **terms
        )
        PriceSheetFactory(offer=sold, source=source("openrouter-endpoints"), rates={"output": output})


def small_history() -> None:
    """A change of every kind, one that is held, and a record that was set aside."""
    mini, oss = AIModel.objects.get(slug="gpt-5-image-mini"), AIModel.objects.get(slug="gpt-oss-120b")
    offer = OfferFactory(ai_model=mini, first_seen_at=OBSERVED - 5 * DAY)
    for begin, end, output in ((5, 2, "0.0000025"), (2, None, "0.000002")):
        PriceSheetFactory(
            offer=offer, valid_from=OBSERVED - begin * DAY, valid_until=OBSERVED - end * DAY if end else None,
            confirmed_at=OBSERVED - (end or 0) * DAY, rates={"input": "0.0000025", "output": output},
        )  # fmt: skip
    for begin, end, tokens in ((5, 1, 128_000), (1, None, 400_000)):
        ClaimFactory(
            ai_model=mini, fact="context_window", value=tokens, stated_at=OBSERVED - begin * DAY,
            superseded_at=OBSERVED - end * DAY if end else None,
        )  # fmt: skip
    MeasurementFactory(ai_model=oss, configuration="high")
    AIModel.objects.filter(pk=oss.pk).update(intelligence_index=Decimal(50))
    OfferFactory(ai_model=oss, first_seen_at=OBSERVED - 4 * DAY)
    oss.lifecycle_events.create(
        state="deprecated", happens_on=OBSERVED.date(), source=source(), stated_at=OBSERVED, note="Announced."
    )
    run = source().runs.create(
        observed_at=OBSERVED, outcome="succeeded", finished_at=OBSERVED, read=8, changed=1, set_aside=1
    )
    run.set_aside_records.create(external_id="acme/wrong", reason="input: a price above $0.001 a token", excerpt="{}")
    run.held_changes.create(
        ai_model=mini, offer=offer, field="prices", old_value=price_list("0.000002"), new_value=price_list("0.00002"),
        reason="Output moved from $2.00 to $20.00 / 1M tokens.",
    )  # fmt: skip


def price_list(output: str) -> dict[str, object]:
    """A price list as a held change keeps it."""
    return {"state": "published", "rows": [{"meter": "output", "amount": output, "unit": "token"}]}
