"""What editors change of many models at once, written as claims and events, and what that does to each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet

from accounts.models import User
from catalog import facts, wording
from catalog.admin.corrections import correct, corrections, withdraw
from catalog.admin.evidence import in_words, shown
from catalog.admin.lifecycle import state_events
from catalog.admin.renewal import hold_models
from catalog.admin.trying import Outcome, Shown, outcomes
from catalog.facts import EDITOR, deciding_claim
from catalog.models import AIModel, Claim, Fact, LifecycleEvent


def change_all(models: QuerySet[AIModel], wanted: Mapping[str, Any], editor: User, moment: datetime) -> list[Outcome]:
    """Writes what is wanted, resolves, and tells what that did to each model. Call within a transaction.

    `wanted` is what BulkForm asks for. The number of queries does not depend on the number of models.
    """
    held, reason = hold_models(models), wanted["reason"]
    touched = [Fact.MODEL_CLASS, Fact.FAMILY, *(Fact(name) for name in (*wanted["lock"], *wanted["unlock"]))]
    before = shown_of(held, touched)
    correct(to_correct(held, wanted), editor, moment)
    withdraw(Claim.objects.filter(ai_model__in=held, fact__in=wanted["unlock"]), editor, reason, moment)
    if wanted.get("lifecycle"):
        state_events(held, wanted["lifecycle"], wanted["happens_on"], reason, moment, wanted["replacement"])
    facts.resolve((), touched=held)
    ordered = AIModel.objects.filter(pk__in=held).select_related("creator").order_by("creator__slug", "slug")
    found = outcomes(ordered, before, shown_of(held, touched))
    changed = [one.model for one in found if one.steps]
    LogEntry.objects.log_actions(editor.pk, changed, CHANGE, f"Changed together with others: {reason}")
    return found


def to_correct(models: Sequence[int], wanted: Mapping[str, Any]) -> list[Claim]:
    """The claims to write: what was typed, and for a lock what is shown today. What says the same already stays."""
    typed: dict[str, Any] = {}
    if wanted["model_class"]:
        typed[Fact.MODEL_CLASS] = wanted["model_class"].slug
    if wanted["family"]:
        typed[Fact.FAMILY] = wanted["family"]
    to_lock = [fact for fact in wanted["lock"] if fact not in typed]
    said, found = _said_of(models), []
    for model in AIModel.objects.filter(pk__in=models).select_related("model_class"):
        values = {**typed, **{fact: _shown_value(model, fact, said[model.pk][fact]) for fact in to_lock}}
        for fact, value in values.items():
            first = next(iter(said[model.pk][fact]), None)
            is_locked_so = first is not None and first.source.slug == EDITOR and first.value == value
            if value is not None and not is_locked_so:
                found.append(Claim(ai_model=model, fact=fact, value=value, reason=wanted["reason"]))
    return found


def _said_of(models: Iterable[int]) -> dict[int, dict[str, list[Claim]]]:
    """The claims in force by model and fact, the source that counts most first."""
    said: dict[int, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    current = Claim.objects.current().filter(ai_model__in=models).select_related("source")
    for claim in current.order_by("source__rank", "source_id"):
        said[claim.ai_model_id][claim.fact].append(claim)
    return said


def _shown_value(model: AIModel, fact: str, claims: Sequence[Claim]) -> Any:
    """What a claim has to say for the page to stay as it is; None where it shows no value that could be locked."""
    if deciding := deciding_claim(claims):
        return deciding.value
    return model.model_class.slug if fact == Fact.MODEL_CLASS else None


def shown_of(models: Sequence[int], touched: Iterable[Fact]) -> Shown:
    """Of each model the facts as their pages show them, which of them are locked, and the state of its life."""
    locked = set(corrections().filter(ai_model__in=models).values_list("ai_model", "fact"))
    dated = defaultdict(list)
    events = LifecycleEvent.objects.in_force().filter(ai_model__in=models, source__slug=EDITOR)
    for event in events.select_related("replacement__creator").order_by("happens_on", "pk"):
        dated[event.ai_model_id].append(_dated(event))
    found = {}
    for model in AIModel.objects.filter(pk__in=models).select_related("family", "model_class"):
        words = {fact.label: _with_lock(in_words(shown(model, fact)), (model.pk, fact) in locked) for fact in touched}
        words["Lifecycle"] = model.get_lifecycle_display()
        words["Dates by editors"] = "; ".join(dated[model.pk]) or "none"
        found[model.pk] = words
    return found


def _dated(event: LifecycleEvent) -> str:
    """ "Retired, 1 May 2026, replaced by openai/gpt-5"."""
    instead = f", replaced by {event.replacement.catalog_id}" if event.replacement else ""
    return f"{event.get_state_display()}, {wording.day(event.happens_on)}{instead}"


def _with_lock(words: str, is_locked: bool) -> str:
    return f"{words} (locked)" if is_locked else words
