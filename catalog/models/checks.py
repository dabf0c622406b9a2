"""What editors checked: which facts of a model, held against what, and what they read on that day."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from catalog import wording
from catalog.models.claims import MODALITY_LISTS, Fact
from catalog.models.history import EditorsHistory
from catalog.models.profiles import AIModel
from catalog.models.sources import Source

PRICES = "prices"
CHECKABLE = [*Fact.choices, (PRICES, "Prices")]
LASTS = timedelta(days=180)
"""After this long a check is to be made again, even if nothing has changed."""


def values_of(model: AIModel) -> dict[str, Any]:
    """What the model's page shows of each fact, and its headline prices, as a check keeps them."""
    values = {fact.value: _storable(getattr(model, fact)) for fact in Fact}
    values[Fact.MODEL_CLASS] = model.model_class.slug
    values[Fact.FAMILY] = model.family.slug if model.family else None
    values[PRICES] = {
        "state": model.price_state, "input": _exactly(model.input_price), "output": _exactly(model.output_price),
    }  # fmt: skip
    return values


def _storable(value: Any) -> Any:
    """Dates as ISO text, capabilities by their name; numbers, texts and lists are kept as they are."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _exactly(amount: Decimal | None) -> str | None:
    """As PostgreSQL writes trim_scale(amount): "0.0000025"."""
    return None if amount is None else f"{amount.normalize():f}"


# --- the same in SQL, so that a list of checks finds those whose facts have moved ------------------------------------

_COLUMNS = {Fact.MODEL_CLASS: "ai_model__model_class__slug", Fact.FAMILY: "ai_model__family__slug"}


def _text_now(fact: Fact) -> Cast:
    column: Any = F(_COLUMNS.get(fact, f"ai_model__{fact}"))
    # A list in JSON's writing, as PostgreSQL writes what was kept.
    return Cast(Func(column, function="to_jsonb") if fact in MODALITY_LISTS else column, TextField())


def _amount_now(column: str) -> Cast:
    return Cast(Func(F(f"ai_model__{column}"), function="trim_scale"), TextField())


def _differs(kept: str, now: Any) -> Func:
    """Whether a kept value is another one today; nothing and nothing are the same."""
    return Func(KT(kept), now, template="(%(expressions)s)", arg_joiner=" IS DISTINCT FROM ",
                output_field=models.BooleanField())  # fmt: skip


def _has_changed(fact: str) -> Q:
    kept = Q(facts__contains=[fact], values__has_key=fact)
    if fact != PRICES:
        return kept & Q(_differs(f"values__{fact}", _text_now(Fact(fact))))
    return kept & (
        Q(_differs("values__prices__state", F("ai_model__price_state")))
        | Q(_differs("values__prices__input", _amount_now("input_price")))
        | Q(_differs("values__prices__output", _amount_now("output_price")))
    )


class FactCheckQuerySet(models.QuerySet["FactCheck"]):
    def with_changes(self) -> FactCheckQuerySet:
        """With `changed_facts`: those of the checked facts whose value is another one today."""
        each = [Case(When(_has_changed(fact), then=Value(fact)), output_field=TextField()) for fact, _ in CHECKABLE]
        changed = Func(*each, template="array_remove(ARRAY[%(expressions)s], NULL)",
                       output_field=ArrayField(TextField()))  # fmt: skip
        return self.annotate(changed_facts=changed)

    def newest(self) -> FactCheckQuerySet:
        """The one of each model that its page shows."""
        later = Q(checked_at__gt=OuterRef("checked_at")) | Q(checked_at=OuterRef("checked_at"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(FactCheck.objects.filter(later, ai_model=OuterRef("ai_model"))))

    def to_look_at_again(self, now: datetime) -> FactCheckQuerySet:
        """Those shown on a page that are too old, or of which a fact has changed since."""
        outdated = Q(checked_at__lt=now - LASTS)
        for fact, _ in CHECKABLE:
            outdated |= _has_changed(fact)
        return self.newest().filter(outdated)


class FactCheck(models.Model):
    """An editor held these facts against a source: the "checked" badge."""

    ai_model = models.ForeignKey(AIModel, verbose_name="model", on_delete=models.CASCADE, related_name="fact_checks")
    facts = ArrayField(models.CharField(max_length=24, choices=CHECKABLE), help_text="What was checked.")
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="fact_checks",
        help_text="What it was held against: one of the sources that we read, or …",
    )  # fmt: skip
    title = models.CharField(
        max_length=120, blank=True, help_text="… a page that you read: its title, such as OpenAI, model card."
    )
    address = models.URLField("its address", max_length=300, blank=True, help_text="https://…, as readers can open it.")
    values = models.JSONField(default=dict, blank=True, editable=False, help_text="The checked facts as they were.")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="fact_checks")
    checked_at = models.DateTimeField()

    objects = FactCheckQuerySet.as_manager()
    history = EditorsHistory()

    changed_facts: list[str]
    """By with_changes()."""

    class Meta:
        ordering: ClassVar = ["-checked_at", "-pk"]
        constraints: ClassVar = [
            # One thing that it was held against, which readers can look up; checks before this was asked have neither.
            models.CheckConstraint(
                condition=Q(source=None) & (Q(title="", address="") | (~Q(title="") & ~Q(address="")))
                | Q(source__isnull=False, title="", address=""),
                name="check_against_one_thing",
            ),
        ]
        indexes: ClassVar = [
            # The newest check of a model, on its page.
            models.Index(fields=["ai_model", "-checked_at"], name="check_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.ai_model}, {self.checked_at:%d %b %Y}"

    @property
    def in_words(self) -> str:
        """ "prices, context window"."""
        return in_words(self.facts)

    @property
    def against(self) -> str:
        """The name of what it was held against; "" of checks made before that was asked."""
        return self.source.name if self.source else self.title

    @property
    def against_address(self) -> str:
        return self.source.website if self.source else self.address

    @property
    def look_again_because(self) -> str:
        """Why it has to be made anew: "context window changed since"; "" while it holds. Needs with_changes()."""
        if self.changed_facts:
            return f"{wording.listing([in_words([fact]) for fact in self.changed_facts])} changed since"
        return f"more than {LASTS.days} days ago" if timezone.now() - self.checked_at > LASTS else ""


def in_words(facts: list[str]) -> str:
    labels = dict(CHECKABLE)
    return ", ".join(labels.get(fact, fact).lower() for fact in facts)
