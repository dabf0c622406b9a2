"""Everything that a moderator needs to see of a person to ban them or not, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from catalog import wording
from reviews.appealing import OWN_DECISION
from reviews.models import Appeal, Ban, Report, Review, Vote
from reviews.queue.cases import MOST_LISTED
from reviews.queue.entries import APPEAL, BAN, Entry
from reviews.queue.matters import Matter
from reviews.recording import OWN

PROPOSED_IT = "You proposed it: it takes another moderator."


@dataclass(frozen=True)
class Known:
    """What a person did here. None of it says anything by itself."""

    person: User
    now: datetime
    reviews: Sequence[Review]
    review_count: int
    votes: int
    reports: int
    bans: Sequence[Ban]
    """Of them, the newest first."""

    @property
    def name(self) -> str:
        """What readers call them; never their address."""
        return self.person.public_name or f"account {self.person.pk}"

    @property
    def account_age(self) -> str:
        return wording.span(self.now - self.person.date_joined)


@dataclass(frozen=True)
class BanCase(Matter):
    """One ban: proposed, in force, appealed against, or over. `known` is None once the account is gone."""

    ban: Ban
    appeal: Appeal | None
    known: Known | None
    now: datetime

    template = "admin/reviews/queue/ban.html"

    @property
    def is_proposed(self) -> bool:
        return self.ban.state == Ban.State.PROPOSED

    @property
    def is_appealed(self) -> bool:
        return self.appeal is not None and self.appeal.is_open

    @property
    def entry(self) -> Entry:
        if self.appeal and self.appeal.is_open:
            return Entry(self.appeal.made_at, APPEAL, self.appeal.pk)
        return Entry(self.ban.proposed_at, BAN, self.ban.pk)

    @property
    def waited(self) -> str:
        return wording.span(self.now - self.entry.since)

    @property
    def title(self) -> str:
        what = "Appeal against a ban" if self.is_appealed else "Proposed ban" if self.is_proposed else "Ban"
        return f"{what}: {self.headline}"

    @property
    def headline(self) -> str:
        return self.known.name if self.known else "an account that is gone"

    @property
    def concerned(self) -> set[int | None]:
        return {self.ban.person_id} - {None}

    @property
    def state(self) -> str:
        return self.ban.get_state_display().lower()

    def closed_to(self, moderator: User) -> str:
        # Who had a part in it may still look, and lift.
        return OWN if moderator.pk in self.concerned else ""

    def out_of_hand(self, moderator: User) -> str:
        if self.is_proposed and self.ban.proposed_by_id == moderator.pk:
            return PROPOSED_IT
        if self.appeal and self.is_appealed and moderator.pk in (self.appeal.first_by_id, self.appeal.second_by_id):
            return OWN_DECISION
        return ""


def of_ban(ban_id: int, now: datetime) -> BanCase:
    """Raises Ban.DoesNotExist."""
    ban = Ban.objects.select_related("person", "proposed_by", "decided_by", "lifted_by").get(pk=ban_id)
    appeal = Appeal.objects.select_related("decided_by").filter(ban=ban).first()
    return BanCase(ban, appeal, known(ban.person, now) if ban.person else None, now)


def known(person: User, now: datetime) -> Known:
    reviews = person.reviews.select_related("ai_model__creator").order_by("-created_at", "-pk")
    return Known(
        person=person,
        now=now,
        reviews=list(reviews[:MOST_LISTED]),
        review_count=reviews.count(),
        votes=Vote.objects.filter(voter=person).count(),
        reports=Report.objects.filter(review__author=person).count(),
        bans=list(person.bans.order_by("-proposed_at", "-pk")[:MOST_LISTED]),
    )
