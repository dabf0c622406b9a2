"""Which of several models costs less, holds more and scores higher, in a sentence or two with the figures in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog import wording
from catalog.prose.compared import Compared, faster, less, more

DECIDING_SCORES = {
    "intelligence-index": "on the intelligence index",
    "image-elo": "in image Elo",
    "coding-index": "on the coding index",
    "agentic-index": "on the agentic index",
}
"""The metrics that tell which is the more able one, in this order, and how they are said: one of them is. More is
better in each."""
SPEED = "output-speed"

Pair = tuple[Compared, Compared]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is said. `leader` is the position of the better one, None where the models are alike in it.

    The words follow a name: "costs 40% less for output"; where they are alike, "Both": "ask $2.00 for output".
    """

    leader: int | None
    words: str


def comparison(models: Sequence[Compared], *, with_scores: bool = True) -> str:
    """The comparison in figures; it says what it leaves out. Without scores where these may not be passed on."""
    gone = " ".join(_gone(model) for model in models if model.lifecycle == "retired")
    said = _between_two((models[0], models[1]), with_scores) if len(models) == 2 else _among(models, with_scores)
    return " ".join(part for part in (gone, said) if part)


def pair_title(one: Compared, other: Compared) -> str:
    """ "GPT-5 vs Gemini 2.5 Pro: output $10.00 against $10.00, context 400K against 1.05M": nothing but figures that
    may be passed on, as titles are.
    """
    parts = []
    meter = _shared_meter([one, other])
    if meter:
        parts.append(f"{meter} {_asked(one, meter)} against {_asked(other, meter)}")
    if one.context_window and other.context_window:
        windows = (wording.short_count(model.context_window or 0) for model in (one, other))
        parts.append(f"context {' against '.join(windows)}")
    return f"{one.name} vs {other.name}: {', '.join(parts) or 'prices, limits and measurements'}"


def _between_two(pair: Pair, with_scores: bool) -> str:
    points = list(_points(pair, with_scores))
    lead = "; ".join(
        f"{model.name} {wording.listing(words)}"
        for place, model in enumerate(pair)
        if (words := [point.words for point in points if point.leader == place])
    )
    alike = wording.listing([point.words for point in points if point.leader is None])
    sentences = [f"{lead}." if lead else "", f"Both {alike}." if alike else "", *_unknown_prices(pair)]
    said = " ".join(sentence for sentence in sentences if sentence)
    return said or "No price, window or score is published for both of them, so no figure decides."


def _points(pair: Pair, with_scores: bool) -> Iterator[Point]:
    first, second = (_price_point(pair, meter) for meter in _meters(pair))
    if first:
        yield first
    if first and second and first.leader is None and second.leader is None and first.words != second.words:
        yield Point(None, second.words.removeprefix("ask "))
    elif second and (first is None or _adds_to(first, second)):
        yield second
    if window := _window_point(pair):
        yield window
    if with_scores:
        yield from filter(None, (_score_point(pair), _speed_point(pair)))


def _adds_to(first: Point, second: Point) -> bool:
    """Whether the other price is worth a word: it leans another way than the first."""
    return second.leader is not None and first.leader != second.leader


def _price_point(pair: Pair, meter: str) -> Point | None:
    one, other = (model.price(meter) for model in pair)
    if one is None or other is None:
        return None
    if one == other:
        return Point(None, "are free of charge at the list offer" if not one else f"ask {_per_million(one, meter)}")
    leader = 0 if one < other else 1
    if pair[leader].is_free:
        return Point(leader, "is free of charge at the list offer")
    low, high = sorted((one, other))
    return Point(leader, f"costs {less(low, high)} less for {meter}" if low else f"asks nothing for {meter}")


def _window_point(pair: Pair) -> Point | None:
    one, other = (model.context_window for model in pair)
    if not one or not other:
        return None
    if wording.short_count(one) == wording.short_count(other):
        about = "" if one == other else "about "
        return Point(None, f"hold {about}{wording.short_count(one)} tokens")
    low, high = sorted((one, other))
    return Point(0 if one > other else 1, f"holds {more(Decimal(low), Decimal(high), 'context')}")


def _score_point(pair: Pair) -> Point | None:
    slug = _shared_score(pair)
    if slug is None:
        return None
    (one, other), where = (model.scores[slug] for model in pair), DECIDING_SCORES[slug]
    if one.shown == other.shown:
        return Point(None, f"score {one.words} {where}")
    if not one.is_apart_from(other):
        return Point(None, f"score alike {where}, within the intervals of their measurement")
    apart = wording.measured(abs(one.shown - other.shown), one.decimals)
    return Point(0 if one.shown > other.shown else 1, f"scores {apart} higher {where}")


