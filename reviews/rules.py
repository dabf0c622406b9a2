"""What a review may and may not be: the rules that reviewers consent to and that moderators decide by. Pure."""

from __future__ import annotations

from dataclasses import dataclass

EDITION = "2026-11"
"""Of the rules below. Kept with every revision; a change of the rules is a new edition."""


@dataclass(frozen=True)
class Rule:
    """One rule, named as reviews.models.Reason names it."""

    slug: str
    title: str
    text: str


RULES = (
    Rule(
        "not_about",
        "About using this model",
        "A review tells what happened when its author used this model. News, prices, politics of its maker and other "
        "models belong elsewhere, unless they are compared from use.",
    ),
    Rule(
        "no_substance",
        "Something that helps to choose",
        "Say what the model was used for and how it did. Praise or blame alone, placeholder text and a list of "
        "features from a product page tell a reader nothing.",
    ),
    Rule(
        "not_own",
        "The author's own words and experience",
        "No copied text, no text that a model wrote in the author's place, no review for somebody else. Help with "
        "spelling and translation is fine.",
    ),
    Rule(
        "undisclosed",
        "Interests on the table",
        "Whoever was paid, got credits or works for the maker or for a competitor says so in the form. With that said, "
        "the review is welcome.",
    ),
    Rule(
        "advertising",
        "No advertising",
        "No referral codes, no links that sell, no promotion of a product of one's own.",
    ),
    Rule(
        "abuse",
        "Decent",
        "No insults, threats or hatred. Hard words about the model are no insult.",
    ),
    Rule(
        "private",
        "No personal data, no secrets",
        "No names, addresses or messages of private people, no keys, nothing under a duty of secrecy.",
    ),
    Rule(
        "unlawful",
        "Lawful",
        "Nothing that the law forbids to publish.",
    ),
    Rule(
        "manipulation",
        "One person, one voice",
        "One review a person and model. No second accounts, no arranged votes, no campaigns for or against a model.",
    ),
)

BY_SLUG = {rule.slug: rule for rule in RULES}
