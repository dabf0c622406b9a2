"""`make bench PART=pricing`: what a receipt costs beside genai-prices' own, and a class of models for one usage.

Nothing is asserted: a machine's speed is its own, the ratios are ours. Both have their prices in memory, and both take
a usage that was made before; each rate is the best of several rounds in turn, since other work only slows a round down.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from time import process_time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

import genai_prices  # noqa: E402 - what follows needs the settings of the line above

from catalog.pricing import Tariff, Usage, compare, receipt  # noqa: E402
from tests.catalog.bundled_tariffs import bundled  # noqa: E402
from tests.catalog.of_genai_prices import Sheet, sheets  # noqa: E402

ROUNDS = 9
USAGES = {
    "input and output": (
        Usage(1_000, input_tokens=10_000, output_tokens=1_000),
        genai_prices.Usage(input_tokens=10_000, output_tokens=1_000),
    ),
    "with the cache": (
        Usage(1_000, input_tokens=10_000, cached_tokens=4_000, output_tokens=1_000),
        genai_prices.Usage(input_tokens=10_000, cache_read_tokens=4_000, output_tokens=1_000),
    ),
    "past a tier": (
        Usage(1_000, input_tokens=600_000, cached_tokens=4_000, output_tokens=1_000, reasoning_tokens=500),
        genai_prices.Usage(
            input_tokens=600_000, cache_read_tokens=4_000, output_tokens=1_000, output_reasoning_tokens=500
        ),
    ),
}
MOST_MS_A_CLASS = 40
MOST_MS_TO_IMPORT = 50
IMPORT = "from time import perf_counter as now; begun = now(); import catalog.pricing; print((now() - begun) * 1000)"


def best(*works: Callable[[], object]) -> list[float]:
    """Seconds of the processor in the fastest round of each, the works taking turns."""
    found = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for place, work in enumerate(works):
            begun = process_time()
            work()
            found[place] = min(found[place], process_time() - begun)
    return found


def comparable() -> list[Sheet]:
    """Today's sheet of every model that genai-prices finds by its name and that has a price of input and output."""
    newest = {(sheet.provider.id, sheet.model.id): sheet for sheet in sheets()[0]}
    usage, _ = USAGES["input and output"]
    return [sheet for sheet in newest.values() if receipt(sheet.tariff, usage).total is not None and is_found(sheet)]


def is_found(sheet: Sheet) -> bool:
    try:
        return (
            genai_prices.calc_price(genai_prices.Usage(), sheet.model.id, provider_id=sheet.provider.id).model
            is sheet.model
        )
    except LookupError:
        return False


def receipts() -> Iterator[str]:
    found = comparable()
    tariffs = [sheet.tariff for sheet in found]
    names = [(sheet.model.id, sheet.provider.id) for sheet in found]
    yield f"{len(found):,} models of genai-prices, one bill each, prices in memory"
    for name, (usage, theirs) in USAGES.items():
        seconds = best(partial(our_bills, tariffs, usage), partial(their_bills, names, theirs))
        ours, its = (len(found) / one for one in seconds)
        yield (
            f"  {name:<17} receipt() {ours:>9,.0f} a second, calc_price() {its:>7,.0f} a second: {ours / its:.1f} times"
        )


def our_bills(tariffs: list[Tariff], usage: Usage) -> None:
    for tariff in tariffs:
        receipt(tariff, usage)


def their_bills(names: list[tuple[str, str]], usage: genai_prices.Usage) -> None:
    for model, provider in names:
        genai_prices.calc_price(usage, model, provider_id=provider)


def a_class() -> Iterator[str]:
    listed = [(one.catalog_id, one.tariff) for one in bundled() if one.model_class == "text" and not one.is_first_party]
    usage, _ = USAGES["with the cache"]
    (seconds,) = best(lambda: compare(listed, usage))
    (bare,) = best(lambda: compare([(key, tuple(tariff)) for key, tariff in listed], usage))
    yield (
        f"{len(listed)} text models of the bundled catalog for one usage, sorted: {seconds * 1000:.1f} ms, "
        f"{bare * 1000:.1f} ms from bare rates (budget: {MOST_MS_A_CLASS} ms)"
    )


def an_import() -> Iterator[str]:
    def alone() -> float:
        ran = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
        return float(ran.stdout)

    least = min(alone() for _ in range(ROUNDS))
    yield f"import of catalog.pricing alone: {least:.0f} ms (budget: {MOST_MS_TO_IMPORT} ms)"


def main() -> None:
    for part in (an_import, receipts, a_class):
        for line in part():
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
