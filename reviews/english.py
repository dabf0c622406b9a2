"""Whether a text looks like English, by its letters and its commonest words. Pure.

No more than a hint for a moderator: a list of figures or a piece of code may be taken for something else.
"""

from __future__ import annotations

import re

FEWEST_WORDS = 8
"""Below so many words nothing is said."""
LEAST_COMMON = 0.12
"""English prose has some 35 to 45 words of a hundred in the list below; its neighbours have under 8."""
LEAST_LATIN = 0.5
_COMMON_TEXT = (
    "the and of to is it that for with this but not are as be have you my they we from at which when than more would "
    "its had were there their what if can been very only just about too much well every other after before did does "
    "because even never always used using all any some them then these those will could should no yes into out up "
    "how i i'm it's i've don't doesn't didn't"
)
COMMON = frozenset(_COMMON_TEXT.split())
"""Without those that are as common elsewhere: in, on, so, an, was, die, or, me."""
_WORDS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`]*`|https?://\S+", re.DOTALL)


def looks_english(text: str) -> bool | None:
    """None where there is too little to tell. What stands as code, and addresses, are left out."""
    words = _WORDS.findall(_CODE.sub(" ", text))
    if _share_of_latin("".join(words)) < LEAST_LATIN:
        return False
    if len(words) < FEWEST_WORDS:
        return None
    return sum(word.lower().replace("\u2019", "'") in COMMON for word in words) / len(words) >= LEAST_COMMON


def _share_of_latin(letters: str) -> float:
    """Of all letters, those up to the end of Latin Extended-B; 1 where there is none."""
    return sum(letter < "\u0250" for letter in letters) / len(letters) if letters else 1.0
