"""Fields for what people write: nothing in them that cannot be seen, and clear words where something is wrong."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from catalog import wording
from reviews.models.reviews import LONGEST_POINT, MOST_POINTS

JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Seen by what they do: Persian words and many emoji are wrong without."""
TAB = 4
LETTERS_SAID = 30
"""Of a line that is found fault with, so much is said back."""
_NEWLINE = re.compile(r"\r\n?")
_BULLET = re.compile(r"^[-*•]\s+")


def visible(text: str) -> str:
    """The text without control characters, and without those that turn the direction of what follows."""
    return "".join(letter if letter in JOINERS else wording.printable(letter) for letter in text)


def one_line(text: str) -> str:
    return " ".join(visible(text).split())


def several_lines(text: str) -> str:
    """The same line by line; tabs become spaces, since code is indented by them."""
    lines = _NEWLINE.sub("\n", text).split("\n")
    return "\n".join(visible(line.expandtabs(TAB)).rstrip() for line in lines).strip("\n")


class WordsField(forms.CharField):
    """A text of so many letters. A browser that knew the limits would cut off what is pasted: it is not told."""

    def __init__(self, *, least: int, most: int, is_long: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most, self.is_long = least, most, is_long

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return several_lines(text) if self.is_long else one_line(text)

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) < self.least:
            raise forms.ValidationError(f"Write {self.least} letters or more: these are {len(value)}.", code="short")
        if len(value) > self.most:
            raise forms.ValidationError(f"Write {self.most:,} letters at most: these are {len(value):,}.", code="long")


class PointsField(forms.Field):
    """Short points, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = (_BULLET.sub("", one_line(line)) for line in several_lines(value or "").split("\n"))
        return list({line.casefold(): line for line in lines if line}.values())

    def validate(self, value: list[str]) -> None:
        for place, line in enumerate(value, start=1):
            if len(line) > LONGEST_POINT:
                begin = f"{line[:LETTERS_SAID].rstrip()}…"
                raise forms.ValidationError(
                    f"Point {place} (“{begin}”) has {len(line)} letters: {LONGEST_POINT} are the most.", code="long"
                )
        if len(value) > MOST_POINTS:
            raise forms.ValidationError(
                f"Keep the {MOST_POINTS} that matter most: these are {len(value)}.", code="many"
            )
