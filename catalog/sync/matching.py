"""Which of our models a row of Artificial Analysis may mean: suggestions with their reasons. Nothing here touches rows.

By exact slug 47% of its rows find a model and two thirds of those the right one, and the best loose rule takes the
wrong one in one of ten: so an editor decides. Only the pair of intelligence and coding index is proof enough by itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from catalog import wording

NEAR = 45
"""Days between a release and our own date of a model that still speak for each other."""
ALIKE = Decimal("0.7")
"""How much of two names must be shared before dates, prices or indices may decide."""
UNKNOWN = 10_000
FAR = 180
"""Days between two dates from which on similar names are more likely those of two generations."""

# The same maker under two names; all else differs in punctuation only.
MAKERS = {
    "ai2": "allenai", "alibaba": "qwen", "aws": "amazon", "arcee": "arceeai", "azure": "microsoft",
    "bytedance": "bytedanceseed", "ibm": "ibmgranite", "kimi": "moonshotai", "klingai": "kwaivgi",
    "kwaikat": "kwaipilot", "liquidai": "liquid", "longcat": "meituan", "metallama": "meta", "microsoftai": "microsoft",
    "mistral": "mistralai", "nex": "nexagi", "spacexai": "xai", "ai21labs": "ai21",
}  # fmt: skip

# Words that one side adds and the other leaves out without meaning another model.
IDLE = frozenset({"instruct", "it", "chat", "latest", "model", "v", "vision"})
BASES = frozenset({"llama", "mistral", "qwen"})
"""What others build on; a row names it where a seller does not."""
PREVIEW = frozenset({"preview"})
"""Idle on our side alone: sellers keep the word after the release, while a row of a preview is of that preview."""
_BRACKETS = re.compile(r"\(([^()]+)\)")
_EFFORT = re.compile(r"reasoning|thinking|effort|fallback", re.IGNORECASE)
_THINKS = re.compile(r"(?<!non-)reasoning|thinking", re.IGNORECASE)
_EFFORTS = frozenset({"minimal", "very low", "low", "medium", "high", "xhigh", "max", "standard", "quality"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*'? +'?(?:20)?(\d{{2}})\b", re.IGNORECASE)
_DAY = re.compile(r"\b(20\d{2})-(\d{2})(?:-\d{2})?\b")
_TOKEN = re.compile(r"\d{4}-\d{2}|\d+(?:\.\d+)?|[a-z]+|\+")

Name = tuple[tuple[str, int], ...]
"""The words and numbers of a name with how often each comes, whatever their order."""


@dataclass(frozen=True)
class Row:
    """One row as the source states it. Prices are US dollars per million tokens; None is not published."""

    external_id: str
    name: str
    creator: str
    slug: str
    draws: bool
    released: date | None = None
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    intelligence: Decimal | None = None
    coding: Decimal | None = None

    @cached_property
    def notes(self) -> list[str]:
        return _BRACKETS.findall(self.name)

    @cached_property
    def configuration(self) -> str:
        return configuration_of(self.name)

    @cached_property
    def product(self) -> str:
        """The name without its configuration: all rows of one product share it."""
        name = self.name
        for note in self.notes:
            if is_configuration(note):
                name = name.replace(f"({note})", "")
        return " ".join(name.split())


@dataclass(frozen=True)
class Product:
    """One of our models. Its indices are those that OpenRouter's benchmarks state of it."""

    key: int
    creator: str
    slug: str
    name: str
    draws: bool
    released: date | None = None
    input_price: Decimal | None = None
    output_price: Decimal | None = None
    intelligence: Decimal | None = None
    coding: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That a row means a model, with the reason in words; `proven` where nobody need be asked."""

    row: Row
    product: Product
    reason: str
    proven: bool = False

    def side_by_side(self) -> list[tuple[str, str, str]]:
        """What each side says, for a person to judge: (what, ours, theirs)."""
        ours, theirs = self.product, self.row
        return [
            ("Maker", ours.creator, theirs.creator),
            ("Name", ours.name, theirs.name),
            ("Id", ours.slug, theirs.slug),
            ("Released", _shown(ours.released), _shown(theirs.released)),
            ("Input, $ / 1M", _shown(ours.input_price), _shown(theirs.input_price)),
            ("Output, $ / 1M", _shown(ours.output_price), _shown(theirs.output_price)),
            ("Intelligence index", _shown(ours.intelligence), _shown(theirs.intelligence)),
            ("Coding index", _shown(ours.coding), _shown(theirs.coding)),
        ]


def configuration_of(name: str) -> str:
    """The reasoning effort and the like, as a row's name states it: "high"; "" for the plain product."""
    return ", ".join(note for note in _BRACKETS.findall(name) if is_configuration(note))


def is_configuration(note: str) -> bool:
    """Whether words in brackets say how a model was run, not which one it is."""
    return bool(_EFFORT.search(note)) or note.lower() in _EFFORTS


