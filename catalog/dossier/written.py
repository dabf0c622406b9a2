"""What editors wrote of a model as its page shows it: figures in place, each entry with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from catalog.dossier.texts import Text, marked, rendered
from catalog.dossier.told import Known
from catalog.models import AIModel, BoundClaim, Edition, EditionItem
from catalog.models.editorial import KINDS_BY_NAME
from catalog.proofreading.checks import unsaid


@dataclass(frozen=True)
class Basis:
    """What an entry rests on, in a few words, and where to read it; `address` is "" where that is nowhere."""

    words: str
    address: str = ""
    is_elsewhere: bool = False


@dataclass(frozen=True)
class Entry:
    """An item of an edition's lists."""

    title: Text
    text: Text
    basis: Basis | None


def parts_of(edition: Edition, known: Known) -> dict[str, list[Any]]:
    """An edition's parts by name, Text or Entry; one left empty has none. Its items and sources come prefetched."""
    parts: dict[str, list[Any]] = {
        "tagline": [rendered(edition.tagline, known)] if edition.tagline else [],
        "about": [marked(edition.about, known)] if edition.about else [],
        "verdict": [marked(edition.verdict, known)] if edition.verdict else [],
    }
    items = list(edition.items.all())
    for name, kind in KINDS_BY_NAME.items():
        parts[name] = [_entry(item, edition, known) for item in items if item.kind == kind]
    return parts


def note_on(claims: Iterable[BoundClaim], text: str | None = None) -> str:
    """What readers are told while a sentence no longer holds: of all, or of those in this text. "" where all hold."""
    broken = [claim for claim in claims if claim.is_broken and (text is None or not unsaid([claim.sentence], text))]
    oldest = min(broken, key=lambda claim: (claim.held_at is None, claim.false_since), default=None)
    return oldest.note if oldest else ""


def _entry(item: EditionItem, edition: Edition, known: Known) -> Entry:
    return Entry(rendered(item.title, known), marked(item.text, known), _basis(item, edition, known))


def _basis(item: EditionItem, edition: Edition, known: Known) -> Basis | None:
    match item.evidence:
        case EditionItem.Evidence.JUDGEMENT:
            return Basis("Our judgement")
        case EditionItem.Evidence.SOURCE:
            source = next((source for source in edition.sources.all() if source.key == item.on), None)
            return Basis(f"From {source.title}", source.url, is_elsewhere=True) if source else None
        case EditionItem.Evidence.FACT | EditionItem.Evidence.MEASUREMENT:
            return _figure(item, known)
        case _:
            return None


def _figure(item: EditionItem, known: Known) -> Basis:
    """The price list, a fact or a measurement, and the figure's own page."""
    stated = known.figures.by_fact.get(item.on)
    if stated:
        return Basis(f"From the facts: {stated.name.lower()}", _page_of(known.model, stated.slug))
    figured = known.figured(item.on)
    address = figured.address or (_page_of(known.model, figured.slug) if figured.slug else "")
    if item.on.startswith("price."):
        return Basis("From the price list", address)
    if figured.address:
        return Basis(f"From the {figured.name}", address)
    if item.evidence == EditionItem.Evidence.MEASUREMENT:
        by = f" by {figured.citation.source.name}" if figured.citation else ""
        return Basis(f"Measured{by}{f': {figured.name}' if figured.name else ''}", address)
    return Basis(f"From the facts{f': {figured.name.lower()}' if figured.name else ''}", address)


def _page_of(model: AIModel, slug: str) -> str:
    return reverse("figure", args=[model.creator.slug, model.slug, slug])
