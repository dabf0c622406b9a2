"""The words of a model's page: an editor's where one wrote them, else those that follow from the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from catalog import prose
from catalog.dossier.prices import Prices
from catalog.dossier.standings import Standings, key_of
from catalog.models import AIModel, Edition, EditionItem, LifecycleEvent
from catalog.ranking import Ranking


@dataclass(frozen=True)
class Part:
    """One part of the page's text. `edition` is the editors' text it comes from; None: written from the figures."""

    body: list[str] | list[prose.Use]
    edition: Edition | None


@dataclass(frozen=True)
class Content:
    tagline: Part
    about: Part
    best_for: Part
    strengths: Part
    limitations: Part
    verdict: Part
    questions: Part

    @classmethod
    def of(
        cls,
        model: AIModel,
        standings: Standings,
        prices: Prices,
        event: LifecycleEvent | None,
        edition: Edition | None = None,
    ) -> Content:
        """Two queries: the published edition and its items; or those of `edition`, to see it before it is published."""
        if edition is None:
            edition = model.editions.published().select_related("author").prefetch_related("items").first()
        subject = subject_of(model, standings, prices, event)
        written = _written(edition)
        by_rule: dict[str, list[str] | list[prose.Use]] = {
            "tagline": [prose.tagline(subject)],
            "about": prose.about(subject),
            "best_for": prose.best_for(subject),
            "strengths": [prose.Use(title, "") for title in prose.strengths(subject)],
            "limitations": [prose.Use(title, "") for title in prose.limitations(subject)],
            "verdict": prose.verdict(subject),
            "questions": prose.questions(subject),
        }
        return cls(
            **{
                name: Part(written[name], edition) if written.get(name) else Part(body, None)
                for name, body in by_rule.items()
            }
        )


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


def _written(edition: Edition | None) -> dict[str, list[str] | list[prose.Use]]:
    """An edition's parts by name; a part left empty is missing."""
    if edition is None:
        return {}
    parts: dict[str, list[str] | list[prose.Use]] = {
        "tagline": [edition.tagline] if edition.tagline else [],
        "about": paragraphs(edition.about),
        "verdict": paragraphs(edition.verdict),
    }
    items = list(edition.items.all())
    for name, kind in (
        ("best_for", EditionItem.Kind.BEST_FOR),
        ("strengths", EditionItem.Kind.STRENGTH),
        ("limitations", EditionItem.Kind.LIMITATION),
        ("questions", EditionItem.Kind.QUESTION),
    ):
        parts[name] = [prose.Use(item.title, item.text) for item in items if item.kind == kind]
    return parts


def paragraphs(text: str) -> list[str]:
    """An editor's text, whose paragraphs are parted by an empty line."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
