"""What a ranking says of a model beside its figure: who made it, where its page is, how its value was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse

from catalog.models import AIModel, Metric
from catalog.rankings.cohorts import Cohort
from catalog.rankings.figures import RankedFigure
from catalog.rankings.measured import Measured, best_by_model


class Named(NamedTuple):
    creator: str
    creator_slug: str
    slug: str

    @property
    def address(self) -> str:
        return reverse("model", args=[self.creator_slug, self.slug])

    @property
    def catalog_id(self) -> str:
        """ "openai/gpt-5-image-mini"."""
        return f"{self.creator_slug}/{self.slug}"


@dataclass(frozen=True)
class Detail:
    """In which configuration a value was measured, or for which size of image it is asked; and its interval."""

    text: str
    interval: tuple[Decimal, Decimal] | None = None

    def interval_text(self, figure: RankedFigure) -> str:
        """ "1,095 to 1,117"; "" where none was published."""
        return " to ".join(map(figure.text, self.interval)) if self.interval else ""


NO_DETAIL = Detail("")


def names_of(keys: Iterable[str]) -> dict[str, Named]:
    """By key, of the models with these keys. One query."""
    rows = AIModel.objects.filter(pk__in=list(keys)).order_by()
    found = rows.values_list("pk", "creator__name", "creator__slug", "slug")
    return {str(pk): Named(creator, creator_slug, slug) for pk, creator, creator_slug, slug in found}


def details_of(cohort: Cohort, keys: Iterable[str]) -> dict[str, Detail]:
    """By key, of those of a cohort that have any. One query where the figure is measured, else none."""
    if cohort.figure.metric:
        return measured_details(cohort.figure.metric, keys)
    return {key: Detail(size) for key in keys if (size := cohort.sizes.get(key))}


def measured_details(metric: Metric, keys: Iterable[str]) -> dict[str, Detail]:
    """How the values of a metric came about that count, by key. One query."""
    return {key: _detail(best) for key, best in best_by_model(metric, keys).items()}


def _detail(row: Measured) -> Detail:
    interval = (row.low, row.high) if row.low is not None and row.high is not None else None
    return Detail(row.configuration, interval)
