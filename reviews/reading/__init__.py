"""How readers see reviews: all of a model's together, as a list, and one by one."""

from reviews.reading.asking import Asked
from reviews.reading.listing import Listing
from reviews.reading.opinion import Opinion

__all__ = ["Asked", "Listing", "Opinion"]
