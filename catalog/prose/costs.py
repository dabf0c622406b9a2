"""What a model costs, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from catalog import wording
from catalog.prose.subject import Subject, Use, position


def cost_sentences(subject: Subject) -> list[str]:
    """Its prices and where they stand; else one sentence that says why there are none."""
    variants = wording.listing(subject.variants)
    stated = {
        "free": "It is free of charge at the list offer.",
        "varies": "Its price varies with where a request is sent; no figure is published.",
        "no_plain": f"It has no plain variant at the list offer{f', only {variants}' if variants else ''}.",
        "unpublished": "Its price is not published.",
    }
    if subject.price_state != "published":
        return [stated[subject.price_state]]
    parts = [
        f"{name} {wording.price(amount)}"
        for name, amount in (("input", subject.input_price), ("output", subject.output_price))
        if amount is not None
    ]
    if not parts:
        return ["Its prices for input and output are not published."]
    sentences = [f"{wording.capitalised(wording.listing(parts))} per 1M tokens."]
    if standing := position(subject, subject.headline):
        sentences.append(f"That is {standing}.")
    if subject.cache_read_price is not None:
        sentences.append(f"Input read from a cache costs {wording.price(subject.cache_read_price)} per 1M.")
    return sentences


def image_cost(subject: Subject) -> Iterator[Use]:
    """The question after the price of one image, for models that make them. Image tokens are never billed as text."""
    if "image" not in subject.outputs:
        return
    if subject.image_output_price is None:
        yield Use("What does one image cost?", "A price for generated images is not published by the sources we read.")
        return
    yield Use(
        "What does one image cost?",
        f"Generated images are billed as tokens at {wording.price(subject.image_output_price)} per 1M. "
        f"At 1,000 tokens an image, that makes {wording.dollars(subject.image_output_price * 1000)} each, "
        "plus the prompt.",
    )
