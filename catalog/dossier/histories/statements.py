"""The history of a fact: what each source claims of it, and ever did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from catalog import wording
from catalog.changes import Move
from catalog.dossier.figures import Citations, Figure, figure_of
from catalog.dossier.histories.records import (
    Chapter,
    FigureHistory,
    Kind,
    Spell,
    Statement,
    Step,
    Today,
    asked_for,
    newest_first,
    steps_of,
)
from catalog.facts import shown_text
from catalog.freshness import Freshness
from catalog.models import AIModel, Claim, Fact
from catalog.models.claims import COUNTS
from catalog.prose import meaning_of


def history(model: AIModel, fact: Fact, citations: Citations, freshness: Freshness) -> FigureHistory:
    """One query for the claims, one more where nobody states it, and that of the readings."""
    figure = figure_of(model, fact, citations)
    today = _today(model, figure)
    steps = newest_first(_steps([*figure.stated, *figure.past]))
    return FigureHistory(
        kind=Kind.FACT,
        slug=figure.slug,
        name=figure.name,
        meaning=meaning_of(figure.slug),
        today=today,
        statements=[_statement(claim, figure, citations) for claim in figure.stated],
        chapters=[Chapter("", steps)] if steps else [],
        asked=[] if figure.stated else asked_for(Claim.objects.current().filter(fact=fact), freshness),
        note=_note(figure, today),
    )


def _today(model: AIModel, figure: Figure) -> Today:
    text, unit = _shown(model, figure), ""
    if figure.claim and figure.fact in COUNTS:
        text, unit = wording.short_count(figure.claim.value), figure.text
    return Today(
        text=text,
        unit=unit,
        is_disputed=figure.is_disputed,
        citation=figure.citation if figure.claim else None,
        since=figure.claim.stated_at if figure.claim else None,
    )


def _shown(model: AIModel, figure: Figure) -> str:
    """As the model's own page shows it: name and class are there without any claim, and editors name families."""
    if figure.fact == Fact.NAME:
        return model.name
    if figure.fact == Fact.MODEL_CLASS:
        return model.model_class.name
    if figure.fact == Fact.FAMILY and figure.claim and model.family:
        return model.family.name
    return figure.text


def _note(figure: Figure, today: Today) -> str:
    if figure.fact == Fact.MODEL_CLASS and today.text and not figure.stated:
        return "No source states it: it follows from what the model writes."
    return ""


def _statement(claim: Claim, figure: Figure, citations: Citations) -> Statement:
    return Statement(
        citation=citations.cite(claim.source, claim.confirmed_at),
        text=shown_text(claim.fact, claim.value),
        since=claim.stated_at,
        read_at=claim.confirmed_at,
        reason=claim.reason,
        is_shown=claim is figure.claim,
        agrees=_agrees(claim, figure),
    )


def _agrees(claim: Claim, figure: Figure) -> bool | None:
    """Where sources disagree on a capability, none of them is shown, and each differs from the others."""
    if figure.claim is None:
        return False if figure.is_disputed else None
    return None if claim is figure.claim else claim.value == figure.claim.value


def _steps(claims: Iterable[Claim]) -> Iterator[Step]:
    in_order = sorted(claims, key=lambda claim: (claim.source_id, claim.stated_at))
    for _, said in groupby(in_order, key=lambda claim: claim.source_id):
        spells = [Spell(one, one.source, one.stated_at, one.superseded_at, note=one.reason) for one in said]
        yield from steps_of(spells, _moves)


def _moves(before: Claim | None, after: Claim | None, absent: str) -> Iterator[Move]:
    old, new = (shown_text(claim.fact, claim.value) if claim else None for claim in (before, after))
    if old != new:
        yield Move("", old, new, absent=absent)
