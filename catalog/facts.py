"""The only writer of a model's resolved columns: what sources claim, price and measure, made one shown value each."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from catalog import wording
from catalog.models import (
    AIModel,
    Capability,
    Claim,
    Fact,
    Family,
    Lifecycle,
    LifecycleEvent,
    Measurement,
    ModelClass,
    Offer,
    PriceRow,
    PriceSheet,
    PriceState,
    Variant,
    classes_by_output,
)
from catalog.models.claims import CAPABILITIES, COUNTS, DATES, MODALITY_LISTS, fact_text
from catalog.models.writing import rewrite
from catalog.pricing import Meter, Unit

EDITOR = "editor"
LIST_SELLER = "openrouter"
"""Both the source and the provider whose plain list offer is the headline price."""

METRIC_COLUMNS = {
    "intelligence-index": "intelligence_index",
    "output-speed": "output_speed",
    "image-elo": "image_elo",
}
RESOLVED = (
    "name", "family", "model_class", *MODALITY_LISTS, *COUNTS, *DATES, *CAPABILITIES,
    "lifecycle", "price_state", "input_price", "output_price", *METRIC_COLUMNS.values(),
)  # fmt: skip


def resolve(model_ids: Iterable[int], *, touched: Iterable[int] = ()) -> set[int]:
    """Computes every resolved column of these models anew, and writes those that differ.

    Call within the transaction that wrote the claims, prices or measurements. `touched` are those of the models
    whose pages changed even if no column does, such as by a cache price. The pages of both kinds, and of the classes
    that they leave and enter, are marked outdated. Returns the ids of both kinds. The number of queries does not
    depend on the number of models.
    """
    wanted = set(model_ids) | set(touched)
    # Locked first, in one order, so that two writers neither lose a value nor wait for each other in a ring.
    # NO KEY: a row that only refers to the model, such as a new claim, need not wait.
    models = list(AIModel.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True))
    evidence = _gather(models)
    before = {model.pk: _state(model) for model in models}
    for model in models:
        _set_columns(model, evidence)
    different = [model for model in models if _state(model) != before[model.pk]]
    rewrite(AIModel.objects, different, RESOLVED)
    changed = {model.pk for model in different} | (set(touched) & before.keys())
    AIModel.objects.filter(pk__in=changed).renew()
    classes = {before[pk]["model_class_id"] for pk in changed}
    classes |= {model.model_class_id for model in models if model.pk in changed}
    ModelClass.objects.filter(pk__in=classes).renew()
    return changed


def overdue() -> set[int]:
    """The models that an announced day has reached since they were last resolved: a retirement comes with no news."""
    due = (
        LifecycleEvent.objects.in_force()
        .filter(happens_on__lte=timezone.now().date())
        .exclude(ai_model__lifecycle=F("state"))
    )
    return set(due.values_list("ai_model_id", flat=True))


@dataclass(slots=True)
class _Evidence:
    """Everything that is known of the models in hand, by model."""

    classes: Sequence[ModelClass]
    claims: dict[int, dict[str, list[Claim]]]
    families: dict[tuple[int, str], Family]
    offers: dict[int, set[str]]
    sheets: dict[int, PriceSheet]
    lifecycles: dict[int, str]
    scores: dict[int, dict[str, Decimal]] = field(default_factory=dict)


def _gather(models: Sequence[AIModel]) -> _Evidence:
    ids = [model.pk for model in models]
    claims = _claims(ids)
    return _Evidence(
        classes=list(ModelClass.objects.all()),
        claims=claims,
        families=_families(models, claims),
        offers=_list_offers(ids),
        sheets=_headline_sheets(ids),
        lifecycles=_lifecycles(ids),
        scores=_scores(ids),
    )


def _claims(ids: Sequence[int]) -> dict[int, dict[str, list[Claim]]]:
    """The claims in force by model and fact, the source that counts most first."""
    found: dict[int, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    current = Claim.objects.current().filter(ai_model__in=ids)
    for claim in current.select_related("source").order_by("source__rank", "source_id"):
        found[claim.ai_model_id][claim.fact].append(claim)
    return found


def _list_offers(ids: Sequence[int]) -> dict[int, set[str]]:
    """The variants in which each model stands in the list."""
    offers = Offer.objects.filter(ai_model__in=ids, provider__slug=LIST_SELLER, ended_at=None)
    variants: dict[int, set[str]] = defaultdict(set)
    for model_id, variant in offers.values_list("ai_model_id", "variant"):
        variants[model_id].add(variant)
    return variants


def _headline_sheets(ids: Sequence[int]) -> dict[int, PriceSheet]:
    sheets = PriceSheet.objects.current().filter(
        source__slug=LIST_SELLER,
        offer__ai_model__in=ids,
        offer__provider__slug=LIST_SELLER,
        offer__variant=Variant.PLAIN,
        offer__tag="",
        offer__ended_at=None,
    )
    return {sheet.offer.ai_model_id: sheet for sheet in sheets.select_related("offer").prefetch_related("rows")}


def _lifecycles(ids: Sequence[int]) -> dict[int, str]:
    """The state of the newest event that has come to pass."""
    past = LifecycleEvent.objects.in_force().filter(ai_model__in=ids, happens_on__lte=timezone.now().date())
    rows = past.order_by("happens_on", "stated_at", "pk").values_list("ai_model_id", "state")
    return dict(rows)


def _scores(ids: Sequence[int]) -> dict[int, dict[str, Decimal]]:
    """The highest value of each metric over all configurations on its newest scale, as rankings take it."""
    measured = Measurement.objects.comparable().filter(ai_model__in=ids, metric__slug__in=METRIC_COLUMNS)
    best: dict[int, dict[str, Decimal]] = defaultdict(dict)
    # Ascending, so that the highest is the one that stays.
    for model_id, metric, value in measured.order_by("value").values_list("ai_model_id", "metric__slug", "value"):
        best[model_id][METRIC_COLUMNS[metric]] = value
    return best


def _state(model: AIModel) -> dict[str, Any]:
    names = [AIModel._meta.get_field(name).attname for name in RESOLVED]  # type: ignore[union-attr]  # columns all
    return {name: getattr(model, name) for name in names}


def _set_columns(model: AIModel, evidence: _Evidence) -> None:
    claims = evidence.claims.get(model.pk, {})
    model.name = _first(claims, Fact.NAME) or model.name
    for fact in MODALITY_LISTS:
        setattr(model, fact, _first(claims, fact) or [])
    for fact in COUNTS:
        setattr(model, fact, _first(claims, fact))
    for fact in DATES:
        setattr(model, fact, _as_date(_first(claims, fact)))
    for fact in CAPABILITIES:
        setattr(model, fact, capability_of(claims.get(fact, [])))
    model.family = evidence.families.get((model.creator_id, _family_slug(_first(claims, Fact.FAMILY))))
    model.model_class = _class_of(model, _first(claims, Fact.MODEL_CLASS), evidence.classes)
    model.lifecycle = evidence.lifecycles.get(model.pk, Lifecycle.ACTIVE)
    _set_price(model, evidence)
    for column in METRIC_COLUMNS.values():
        setattr(model, column, evidence.scores.get(model.pk, {}).get(column))


def _first(claims: Mapping[str, Sequence[Claim]], fact: Fact) -> Any:
    """What the source that counts most says; None when nobody says anything."""
    said = claims.get(fact)
    return said[0].value if said else None


def capability_of(claims: Sequence[Claim]) -> Capability:
    """The state of a capability: an editor decides, else all who say anything must agree."""
    deciding = [claim for claim in claims if claim.source.slug == EDITOR] or claims
    said = {bool(claim.value) for claim in deciding}
    if len(said) > 1:
        return Capability.DISAGREE
    if not said:
        return Capability.UNKNOWN
    return Capability.YES if said == {True} else Capability.NO


def deciding_claim(claims: Sequence[Claim]) -> Claim | None:
    """Of one fact's claims in force, in the order of their sources' rank, the one whose value is shown.

    None where nobody says anything, and where sources disagree on a capability: then no one of them decides.
    """
    if not claims or (claims[0].fact in CAPABILITIES and capability_of(claims) == Capability.DISAGREE):
        return None
    return claims[0]


def shown_text(fact: str, value: Any) -> str:
    """A claim's value as pages show it: fact_text(), with the names of families and classes as readers know them."""
    if fact == Fact.FAMILY:
        return family_name(value)
    return wording.capitalised(fact_text(fact, value)) if fact == Fact.MODEL_CLASS else fact_text(fact, value)


