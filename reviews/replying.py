"""What a company replies to a review, and what moderators decide on it. A reply counts in no figure.

Each step takes the review through `ratings.recounted`: it changes no figure and renews the pages that show the reply.
"""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reviews import banning, markdown, ratings
from reviews.models import Ban, Letter, ModerationAction, Reply, ReplyVersion, Representative, Review
from reviews.recording import NotNow, record_on

Kind = ModerationAction.Kind
State = ReplyVersion.State


class MayNot(Exception):
    """Somebody has no reply to give here; its text says why, for them to read."""


def voice_on(review: Review, person: User) -> Representative | None:
    """As whom a person may reply to a review: for the creator of its model first, then for the provider it names."""
    confirmed = person.representations.confirmed().of_companies()
    speaks = {one.company: one for one in confirmed}
    return speaks.get(review.ai_model.creator) or (speaks.get(review.provider) if review.provider else None)


@transaction.atomic
def submit(review_id: int, person: User, text: str) -> ReplyVersion:
    """Sends in a reply, or other words for the one there is; what is shown stays until these are approved.

    Raises MayNot, banning.Banned, and Review.DoesNotExist unless the review is published.
    """
    banning.refuse_banned(person)
    with ratings.recounted(review_id) as review:
        voice = _voice(review, person)
        reply, _ = Reply.objects.get_or_create(review=review, defaults={"representative": voice})
        if reply.representative.company != voice.company:
            raise MayNot(f"{reply.representative.company} has replied already: a review has one reply.")
        now = timezone.now()
        reply.versions.filter(state=State.WAITING).update(state=State.REPLACED, decided_at=now)
        reply.representative = voice
        reply.save()
        last = reply.versions.order_by("-number").values_list("number", flat=True).first()
        version = reply.versions.create(
            number=(last or 0) + 1, author=person, text=text, html=markdown.render(text), submitted_at=now
        )
    record_on(review, Kind.REPLY_SENT, actor=person, submitted_at=now)
    return version


@transaction.atomic
def withdraw(review_id: int, person: User) -> None:
    """Deletes the reply of one's company, every version of it. Raises MayNot and Review.DoesNotExist."""
    with ratings.recounted(review_id) as review:
        reply = Reply.objects.filter(review=review).first()
        confirmed = person.representations.confirmed().of_companies()
        if reply is None or reply.representative.company not in [one.company for one in confirmed]:
            raise MayNot("There is no reply of yours.")
        submitted_at = reply.newest.submitted_at
        reply.delete()
    record_on(review, Kind.REPLY_WITHDRAWN, actor=person, submitted_at=submitted_at)


@transaction.atomic
def approve(version_id: int, by: User) -> None:
    """Shows a reply to readers; the company and the author of the review are told. Raises NotNow."""
    version, step = _decided(version_id, by, State.APPROVED, Kind.REPLY_APPROVED)
    is_first = version.reply.shown_id is None
    version.reply.shown, version.reply.set_aside_by = version, None
    version.reply.save(update_fields=["shown", "set_aside_by"])
    Letter.objects.create(kind=Letter.Kind.REPLY_SHOWN, action=step)
    if is_first:
        Letter.objects.create(kind=Letter.Kind.ANSWERED, action=step)


@transaction.atomic
def refuse(version_id: int, by: User, reason: str, note: str = "") -> None:
    """Turns a reply down for breaking a rule; one shown before stays. Raises NotNow."""
    _, step = _decided(version_id, by, State.REFUSED, Kind.REPLY_REFUSED, reason=reason, note=note)
    Letter.objects.create(kind=Letter.Kind.REPLY_REFUSED, action=step)


@transaction.atomic
def hide(version_id: int, by: User, reason: str, note: str = "") -> None:
    """Takes a reply from readers. Raises NotNow."""
    version, step = _decided(version_id, by, State.HIDDEN, Kind.REPLY_HIDDEN, reason=reason, note=note)
    Reply.objects.filter(pk=version.reply_id, shown=version).update(shown=None)
    Letter.objects.create(kind=Letter.Kind.REPLY_HIDDEN, action=step)


def set_aside(reply_id: int, ban: Ban) -> None:
    """Takes a reply from readers while a ban holds, if whoever is banned wrote the words shown.

    Call within the transaction that locks the ban. Raises Reply.DoesNotExist and Review.DoesNotExist.
    """
    with ratings.recounted(Reply.objects.values_list("review", flat=True).get(pk=reply_id)):
        by_them = Reply.objects.filter(pk=reply_id, set_aside_by=None, shown__author=ban.person_id)
        by_them.update(set_aside_by=ban)


def put_back(reply_id: int, ban: Ban) -> None:
    """Shows a reply again that this ban took from readers. As `set_aside`."""
    with ratings.recounted(Reply.objects.values_list("review", flat=True).get(pk=reply_id)):
        Reply.objects.filter(pk=reply_id, set_aside_by=ban).update(set_aside_by=None)


def take_out_all(person: User, *, keep: bool) -> None:
    """Takes a person out of the replies that they wrote, one by one, as their account goes.

    What a company published stays if it is to be kept, or if somebody else wrote at it as well.
    """
    for reply in Reply.objects.filter(versions__author=person).distinct().order_by("pk"):
        # One whose review is deleted meanwhile is gone as well.
        with suppress(Review.DoesNotExist), transaction.atomic(), ratings.recounted(reply.review_id):
            _take_out(reply, person, keep=keep)


def _take_out(reply: Reply, person: User, *, keep: bool) -> None:
    by_others = reply.versions.exclude(author=person).exists()
    if not by_others and not (keep and reply.shown_id):
        reply.delete()
        return
    waiting = reply.versions.filter(author=person, state=State.WAITING)
    waiting.update(state=State.REPLACED, decided_at=timezone.now())
    reply.versions.filter(author=person).update(author=None)


def _voice(review: Review, person: User) -> Representative:
    if review.state != Review.State.PUBLISHED:
        raise Review.DoesNotExist
    if review.author_id == person.pk:
        raise MayNot("It is your own review: change it instead.")
    voice = voice_on(review, person)
    if voice is None:
        raise MayNot("You speak neither for the creator of the model nor for the provider that the review names.")
    return voice


def _decided(
    version_id: int, by: User, state: State, kind: Kind, *, reason: str = "", note: str = ""
) -> tuple[ReplyVersion, ModerationAction]:
    """Brings a version into a state that can follow the one it is in, on record. Raises NotNow."""
    found = ReplyVersion.objects.select_related("reply").get(pk=version_id)
    with ratings.recounted(found.reply.review_id) as review:
        version = ReplyVersion.objects.select_related("reply__representative").get(pk=version_id)
        if by.pk in (review.author_id, version.author_id, version.reply.representative.person_id):
            raise NotNow("You have a part in it: another moderator decides.")
        if state == State.APPROVED and version.author and banning.ban_of(version.author):
            raise NotNow("Whoever wrote it is banned: it waits until the ban is lifted.")
        if version.state != (State.APPROVED if state == State.HIDDEN else State.WAITING):
            raise NotNow(f"It is {version.get_state_display().lower()} by now.")
        version.state, version.decided_at = state, timezone.now()
        version.save(update_fields=["state", "decided_at"])
    step = record_on(review, kind, actor=by, reason=reason, note=note, submitted_at=version.submitted_at)
    return version, step
