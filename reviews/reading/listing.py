"""The answer to what an address asks of a model's reviews: ten of them, and the ways on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from catalog import wording
from catalog.models import AIModel
from reviews import scoring
from reviews.models import Exclusion, Review, Tally
from reviews.models.proofs import STRENGTH, VERIFIED, ProofKind
from reviews.models.reviews import ReviewQuerySet, UseCase
from reviews.reading.asking import FILTERS, Asked, Choices, Way, is_id
from reviews.reading.opinion import Opinion
from reviews.reading.orders import DEFAULT_ORDER, ORDERS

PAGE_SIZE = 10
MOST_COUNTED = 1_000
"""Where several filters meet no tally tells how many are left: so many are counted, more are "over 1,000"."""
MOST_STUBS = 100
"""Of erased reviews, the newest; whoever has more has other worries."""
LONGEST_SHOWN = 40
"""Of what an address asks for in vain, so much is said back."""
ANY_VERIFIED = "verified"

Kind = Tally.Kind


class Listing:
    """The answer. A constant number of queries, each made when something first asks for it."""

    def __init__(self, model: AIModel, query: QueryDict | None = None) -> None:
        self.model = model
        self.asked = Asked.of(model, query)
        self.opinion = Opinion(model)

    # --- what is understood of it ---

    @cached_property
    def search(self) -> Asked:
        """What was asked for, without what is not known here."""
        order = self.asked.order if self.asked.order in ORDERS else DEFAULT_ORDER
        chosen = {name: value for name, value in self.asked.chosen.items() if value in self._labels[name]}
        known = replace(self.asked, order=order, chosen=chosen)
        return known if self._from else replace(known, after="", before="")

    @property
    def dropped(self) -> list[str]:
        """What was asked for in vain, as it is said back."""
        vain = [self.asked.order] if self.asked.order not in ORDERS else []
        vain += [value for name, value in self.asked.chosen.items() if name not in self.search.chosen]
        if (self.asked.after or self.asked.before) and not self._from:
            vain.append(self.asked.after or self.asked.before)
        return [wording.printable(value, LONGEST_SHOWN) for value in vain]

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        """What each value of each filter is called."""
        return {
            "stars": {str(stars): wording.quantity(stars, "star") for stars in scoring.STARS},
            "proof": {
                ANY_VERIFIED: "All verified",
                **{str(kind): str(kind.label) for kind in sorted(ProofKind, key=lambda kind: -STRENGTH[kind])},
            },
            "use": {str(use): str(use.label) for use in UseCase},
            "through": {provider.slug: provider.name for provider, _ in self.opinion.providers},
        }

    @cached_property
    def _from(self) -> Review | None:
        """The review to go on from, which may be hidden meanwhile; one query, none on the first page."""
        text = self.asked.after or self.asked.before
        if not is_id(text):
            return None
        return Review.objects.filter(ai_model=self.model, pk=int(text)).first()

    # --- whom it finds ---

    def _found(self) -> ReviewQuerySet:
        found = Review.objects.published().filter(ai_model=self.model)
        for name, value in self.search.chosen.items():
            found = found.filter(self._condition(name, value))
        return found

    def _condition(self, name: str, value: str) -> Q:
        if name == "proof" and value == ANY_VERIFIED:
            return Q(proof__in=VERIFIED)
        if name == "through":
            return Q(provider=next(one.pk for one, _ in self.opinion.providers if one.slug == value))
        return Q((FILTERS[name].column, value))

    @cached_property
    def _window(self) -> tuple[list[Review], Review | None, bool]:
        """The reviews of this page, the one before them if there is, and whether some are behind; two queries."""
        if not self.has_any:
            return [], None, False
        start = self._from
        if start is None or not self.search.before:
            rows = self._rows(start, backwards=False)
            return rows[:PAGE_SIZE], start, len(rows) > PAGE_SIZE
        rows = self._rows(start, backwards=True)
        if len(rows) < PAGE_SIZE:
            # So few stand before it that the first page holds them all.
            rows = self._rows(None, backwards=False)
            return rows[:PAGE_SIZE], None, len(rows) > PAGE_SIZE
        return rows[:PAGE_SIZE][::-1], next(iter(rows[PAGE_SIZE:]), None), True

    def _rows(self, start: Review | None, *, backwards: bool) -> list[Review]:
        """A page's reviews and one more, if there is, from behind a review on, or from before it away."""
        order, found = ORDERS[self.search.order], self._found()
        if start is not None:
            found = found.filter(order.beyond(start, backwards=backwards))
        return list(found.excerpted().order_by(*order.by(backwards=backwards))[: PAGE_SIZE + 1])

    @property
    def reviews(self) -> list[Review]:
        return self._window[0]

    @cached_property
    def entries(self) -> list[Review]:
        """The same, and each that was erased in its place between them, unless only some are asked for; one query."""
        if self.search.chosen:
            return self.reviews
        rows, before, has_behind = self._window
        key = ORDERS[self.search.order].key
        stubs = [
            stub
            for stub in Review.objects.erased().filter(ai_model=self.model)[:MOST_STUBS]
            if (before is None or key(stub) > key(before)) and (not has_behind or key(stub) < key(rows[-1]))
        ]
        return sorted([*rows, *stubs], key=key)

    @property
    def previous(self) -> Way | None:
        rows, before, _ = self._window
        if before is None or not rows:
            return None
        return Way("previous", "Previous", replace(self.search, after="", before=str(rows[0].pk)))

    @property
    def next(self) -> Way | None:
        rows, _, has_behind = self._window
        if not has_behind or not rows:
            return None
        return Way("next", "Next", replace(self.search, after=str(rows[-1].pk), before=""))

    @property
    def first(self) -> Way:
        return Way("first", "First", replace(self.search, after="", before=""))

    @cached_property
    def total(self) -> int:
        """How many it finds in all: what a column or a tally tells, where two filters meet counted up to a limit."""
        if not self.search.chosen:
            return self.model.review_count + self.left_out
        if len(self.search.chosen) == 1 and not self.left_out:
            ((name, value),) = self.search.chosen.items()
            return self._counts(name).get(value, 0)
        return self._found().order_by()[: MOST_COUNTED + 1].count()

    @cached_property
    def exclusions(self) -> list[Exclusion]:
        """The periods that the figure leaves out; one query."""
        return list(Exclusion.objects.told_of(self.model))

    @property
    def left_out(self) -> int:
        """How many reviews are on show that no figure counts: neither a column nor a tally tells of them."""
        return sum(exclusion.published for exclusion in self.exclusions)  # type: ignore[attr-defined]  # annotated

    @property
    def has_any(self) -> bool:
        return bool(self.model.review_count or self.left_out)

    # --- the ways on ---

    @property
    def orders(self) -> list[Way]:
        return [
            Way(key, order.label, self.search.sorted(key), key == self.search.order) for key, order in ORDERS.items()
        ]

    @property
    def stars(self) -> list[tuple[Way, int]]:
        """The bars with their widths in percent, each a way to its reviews or, chosen, back to all."""
        return [(self._way("stars", str(bar.stars), bar.label, bar.count), bar.width) for bar in self.opinion.stars]

    @property
    def filters(self) -> list[Choices]:
        """Those beside the stars, which have values to choose among: what some review has, and what is chosen."""
        return [choices for name in FILTERS if name != "stars" and len((choices := self._choices(name)).ways) > 1]

    def _choices(self, name: str) -> Choices:
        counts, chosen = self._counts(name), self.search.chosen.get(name, "")
        anything = Way(f"{name}-any", "Any", self.search.choosing(name, ""), not chosen)
        ways = [
            self._way(name, value, label, counts.get(value, 0))
            for value, label in self._labels[name].items()
            if counts.get(value) or value == chosen
        ]
        if name == "use":
            ways.sort(key=lambda way: -(way.count or 0))
        return Choices(name, FILTERS[name].legend, [anything, *ways])

    def _way(self, name: str, value: str, label: str, count: int) -> Way:
        is_chosen = self.search.chosen.get(name) == value
        return Way(f"{name}-{value}", label, self.search.choosing(name, "" if is_chosen else value), is_chosen, count)

    def _counts(self, name: str) -> Mapping[str, int]:
        """How many of all reviews have each value."""
        if name == "through":
            return {provider.slug: count for provider, count in self.opinion.providers}
        if name == "proof":
            return {ANY_VERIFIED: self.opinion.verified, **self.opinion.counts[Kind.PROOF]}
        return self.opinion.counts[Kind.STARS if name == "stars" else Kind.USE]

    # --- in words ---

    @property
    def chosen_labels(self) -> list[str]:
        return [self._labels[name][value] for name, value in self.search.chosen.items()]

    @property
    def summary(self) -> str:
        """ "37 reviews, the most helpful first"."""
        found = "over 1,000 reviews" if self._is_over else wording.quantity(self.total, "review")
        return f"{found}, {ORDERS[self.search.order].phrase}"

    @property
    def _is_over(self) -> bool:
        return (
            bool(self.search.chosen)
            and (len(self.search.chosen) > 1 or self.left_out > 0)
            and self.total > MOST_COUNTED
        )

    @property
    def cleared(self) -> Way:
        return Way("all", "Show all", replace(self.search, chosen={}, after="", before=""))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything else is shown than the plain address shows."""
        return self.search != Asked(self.search.path)

    @property
    def address(self) -> str:
        return self.search.address()

    @property
    def votes_address(self) -> str:
        """Of what a signed-in reader gets in the place of the links to vote."""
        return f"{reverse('votes')}?{urlencode([('r', review.pk) for review in self.reviews])}"
