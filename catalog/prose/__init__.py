"""Sentences about a model, written from its figures by rules.

Everything said here is true of the figures given, whatever they are: positions come from the same rankings that the
page draws, and what is not known is said to be so. Where an editor has written a part, theirs is shown instead.
"""

from catalog.prose.compared import Compared, Score
from catalog.prose.comparing import comparison, pair_title
from catalog.prose.costs import cost_sentences
from catalog.prose.meanings import meaning_of
from catalog.prose.portraits import about, questions, tagline
from catalog.prose.signs import best_for, limitations, strengths
from catalog.prose.subject import FIGURE_NAMES, LOWER_IS_BETTER, Subject, Use, position
from catalog.prose.upgrading import Move, bill, move
from catalog.prose.verdicts import verdict

__all__ = [
    "FIGURE_NAMES",
    "LOWER_IS_BETTER",
    "Compared",
    "Move",
    "Score",
    "Subject",
    "Use",
    "about",
    "best_for",
    "bill",
    "comparison",
    "cost_sentences",
    "limitations",
    "meaning_of",
    "move",
    "pair_title",
    "position",
    "questions",
    "strengths",
    "tagline",
    "verdict",
]
