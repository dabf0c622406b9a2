"""What a review said before: the words that readers saw once, and what each edit changed of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from reviews.models import Review, Revision
from reviews.models.reviews import MARKS

MOST_EDITS = 10
"""The last so many are shown; who edits more often than that says nothing by it."""

WHOLE = {
    "text": "the text",
    "pros": "pros",
    "cons": "cons",
    "is_paid": "payment",
    "employer": "employer",
    "got_credits": "credits",
}
"""What is too long to be told in a line, or is seen in the words before."""


@dataclass(frozen=True)
class Edit:
    """One change: what was shown until then, and in words what became of it."""

    before: Revision
    at: datetime | None
    changes: list[str]


def edits_of(review: Review) -> list[Edit]:
    """The last edits that readers saw, the newest first; one query."""
    shown = review.revisions.filter(state=Revision.State.APPROVED).select_related("provider")
    newest = list(shown.order_by("-number")[: MOST_EDITS + 1])
    return [Edit(before, after.decided_at, changes_between(before, after)) for after, before in pairwise(newest)]


def changes_between(before: Revision, after: Revision) -> list[str]:
    """ "stars from 5 to 3", "title from “Good” to “Fair”", "the text"."""
    told = {
        "stars": (str(before.stars), str(after.stars)),
        "title": (f"“{before.title}”", f"“{after.title}”"),
        **{name: (str(getattr(before, name) or "none"), str(getattr(after, name) or "none")) for name in MARKS},
        "used for": (before.get_use_case_display(), after.get_use_case_display()),
        "how much": (_in_short(before.get_extent_display()), _in_short(after.get_extent_display())),
        "through": (str(before.provider or "not said"), str(after.provider or "not said")),
    }
    changes = [f"{name} from {was} to {became}" for name, (was, became) in told.items() if was != became]
    return changes + [words for name, words in WHOLE.items() if getattr(before, name) != getattr(after, name)]


def _in_short(extent: str) -> str:
    """ "Much use" of "Much use: 10,000 to a million calls"."""
    return extent.partition(":")[0].lower()