def suggest(rows: Iterable[Row], products: Iterable[Product], settled: Mapping[str, int | None]) -> list[Suggestion]:
    """At most one suggestion for each row that is not `settled`: linked to a model, or to none by an editor's word."""
    rows, products = list(rows), list(products)
    proven = _proven(rows, products, settled)
    known = {**settled, **{one.row.external_id: one.product.key for one in proven}}
    found = _Shelf(rows, products, known)
    rest = (found.suggestion(row) for row in rows if row.external_id not in known)
    return [*proven, *(one for one in rest if one)]


def _proven(rows: Sequence[Row], products: Sequence[Product], settled: Mapping[str, int | None]) -> list[Suggestion]:
    """Those whose two indices are of one model alone and stand in one row alone, settled rows included."""
    theirs: dict[tuple[Decimal, Decimal], list[Row]] = defaultdict(list)
    ours: dict[tuple[Decimal, Decimal], list[Product]] = defaultdict(list)
    for row in rows:
        if row.intelligence is not None and row.coding is not None:
            theirs[row.intelligence, row.coding].append(row)
    for product in products:
        if product.intelligence is not None and product.coding is not None:
            ours[product.intelligence, product.coding].append(product)
    pairs = [(pair, theirs[pair][0], group[0]) for pair, group in ours.items() if len(group) == len(theirs[pair]) == 1]
    return [
        Suggestion(row, product, _reason_of_pair(pair), proven=True)
        for pair, row, product in pairs
        if row.external_id not in settled and maker(row.creator) == maker(product.creator)
    ]


def _reason_of_pair(pair: tuple[Decimal, Decimal]) -> str:
    return (
        f"Intelligence index {_shown(pair[0])} and coding index {_shown(pair[1])} are those that OpenRouter's "
        "benchmarks state of this model, and no other row has both."
    )


class _Shelf:
    """Our models by what their names say, and the products that are linked already."""

    def __init__(self, rows: Iterable[Row], products: Iterable[Product], known: Mapping[str, int | None]) -> None:
        self.by_key = {product.key: product for product in products}
        self.makers: dict[str, list[Product]] = defaultdict(list)
        for product in products:
            self.makers[maker(product.creator)].append(product)
        self.siblings: dict[tuple[str, str], dict[int, Row]] = defaultdict(dict)
        for row in rows:
            if (key := known.get(row.external_id)) is not None:
                self.siblings[maker(row.creator), row.product][key] = row

    def suggestion(self, row: Row) -> Suggestion | None:
        """By the first rule that finds a model: exact ones first, ever looser ones after."""
        candidates = [
            one for one in self.makers[maker(row.creator)] if one.draws == row.draws and not _at_odds(row, one)
        ]
        return (
            _own_configuration(row, candidates)
            or (self._sibling(row) if row.configuration else None)
            or _same_name(row, candidates)
            or self._sibling(row)
            or _same_but_for_idle_words(row, candidates)
            or _alike(row, candidates)
        )

    def _sibling(self, row: Row) -> Suggestion | None:
        linked = self.siblings.get((maker(row.creator), row.product), {})
        if len(linked) != 1:
            return None
        ((key, other),) = linked.items()
        reason = f"Another configuration of “{other.name}”, which is linked to it."
        return _because(row, self.by_key.get(key), reason)


def _own_configuration(row: Row, candidates: Sequence[Product]) -> Suggestion | None:
    """Some efforts are models of their own with us: "o3 Mini High", "Qwen3 30B A3B Thinking"."""
    if not row.configuration:
        return None
    whole = f"{row.product} {_THINKS.sub('thinking', row.configuration)}"
    best = _nearest(row, [one for one in candidates if _core(one.name) == _core(whole)])
    return _because(row, best, "The name and the configuration together are this model's name.")


def _same_name(row: Row, candidates: Sequence[Product]) -> Suggestion | None:
    for name in _names(row):
        if best := _nearest(row, [one for one in candidates if name in (words(one.name), words(one.slug))]):
            return _because(row, best, "Same maker and same name.")
    undated = words(_without_dates(row.product))
    near = [
        one for one in candidates if undated in (words(one.name), words(one.slug)) and _days_apart(row, one) <= NEAR
    ]
    return _because(row, _nearest(row, near), "Same maker and, but for the date in it, same name.")


def _same_but_for_idle_words(row: Row, candidates: Sequence[Product]) -> Suggestion | None:
    best = _nearest(row, [one for one in candidates if _core(row.product) in _our_cores(one)])
    return _because(row, best, "Same maker; the names differ only in words such as “instruct”.")


