"""What changes for whoever moves from one model to another: gained, lost, and what nobody can say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog import wording
from catalog.prose.compared import Compared, Score, less

ABILITIES = {
    "reasoning": "Reasons before it answers",
    "tool calling": "Calls tools",
    "structured output": "Holds its answers to a schema",
    "open weights": "Open weights",
}
"""What one has who has the ability, by its name."""


Names = tuple[str, str]
"""Of the old model and the new."""


@dataclass(frozen=True, slots=True)
class Move:
    """The differences, as short sentences without a full stop. `unsaid` is what is known of one of the two at most."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    unsaid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: `gain` is None where it cannot be said which way it goes."""

    gain: bool | None
    words: str


def move(old: Compared, new: Compared) -> Move:
    """From `old` to `new`. Prices are left to the bill; all else that is known of both is in it, if it differs."""
    findings = list(_findings(old, new))

    def those(gain: bool | None) -> tuple[str, ...]:
        return tuple(finding.words for finding in findings if finding.gain is gain)

    return Move(those(True), those(False), those(None))


def bill(old: Decimal | None, new: Decimal | None, old_name: str, new_name: str) -> str:
    """What the same month costs on either side, in one sentence; None is a total that is not known."""
    if old is None or new is None:
        names = [name for name, total in ((old_name, old), (new_name, new)) if total is None]
        verb = "is" if len(names) == 1 else "are"
        what = "total" if len(names) == 1 else "totals"
        return f"Which of the two costs less cannot be said: the {what} of {wording.listing(names)} {verb} not known."
    if old == new:
        return f"A month costs the same: {wording.dollars(old)}."
    low, high = sorted((old, new))
    change = "saves" if new < old else "adds"
    share = f", {less(low, high)} of the dearer bill" if low else ""
    return (
        f"Moving {change} {wording.dollars(high - low)} a month{share}: "
        f"{wording.dollars(new)} instead of {wording.dollars(old)}."
    )


def _findings(old: Compared, new: Compared) -> Iterator[Finding]:
    names = old.name, new.name
    yield from _kinds("Reads", old.inputs, new.inputs, names)
    yield from _kinds("Answers with", old.outputs, new.outputs, names)
    yield from _counts("Context window", old.context_window, new.context_window, names)
    yield from _counts("Longest answer", old.max_output_tokens, new.max_output_tokens, names)
    yield from _cutoff(old.knowledge_cutoff, new.knowledge_cutoff, names)
    for name, words in ABILITIES.items():
        yield from _ability(words, old.abilities.get(name, "unknown"), new.abilities.get(name, "unknown"), names)
    for slug in dict.fromkeys([*old.scores, *new.scores]):
        yield from _score(old.scores.get(slug), new.scores.get(slug), names)


def _kinds(verb: str, before: tuple[str, ...], after: tuple[str, ...], names: Names) -> Iterator[Finding]:
    if not before or not after:
        yield from _one_sided(verb, bool(before), bool(after), names)
        return
    if added := [kind for kind in after if kind not in before]:
        yield Finding(True, f"{verb} {wording.modalities(added)}")
    if dropped := [kind for kind in before if kind not in after]:
        yield Finding(False, f"{verb} {wording.modalities(dropped)}")


def _counts(label: str, before: int | None, after: int | None, names: Names) -> Iterator[Finding]:
    if before is None or after is None:
        yield from _one_sided(label, before is not None, after is not None, names)
    elif before != after:
        way = "up" if after > before else "down"
        yield Finding(after > before, f"{label}: {wording.count(after)} tokens, {way} from {wording.count(before)}")


def _cutoff(before: date | None, after: date | None, names: Names) -> Iterator[Finding]:
    if before is None or after is None:
        yield from _one_sided("Knowledge until", before is not None, after is not None, names)
    elif before != after:
        yield Finding(after > before, f"Knowledge until {wording.day(after)}, before until {wording.day(before)}")


def _ability(words: str, before: str, after: str, names: Names) -> Iterator[Finding]:
    if before == after:
        return
    if {before, after} == {"yes", "no"}:
        yield Finding(after == "yes", words)
        return
    said = {"yes": "yes", "no": "no", "disagree": "sources disagree", "unknown": wording.NOT_PUBLISHED}
    yield Finding(None, f"{words}: {said[before]} for {names[0]}, {said[after]} for {names[1]}")


def _score(before: Score | None, after: Score | None, names: Names) -> Iterator[Finding]:
    if before is None or after is None:
        label = before.name if before else after.name if after else ""
        yield from _one_sided(label, before is not None, after is not None, names, wording.NOT_MEASURED)
        return
    if before.shown == after.shown:
        return
    way = "up" if after.shown > before.shown else "down"
    words = f"{after.name}: {after.words}, {way} from {before.words}"
    if after.is_apart_from(before):
        yield Finding((after.shown > before.shown) == after.higher_is_better, words)
    else:
        yield Finding(None, f"{words}, within the intervals of their measurement")


def _one_sided(
    label: str, is_known_of_old: bool, is_known_of_new: bool, names: Names, absent: str = wording.NOT_PUBLISHED
) -> Iterator[Finding]:
    """What is known of one alone; what is known of neither is no difference."""
    if is_known_of_old != is_known_of_new:
        yield Finding(None, f"{label}: {absent} for {names[1] if is_known_of_old else names[0]}")
