"""Sentences that the rules wrote, with references in the place of their figures, so that a draft stays up to date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from catalog.dossier.told import Known

REFERRED = (
    "context_window", "max_output_tokens", "release_date",
    "price.input", "price.output", "price.cache_read", "price.image_output",
)  # fmt: skip
"""What the sentences of catalog.prose print as figures. Where a model stands among others they say in words."""
_SENTENCE_END = re.compile(r"(?<=\.)(\s+)(?=[A-Z])")
_DOLLARS = re.compile(r"\$[\d,]+(?:\.\d+)?")
_PER_MILLION = re.compile(r" per 1M(?: tokens)?")
_SAID_AGAIN = " / 1M"


class Referring:
    """What stands for which figure of a model today. A figure that two references give is left as it is."""

    def __init__(self, known: Known, names: Iterable[str] = REFERRED) -> None:
        told = [one for name in names if (one := known.figured(name).told).is_known]
        often = Counter(one.words for one in told)
        self._prices: dict[str, str] = {}
        self._others: dict[str, str] = {}
        for one in told:
            if often[one.words] == 1 and (one.is_per_million or not one.unit):
                place = self._prices if one.is_per_million else self._others
                place[one.words.removesuffix(_SAID_AGAIN)] = f"{{{{{one.name}}}}}"

    def within(self, text: str) -> str:
        """The text as it reads today, as far as it can follow tomorrow."""
        return "".join(self._sentence(part) for part in _SENTENCE_END.split(text))

    def _sentence(self, sentence: str) -> str:
        amounts = _DOLLARS.findall(sentence)
        if amounts and _PER_MILLION.search(sentence) and all(amount in self._prices for amount in amounts):
            # A price that is referred to brings its unit along.
            sentence = _DOLLARS.sub(lambda match: self._prices[match[0]], _PER_MILLION.sub("", sentence))
        for words, reference in self._others.items():
            sentence = re.sub(rf"(?<![\w.,$]){re.escape(words)}(?![\w]|[.,]\d)", lambda _: reference, sentence)  # noqa: B023
        return sentence
