"""The model as the rules see it: its figures, and where it stands by each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from catalog import wording
from catalog.ranking import Place, Ranking

SMALL_COHORT = 20

NEAR_AN_END = {True: Fraction(1, 4), False: Fraction(1, 10)}
"""The share of a cohort that counts as its top or bottom: by whether the cohort is small."""

CONVERSING = ("text", "image")
"""The classes whose models are talked to: only of them do tools, schemas and intelligence say anything."""

EXTREMES = {"context_window": ("widest", "narrowest")}
"""The words for the best and the worst of a figure, where they are not highest and lowest."""

LOWER_IS_BETTER = frozenset({"input_price", "output_price"})

REFERENCES = {
    "input_price": "price.input",
    "output_price": "price.output",
    "cache_read_price": "price.cache_read",
    "image_output_price": "price.image_output",
    "released": "release_date",
}
"""How catalog.references calls what is called otherwise here."""

FIGURE_NAMES = {
    "input_price": "input price",
    "output_price": "output price",
    "context_window": "context window",
    "intelligence_index": "intelligence index",
    "output_speed": "output speed",
    "image_elo": "image Elo",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What the sentences may rest on. Prices are US dollars per token; None is "not published".

    `rankings` holds, by the name of a figure, the ranking of the model's class; `key` is the model's key in them.
    Capabilities are "yes", "no", "disagree" or "unknown". Of a lasting one nothing is said that a figure could make
    untrue: its own figures are written as references, those of others and what nobody publishes are left out.
    """

    key: str
    name: str
    creator: str
    class_name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    price_state: str
    headline: str = "output_price"
    context_window: int | None = None
    max_output_tokens: int | None = None
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    cache_read_price: Decimal | None = None
    image_output_price: Decimal | None = None
    open_weights: str = "unknown"
    reasoning: str = "unknown"
    tool_calling: str = "unknown"
    structured_output: str = "unknown"
    lifecycle: str = "active"
    lifecycle_on: date | None = None
    released: date | None = None
    variants: tuple[str, ...] = ()
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    is_lasting: bool = False

    def place(self, figure: str) -> Place | None:
        ranking = self.rankings.get(figure)
        return ranking.place(self.key) if ranking else None

    def of(self, figure: str) -> int:
        ranking = self.rankings.get(figure)
        return ranking.of if ranking else 0

    def leader(self, figure: str) -> Place | None:
        """The best of the class by a figure, unless it is the subject itself or nobody has the figure."""
        ranking = self.rankings.get(figure)
        if not ranking or not ranking.places or ((own := ranking.place(self.key)) and own.is_best):
            return None
        return ranking.places[0]

    def is_near_the_top(self, figure: str) -> bool:
        place, of = self.place(figure), self.of(figure)
        if place is None or of < 2 or place.is_worst(of):
            return False
        return place.is_best or place.quantile(of) < NEAR_AN_END[of <= SMALL_COHORT]

    def is_near_the_bottom(self, figure: str) -> bool:
        place, of = self.place(figure), self.of(figure)
        if place is None or of < 2 or place.is_best:
            return False
        return place.is_worst(of) or place.quantile(of) >= 1 - NEAR_AN_END[of <= SMALL_COHORT]

    def can(self, ability: str) -> bool:
        """Whether sources agree that it can, and it means anything for its class."""
        return self.class_name in CONVERSING and getattr(self, ability) == "yes"

    def said(self, name: str) -> str:
        """A known figure as it is read: "$2.50", "400,000", "16 Oct 2025"; where it is to last, "{{price.input}}"."""
        if self.is_lasting:
            return f"{{{{{REFERENCES.get(name, name)}}}}}"
        value = getattr(self, name)
        if isinstance(value, date):
            return wording.day(value)
        return wording.price(value) if isinstance(value, Decimal) else wording.count(value)

    def per(self, unit: str) -> str:
        """ " per 1M tokens", as it stands behind a price: a reference brings its own."""
        return "" if self.is_lasting else f" per {unit}"

    @property
    def peers(self) -> str:
        """ "image models"."""
        return f"{self.class_name} models"

    @property
    def kinds(self) -> str:
        """ "it reads text and images and answers with text"; "" of a lasting one where that is not known."""
        if not self.inputs or not self.outputs:
            return "" if self.is_lasting else "what it reads and writes is not published"
        return f"it reads {wording.modalities(self.inputs)} and answers with {wording.modalities(self.outputs)}"

    @property
    def headline_price(self) -> Decimal | None:
        return self.output_price if self.headline == "output_price" else self.input_price

    @property
    def headline_name(self) -> str:
        """ "output" or "input": the price by which the class is ranked."""
        return self.headline.removesuffix("_price")


@dataclass(frozen=True, slots=True)
class Use:
    """A titled sentence: something the model is good for, or a question with its answer."""

    title: str
    text: str


def position(subject: Subject, figure: str) -> str:
    """Where the model stands: "the lowest output price of 6 image models"; "" without a rank."""
    place, of, name = subject.place(figure), subject.of(figure), FIGURE_NAMES[figure]
    if place is None:
        return ""
    best, worst = EXTREMES.get(figure, ("lowest", "highest") if figure in LOWER_IS_BETTER else ("highest", "lowest"))
    if subject.is_lasting:
        return f"{{{{rank.{figure.replace('_', '-')}}}}} {subject.peers} by {name}, the {best} first"
    if of == 1:
        return f"the only {name} published among {subject.peers}"
    if place.sharing == of:
        return f"the same {name} as all {of} {subject.peers}"
    for at_the_end, word in ((place.is_best, best), (place.is_worst(of), worst)):
        if at_the_end:
            shared = f", shared with {wording.quantity(place.sharing - 1, 'other')}" if place.tied else ""
            return f"the {word} {name} of {of} {subject.peers}{shared}"
    return f"{place.label_of(of)} {subject.peers} by {name}, the {best} first"
