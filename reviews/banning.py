"""Who may not take part: proposed by one moderator, confirmed by another, lifted again. Each step is one transaction.

What a ban does to reviews and votes follows in reviews.enforcing, one locked step after the other.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from reviews.models import Appeal, Ban
from reviews.recording import OWN, NotNow
from reviews.verification.sealing import digest

ADDRESS = "address"
"""Sets fingerprints of addresses apart from those of proofs."""


class Banned(PermissionDenied):
    """What somebody who is banned may not do. Where nothing better is said, the page is that of all that is closed."""


def ban_of(person: User) -> Ban | None:
    """The ban in force that holds for somebody: their own, or that of an account which had the same address."""
    # The address of whoever can sign in is confirmed.
    theirs = Q(person=person) | Q(digests__contains=[digest(ADDRESS, person.email)])
    return Ban.objects.in_force().filter(theirs).order_by("pk").first()


def refuse_banned(person: User) -> None:
    """Raises Banned. Call within the transaction that writes, before anything else is locked.

    Locks the person, so that a ban confirmed meanwhile begins when this is written, and finds it.
    """
    User.objects.select_for_update(no_key=True).filter(pk=person.pk).first()
    if ban_of(person):
        raise Banned


@transaction.atomic
def propose(person: User, by: User, reason: str, note: str) -> Ban:
    """Asks a second moderator to ban somebody. Raises NotNow."""
    _refuse_unbannable(person, by)
    if ban_of(person):
        raise NotNow("This person is banned already.")
    now = timezone.now()
    try:
        with transaction.atomic():
            return Ban.objects.create(
                person=person, reason=reason, note=note, proposed_by=by, proposed_at=now, settled_at=now, told_at=now
            )
    except IntegrityError as error:
        raise NotNow("Somebody was quicker: a ban of this person is proposed or in force.") from error


@transaction.atomic
def confirm(ban_id: int, by: User) -> Ban:
    """Puts a proposed ban in force. Raises NotNow."""
    ban = _proposed(ban_id, by)
    assert ban.person is not None  # noqa: S101  # a proposal lapses with the account
    _refuse_unbannable(ban.person, by)
    if Ban.objects.unsettled().filter(person=ban.person).exists():
        raise NotNow("An earlier ban of this person is being lifted at this moment: try again in some minutes.")
    ban.state, ban.digests = Ban.State.IN_FORCE, _digests_of(ban.person)
    ban.settled_at = ban.told_at = None
    return _decided(ban, by)


@transaction.atomic
def decline(ban_id: int, by: User) -> Ban:
    """Turns a proposal down; the person never hears of it. Raises NotNow."""
    ban = _proposed(ban_id, by)
    ban.state = Ban.State.DECLINED
    return _decided(ban, by)


@transaction.atomic
def lift(ban_id: int, by: User, note: str, *, on_appeal: bool = False) -> Ban:
    """Ends a ban; the fingerprints go. Raises NotNow, also where that is for whoever decides on the appeal."""
    ban = _locked(ban_id)
    if ban.person_id == by.pk:
        raise NotNow(OWN)
    if not ban.is_in_force:
        raise NotNow(f"Somebody was quicker: it is {ban.get_state_display().lower()}.")
    if not on_appeal and Appeal.objects.filter(ban=ban, state=Appeal.State.OPEN).exists():
        raise NotNow("The person appealed: the ban is lifted by a decision on the appeal.")
    ban.state, ban.digests = Ban.State.LIFTED, []
    ban.lifted_by, ban.lifted_at, ban.lifted_because = by, timezone.now(), note
    ban.settled_at, ban.told_at, ban.untold_because = None, None, ""
    ban.save()
    return ban


def tell_anew(ban_id: int) -> None:
    """Has the person hear how things stand once more, after an appeal."""
    Ban.objects.filter(pk=ban_id).update(told_at=None, untold_because="")


def leave_behind(person: User) -> None:
    """What stays of somebody's bans as their account goes: a proposal lapses; one in force holds for the address."""
    Ban.objects.proposed().filter(person=person).update(state=Ban.State.LAPSED)
    for ban in Ban.objects.in_force().filter(person=person).select_for_update(of=("self",)):
        ban.digests = sorted({*ban.digests, *_digests_of(person)})
        ban.save(update_fields=["digests"])


def why_not(person: User) -> str:
    """Why nobody can ban somebody, for a moderator to read; "" where it can be done."""
    if person.is_superuser:
        return "This account has every right: it cannot be banned by moderators."
    if person.is_staff:
        return "Editors and moderators cannot be banned: whoever has every right takes the desk from them first."
    return ""


def _refuse_unbannable(person: User, by: User) -> None:
    if person.pk == by.pk:
        raise NotNow("Nobody bans themselves.")
    if reason := why_not(person):
        raise NotNow(reason)


def _proposed(ban_id: int, by: User) -> Ban:
    """A proposal for another moderator to decide on, locked. Raises NotNow."""
    ban = _locked(ban_id)
    if ban.state != Ban.State.PROPOSED:
        raise NotNow(f"Somebody was quicker: it is {ban.get_state_display().lower()}.")
    if ban.proposed_by_id == by.pk:
        raise NotNow("You proposed it: it takes another moderator.")
    if ban.person_id == by.pk:
        raise NotNow(OWN)
    return ban


def _locked(ban_id: int) -> Ban:
    """The person first, as whoever writes something locks them, then the ban."""
    User.objects.select_for_update(no_key=True).filter(bans=ban_id).first()
    return Ban.objects.select_related("person").select_for_update(of=("self",)).get(pk=ban_id)


def _decided(ban: Ban, by: User) -> Ban:
    ban.decided_by, ban.decided_at = by, timezone.now()
    ban.save()
    return ban


def _digests_of(person: User) -> list[str]:
    """Fingerprints of every address that the person confirmed."""
    confirmed = person.emailaddress_set.filter(verified=True)  # type: ignore[attr-defined]  # allauth has no types
    addresses = {person.email, *confirmed.values_list("email", flat=True)}
    return sorted(digest(ADDRESS, User.objects.normalize_email(one)) for one in addresses)
