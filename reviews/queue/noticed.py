"""What is worth a second look in a review, each in words. A remark is no verdict, and the stars make none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from catalog import diffs, wording
from reviews import english
from reviews.models import Review, Revision
from reviews.queue.company import REGULAR, Company
from reviews.queue.likeness import Alike

NEW_ACCOUNT = timedelta(days=7)
NEWLY_LISTED = timedelta(days=3)
TRIVIAL = 0.97
"""Words that are so close to those decided on before are the same words."""
MOST_HOSTS = 5
SAME_DEVICES = 3
"""From so many newcomers on the same kind of device on it is worth a word: millions share each."""
_ADDRESS = re.compile(r"""(?:https?://|www\.)[^\s<>()\[\]"'`]+""", re.IGNORECASE)


def remarks(revision: Revision, similar: list[Alike] | None, decided: Revision | None, company: Company) -> list[str]:
    """Each as a sentence. `decided` are the words of the same review that were decided on before these."""
    return [
        *_on_account(revision.review, revision),
        *_on_company(company),
        *_on_likeness(similar),
        *_on_links(revision),
        *_on_language(revision),
        *_on_listing(revision.review, revision),
        *_on_edit(revision, decided),
    ]


def _on_account(review: Review, revision: Revision) -> Iterator[str]:
    if review.author is None:
        yield "The author's account is gone."
    elif (age := revision.submitted_at - review.author.date_joined) < NEW_ACCOUNT:
        yield f"New account: {wording.span(age)} old when this was sent in."


def _on_company(company: Company) -> Iterator[str]:
    if company.same_network:
        others = wording.quantity(company.same_network, "other account")
        yield f"{others} reviewed this model from the same network within a day."
    if company.same_device >= SAME_DEVICES:
        yield f"{company.same_device} other newcomers reviewed it from the same kind of device within six hours."
    if company.mutual:
        accounts = wording.quantity(company.mutual, "account")
        yield f"The author and {accounts} find the reviews of each other helpful."
    if company.regulars:
        accounts = wording.quantity(company.regulars, "account")
        yield f"{accounts} voted for {REGULAR} or more reviews by this author, and for few by others."


def _on_likeness(similar: list[Alike] | None) -> Iterator[str]:
    if similar is None:
        yield "Whether the text is like another's could not be found out in time."
        return
    for one in similar:
        yield f"{one.per_cent}% like the text of another review, shown below."


def _on_links(revision: Revision) -> Iterator[str]:
    said = "\n".join([revision.title, revision.text, *revision.pros, *revision.cons])
    addresses = [found.rstrip(".,;:!?") for found in _ADDRESS.findall(said)]
    if not addresses:
        return
    hosts = list(dict.fromkeys(_host(address) for address in addresses))
    more = [f"{len(hosts) - MOST_HOSTS} more"] if len(hosts) > MOST_HOSTS else []
    yield f"{wording.quantity(len(addresses), 'link')}: {wording.listing([*hosts[:MOST_HOSTS], *more])}."


def _host(address: str) -> str:
    whole = address if "://" in address else f"//{address}"
    try:
        return (urlsplit(whole).hostname or address)[:80]
    except ValueError:
        return address[:80]


def _on_language(revision: Revision) -> Iterator[str]:
    if english.looks_english(f"{revision.title}\n{revision.text}") is False:
        yield "Does not look like English."


def _on_listing(review: Review, revision: Revision) -> Iterator[str]:
    listed = review.ai_model.listed_on
    if listed is None:
        return
    age = revision.submitted_at.date() - listed
    if age < timedelta(0):
        yield f"Sent in before the model was listed, on {wording.day(listed)}."
    elif age < NEWLY_LISTED:
        after = f"{wording.quantity(age.days, 'day')} after" if age else "on"
        yield f"Sent in {after} the day on which the model was listed, {wording.day(listed)}."


def _on_edit(revision: Revision, decided: Revision | None) -> Iterator[str]:
    if decided is None or _rest(decided) != _rest(revision):
        return
    if diffs.closeness(_prose(decided), _prose(revision)) >= TRIVIAL:
        yield f"Almost the same words as number {decided.number}: {decided.get_state_display().lower()}."


def _prose(revision: Revision) -> str:
    return "\n".join([revision.title, revision.text, *revision.pros, *revision.cons])


def _rest(revision: Revision) -> tuple[object, ...]:
    """What is not prose and changes a review all the same: a disclosure added is no trivial edit."""
    return (revision.stars, revision.is_paid, revision.employer, revision.got_credits)
