"""What references in prose read as: each figure in the site's own words, with its source and the way to its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse

from catalog import wording
from catalog.dossier.figures import Citation, Figures
from catalog.dossier.measured import MeasuredFigure, measured_figures
from catalog.dossier.prices import OfferedPrice, PriceFigure, Prices
from catalog.dossier.standings import Standings, key_of
from catalog.models import AIModel, PriceRow
from catalog.pricing import Meter, Unit, per_million
from catalog.ranking import Ranking
from catalog.rankings.cohorts import WHY_UNPRICED
from catalog.rankings.figures import RankedFigure
from catalog.rankings.ranks import Ranks
from catalog.references import Told, family_of
from catalog.references.vocabulary import COUNTED, DATED


@dataclass(frozen=True)
class Figured:
    """One figure in a text. `slug` is that of its page, "" where it has none; `address` that of a rank's ranking.

    `is_nowhere` tells writers that nobody knows a figure of this name; readers see one that nobody publishes.
    """

    told: Told
    slug: str = ""
    name: str = ""
    citation: Citation | None = None
    address: str = ""
    is_passed_on: bool = True
    is_nowhere: bool = False

    def __str__(self) -> str:
        return self.told.words


@dataclass(frozen=True)
class Known:
    """All that a text may refer to of one model: `plain` are the lines of its list price without conditions, by meter.

    Only ranks that no column keeps ask the database anything.
    """

    model: AIModel
    figures: Figures
    plain: Mapping[str, PriceRow]
    price_citation: Citation | None
    measured: Mapping[str, MeasuredFigure]
    ranks: Ranks
    is_preview: bool = False
    """Whether writers read it: they are shown which names lead nowhere."""

    @classmethod
    def on_page(
        cls, model: AIModel, figures: Figures, prices: Prices, standings: Standings, measured: list[MeasuredFigure]
    ) -> Known:
        """Of what the model's page has gathered already."""
        own = model.model_class_id
        ranked = {standing.slug: standing.ranking for standing in standings.by_figure.values()}
        ranks = Ranks({own: standings.rows}, {own: ranked})
        return cls.in_column(model, figures, prices.headline, {one.slug: one for one in measured}, ranks)

    @classmethod
    def in_column(
        cls,
        model: AIModel,
        figures: Figures,
        listed: OfferedPrice | None,
        measured: Mapping[str, MeasuredFigure],
        ranks: Ranks,
    ) -> Known:
        """Of what a page with several models has gathered; `listed` is the list offer while it is on sale."""
        return cls(model, figures, listed.plain if listed else {}, listed.citation if listed else None, measured, ranks)

    @classmethod
    def of(cls, model: AIModel) -> Known:
        """Nine queries for a model that comes with its creator, family and class."""
        figures = Figures.of(model)
        citations = figures.citations
        prices, standings = Prices.of(model, citations), Standings.of(model, citations)
        return cls.on_page(model, figures, prices, standings, measured_figures(model, citations))

    def figured(self, name: str) -> Figured:
        """What a reference reads as. A name that nobody knows any more reads as a figure that nobody publishes."""
        figured = self._figured(name)
        if not figured.is_nowhere:
            return figured
        if not self.is_preview:
            return replace(figured, is_nowhere=False)
        return replace(figured, told=replace(figured.told, words=f"{{{{{name}}}}}: there is no such figure"))

    def _figured(self, name: str) -> Figured:
        family, what = family_of(name), name.partition(".")[2]
        if family == "price" and what in list(Meter):
            return self._price(name, Meter(what))
        if family == "rank":
            return self._rank(name, what)
        if family == "score":
            return self._score(name, what)
        if name in (*COUNTED, *DATED):
            return self._fact(name)
        said = {
            "name": self.model.name,
            "creator": self.model.creator.name,
            "class": self.model.model_class.name.lower(),
        }
        if name in said:
            return Figured(Told(name, said[name]))
        return Figured(Told(name, wording.NOT_PUBLISHED, is_known=False), is_nowhere=True)

    def _price(self, name: str, meter: Meter) -> Figured:
        figure = PriceFigure(meter, self.price_citation)
        row = self.plain.get(meter)
        if meter in (Meter.INPUT, Meter.OUTPUT) and (words := wording.WITHOUT_AMOUNT.get(self.model.price_state)):
            told = Told(name, words, is_known=words == wording.FREE)
        elif row is None:
            told = Told(name, wording.NOT_PUBLISHED, is_known=False)
        else:
            unit = Unit(row.unit)
            amount = per_million(row.amount) if unit == Unit.TOKEN else row.amount
            told = Told(name, wording.brief_price(row.amount, unit), amount=amount, unit=unit.value)
        return Figured(told, figure.slug, figure.name, figure.citation)

    def _rank(self, name: str, slug: str) -> Figured:
        ranking, figure = self.ranks.ranking(self.model.model_class_id, slug), self.ranks.figure(slug)
        place = ranking.place(key_of(self.model)) if ranking else None
        passed_on = figure is None or figure.is_passed_on
        if ranking is None or place is None:
            absent = self._why_unranked(ranking, figure) if ranking and figure else wording.NOT_MEASURED
            return Figured(Told(name, absent, is_known=False), is_passed_on=passed_on, is_nowhere=figure is None)
        told = Told(name, place.label_of(ranking.of), amount=Decimal(place.rank))
        address = reverse("ranking", args=[self.model.model_class.slug, slug])
        return Figured(
            told, name=f"ranking by {figure.name}" if figure else "", address=address, is_passed_on=passed_on
        )

    def _why_unranked(self, ranking: Ranking, figure: RankedFigure) -> str:
        """What is free, or retired, may well have the figure: it has no rank."""
        is_compared = any(entry.key == key_of(self.model) for entry in ranking.unranked)
        if not is_compared or (figure.is_per_token and self.model.price_state in WHY_UNPRICED):
            return wording.NOT_RANKED
        return figure.absence

    def _score(self, name: str, slug: str) -> Figured:
        figure = self.measured.get(slug)
        if figure is None or figure.best is None:
            known = self.ranks.figure(slug)
            told = Told(name, wording.NOT_MEASURED, is_known=False)
            return Figured(told, slug, known.title) if known else Figured(told, is_nowhere=True)
        metric, best = figure.metric, figure.best
        amount = best.value.quantize(Decimal(1).scaleb(-metric.decimals), ROUND_HALF_UP)
        words = f"{wording.measured(best.value, metric.decimals)} {best.unit}"
        told = Told(name, words, amount=amount, unit=best.unit)
        return Figured(told, slug, figure.name, figure.citation, is_passed_on=metric.redistributable)

    def _fact(self, name: str) -> Figured:
        figure, value = self.figures.by_fact[name], getattr(self.model, name)
        if value is None:
            told = Told(name, wording.NOT_PUBLISHED, is_known=False)
        elif isinstance(value, date):
            told = Told(name, wording.day(value), day=value)
        else:
            told = Told(name, wording.count(value), amount=Decimal(value))
        return Figured(told, figure.slug, figure.name, figure.citation)