def _as_date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _class_of(model: AIModel, slug: str | None, classes: Sequence[ModelClass]) -> ModelClass:
    named = next((one for one in classes if one.slug == slug), None)
    by_output = classes_by_output(classes, model.output_modalities)
    # With neither a claim nor an output that a class covers, it stays where it was: every model has a class.
    return named or by_output or next(one for one in classes if one.pk == model.model_class_id)


def _set_price(model: AIModel, evidence: _Evidence) -> None:
    variants = evidence.offers.get(model.pk, set())
    sheet = evidence.sheets.get(model.pk)
    model.input_price = model.output_price = None
    if variants and Variant.PLAIN not in variants:
        model.price_state = PriceState.NO_PLAIN
    elif sheet is None:
        model.price_state = PriceState.UNPUBLISHED
    else:
        model.price_state = PriceState(sheet.state)
        rows = list(sheet.rows.all())
        model.input_price = _plain_amount(rows, Meter.INPUT)
        model.output_price = _plain_amount(rows, Meter.OUTPUT)


def _plain_amount(rows: Iterable[PriceRow], meter: Meter) -> Decimal | None:
    """Dollars per token outside any condition."""
    plain = (row.amount for row in rows if row.meter == meter and row.unit == Unit.TOKEN and row.is_plain)
    return next(plain, None)


