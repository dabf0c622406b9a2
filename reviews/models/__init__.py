"""Reviews of single models, what proves them, and what was decided about them."""

from reviews.models.appeals import Appeal
from reviews.models.bans import Ban
from reviews.models.moderation import ModerationAction, Reason, Report
from reviews.models.proofs import Proof, Seal
from reviews.models.reviews import Review, Revision
from reviews.models.tallies import Tally
from reviews.models.votes import Vote

__all__ = [
    "Appeal",
    "Ban",
    "ModerationAction",
    "Proof",
    "Reason",
    "Report",
    "Review",
    "Revision",
    "Seal",
    "Tally",
    "Vote",
]
