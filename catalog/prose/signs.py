"""What speaks for a model and what against it: uses, strengths and limitations."""

from __future__ import annotations

from collections.abc import Iterator

from catalog import wording
from catalog.prose.costs import cost_sentences
from catalog.prose.subject import CONVERSING, FIGURE_NAMES, Subject, Use, position

MOST_USES = 3

LONG_CONTEXT = 200_000


def best_for(subject: Subject) -> list[Use]:
    """Uses that a figure or a capability speaks for, the strongest first."""
    return list(_uses(subject))[:MOST_USES]


def strengths(subject: Subject) -> list[str]:
    return list(_strengths(subject))


def limitations(subject: Subject) -> list[str]:
    return list(_limitations(subject))


def when_gone(subject: Subject) -> str:
    """ "Retired since 1 Apr 2026."; "" while it is active or only announced."""
    if subject.lifecycle not in ("deprecated", "retired"):
        return ""
    day = None if subject.is_lasting else subject.lifecycle_on
    since = f" since {wording.day(day)}" if day else ""
    return f"{wording.capitalised(subject.lifecycle)}{since}."


def _uses(subject: Subject) -> Iterator[Use]:
    if subject.is_near_the_top(subject.headline) and subject.headline_price is not None:
        yield Use(
            "Large volumes on a budget",
            f"{subject.said(subject.headline)}{subject.per('1M tokens')} of {subject.headline_name}: "
            f"{position(subject, subject.headline)}.",
        )
    if subject.is_near_the_top("intelligence_index"):
        yield Use(
            "Hard problems",
            f"{wording.capitalised(position(subject, 'intelligence_index'))}.",
        )
    if {"image"} <= set(subject.inputs) & set(subject.outputs):
        yield Use("Making and changing pictures", "Reads images beside text and answers with images.")
    if subject.context_window and subject.context_window >= LONG_CONTEXT:
        yield Use(
            "Long inputs",
            f"Up to {subject.said('context_window')} tokens in one window, {_what_fits(subject)}.",
        )
    if "file" in subject.inputs:
        yield Use("Work from documents", "Takes files such as PDFs along with the request.")
    yield from _uses_by_ability(subject)
    yield _use_of_the_class(subject)


def _uses_by_ability(subject: Subject) -> Iterator[Use]:
    if subject.can("tool_calling"):
        yield Use("Agents", "Calls tools, so that it can act on other systems and read what they answer.")
    if subject.open_weights == "yes":
        yield Use("Running it yourself", "The weights are open: it can run on your own machines.")
    if subject.can("structured_output"):
        yield Use("Data in a fixed shape", "Structured output holds its answers to a schema.")
    if {"audio", "video"} & set(subject.inputs):
        heard = wording.listing([kind for kind in ("audio", "video") if kind in subject.inputs])
        yield Use("Sound and moving pictures", f"Reads {heard} directly.")


def _use_of_the_class(subject: Subject) -> Use:
    text = {
        "text": "Answers in text to what you write or show it.",
        "image": "Answers with images.",
        "video": "Answers with video.",
        "speech": "Turns text into speech.",
        "transcription": "Turns speech into text.",
        "embedding": "Turns what it reads into vectors, for search by meaning.",
        "rerank": "Orders search results by how well they answer the question.",
    }.get(subject.class_name, f"Answers with {wording.modalities(subject.outputs)}.")
    return Use(f"{wording.capitalised(subject.class_name)} tasks in general", text)


def _what_fits(subject: Subject) -> str:
    standing = position(subject, "context_window")
    return standing or "prompt and answer together"


def _strengths(subject: Subject) -> Iterator[str]:
    for figure in (subject.headline, "context_window", "intelligence_index", "output_speed"):
        if subject.is_near_the_top(figure):
            yield wording.capitalised(position(subject, figure))
    if len(subject.inputs) > 1:
        yield f"Reads {wording.modalities(subject.inputs)}"
    if subject.cache_read_price is not None and subject.input_price and subject.cache_read_price < subject.input_price:
        share = f"{wording.share(subject.cache_read_price / subject.input_price)} of the input price"
        yield f"Cached input at {subject.said('cache_read_price') if subject.is_lasting else share}"
    for ability, words in (
        ("tool_calling", "Calls tools"),
        ("structured_output", "Holds answers to a schema"),
        ("reasoning", "Can reason before it answers"),
    ):
        if subject.can(ability):
            yield words
    if subject.open_weights == "yes":
        yield "Open weights"


def _limitations(subject: Subject) -> Iterator[str]:
    if gone := when_gone(subject):
        yield gone.rstrip(".")
    if subject.price_state != "published" and not subject.is_lasting:
        yield cost_sentences(subject)[0].rstrip(".")
    if subject.is_near_the_bottom(subject.headline):
        yield wording.capitalised(position(subject, subject.headline))
    if not subject.is_lasting:
        yield from _limits_of_the_day(subject)
    yield from _limits_by_ability(subject)


def _limits_of_the_day(subject: Subject) -> Iterator[str]:
    """One price held against another, and what nobody has measured by now."""
    if subject.input_price is not None and subject.output_price and subject.input_price > subject.output_price:
        yield "Input costs more than output"
    unmeasured = [
        FIGURE_NAMES[figure].removesuffix(" index").removeprefix("output ")
        for figure in ("intelligence_index", "output_speed")
        if subject.place(figure) is None
    ]
    if unmeasured and subject.class_name in CONVERSING:
        yield f"{wording.capitalised(wording.listing(unmeasured))} not measured"


def _limits_by_ability(subject: Subject) -> Iterator[str]:
    if subject.class_name == "text" and subject.tool_calling == "no":
        yield "Does not call tools"
    if subject.class_name == "text" and subject.structured_output == "no":
        yield "Cannot hold its answers to a schema"
    if subject.open_weights == "no":
        yield "Closed weights: it runs at its providers only"
    disputed = not subject.is_lasting and [
        words
        for state, words in (
            (subject.tool_calling, "tool calling"),
            (subject.structured_output, "structured output"),
            (subject.reasoning, "reasoning"),
            (subject.open_weights, "open weights"),
        )
        if state == "disagree"
    ]
    if disputed:
        yield f"Sources disagree on {wording.listing(disputed)}"