def _alike(row: Row, candidates: Sequence[Product]) -> Suggestion | None:
    """Similar names do not do: a date, the prices or an index has to speak for it too, and no word against it."""
    scored = [
        (_likeness(row, one), len(_support(row, one)), -one.key, one)
        for one in candidates
        if _support(row, one) and not _differs_in_more_than_size(row, one) and not FAR < _days_apart(row, one) < UNKNOWN
    ]
    close = [score for score in scored if score[0] >= ALIKE]
    best = max(close, key=lambda score: score[:3])[3] if close else None
    return _because(row, best, "Same maker and a similar name.")


def _because(row: Row, product: Product | None, reason: str) -> Suggestion | None:
    """The suggestion with all that speaks for it besides the names; None where no model was found."""
    if product is None:
        return None
    support = _support(row, product)
    return Suggestion(row, product, f"{reason} For it: {', '.join(support)}." if support else reason)


def maker(creator: str) -> str:
    """One spelling a maker: "z-ai" and "Z AI" are "zai", "Alibaba" is "qwen"."""
    plain = re.sub(r"[^a-z0-9]", "", creator.lower())
    return MAKERS.get(plain, plain)


@lru_cache(maxsize=8192)
def words(name: str) -> Name:
    """ "Claude 4.5 Sonnet" and "claude-sonnet-4.5" alike. A month in brackets is a month: "Nov '24" is 2024-11."""
    text = _MONTH.sub(lambda found: f" 20{found[2]}-{_MONTHS.index(found[1].lower()) + 1:02d} ", name)
    text = _DAY.sub(r" \1-\2 ", text).lower()
    return tuple(sorted(Counter(token.removesuffix(".0") for token in _TOKEN.findall(text)).items()))


def _names(row: Row) -> list[Name]:
    """What the product may be called: the whole name, and its two halves where a second name stands in brackets."""
    inside = [note for note in row.notes if len(words(note)) > 1 and not is_configuration(note) and not _dated(note)]
    outside = [re.sub(r"\([^()]*\)", "", row.product)] if inside else []
    return [words(text) for text in (row.product, *inside, *outside)]


def _dated(text: str) -> bool:
    return bool(_MONTH.search(text) or _DAY.search(text))


def _without_dates(name: str) -> str:
    return _MONTH.sub("", name)


def _core(name: str, idle: frozenset[str] = IDLE) -> Name:
    return tuple((word, count) for word, count in words(name) if word not in idle)


def _our_cores(product: Product) -> set[Name]:
    return {_core(text, idle) for text in (product.name, product.slug) for idle in (IDLE, IDLE | PREVIEW)}


def _at_odds(row: Row, product: Product) -> bool:
    """Whether one side thinks and the other says that it does not: two models, where both are sold."""
    ours = {word for word, _ in words(product.name)}
    thinks = bool(_THINKS.search(row.configuration))
    return (thinks and "instruct" in ours) or (bool(row.configuration) and not thinks and "thinking" in ours)


def _nearest(row: Row, candidates: Sequence[Product]) -> Product | None:
    """Of several, the one with most support; then the one released closest."""
    return min(candidates, key=lambda one: (-len(_support(row, one)), _days_apart(row, one), one.key), default=None)


def _days_apart(row: Row, product: Product) -> int:
    if row.released is None or product.released is None:
        return UNKNOWN
    return abs((row.released - product.released).days)


def _support(row: Row, product: Product) -> list[str]:
    """What speaks for a pair besides the names, in words."""
    found = []
    if (days := _days_apart(row, product)) <= NEAR:
        found.append(f"released {wording.quantity(days, 'day')} apart" if days else "released on the same day")
    prices = row.input_price, row.output_price
    if None not in prices and prices == (product.input_price, product.output_price):
        found.append("same prices")
    if row.intelligence is not None and row.intelligence == product.intelligence:
        found.append("same intelligence index")
    return found


def _likeness(row: Row, product: Product) -> Decimal:
    """Shared words and numbers among all of both, from 0 to 1 (Dice)."""
    ours, theirs = Counter(dict(_core(product.name))), Counter(dict(_core(_without_dates(row.product))))
    return Decimal(2 * (ours & theirs).total()) / max(1, ours.total() + theirs.total())


def _differs_in_more_than_size(row: Row, product: Product) -> bool:
    """Whether a word tells them apart ("Pro", "Coder"), or each has a number that the other lacks (3.1 and 3.2).

    A size, a base model or the maker's own name may stand on one side only, a stamp like 0309 on ours.
    """
    ours = {word for word, _ in _core(product.name, IDLE | PREVIEW)} - {"free"}
    theirs = {word for word, _ in _core(_without_dates(row.product))}
    alone = (ours - theirs, theirs - ours)
    telling = {word for word in alone[0] | alone[1] if len(word) > 1 and word.isalpha()}
    telling |= {word for word in alone[1] if len(word) == 4 and word.isdigit()}
    return bool(telling - BASES - set(re.findall("[a-z]+", row.creator.lower() + " " + product.creator))) or all(
        any(word[0].isdigit() for word in side) for side in alone
    )


def _shown(value: date | Decimal | None) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else f"{value.normalize():f}"
