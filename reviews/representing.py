"""Who speaks for a company: asking, proving that one holds its domain, and what the operator decides."""

from __future__ import annotations

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.models import Creator, Provider
from reviews import banning
from reviews.models import Letter, Representative
from reviews.models.representatives import RepresentativeQuerySet, new_token
from reviews.recording import NotNow

SALT = "reviews.representing"
LINK_SECONDS = 24 * 3600
LONGEST_KEY = 9
State, Method = Representative.State, Representative.Method


class AskedAlready(Exception):
    """A person asks once for a company."""


@transaction.atomic
def ask(representative: Representative) -> Representative:
    """Puts a request, not saved yet, before the operator, or its link in the post. Raises AskedAlready."""
    # Whoever asks twice at once waits for themselves here.
    person = User.objects.select_for_update().get(pk=representative.person_id or 0)
    banning.refuse_banned(person)
    same = Representative.objects.standing().filter(
        person=person, creator=representative.creator, provider=representative.provider
    )
    if same.exists():
        raise AskedAlready
    representative.save()
    if representative.method == Method.MAIL:
        Letter.objects.create(kind=Letter.Kind.LINK, representative=representative)
    return representative


@transaction.atomic
def send_again(pk: int, person: User) -> None:
    """Another link to the domain; those sent before are void. Raises Representative.DoesNotExist and NotNow."""
    representative = _locked(person.representations.all(), pk)
    if not representative.awaits_link:
        raise NotNow("There is no link to wait for.")
    representative.token = new_token()
    representative.save(update_fields=["token"])
    Letter.objects.create(kind=Letter.Kind.LINK, representative=representative)


def sign(representative: Representative) -> str:
    """What the link holds: void after a day, after it was used, and once another was sent."""
    return signing.dumps([representative.pk, representative.token], salt=SALT)


def read(link: str, person: User) -> Representative | None:
    """The request that a link proves, if it is this person's and the link holds."""
    try:
        pk, token = signing.loads(link, salt=SALT, max_age=LINK_SECONDS)
    except signing.BadSignature:
        return None
    asked = Representative.objects.of_companies().filter(pk=pk, token=token, person=person).first()
    return asked if asked and asked.awaits_link else None


@transaction.atomic
def prove(link: str, person: User) -> Representative | None:
    """Takes a link for what it proves, once; None where it does not hold."""
    found = read(link, person)
    if found is None:
        return None
    asked = Representative.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if not asked.awaits_link or asked.token != found.token:
        return None
    asked.controlled_at, asked.token = timezone.now(), new_token()
    asked.save(update_fields=["controlled_at", "token"])
    return found


@transaction.atomic
def confirm(pk: int, by: User) -> None:
    """The operator has seen that the domain is the company's, and where it was to be proven by DNS, the record."""
    asked = _locked(Representative.objects.all(), pk)
    _refuse_own(asked, by)
    if asked.state != State.ASKED or asked.awaits_link:
        raise NotNow("It is not for you to decide yet, or no longer.")
    asked.controlled_at = asked.controlled_at or timezone.now()
    _decide(asked, State.CONFIRMED, by, Letter.Kind.SPEAKS)


@transaction.atomic
def refuse(pk: int, by: User, note: str) -> None:
    """Raises NotNow."""
    asked = _locked(Representative.objects.all(), pk)
    _refuse_own(asked, by)
    if asked.state != State.ASKED:
        raise NotNow(f"Somebody was quicker: {asked.get_state_display().lower()}.")
    _decide(asked, State.REFUSED, by, Letter.Kind.SPEAKS_NOT, note)


@transaction.atomic
def end(pk: int, by: User, note: str = "") -> None:
    """Ends it, as the operator or the person themselves wishes; replies stay, and are the company's. Raises NotNow."""
    standing = _locked(Representative.objects.all(), pk)
    if standing.state not in (State.ASKED, State.CONFIRMED):
        raise NotNow("It has ended already.")
    is_own = standing.person_id == by.pk
    _decide(standing, State.ENDED, by, None if is_own else Letter.Kind.SPEAKS_NO_MORE, note)


def end_all(person: User) -> None:
    """As an account goes: that somebody spoke for the company stays, and no longer says who."""
    for one in person.representations.standing():
        end(one.pk, person)
    person.representations.update(person=None, mailbox="", token="", note="")


def known_company(key: str) -> Creator | Provider | None:
    """The company that a form names as "creator:12"; None for anything else."""
    kind, _, number = key.partition(":")
    if not (number.isascii() and number.isdigit()) or len(number) > LONGEST_KEY:
        return None
    if kind == "creator":
        return Creator.objects.filter(pk=int(number)).first()
    return Provider.objects.filter(pk=int(number)).first() if kind == "provider" else None


def _locked(found: RepresentativeQuerySet, pk: int) -> Representative:
    return found.select_for_update(of=("self",)).get(pk=pk)


def _decide(
    one: Representative, state: Representative.State, by: User, letter: Letter.Kind | None, note: str = ""
) -> None:
    one.state, one.decided_by, one.decided_at, one.note = state, by, timezone.now(), note
    one.save(update_fields=["state", "decided_by", "decided_at", "note", "controlled_at"])
    if letter:
        Letter.objects.create(kind=letter, representative=one)


def _refuse_own(asked: Representative, by: User) -> None:
    if asked.person_id == by.pk:
        raise NotNow("It is your own: somebody else decides.")
