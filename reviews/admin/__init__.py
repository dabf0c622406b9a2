"""The moderators' desk: the queue, and every row of reviews to look at. Importing it registers them."""

from reviews.admin import bursts, exclusions, queue, rows

__all__ = ["bursts", "exclusions", "queue", "rows"]
