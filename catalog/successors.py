"""What one might move to from a model: its family's newer ones, and those that give as much for less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from catalog.pairs import Candidate, Suggestion

MOST_SUCCESSORS = 8
MOST_OF_A_KIND = 3
FAR_DEARER = 3
"""So many times the price is another kind of model, which comes last."""


def successors(
    subject: Candidate, others: Iterable[Candidate], replacement: str | None = None, most: int = MOST_SUCCESSORS
) -> list[Suggestion]:
    """Models to move to, the likeliest first; `others` are on sale with no end in sight.

    `replacement` is the id of what a source names in its place: that comes first. Then the newer ones of its family,
    the newer ones by its creator, whatever costs less and gives no less, and at last the cheapest that gives no less:
    where nobody knows what the old one costs, there is nothing else to go by.
    """
    found: dict[str, Suggestion] = {}
    cohort = [
        one for one in others if one.key != subject.key and (one.group == subject.group or one.key == replacement)
    ]
    for suggestion in _suggestions(subject, cohort, replacement):
        found.setdefault(suggestion.model.key, suggestion)
    return list(found.values())[:most]


def _suggestions(subject: Candidate, cohort: list[Candidate], replacement: str | None) -> Iterator[Suggestion]:
    for one in cohort:
        if one.key == replacement:
            yield Suggestion(one, "named as its replacement")
    newer = sorted((one for one in cohort if _is_newer(one, subject)), key=lambda one: _likeliest_first(one, subject))
    family = [one for one in newer if one.family and one.family == subject.family]
    yield from (Suggestion(one, "newer of its family") for one in family[:MOST_OF_A_KIND])
    makers = [one for one in newer if one not in family]
    yield from (Suggestion(one, f"newer by {one.creator}") for one in makers[:MOST_OF_A_KIND])
    as_much = sorted((one for one in cohort if _gives_as_much_for_less(one, subject)), key=_best_first)
    yield from (Suggestion(one, _why(one, subject)) for one in as_much[:MOST_OF_A_KIND])
    able = sorted(
        (one for one in cohort if _gives_as_much(one, subject) and not _is_weaker(one, subject)), key=_cheapest_first
    )
    holds = "" if subject.context is None else " and holds"
    yield from (Suggestion(one, f"can do{holds} as much") for one in able[:MOST_OF_A_KIND])


def _is_newer(one: Candidate, subject: Candidate) -> bool:
    if one.creator != subject.creator or one.listed is None or subject.listed is None:
        return False
    return one.listed > subject.listed


def _gives_as_much_for_less(one: Candidate, subject: Candidate) -> bool:
    """Whether it costs less, and nothing that is known of the subject is more. What is not known proves nothing."""
    if one.price is None or subject.price is None or not 0 < one.price < subject.price:
        return False
    scores = subject.score is None or (one.score is not None and one.score >= subject.score)
    return scores and _gives_as_much(one, subject)


def _gives_as_much(one: Candidate, subject: Candidate) -> bool:
    holds = subject.context is None or (one.context is not None and one.context >= subject.context)
    return holds and subject.inputs <= one.inputs and subject.abilities <= one.abilities


def _is_weaker(one: Candidate, subject: Candidate) -> bool:
    return one.score is not None and subject.score is not None and one.score < subject.score


def _why(one: Candidate, subject: Candidate) -> str:
    kept = ["holds as much"] if subject.context is not None else []
    kept += ["scores as high"] if subject.score is not None else []
    return f"costs less, {' and '.join(kept)}" if kept else "costs less, can do as much"


def _likeliest_first(one: Candidate, subject: Candidate) -> tuple[bool, bool, int, str, str]:
    """What can do no less, at no other order of price; of these the newest."""
    can_less = not (subject.inputs <= one.inputs and subject.abilities <= one.abilities)
    is_far_dearer = bool(one.price and subject.price and one.price > FAR_DEARER * subject.price)
    newest = -(one.listed.toordinal() if one.listed else 0)
    return can_less, is_far_dearer, newest, one.name.casefold(), one.key


def _cheapest_first(one: Candidate) -> tuple[bool, object, str]:
    """What is free has limits that nobody states: it comes after every price."""
    return not one.is_priced, one.price or 0, one.key


def _best_first(one: Candidate) -> tuple[bool, object, object, str]:
    """The highest score, then the lowest price."""
    score = -one.score if one.score is not None else 0
    return one.score is None, score, one.price, one.key
