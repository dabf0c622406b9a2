"""Which ranking an address names, and the ways from it to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from catalog.models import ModelClass
from catalog.rankings.figures import RankedFigure, figures_by_class
from catalog.rankings.leaders import has_both

PRICE_AND_INTELLIGENCE = "price-and-intelligence"
LEADING = 6
"""How many figures of a class are shown before the rest is unfolded."""


@dataclass(frozen=True)
class Way:
    """A link to another ranking."""

    label: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Sought:
    """What an address asks for. `model_class` and `figure` are None where there are no such; `figures` are those that
    the class has, `classes` those that have any.
    """

    class_slug: str
    slug: str
    classes: Sequence[tuple[ModelClass, Sequence[RankedFigure]]]
    model_class: ModelClass | None
    figures: Sequence[RankedFigure]

    @classmethod
    def at(cls, class_slug: str, slug: str = "") -> Sought:
        """Five queries."""
        by_class = figures_by_class()
        every = list(ModelClass.objects.all())
        classes = [(one, by_class[one.pk]) for one in every if by_class.get(one.pk)]
        model_class = next((one for one in every if one.slug == class_slug), None)
        return cls(class_slug, slug, classes, model_class, by_class.get(model_class.pk, []) if model_class else [])

    @property
    def figure(self) -> RankedFigure | None:
        return next((one for one in self.figures if one.slug == self.slug), None)

    @property
    def weighs_price(self) -> bool:
        """Whether the class has both prices and intelligence."""
        return has_both(self.figures)

    @property
    def has_token_prices(self) -> bool:
        """Whether a price at most means anything here."""
        meter = self.model_class.headline_meter if self.model_class else ""
        return any(one.slug == f"{meter}-price" for one in self.figures)

    @property
    def leading_ways(self) -> list[Way]:
        """To what most readers look for, to price against intelligence where the class has both, and where one is."""
        leading = [way for place, way in enumerate(self._figure_ways) if place < LEADING or way.is_current]
        if self.weighs_price:
            address = self._address(self.class_slug, PRICE_AND_INTELLIGENCE)
            leading.append(Way("Price against intelligence", address, self.slug == PRICE_AND_INTELLIGENCE))
        return leading

    @property
    def other_ways(self) -> list[Way]:
        """To the other figures of the class, which fold away."""
        return [way for way in self._figure_ways[LEADING:] if not way.is_current]

    @property
    def _figure_ways(self) -> list[Way]:
        return [Way(one.title, self._address(self.class_slug, one.slug), one.slug == self.slug) for one in self.figures]

    @property
    def class_ways(self) -> list[Way]:
        """To every class: by the same figure where it has that, else by its first."""
        ways = []
        for one, figures in self.classes:
            slugs = [figure.slug for figure in figures]
            if has_both(figures):
                slugs.append(PRICE_AND_INTELLIGENCE)
            slug = self.slug if self.slug in slugs else slugs[0]
            ways.append(Way(one.name, self._address(one.slug, slug), one.slug == self.class_slug))
        return ways

    @staticmethod
    def _address(class_slug: str, slug: str) -> str:
        return reverse("ranking", args=[class_slug, slug])