# --- families ------------------------------------------------------------------------------------------------------

_SPELLINGS = {
    "deepseek": "DeepSeek", "ernie": "ERNIE", "glm": "GLM", "gpt": "GPT", "kat": "KAT", "lfm": "LFM",
    "minimax": "MiniMax", "mimo": "MiMo", "o": "o", "o-mini": "o-mini", "o-pro": "o-pro", "oss": "OSS", "qwq": "QwQ",
    "rnj": "RNJ", "tts": "TTS", "ui": "UI", "vl": "VL",
}  # fmt: skip


def family_name(value: str) -> str:
    """A source's word for a family, for readers: "claude-opus" is Claude Opus. What has capitals stays as written."""
    if value != value.lower():
        return value
    words = [value] if value in _SPELLINGS else re.split(r"[-_ ]+", value)
    return " ".join(_SPELLINGS.get(word, word[:1].upper() + word[1:]) for word in words if word)


def _family_slug(value: str | None) -> str:
    return slugify((value or "").replace(".", "-"))[:80]


def _families(
    models: Sequence[AIModel], claims: Mapping[int, Mapping[str, Sequence[Claim]]]
) -> dict[tuple[int, str], Family]:
    """The family of each creator and slug that a claim names. A new one gets a name, which is then the editors'."""
    wanted: dict[tuple[int, str], str] = {}
    for model in models:
        value = _first(claims.get(model.pk, {}), Fact.FAMILY)
        if slug := _family_slug(value):
            wanted.setdefault((model.creator_id, slug), value)
    known = _families_of({creator for creator, _ in wanted})
    missing = wanted.keys() - known.keys()
    if not missing:
        return known
    # Two transactions may name a new family at once: the constraint decides, and both read the one that stands.
    new = [Family(creator_id=key[0], slug=key[1], name=family_name(wanted[key])) for key in sorted(missing)]
    Family.objects.bulk_create(new, ignore_conflicts=True)
    return _families_of({creator for creator, _ in wanted})


def _families_of(creators: Iterable[int]) -> dict[tuple[int, str], Family]:
    return {(family.creator_id, family.slug): family for family in Family.objects.filter(creator__in=creators)}
