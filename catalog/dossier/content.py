"""The words of a model's page: an editor's where one wrote them, else those that follow from the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import prefetch_related_objects

from catalog import prose
from catalog.dossier.prices import Prices
from catalog.dossier.standings import Standings, key_of
from catalog.dossier.texts import Text
from catalog.dossier.told import Known
from catalog.dossier.written import Entry, note_on, parts_of
from catalog.models import AIModel, Edition, LifecycleEvent
from catalog.ranking import Ranking

_ROWS = ("items", "sources", "claims")


@dataclass(frozen=True)
class Part:
    """One part of the page's text. `edition` is the editors' text it comes from; None: written from the figures.

    `note` is what readers are told where a sentence of it no longer holds.
    """

    body: Sequence[str | Text | prose.Use | Entry]
    edition: Edition | None
    note: str = ""


@dataclass(frozen=True)
class Content:
    """`spoken` is the tagline for places that are not ours, `note` that of the whole edition."""

    tagline: Part
    about: Part
    best_for: Part
    strengths: Part
    limitations: Part
    verdict: Part
    questions: Part
    edition: Edition | None
    spoken: str
    note: str

    @classmethod
    def of(cls, subject: prose.Subject, known: Known, edition: Edition | None = None) -> Content:
        """Four queries: the published edition, its items, sources and claims; and the ranks that no column keeps.

        `edition` is shown as if it were the published one.
        """
        if edition is None:
            published = known.model.editions.published().select_related("author")
            edition = published.prefetch_related(*_ROWS).first()
        else:
            prefetch_related_objects([edition], *_ROWS)
        written = parts_of(edition, known) if edition else {}
        parts = {
            name: Part(written[name], edition) if written.get(name) else Part(body, None)
            for name, body in by_rule(subject).items()
        }
        claims = list(edition.claims.all()) if edition else []
        if edition and parts["about"].edition:
            parts["about"] = replace(parts["about"], note=note_on(claims, edition.about))
        spoken = next((str(line) for line in written.get("tagline", ()) if line.is_passed_on), "")
        return cls(**parts, edition=edition, spoken=spoken or prose.tagline(subject), note=note_on(claims))


def by_rule(subject: prose.Subject) -> dict[str, Sequence[str | prose.Use]]:
    """Every part as it follows from the figures."""
    return {
        "tagline": [prose.tagline(subject)],
        "about": prose.about(subject),
        "best_for": prose.best_for(subject),
        "strengths": [prose.Use(title, "") for title in prose.strengths(subject)],
        "limitations": [prose.Use(title, "") for title in prose.limitations(subject)],
        "verdict": prose.verdict(subject),
        "questions": prose.questions(subject),
    }


def subject_of(model: AIModel, standings: Standings, prices: Prices, event: LifecycleEvent | None) -> prose.Subject:
    """The model as the rules of prose.py see it."""
    return replace(
        plain_subject(model, standings.rankings, event),
        cache_read_price=prices.cache_read,
        image_output_price=prices.image_output,
        variants=tuple(prices.variants),
    )


def plain_subject(model: AIModel, rankings: Mapping[str, Ranking], event: LifecycleEvent | None) -> prose.Subject:
    """The same without what only the offers tell."""
    return prose.Subject(
        key=key_of(model),
        name=model.name,
        creator=model.creator.name,
        class_name=model.model_class.name.lower(),
        inputs=tuple(model.input_modalities),
        outputs=tuple(model.output_modalities),
        price_state=model.price_state,
        headline=f"{model.model_class.headline_meter}_price",
        context_window=model.context_window,
        max_output_tokens=model.max_output_tokens,
        input_price=model.input_price,
        output_price=model.output_price,
        open_weights=model.open_weights,
        reasoning=model.reasoning,
        tool_calling=model.tool_calling,
        structured_output=model.structured_output,
        lifecycle=model.lifecycle,
        lifecycle_on=event.happens_on if event else None,
        released=model.release_date,
        rankings=rankings,
    )
