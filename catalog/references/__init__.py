"""References to facts inside prose: `{{price.output}}` stands for the list price of the day on which it is read."""

from catalog.references.parsing import Reference, faults, pieces, references_in, without_references
from catalog.references.vocabulary import PRICED, RANKED_STATED, Told, Vocabulary, family_of

__all__ = [
    "PRICED",
    "RANKED_STATED",
    "Reference",
    "Told",
    "Vocabulary",
    "family_of",
    "faults",
    "pieces",
    "references_in",
    "without_references",
]
