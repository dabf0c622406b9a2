"""What a model is, and what readers ask of it first."""

from __future__ import annotations

from catalog import wording
from catalog.prose.costs import cost_sentences, image_cost
from catalog.prose.subject import CONVERSING, Subject, Use

ABILITIES = (
    ("reasoning", "reason before it answers"),
    ("tool_calling", "call tools"),
    ("structured_output", "hold its answers to a schema"),
)


def tagline(subject: Subject) -> str:
    """One sentence that says what it is."""
    kinds = f": {subject.kinds}" if subject.kinds else ""
    return f"{wording.capitalised(wording.article(subject.class_name))} model by {subject.creator}{kinds}."


def about(subject: Subject) -> list[str]:
    """What it takes and gives, what it can do besides, and what that costs: a paragraph each."""
    first = [f"{subject.name} is {wording.article(subject.class_name)} model by {subject.creator}."]
    if subject.kinds:
        first.append(_kinds(subject))
    if subject.context_window:
        first.append(f"Its window holds {subject.said('context_window')} tokens{_answer_part(subject)}.")
    if subject.released:
        first.append(f"It was released on {subject.said('released')}.")
    return [part for part in (" ".join(first), _abilities(subject), " ".join(cost_sentences(subject))) if part]


def questions(subject: Subject) -> list[Use]:
    """What readers ask first, answered from the figures."""
    asked = [
        Use(f"What does {subject.name} cost?", " ".join(cost_sentences(subject))),
        *image_cost(subject),
        Use("How much can it read at once?", _window_answer(subject)),
        Use("What does it take, and what does it give?", _kinds(subject)),
        Use("Can I run it myself?", _weights_answer(subject)),
    ]
    return [use for use in asked if use.text]


def _kinds(subject: Subject) -> str:
    return f"{wording.capitalised(subject.kinds)}." if subject.kinds else ""


def _abilities(subject: Subject) -> str:
    """What it can and cannot do, as far as sources say so and agree."""
    able = [words for name, words in ABILITIES if subject.can(name)]
    talks = subject.class_name in CONVERSING
    unable = [words for name, words in ABILITIES if talks and getattr(subject, name) == "no"]
    sentences = [f"It can {wording.listing(able)}."] if able else []
    if unable:
        sentences.append(f"It cannot {wording.listing(unable, 'or')}.")
    if subject.open_weights in ("yes", "no"):
        sentences.append("Its weights are open." if subject.open_weights == "yes" else "Its weights are closed.")
    return " ".join(sentences)


def _answer_part(subject: Subject) -> str:
    if not subject.max_output_tokens:
        return ""
    return f", and one answer runs to {subject.said('max_output_tokens')}"


def _window_answer(subject: Subject) -> str:
    if not subject.context_window:
        return "" if subject.is_lasting else "The size of its window is not published."
    longest = subject.max_output_tokens
    answer = f" An answer takes at most {subject.said('max_output_tokens')} of them." if longest else ""
    return f"{subject.said('context_window')} tokens, prompt and answer together.{answer}"


def _weights_answer(subject: Subject) -> str:
    if subject.is_lasting and subject.open_weights not in ("yes", "no"):
        return ""
    return {
        "yes": "Yes. Its weights are open.",
        "no": "No. Its weights are not published; it runs at its providers.",
        "disagree": "Our sources disagree on whether its weights are open.",
    }.get(subject.open_weights, "Whether its weights are open is not published by the sources we read.")
