"""Reviews as people write them: sent in by the one way there is, approved where a test asks for published ones."""

from typing import Any

from accounts.models import User
from catalog.models import AIModel
from reviews import moderation, rules, writing
from reviews.models import Review, Revision
from tests.factories import AIModelFactory, EditorFactory, UserFactory

TEXT = "It turned three thousand invoices into clean JSON. It missed totals on two of them, both photographed askew."


def words(**content: Any) -> Revision:
    """All that a person says of a model, not saved: what `writing.submit` takes."""
    plain = {
        "stars": 4,
        "title": "Reliable on invoices",
        "text": TEXT,
        "use_case": "extraction",
        "extent": "some",
        "rules_version": rules.EDITION,
    }
    return Revision(**{**plain, **content})


def sent_in(ai_model: AIModel | None = None, author: User | None = None, **content: Any) -> Review:
    """A review that waits for a moderator; of the same author and model again, new words for it."""
    return writing.submit(author or UserFactory(), ai_model or AIModelFactory(), words(**content))


def published(ai_model: AIModel | None = None, author: User | None = None, **content: Any) -> Review:
    """A review that readers see."""
    review = sent_in(ai_model, author, **content)
    moderation.approve(review.newest, by=EditorFactory())
    review.refresh_from_db()
    return review
