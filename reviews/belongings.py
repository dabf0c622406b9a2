"""What a person wrote, voted and reported here: to show them, to hand over, and to take out when they leave."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import ProtectedError, QuerySet, RestrictedError
from django.utils import timezone

from accounts.holdings import Holdings, moment
from accounts.models import User
from reviews import ratings, replying, representing, voting, writing
from reviews.models import (
    ModerationAction,
    Notice,
    Proof,
    ReplyVersion,
    Report,
    Representative,
    Review,
    Revision,
    Vote,
)
from reviews.models.reviews import MARKS

SEEN_ONCE = (Review.State.PUBLISHED, Review.State.HIDDEN)


class StillAnEditor(Exception):
    """Claims and editions name who made them: an editor's account goes once somebody else has taken the desk over."""


def reviews_of(user: User) -> QuerySet[Review]:
    """Theirs, the newest first, with what a list says of each."""
    return user.reviews.select_related("ai_model__creator", "shown").order_by("-created_at", "-pk")


def votes_of(user: User) -> QuerySet[Vote]:
    return user.votes.select_related("review__ai_model__creator", "review__author").order_by("-created_at", "-pk")


# --- to take along ---


def everything_of(user: User) -> dict[str, Any]:
    """All that is kept of a person, as JSON takes it. Where others had a part in it, they are not named."""
    reviews = reviews_of(user).prefetch_related("revisions__provider", "proofs", "actions")
    reports = user.reports.select_related("review__ai_model__creator")
    return {
        "account": Holdings(user).as_data(),
        "reviews": [_review(review) for review in reviews],
        "votes": [
            {"on": _which(vote.review), "helpful": vote.is_helpful, "at": moment(vote.created_at)}
            for vote in votes_of(user)
        ],
        "reports": [_report(report) for report in reports],
        "representing": [_representation(one) for one in user.representations.of_companies()],
        "replies": [_reply(version) for version in replies_by(user)],
        "notices": [_notice(notice) for notice in notices_from(user)],
        "fingerprints_of_proofs": [
            {"of": seal.get_kind_display(), "used_at": moment(seal.used_at)} for seal in user.seals.all()
        ],
    }


def _review(review: Review) -> dict[str, Any]:
    return {
        "model": review.ai_model.catalog_id,
        "state": review.get_state_display(),
        "begun_at": moment(review.created_at),
        "published_at": moment(review.published_at),
        "votes": {"helpful": review.helpful_yes, "not_helpful": review.helpful_no},
        "proofs": [_proof(proof) for proof in review.proofs.all()],
        "revisions": [_revision(revision) for revision in review.revisions.all()],
        "decisions": [_decision(action) for action in review.actions.all()],
    }


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "kind": proof.get_kind_display(),
        "at": moment(proof.proven_at),
        "month_of_the_call": f"{proof.month:%Y-%m}" if proof.month else None,
        "tokens_of_the_call": proof.get_tokens_display() or None,
        "cost_of_the_call": proof.get_cost_display() or None,
    }


def _revision(revision: Revision) -> dict[str, Any]:
    marks = {name: getattr(revision, name) for name in MARKS}
    return {
        "number": revision.number,
        "state": revision.get_state_display(),
        "sent_in_at": moment(revision.submitted_at),
        "decided_at": moment(revision.decided_at),
        "stars": revision.stars,
        **marks,
        "title": revision.title,
        "text": revision.text,
        "pros": revision.pros,
        "cons": revision.cons,
        "used_for": revision.get_use_case_display(),
        "used_through": revision.provider.name if revision.provider else None,
        "used_since": revision.used_since.isoformat() if revision.used_since else None,
        "how_much": revision.get_extent_display(),
        "was_paid": revision.is_paid,
        "works_for": revision.get_employer_display(),
        "got_credits": revision.got_credits,
        "rules_consented_to": revision.rules_version,
    }


def _decision(action: ModerationAction) -> dict[str, Any]:
    return {
        "what": action.get_kind_display(),
        "why": action.get_reason_display() if action.reason else None,
        "note": action.note,
        "at": moment(action.created_at),
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "on": _which(report.review),
        "why": report.get_reason_display(),
        "note": report.note,
        "state": report.get_state_display(),
        "at": moment(report.created_at),
    }


def notices_from(user: User) -> QuerySet[Notice]:
    """The notices of unlawful content that give an address for the answer which the person has confirmed here."""
    confirmed = [one.email for one in Holdings(user).addresses if one.verified]
    return Notice.objects.filter(email__in=confirmed).select_related("review__ai_model__creator").order_by("-pk")


def replies_by(user: User) -> QuerySet[ReplyVersion]:
    return user.reply_versions.select_related(
        "reply__review__ai_model__creator", "reply__representative__creator", "reply__representative__provider"
    ).order_by("-pk")


def _representation(one: Representative) -> dict[str, Any]:
    return {
        "company": str(one.company),
        "domain": one.domain,
        "by": one.get_method_display(),
        "address": one.mailbox,
        "state": one.get_state_display(),
        "asked_at": moment(one.asked_at),
        "domain_proven_at": moment(one.controlled_at),
        "decided_at": moment(one.decided_at),
        "why": one.note,
    }


def _reply(version: ReplyVersion) -> dict[str, Any]:
    return {
        "on": _which(version.reply.review),
        "for": str(version.reply.representative.company),
        "number": version.number,
        "state": version.get_state_display(),
        "sent_in_at": moment(version.submitted_at),
        "decided_at": moment(version.decided_at),
        "text": version.text,
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "number": notice.pk,
        "on": _which(notice.review) if notice.review else None,
        "name": notice.name,
        "email": notice.email,
        "unlawful_as": notice.get_ground_display(),
        "law": notice.law,
        "sentences": notice.sentences,
        "why": notice.why,
        "at": moment(notice.created_at),
        "decision": notice.get_decision_display() or None,
        "answer": notice.answer,
        "decided_at": moment(notice.decided_at),
    }


def _which(review: Review) -> dict[str, Any]:
    return {"review": review.pk, "model": review.ai_model.catalog_id}


# --- to take out ---


def leave(user: User, *, keep_reviews: bool) -> None:
    """Takes a person out. Their votes and replies go first, one by one; then, in one transaction, all else they wrote
    and the account.

    With `keep_reviews`, what readers saw stays and names nobody; so does the stub of what was erased, in any case.
    Raises StillAnEditor.
    """
    voting.take_back_all(user)
    replying.take_out_all(user, keep=keep_reviews)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.is_staff:
            raise StillAnEditor
        # By model, which is what each of them locks first: so two who leave at once never wait for each other.
        for review in user.reviews.order_by("ai_model_id"):
            # One that they delete meanwhile, in another window, is gone as well.
            with suppress(Review.DoesNotExist):
                if review.is_erased or (keep_reviews and review.state in SEEN_ONCE):
                    _anonymise(review)
                else:
                    writing.withdraw(review.pk, user)
        representing.end_all(user)
        for session in Holdings(user).sign_ins:
            session.end()
        _erase(user)


def _anonymise(review: Review) -> None:
    """Leaves the words that readers saw without a name, and those still waiting unread."""
    with ratings.recounted(review.pk) as locked:
        locked.revisions.filter(state=Revision.State.WAITING).update(
            state=Revision.State.REPLACED, decided_at=timezone.now()
        )
        locked.author = None


def _erase(user: User) -> None:
    """Deletes the account, or, where a former editor's work hangs on it, empties it."""
    try:
        with transaction.atomic():
            if not LogEntry.objects.filter(user=user).exists():
                user.delete()
                return
    except (ProtectedError, RestrictedError):
        pass
    user.empty()
