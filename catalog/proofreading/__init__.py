"""What an editor wants to know of a text before others read it: figures typed in, adjectives that prices do not bear
out, statements that rest on nothing, parts that are missing. Pure: it is given the figures of the day.
"""

from catalog.proofreading.checks import proofread
from catalog.proofreading.drafts import Draft, Entry, Evidence, Passage, PriceStanding, Remark

__all__ = ["Draft", "Entry", "Evidence", "Passage", "PriceStanding", "Remark", "proofread"]
