"""What the desk decides on: the words of a review, a picture, a person, a notice, a reply."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from accounts.models import User
from reviews.queue.entries import Entry
from reviews.recording import OWN


class Matter(ABC):
    """One thing to decide, with its place in the queue and who may not decide on it."""

    template: ClassVar[str]

    @property
    @abstractmethod
    def entry(self) -> Entry:
        """Its place in the queue."""

    @property
    @abstractmethod
    def title(self) -> str:
        """What the page is called."""

    @property
    @abstractmethod
    def headline(self) -> str:
        """What it is called once it is decided."""

    @property
    @abstractmethod
    def state(self) -> str:
        """How things stand, in words within a sentence."""

    @property
    @abstractmethod
    def concerned(self) -> set[int | None]:
        """The accounts of those who may not decide on it."""

    @property
    def page(self) -> str:
        """Where a decision has its way back; "" where there is none."""
        return ""

    def closed_to(self, moderator: User) -> str:
        """Why this moderator does not look at it here; "" where they may."""
        return OWN if moderator.pk in self.concerned else self.out_of_hand(moderator)

    def out_of_hand(self, moderator: User) -> str:
        """Why this moderator does not decide on what is to be decided now, though it is not their own."""
        return ""
