"""`python -m tests.catalog.price_agreement`: whether today's prices of the bundled catalog are those of genai-prices.

A report, no test: two price lists of different days differ, and neither need be wrong. docs/pricing.md quotes it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from decimal import Decimal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from catalog.pricing import Meter, Tariff, per_million  # noqa: E402 - what follows needs the settings of the line above
from tests.catalog.bundled_tariffs import Bundled, bundled  # noqa: E402
from tests.catalog.of_genai_prices import Sheet, sheets  # noqa: E402

MAKERS = {
    "anthropic": "anthropic",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "google": "google",
    "mistralai": "mistral",
    "openai": "openai",
    "perplexity": "perplexity",
    "x-ai": "x-ai",
}
"""Our creators, and who sells their models directly in genai-prices."""
PROMPTS = (1, 1_000_000)
"""Without any tier, and past all of them."""


def same_in_theirs(one: Bundled, found: dict[tuple[str, str], Sheet]) -> Sheet | None:
    creator, _, name = one.external_id.lower().partition("/")
    if one.is_first_party:
        return found.get((MAKERS.get(creator, ""), name))
    return found.get(("openrouter", one.external_id.lower()))


def differences(ours: Tariff, theirs: Tariff) -> Iterator[tuple[Meter, Decimal, Decimal]]:
    """Each meter that both price, differently, in dollars per million tokens."""
    for prompt in PROMPTS:
        one, other = (tariff.effective(prompt, None, batch=False) for tariff in (ours, theirs))
        for meter in sorted(one.keys() & other.keys()):
            if one[meter].amount != other[meter].amount and one[meter].unit == other[meter].unit:
                yield meter, per_million(one[meter].amount), per_million(other[meter].amount)


def report(title: str, pairs: list[tuple[Bundled, Sheet]]) -> Iterator[str]:
    found = [(one, dict.fromkeys(differences(one.tariff, sheet.tariff))) for one, sheet in pairs]
    differing = [(one, moved) for one, moved in found if moved]
    plain = sum(1 for _, moved in found if not {meter for meter, *_ in moved} & {Meter.INPUT, Meter.OUTPUT})
    yield (
        f"{title}: {len(found)} models known to both, {plain} with the same input and output prices, "
        f"{len(found) - len(differing)} with the same in every meter that both price."
    )
    for one, moved in sorted(differing, key=lambda pair: pair[0].catalog_id):
        words = ", ".join(f"{meter.words} {ours:f} / {theirs:f}" for meter, ours, theirs in moved)
        yield f"  {one.catalog_id}: {words}"


def main() -> None:
    # In order of time, so that the newest sheet of a model is the one that stays.
    newest = {(sheet.provider.id, sheet.model.id.lower()): sheet for sheet in sheets()[0]}
    pairs = [(one, sheet) for one in bundled() if (sheet := same_in_theirs(one, newest))]
    for title, is_first_party in (("OpenRouter's list", False), ("Makers' own prices", True)):
        for line in report(title, [pair for pair in pairs if pair[0].is_first_party == is_first_party]):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
