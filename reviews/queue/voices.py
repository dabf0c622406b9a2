"""What is to be seen of a reply, and of a person who asks to speak for a company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.urls import reverse

from catalog import wording
from reviews.models import ReplyVersion, Representative, Review, Revision
from reviews.models.reviews import REPLY as OF_REPLY
from reviews.models.reviews import Employer
from reviews.queue.cases import MOST_LISTED
from reviews.queue.entries import REPLY, VOICE, Entry
from reviews.queue.matters import Matter


@dataclass(frozen=True)
class ReplyCase(Matter):
    """One version of a reply, beside the one that readers see and the review that it is to."""

    version: ReplyVersion
    review: Review
    now: datetime

    template = "admin/reviews/queue/reply.html"

    @property
    def title(self) -> str:
        return f"{self.version.reply} to a review of {self.review.ai_model}"

    @property
    def headline(self) -> str:
        return str(self.version.reply)

    @property
    def page(self) -> str:
        return reverse("review_queue_reply", args=[self.version.pk])

    @property
    def concerned(self) -> set[int | None]:
        return {self.review.author_id, self.version.author_id, self.version.reply.representative.person_id} - {None}

    @property
    def state(self) -> str:
        return self.version.get_state_display().lower()

    @property
    def entry(self) -> Entry:
        return Entry(self.version.submitted_at, REPLY, self.version.pk)

    @property
    def waited(self) -> str:
        return wording.span(self.now - self.version.submitted_at)

    @property
    def is_waiting(self) -> bool:
        return self.version.state == ReplyVersion.State.WAITING

    @property
    def is_shown(self) -> bool:
        return self.version.reply.shown_id == self.version.pk

    @property
    def former(self) -> ReplyVersion | None:
        """What readers see now, where that is not what is to be decided on."""
        return None if self.is_shown else self.version.reply.shown

    @property
    def revision(self) -> Revision | None:
        return self.review.shown


@dataclass(frozen=True)
class VoiceCase(Matter):
    """A request to speak for a company, with what the catalog knows of it."""

    asked: Representative
    others: Sequence[Representative]
    undisclosed: Sequence[Review]
    """What the person has published on the creator's models without saying that they work for it."""
    now: datetime

    template = "admin/reviews/queue/voice.html"

    @property
    def title(self) -> str:
        return f"Speaking for {self.asked.company}"

    @property
    def headline(self) -> str:
        return str(self.asked)

    @property
    def page(self) -> str:
        return reverse("review_queue_voice", args=[self.asked.pk])

    @property
    def concerned(self) -> set[int | None]:
        return {self.asked.person_id} - {None}

    @property
    def state(self) -> str:
        return self.asked.get_state_display().lower()

    @property
    def entry(self) -> Entry:
        return Entry(self.asked.controlled_at or self.asked.asked_at, VOICE, self.asked.pk)

    @property
    def waited(self) -> str:
        return wording.span(self.now - self.entry.since)

    @property
    def known_host(self) -> str:
        """The host of the website that the catalog knows, without www; "" where it knows none."""
        return (urlsplit(self.asked.company.website).hostname or "").removeprefix("www.")

    @property
    def on_the_website(self) -> str:
        """How the domain stands to that website, in words."""
        host, domain = self.known_host, self.asked.domain
        if not host:
            return "The catalog knows no website of it: look for yourself."
        if host == domain or host.endswith(f".{domain}") or domain.endswith(f".{host}"):
            return f"It is that of its website in the catalog, {host}."
        return f"Its website in the catalog is another: {host}."


def of_reply(version_id: int, now: datetime) -> ReplyCase:
    """Raises ReplyVersion.DoesNotExist."""
    seen = ("reply__representative__creator", "reply__representative__provider", "reply__shown", "author")
    version = ReplyVersion.objects.select_related(*seen).get(pk=version_id)
    reviews = Review.objects.on_its_model().select_related("shown", "author", *OF_REPLY)
    return ReplyCase(version, reviews.get(pk=version.reply.review_id), now)


def of_voice(pk: int, now: datetime) -> VoiceCase:
    """Raises Representative.DoesNotExist."""
    found = Representative.objects.of_companies().select_related("person", "decided_by")
    asked = found.get(pk=pk)
    same = found.filter(creator=asked.creator, provider=asked.provider).exclude(pk=pk)
    own = Review.objects.published().filter(author=asked.person_id, ai_model__creator=asked.creator_id)
    undisclosed = own.exclude(shown__employer=Employer.CREATOR).on_its_model()
    return VoiceCase(
        asked,
        others=list(same.order_by("-pk")[:MOST_LISTED]),
        undisclosed=list(undisclosed[:MOST_LISTED]) if asked.creator_id and asked.person_id else [],
        now=now,
    )
