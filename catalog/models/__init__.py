"""The catalog's nouns, one file a topic. Import them from here."""

from catalog.models.bound_claims import BoundClaim, EditionSource
from catalog.models.checks import FactCheck
from catalog.models.claims import Alias, Claim, Fact
from catalog.models.creators import Creator, Family, Provider
from catalog.models.desk import SavedFilter
from catalog.models.editorial import Edition, EditionItem, OpenDraft
from catalog.models.fields import Capability, Variant
from catalog.models.measurements import Measurement, Metric
from catalog.models.offers import Offer, PriceRow, PriceSheet
from catalog.models.profiles import AIModel, Lifecycle, LifecycleEvent, ModelClass, PriceState, classes_by_output
from catalog.models.sources import HeldChange, SetAsideRecord, Source, StoredValidator, SyncRun

__all__ = [
    "AIModel",
    "Alias",
    "BoundClaim",
    "Capability",
    "Claim",
    "Creator",
    "Edition",
    "EditionItem",
    "EditionSource",
    "Fact",
    "FactCheck",
    "Family",
    "HeldChange",
    "Lifecycle",
    "LifecycleEvent",
    "Measurement",
    "Metric",
    "ModelClass",
    "Offer",
    "OpenDraft",
    "PriceRow",
    "PriceSheet",
    "PriceState",
    "Provider",
    "SavedFilter",
    "SetAsideRecord",
    "Source",
    "StoredValidator",
    "SyncRun",
    "Variant",
    "classes_by_output",
]
