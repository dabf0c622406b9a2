"""What a change of many rows would do, found out by doing it and taking it back: before → after, never a guess."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction

from catalog.models import AIModel

Shown = Mapping[int, Mapping[str, str]]
"""What is shown of each model, by the model's id and the name of the fact."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing of one model that changes."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change does to one model; without steps it stays as it is."""

    model: AIModel
    steps: list[Step]


def outcomes(models: Iterable[AIModel], before: Shown, after: Shown) -> list[Outcome]:
    return [
        Outcome(model, [
            Step(what, before[model.pk][what], words)
            for what, words in after[model.pk].items() if words != before[model.pk][what]
        ])
        for model in models
    ]  # fmt: skip


def fingerprint(found: Iterable[Outcome]) -> str:
    """Of what an editor was shown, so that nothing else is carried out in its name."""
    told = repr([(one.model.pk, [(step.what, step.before, step.after) for step in one.steps]) for one in found])
    return hashlib.sha256(told.encode()).hexdigest()


def carried_out(change: Callable[[], list[Outcome]], agreed: str | None) -> tuple[list[Outcome], bool]:
    """Carries out a change if it does what was agreed on, by its fingerprint; else takes all of it back.

    Returns what it did or would do, and whether it was done. To be agreed on is None at first.
    """
    with transaction.atomic():
        found = change()
        done = fingerprint(found) == agreed
        if not done:
            transaction.set_rollback(True)
    return found, done