def _speed_point(pair: Pair) -> Point | None:
    one, other = (model.scores.get(SPEED) for model in pair)
    if one is None or other is None or not one.value or not other.value:
        return None
    if one.shown == other.shown:
        return Point(None, f"write {one.words} tokens a second")
    slow, fast = sorted((one.value, other.value))
    return Point(0 if one.value > other.value else 1, f"writes {faster(slow, fast)}")


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads three or more models by one figure: `names`, among the `known` of `of` whose figure is known."""

    figure: str
    names: list[str]
    known: int
    of: int

    @property
    def is_shared_by_all(self) -> bool:
        return len(self.names) == self.known

    @property
    def everybody(self) -> str:
        return f"all {self.of}" if self.known == self.of else f"the {self.known} whose {self.figure} is known"

    def does(self, verb: str, what: str, amount: str) -> str:
        """ "A and B hold the most (400,000 tokens, of the 3 whose window is known)"; the verb is that of several."""
        of = "" if self.known == self.of else f", of the {self.known} whose {self.figure} is known"
        one_or_more = f"{verb}s" if len(self.names) == 1 else verb
        return f"{wording.listing(self.names)} {one_or_more} {what} ({amount}{of})"


def _among(models: Sequence[Compared], with_scores: bool) -> str:
    """Three or more: who leads by each figure, and among how many it is known."""
    parts = [_cheapest(models), _widest(models), *([_most_able(models)] if with_scores else [])]
    said = wording.listing([part for part in parts if part])
    if not said:
        return "No price, window or score is published for two of them, so no figure decides."
    # A name keeps its own letters: gpt-oss-120b.
    return f"{wording.capitalised(said) if said.startswith(('all ', 'the ')) else said}."


def _cheapest(models: Sequence[Compared]) -> str:
    meter = _shared_meter(models)
    if meter is None:
        return ""
    known = [(model.name, price) for model in models if (price := model.price(meter)) is not None]
    low = min(price for _, price in known)
    lead = Lead("price", [name for name, price in known if price == low], len(known), len(models))
    if lead.is_shared_by_all:
        return f"{lead.everybody} ask {_per_million(low, meter)}"
    amount = f"{wording.price(low)} per 1M tokens" if low else "free of charge"
    return lead.does("ask", f"the least for {meter}", amount)


def _widest(models: Sequence[Compared]) -> str:
    known = [(model.name, model.context_window) for model in models if model.context_window]
    if len(known) < 2:
        return ""
    high = max(window for _, window in known)
    lead = Lead("window", [name for name, window in known if window == high], len(known), len(models))
    tokens = f"{wording.count(high)} tokens"
    return f"{lead.everybody} hold {tokens}" if lead.is_shared_by_all else lead.does("hold", "the most", tokens)


def _most_able(models: Sequence[Compared]) -> str:
    slug = _shared_score(models)
    if slug is None:
        return ""
    known = [(model.name, model.scores[slug]) for model in models if slug in model.scores]
    best = max((score for _, score in known), key=lambda score: score.shown)
    leading = [(name, score) for name, score in known if score.shown == best.shown or not score.is_apart_from(best)]
    lead = Lead("score", [name for name, _ in leading], len(known), len(models))
    if lead.is_shared_by_all:
        return f"{lead.everybody} score alike {DECIDING_SCORES[slug]}"
    differ = len({score.shown for _, score in leading}) > 1
    return lead.does("score", f"highest {DECIDING_SCORES[slug]}", f"up to {best.words}" if differ else best.words)


def _meters(models: Sequence[Compared]) -> tuple[str, str]:
    """The price that is looked at first, and the other."""
    first = models[0].headline if len({model.headline for model in models}) == 1 else "output"
    return first, "input" if first == "output" else "output"


def _shared_meter(models: Sequence[Compared]) -> str | None:
    """The first of the two meters for which two of the models have a price."""
    shared = (meter for meter in _meters(models) if sum(model.price(meter) is not None for model in models) > 1)
    return next(shared, None)


def _shared_score(models: Sequence[Compared]) -> str | None:
    """The first deciding metric that was measured for two of the models."""
    shared = (slug for slug in DECIDING_SCORES if sum(slug in model.scores for model in models) > 1)
    return next(shared, None)


def _unknown_prices(pair: Pair) -> Iterator[str]:
    meter = _meters(pair)[0]
    unknown = [model for model in pair if model.price(meter) is None]
    if len(unknown) == 2 and not any(model.price_state == "varies" for model in unknown):
        yield f"Neither has a published {meter} price."
        return
    for model in unknown:
        state = "varies" if model.price_state == "varies" else "is not published"
        yield f"The {meter} price of {model.name} {state}."


def _asked(model: Compared, meter: str) -> str:
    price = model.price(meter)
    return "free" if model.is_free else wording.price(price) if price is not None else wording.NOT_PUBLISHED


def _per_million(amount: Decimal, meter: str) -> str:
    return f"{wording.price(amount)} per 1M tokens of {meter}" if amount else f"nothing for {meter}"


def _gone(model: Compared) -> str:
    since = f" since {wording.day(model.lifecycle_on)}" if model.lifecycle_on else ""
    return f"{model.name} is retired{since}."
