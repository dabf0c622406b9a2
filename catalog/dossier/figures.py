"""Where each figure of a model comes from: who says so, since when, who says otherwise, and what it was before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from string import ascii_lowercase

from django.db.models import QuerySet

from catalog.facts import deciding_claim, shown_text
from catalog.models import AIModel, Capability, Claim, Fact, Source, SyncRun


@dataclass
class Citation:
    """One source as the page names it: by a letter, with the newest moment at which it was read.

    `late_reading` is when the whole source was last read, where that is longer ago than its schedule allows.
    """

    letter: str
    source: Source
    read_at: datetime
    late_reading: datetime | None = None


@dataclass
class Citations:
    """The sources of a page, lettered in the order in which they are first named."""

    found: dict[int, Citation] = field(default_factory=dict)

    def cite(self, source: Source, read_at: datetime) -> Citation:
        citation = self.found.get(source.pk)
        if citation is None:
            citation = self.found[source.pk] = Citation(ascii_lowercase[len(self.found) % 26], source, read_at)
        citation.read_at = max(citation.read_at, read_at)
        return citation

    def mark_late(self, readings: Iterable[SyncRun]) -> None:
        """`readings` are the last ones of the sources that are late."""
        for run in readings:
            if citation := self.found.get(run.source_id):
                citation.late_reading = run.observed_at

    def __iter__(self) -> Iterator[Citation]:
        return iter(self.found.values())


@dataclass(frozen=True)
class Figure:
    """One fact with its proof. `claim` is the one shown; None where the sources disagree or nobody says anything."""

    fact: Fact
    claim: Claim | None
    citation: Citation | None
    others: list[Claim]
    past: list[Claim]

    @property
    def slug(self) -> str:
        """As in the address of its page: context-window."""
        return self.fact.value.replace("_", "-")

    @property
    def name(self) -> str:
        return self.fact.label

    @property
    def text(self) -> str:
        """What is shown, in words; "" where nobody says anything."""
        if self.claim:
            return shown_text(self.fact, self.claim.value)
        return Capability.DISAGREE.label if self.others else ""

    @property
    def stated(self) -> list[Claim]:
        """What each source says today, the one shown first."""
        return [*([self.claim] if self.claim else []), *self.others]

    @property
    def is_disputed(self) -> bool:
        """Whether a source says something else than what is shown."""
        return any(other.value != self.claim.value for other in self.others) if self.claim else len(self.others) > 1


@dataclass(frozen=True)
class Figures:
    by_fact: dict[str, Figure]
    citations: Citations

    @classmethod
    def of(cls, model: AIModel) -> Figures:
        """One query, whatever the number of claims."""
        return cls.of_each([model], Citations())[model.pk]

    @classmethod
    def of_each(cls, models: Iterable[AIModel], citations: Citations) -> dict[int, Figures]:
        """Those of several models by primary key, which share the letters of their sources; one query."""
        ids = [model.pk for model in models]
        grouped: dict[tuple[int, str], list[Claim]] = defaultdict(list)
        for claim in _in_order(Claim.objects.filter(ai_model__in=ids)):
            grouped[claim.ai_model_id, claim.fact].append(claim)
        return {
            pk: cls({fact.value: _figure(fact, grouped[pk, fact.value], citations) for fact in Fact}, citations)
            for pk in ids
        }

    def __getattr__(self, name: str) -> Figure:
        """So that templates can say figures.context_window."""
        try:
            return self.by_fact[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def stated(self) -> list[Figure]:
        """Those that at least one source has ever said something about."""
        return [figure for figure in self.by_fact.values() if figure.claim or figure.others or figure.past]


def figure_of(model: AIModel, fact: Fact, citations: Citations) -> Figure:
    """One of them alone, by one query."""
    return _figure(fact, list(_in_order(model.claims.filter(fact=fact))), citations)


def _in_order(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    return claims.select_related("source").order_by("fact", "source__rank", "-stated_at")


def _figure(fact: Fact, claims: list[Claim], citations: Citations) -> Figure:
    current = [claim for claim in claims if claim.superseded_at is None]
    past = [claim for claim in claims if claim.superseded_at is not None]
    shown = deciding_claim(current)
    spoken = shown or (current[0] if current else None)
    citation = citations.cite(spoken.source, spoken.confirmed_at) if spoken else None
    return Figure(fact, shown, citation, [claim for claim in current if claim is not shown], past)
