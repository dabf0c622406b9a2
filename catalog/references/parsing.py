"""Finding references in a text: `{{name}}`, with or without spaces inside the braces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.references.vocabulary import Vocabulary

_REFERENCE = re.compile(r"\{\{\s*([^{}\n]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Reference:
    """One place where a figure is to stand, by the name of the figure."""

    name: str


def pieces(text: str) -> Iterator[str | Reference]:
    """The text in order: what stands as it is, and the references between. Without empty pieces."""
    end = 0
    for match in _REFERENCE.finditer(text):
        if match.start() > end:
            yield text[end : match.start()]
        yield Reference(match[1])
        end = match.end()
    if end < len(text):
        yield text[end:]


def references_in(text: str) -> list[str]:
    """The names of the figures that a text refers to, each once, in order."""
    return list(dict.fromkeys(piece.name for piece in pieces(text) if isinstance(piece, Reference)))


def without_references(text: str) -> str:
    """The text with a dash in the place of every reference: what was typed, and nothing that moves."""
    return "".join(piece if isinstance(piece, str) else "\N{EM DASH}" for piece in pieces(text))


def faults(text: str, vocabulary: Vocabulary) -> list[str]:
    """What is wrong with the references of a text, each in a sentence that says what to write instead."""
    unknown = [vocabulary.complaint(name) for name in references_in(text) if not vocabulary.knows(name)]
    typed = without_references(text)
    if "{{" in typed or "}}" in typed:
        unknown.append("Two braces stand alone: write a reference as {{price.output}}, on one line.")
    return unknown
