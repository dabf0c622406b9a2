"""What prose can refer to, by name. The names are a promise to everybody who writes: they are added to, not changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property

from catalog.pricing import Meter, Unit

SAID = ("name", "creator", "class")
COUNTED = ("context_window", "max_output_tokens")
DATED = ("release_date", "listed_on", "knowledge_cutoff")
PRICED = tuple(f"price.{meter}" for meter in Meter)
UNSPOKEN = (
    "open_weights", "reasoning", "tool_calling", "structured_output", "input_modalities", "output_modalities", "family",
)  # fmt: skip
"""Facts that a statement may rest on, but that no sentence can print."""
RANKED_STATED = ("output-price", "input-price", "image-price", "context-window")
"""The rankings by what sources state; those by what was measured are named after their metrics."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a reference reads as today. `words` says "not published" or "not measured" where nothing `is_known`.

    `amount` is the figure as printed, without its unit: dollars per million tokens, tokens, index points, a rank.
    `unit` is what stands behind it: a unit of pricing, or a metric's own.
    """

    name: str
    words: str
    is_known: bool = True
    amount: Decimal | None = None
    unit: str = ""
    day: date | None = None

    @property
    def is_per_million(self) -> bool:
        return self.unit == Unit.TOKEN


class Vocabulary:
    """Every reference that there is, given the slugs of the metrics."""

    def __init__(self, metrics: Iterable[str]) -> None:
        self.metrics = tuple(metrics)

    @cached_property
    def names(self) -> tuple[str, ...]:
        ranks = (f"rank.{slug}" for slug in (*RANKED_STATED, *self.metrics))
        scores = (f"score.{slug}" for slug in self.metrics)
        return (*SAID, *COUNTED, *DATED, *PRICED, *ranks, *scores)

    @property
    def rankings(self) -> tuple[str, ...]:
        """The rankings that there may be, by the slugs in their addresses."""
        return (*RANKED_STATED, *self.metrics)

    def knows(self, name: str) -> bool:
        return name in self.names

    def bears(self, name: str) -> bool:
        """Whether a statement may rest on what is called so."""
        return name in UNSPOKEN or self.knows(name)

    def nearest(self, name: str) -> str:
        """The known name that looks most like this one, of its own family where it names one."""
        family = family_of(name)
        kin = [one for one in self.names if family and family_of(one) == family]
        # As the columns are called, and so the habit of some.
        spelt = {} if family else {f"{one.removeprefix('price.')}_price": one for one in PRICED}
        found: str = get_close_matches(name.lower(), [*(kin or self.names), *spelt], n=1, cutoff=0)[0]
        return spelt.get(found, found)

    def complaint(self, name: str) -> str:
        """What is wrong with an unknown name, and what may have been meant."""
        return f"There is no figure {{{{{name}}}}}. The nearest is {{{{{self.nearest(name)}}}}}."


def family_of(name: str) -> str:
    """ "price" of "price.output", "rank", "score"; "" where a name stands alone."""
    family, dot, _ = name.partition(".")
    return family if dot else ""
