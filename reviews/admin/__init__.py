"""The moderators' desk: the queue, and every row of reviews to look at. Importing it registers them."""

from reviews.admin import bans, bursts, exclusions, notices, queue, rows, voices

__all__ = ["bans", "bursts", "exclusions", "notices", "queue", "rows", "voices"]
