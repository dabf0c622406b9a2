"""One price for a mix of input and output tokens, so that models can stand on one axis."""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from math import gcd

MOST_PARTS = 1000
_RATIO = re.compile(r"([0-9]{1,4}):([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Blend:
    """So many parts input to so many parts output, in lowest terms: "6:2" is the blend 3:1.

    Raises ValueError, in words for the reader, for parts below 0, above MOST_PARTS, or both 0.
    """

    input_parts: int = 3
    output_parts: int = 1

    def __post_init__(self) -> None:
        parts = (self.input_parts, self.output_parts)
        if not all(0 <= part <= MOST_PARTS for part in parts):
            raise ValueError(f"give parts from 0 to {MOST_PARTS:,}")
        shared = gcd(*parts)
        if not shared:
            raise ValueError("one of the two parts has to be more than 0")
        object.__setattr__(self, "input_parts", self.input_parts // shared)
        object.__setattr__(self, "output_parts", self.output_parts // shared)

    @classmethod
    def parse(cls, text: str) -> "Blend":
        """ "3:1", as it stands in an address. Raises ValueError, in words for the reader."""
        found = _RATIO.fullmatch(text.strip())
        if not found:
            raise ValueError("give a blend as two whole numbers, input first: 3:1")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.input_parts}:{self.output_parts}"

    @property
    def words(self) -> str:
        """ "3 parts input to 1 part output"."""
        return f"{_parts(self.input_parts)} input to {_parts(self.output_parts)} output"

    def price(self, input_price: Decimal | None, output_price: Decimal | None) -> Decimal | None:
        """US dollars per token of the mix, from those per token in and out.

        None where a price that the blend needs is not published: half a price is no price. Exact where the number of
        parts divides evenly, as 3:1 does, else to 60 digits: too many for two blends to change places.
        """
        needed = [(input_price, self.input_parts), (output_price, self.output_parts)]
        total = Decimal(0)
        with localcontext(prec=60):
            for amount, parts in needed:
                if amount is None and parts:
                    return None
                total += (amount or Decimal(0)) * parts
            return total / (self.input_parts + self.output_parts)


def _parts(count: int) -> str:
    return f"{count:,} part{'' if count == 1 else 's'}"
