"""Every public page, in one place: whoever adds a page adds its address here."""

import re
from datetime import date
from decimal import Decimal

from catalog.models import AIModel
from tests.factories import OBSERVED, AIModelFactory, CreatorFactory, source

PUBLIC_PAGES = [
    "/",
    "/models/",
    "/models/?q=gpt&class=image&creator=openai&sort=price",
    "/models/?q=nobody+calls+it+this",
    "/creators/openai/",
    "/models/openai/gpt-5-image-mini/",
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
