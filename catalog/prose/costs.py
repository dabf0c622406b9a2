"""What a model costs, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from catalog import wording
from catalog.prose.subject import Subject, Use, position

IMAGE_COST = "What does one image cost?"


def cost_sentences(subject: Subject) -> list[str]:
    """Its prices and where they stand; else one sentence that says why there are none. Always one at least."""
    variants = wording.listing(subject.variants)
    stated = {
        "free": "It is free of charge at the list offer.",
        "varies": "Its price varies with where a request is sent; no figure is published.",
        "no_plain": f"It has no plain variant at the list offer{f', only {variants}' if variants else ''}.",
        "unpublished": "Its price is not published.",
    }
    known = [name for name in ("input", "output") if getattr(subject, f"{name}_price") is not None]
    if subject.is_lasting and not known:
        # Whatever is published one day, or charged, stands here then.
        return ["Input: {{price.input}}. Output: {{price.output}}."]
    if subject.price_state != "published":
        return [stated[subject.price_state]]
    if not known:
        return ["Its prices for input and output are not published."]
    parts = [f"{name} {subject.said(f'{name}_price')}" for name in known]
    sentences = [f"{wording.capitalised(wording.listing(parts))}{subject.per('1M tokens')}."]
    if standing := position(subject, subject.headline):
        sentences.append(f"That is {standing}.")
    if subject.cache_read_price is not None:
        sentences.append(f"Input read from a cache costs {subject.said('cache_read_price')}{subject.per('1M')}.")
    return sentences


def image_cost(subject: Subject) -> Iterator[Use]:
    """The question after the price of one image, for models that make them. Image tokens are never billed as text."""
    if "image" not in subject.outputs:
        return
    price = subject.image_output_price
    if price is None:
        if not subject.is_lasting:
            yield Use(IMAGE_COST, "A price for generated images is not published by the sources we read.")
        return
    billed = f"Generated images are billed as tokens at {subject.said('image_output_price')}{subject.per('1M')}"
    if subject.is_lasting:
        yield Use(IMAGE_COST, f"{billed}, plus the prompt.")
    else:
        each = wording.dollars(price * 1000)
        yield Use(IMAGE_COST, f"{billed}. At 1,000 tokens an image, that makes {each} each, plus the prompt.")
