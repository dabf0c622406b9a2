"""How an attempt to prove something can end, in words for the one who tried."""

from __future__ import annotations

from django.db.models import TextChoices


class Outcome(TextChoices):
    """The label says what happened."""

    USE_VERIFIED = "use_verified", "Verified: you ran this model."
    USE_VERIFIED_FREE = "use_verified_free", "Verified: you ran this model, at no charge."
    ACCOUNT_CONNECTED = "account_connected", "Your account at OpenRouter is connected."
    WRONG_MODEL = "wrong_model", "That generation is of another model."
    TOO_OLD = "too_old", "That generation is too old."
    CANCELLED = "cancelled", "That generation was cancelled."
    TOO_SMALL = "too_small", "That generation is too small."
    USED_BEFORE = "used_before", "That generation has served as proof before."
    UNKNOWN_ID = "unknown_id", "OpenRouter does not know that generation."
    NOT_READABLE = "not_readable", "OpenRouter does not show us that generation."
    DECLINED = "declined", "You did not sign in at OpenRouter."
    NOT_OURS = "not_ours", "This answer does not belong to a sign-in that you began here."
    REFUSED = "refused", "OpenRouter did not accept the sign-in."
    ACCOUNT_UNUSABLE = "account_unusable", "This account at OpenRouter cannot be used here."
    AWAY = "away", "OpenRouter did not answer."

    @property
    def is_good(self) -> bool:
        return self in (Outcome.USE_VERIFIED, Outcome.USE_VERIFIED_FREE, Outcome.ACCOUNT_CONNECTED)

    @property
    def may_try_again(self) -> bool:
        """Whether the same generation may do in a moment, so that its id is worth keeping for one click."""
        return self in (Outcome.UNKNOWN_ID, Outcome.DECLINED, Outcome.NOT_OURS, Outcome.REFUSED, Outcome.AWAY)

    @property
    def advice(self) -> str:
        return ADVICE.get(self, "")


ADVICE = {
    Outcome.USE_VERIFIED: "Your review carries the badge, with the month of the call. Of the call itself we keep its "
    "month, a band of its size and of its cost, and a fingerprint by which it cannot serve again.",
    Outcome.USE_VERIFIED_FREE: "Your review carries the badge “Use verified (free)”, with the month of the call.",
    Outcome.ACCOUNT_CONNECTED: "Your review says so. To prove the use as well, give the id of a generation.",
    Outcome.WRONG_MODEL: "Look up one of the model that you review in your activity at OpenRouter, and give its id.",
    Outcome.TOO_OLD: "Give the id of a more recent one.",
    Outcome.CANCELLED: "Give the id of one that ran to its end.",
    Outcome.TOO_SMALL: "Give the id of a call with more tokens: one in which the model did some work.",
    Outcome.USED_BEFORE: "Each generation proves one review. Give the id of another.",
    Outcome.UNKNOWN_ID: "A new one shows up there after some seconds. Try again shortly; its id is kept for that.",
    Outcome.NOT_READABLE: "It may belong to another account, or to a key that this sign-in may not read for. Give the "
    "id of a generation that the account made with which you sign in.",
    Outcome.DECLINED: "Nothing was changed. Your review stays as it is; proof can follow at any time.",
    Outcome.NOT_OURS: "It may be from another window, or too old. Begin again from this page.",
    Outcome.REFUSED: "The code that it gave is used up or too old. Begin again from this page.",
    Outcome.ACCOUNT_UNUSABLE: "Sign in there with another one, or leave the review without this proof.",
    Outcome.AWAY: "Your review is kept as it is; proof can follow at any time. Try again in a few minutes.",
}
