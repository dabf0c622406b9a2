"""All checks of a draft, in the order in which its writer meets its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from catalog import markdown, references
from catalog.proofreading.adjectives import unfounded
from catalog.proofreading.drafts import MARKDOWN, Draft, Entry, Evidence, Passage, PriceStanding, Remark, Worded
from catalog.proofreading.numbers import typed_figures
from catalog.references import Reference, Told, Vocabulary, pieces, references_in, without_references

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n\n+")
_UNIT_AGAIN = re.compile(r"\s*(?:per\s+(?:1M|million)|/\s*1M|tokens?\b)")
STATED = (Evidence.FACT, Evidence.MEASUREMENT)
PARTS = {
    "best_for": "an entry under best for",
    "strength": "a strength",
    "limitation": "a limitation",
    "question": "a question with its answer",
}


def proofread(
    draft: Draft,
    vocabulary: Vocabulary,
    figures: Mapping[str, Told],
    standings: Sequence[PriceStanding],
    *,
    is_free: bool = False,
) -> list[Remark]:
    """What there is to say of a draft, what leads nowhere first. `figures` are today's, by the names of references."""
    remarks = [*errors(draft, vocabulary), *_missing(draft)]
    for passage in draft.passages:
        remarks += _references(passage, figures)
        remarks += _numbers(passage, draft.name, figures)
        remarks += _adjectives(passage, draft.bound, standings, is_free=is_free)
    for entry in draft.entries:
        remarks += _evidence(entry, draft)
    remarks += _unread(draft)
    return remarks


def errors(draft: Draft, vocabulary: Vocabulary) -> Iterator[Remark]:
    """References that lead nowhere, which readers would take for figures that nobody publishes; and such links."""
    for passage in draft.passages:
        for fault in faults_of(passage.field, passage.text, vocabulary):
            yield Remark(passage.place, fault, is_error=True)
    for entry in draft.entries:
        if entry.on and entry.evidence in STATED and not vocabulary.bears(entry.on):
            yield Remark(entry.place, vocabulary.complaint(entry.on), is_error=True)


def faults_of(field: str, text: str, vocabulary: Vocabulary) -> list[str]:
    """What a field of an edition may not hold, each in a sentence that says what to write instead."""
    wrong = references.faults(text, vocabulary)
    return [*wrong, *markdown.faults(text)] if field in MARKDOWN else wrong


def flat(text: str) -> str:
    """A text with single spaces, in which a sentence is found wherever its lines break."""
    return " ".join(text.split())


def unsaid(bound: Iterable[str], text: str) -> list[str]:
    """The sentences that a text does not say, however it is broken into lines and whatever of it is emphasised."""
    said = flat(markdown.plain(text))
    return [sentence for sentence in bound if flat(markdown.plain(sentence)) not in said]


def prose_of(edition: Worded) -> str:
    """All that a bound sentence may stand in."""
    return "\n\n".join((edition.tagline, edition.about, edition.verdict))


def sentences(text: str) -> list[str]:
    return [sentence for part in _SENTENCE_END.split(text) if (sentence := flat(part))]


def _missing(draft: Draft) -> Iterator[Remark]:
    for name in ("tagline", "about", "verdict"):
        if not getattr(draft, name).strip():
            yield Remark(name.capitalize(), "is missing; until somebody writes it, it is written from the figures.")
    kinds = {entry.kind for entry in draft.entries}
    for kind, words in PARTS.items():
        if kind not in kinds:
            yield Remark("Entries", f"{words} is missing; until then that part is written from the figures.")


def _references(passage: Passage, figures: Mapping[str, Told]) -> Iterator[Remark]:
    words = passage.words
    for name in references_in(words):
        told = figures.get(name)
        if told and not told.is_known:
            yield Remark(passage.place, f"{{{{{name}}}}} reads “{told.words}” today.")
    parts = list(pieces(words))
    for part, behind in pairwise(parts):
        told = figures.get(part.name) if isinstance(part, Reference) else None
        if told and told.is_known and isinstance(behind, str) and _says_the_unit(told, behind):
            yield Remark(passage.place, f"{{{{{told.name}}}}} reads “{told.words}”: leave out the unit behind it.")


def _says_the_unit(told: Told, behind: str) -> bool:
    if told.is_per_million:
        return bool(_UNIT_AGAIN.match(behind))
    return told.name.startswith("score.") and behind.lstrip().startswith(told.unit)


def _numbers(passage: Passage, name: str, figures: Mapping[str, Told]) -> Iterator[Remark]:
    typed = without_references(passage.words).replace(name, "")
    for text, figure in dict(typed_figures(typed, figures.values())).items():
        yield Remark(passage.place, f"“{text}” is typed: write {{{{{figure.name}}}}}, which follows the figure.")


def _adjectives(
    passage: Passage, bound: Sequence[str], standings: Sequence[PriceStanding], *, is_free: bool
) -> Iterator[Remark]:
    if not passage.states:
        return
    watched = {flat(markdown.plain(sentence)) for sentence in bound}
    for sentence in sentences(passage.words):
        if any(sentence in one or one in sentence for one in watched):
            continue
        for word, why in unfounded(sentence, standings, is_free=is_free):
            yield Remark(passage.place, f"“{word}” is not borne out: {why}.")


def _evidence(entry: Entry, draft: Draft) -> Iterator[Remark]:
    if not entry.evidence:
        yield Remark(entry.place, "say what it rests on: a fact, a measurement, a source or our judgement.")
    elif entry.evidence != Evidence.JUDGEMENT and not entry.on:
        yield Remark(entry.place, "name what it rests on: a reference such as price.output, or the key of a source.")
    elif entry.evidence == Evidence.SOURCE and entry.on not in draft.sources:
        yield Remark(entry.place, f"no source of this edition has the key “{entry.on}”.")


def _unread(draft: Draft) -> Iterator[Remark]:
    """Bound sentences that stand nowhere."""
    for sentence in unsaid(draft.bound, prose_of(draft)):
        yield Remark("Bound claims", f"“{sentence}” stands neither in the tagline nor in about nor in the verdict.")
