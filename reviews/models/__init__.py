"""Reviews of single models, what proves them, and what was decided about them."""

from reviews.models.appeals import Appeal
from reviews.models.bans import Ban
from reviews.models.bursts import Arrival, Burst, Direction
from reviews.models.evidence import Evidence
from reviews.models.exclusions import Exclusion
from reviews.models.letters import Letter
from reviews.models.moderation import ModerationAction, Reason, Report
from reviews.models.notices import Erasure, Ground, Notice
from reviews.models.proofs import Proof, Seal
from reviews.models.representatives import Reply, ReplyVersion, Representative
from reviews.models.reviews import Review, Revision
from reviews.models.tallies import Tally
from reviews.models.votes import Vote

__all__ = [
    "Appeal", "Arrival", "Ban", "Burst", "Direction", "Erasure", "Evidence", "Exclusion", "Ground", "Letter",
    "ModerationAction", "Notice", "Proof", "Reason", "Reply", "ReplyVersion", "Report", "Representative", "Review",
    "Revision", "Seal", "Tally", "Vote",
]  # fmt: skip
