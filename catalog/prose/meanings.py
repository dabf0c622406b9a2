"""What a figure is, in one plain sentence, by the name that its page has."""

from __future__ import annotations

from collections.abc import Mapping

MEANINGS: Mapping[str, str] = {
    # Facts
    "name": "What it is called.",
    "model-class": "The kind of model it is compared within, taken from what it puts out.",
    "family": "The line of its maker's models to which it belongs.",
    "input-modalities": "What it can be given to read.",
    "output-modalities": "What it answers with.",
    "context-window": "The most tokens that prompt and answer may have together.",
    "max-output-tokens": "The most tokens that one answer may have.",
    "listed-on": "The day on which it was put on OpenRouter's list, which need not be the day of its release.",
    "release-date": "The day on which its maker released it.",
    "knowledge-cutoff": "The day up to which its training may have told it of the world.",
    "open-weights": "Whether its weights may be downloaded, so that others can run it.",
    "reasoning": "Whether it can think in tokens of its own before it answers.",
    "tool-calling": "Whether it can call tools that a program offers it.",
    "structured-output": "Whether its answers can be held to a given JSON schema.",
    # Prices
    "input-price": "What the tokens of a prompt cost.",
    "output-price": "What the tokens of an answer cost.",
    "cache-read-price": "What the part of a prompt costs that the seller still has in its cache.",
    "cache-write-price": "What it costs to put a part of a prompt into the seller's cache.",
    "cache-write-1h-price": "What it costs to keep a part of a prompt in the seller's cache for an hour.",
    "image-input-price": "What the pictures in a prompt cost.",
    "image-output-price": "What the pictures cost that it makes.",
    "audio-input-price": "What the sound in a prompt costs.",
    "audio-output-price": "What the sound costs that it makes.",
    "audio-cache-read-price": "What the sound in a prompt costs that the seller still has in its cache.",
    "request-price": "What every call costs, whatever its length.",
    "web-search-price": "What the searches of the web cost that a call sets off.",
    "reasoning-price": "What the tokens cost in which it thinks, where they are priced apart.",
    # Measurements
    "intelligence-index": "How well it does in several tests of knowledge and reasoning, as one number.",
    "coding-index": "How well it does in several tests of writing code, as one number.",
    "agentic-index": "How well it does in several tests of acting by itself with tools, as one number.",
    "math-index": "How well it does in several tests of mathematics, as one number.",
    "output-speed": "How fast the tokens of an answer follow each other once it has begun.",
    "time-to-first-token": "How long it takes until an answer begins.",
    "image-elo": "How often people who see two pictures side by side prefer its own, as an Elo rating.",
}
SHARE_OF_TASKS = "of all tasks solved"


def meaning_of(slug: str, unit: str = "") -> str:
    """`unit` is that of a measured figure: a test that has no sentence of its own is told by it."""
    if unit == SHARE_OF_TASKS:
        return MEANINGS.get(slug, "A single test: the share of its tasks that the model solved.")
    return MEANINGS.get(slug, f"A measured figure, in {unit}.")
