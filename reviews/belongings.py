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
from reviews import appealing, banning, enforcing, ratings, replying, representing, traces, voting, writing
from reviews.models import (
    Appeal,
    Ban,
    Evidence,
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

UNKNOWN_TO_THEM = (Ban.State.PROPOSED, Ban.State.DECLINED, Ban.State.LAPSED)
"""Bans that never began: what moderators ask each other is theirs until they agree."""
SEEN_ONCE = (Review.State.PUBLISHED, Review.State.HIDDEN, Review.State.HELD)


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
    known = ("revisions__provider", "revisions__arrival", "proofs", "evidence", "actions")
    reviews = reviews_of(user).prefetch_related(*known)
    reports = user.reports.select_related("review__ai_model__creator")
    return {
        "account": Holdings(user).as_data(),
        "reviews": [_review(review) for review in reviews],
        "votes": [
            {
                "on": _which(vote.review),
                "helpful": vote.is_helpful,
                "counts": vote.counts,
                "set_aside": vote.is_set_aside,
                "at": moment(vote.created_at),
            }
            for vote in votes_of(user)
        ],
        "reports": [_report(report) for report in reports],
        "appeals": [_appeal(one) for one in user.appeals.select_related("action__ai_model__creator")],
        "bans": [_ban(one) for one in user.bans.exclude(state__in=UNKNOWN_TO_THEM)],
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
        "pictures_for_moderators": [_evidence(evidence) for evidence in review.evidence.all()],
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


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "state": evidence.get_state_display(),
        "sent_in_at": moment(evidence.sent_at),
        "erased_at": moment(evidence.decided_at),
        "note": evidence.note,
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
        "fingerprints_of_network_and_device_kept_until": moment(traces.kept_until(revision)),
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


def _appeal(appeal: Appeal) -> dict[str, Any]:
    action = appeal.action
    return {
        "against": action.get_kind_display() if action else "Ban",
        "model": action.ai_model.catalog_id if action else None,
        "text": appeal.text,
        "at": moment(appeal.made_at),
        "state": appeal.get_state_display(),
        "decided_at": moment(appeal.decided_at),
        "note": appeal.note,
    }


def _ban(ban: Ban) -> dict[str, Any]:
    return {
        "state": ban.get_state_display(),
        "why": ban.get_reason_display(),
        "note": ban.note,
        "since": moment(ban.decided_at),
        "lifted_at": moment(ban.lifted_at),
        "lifted_because": ban.lifted_because,
        "fingerprints_of_addresses": len(ban.digests),
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

    A ban in force stays so for the address, and has hidden what it hides before anything goes without a name.
    With `keep_reviews`, what readers saw stays and names nobody; so does the stub of what was erased, in any case.
    Raises StillAnEditor.
    """
    voting.take_back_all(user)
    replying.take_out_all(user, keep=keep_reviews)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.is_staff:
            raise StillAnEditor
        # While the person is locked no other ban can begin.
        enforcing.carry_out_all(user)
        banning.leave_behind(user)
        # By model, which is what each of them locks first: so two who leave at once never wait for each other.
        for review in user.reviews.order_by("ai_model_id"):
            # One that they delete meanwhile, in another window, is gone as well.
            with suppress(Review.DoesNotExist):
                was_seen = review.state in SEEN_ONCE and review.published_at is not None
                if review.is_erased or (keep_reviews and was_seen):
                    _anonymise(review)
                else:
                    writing.withdraw(review.pk, user)
        appealing.give_up_all(user)
        representing.end_all(user)
        for session in Holdings(user).sign_ins:
            session.end()
        _erase(user)


def _anonymise(review: Review) -> None:
    """Leaves the words that readers saw without a name, those still waiting unread, and no picture at all."""
    with ratings.recounted(review.pk) as locked:
        locked.revisions.filter(state=Revision.State.WAITING).update(
            state=Revision.State.REPLACED, decided_at=timezone.now()
        )
        Evidence.objects.filter(review=locked).settle(Evidence.State.TAKEN_BACK)
        appealing.give_up(locked, erase=True)
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
