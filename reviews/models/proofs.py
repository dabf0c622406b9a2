"""What a reviewer proved: that they can be reached, that they have an account, that they ran this very model."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from catalog.models.fields import one_of


class ProofKind(models.TextChoices):
    """From the weakest to the strongest."""

    EMAIL = "email", "E-mail confirmed"
    ACCOUNT = "account", "Account connected"
    MODERATOR = "moderator", "Checked by a moderator"
    USE_FREE = "use_free", "Use verified (free)"
    USE = "use", "Use verified"


STRENGTH = {kind: place for place, kind in enumerate(ProofKind)}
VERIFIED = (ProofKind.MODERATOR, ProofKind.USE_FREE, ProofKind.USE)
"""The kinds that say that the reviewer used the model: what "verified" means in every count and filter."""


class Band(models.TextChoices):
    """How much one call was, too coarse to find it again in somebody's books."""

    SMALL = "small", "small"
    MEDIUM = "medium", "medium"
    LARGE = "large", "large"


class Proof(models.Model):
    """One thing proven for one review. What was looked at for it is not kept."""

    review = models.ForeignKey("Review", on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=12, choices=ProofKind)
    month = models.DateField(null=True, blank=True, help_text="The month of the use proven, as its first day.")
    tokens = models.CharField("tokens of the call", max_length=6, choices=Band, blank=True)
    cost = models.CharField("cost of the call", max_length=6, choices=Band, blank=True)
    proven_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["review", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("review", "kind", name="proof_once_a_kind"),
            models.CheckConstraint(condition=one_of("kind", *ProofKind.values), name="proof_known_kind"),
        ]

    def __str__(self) -> str:
        """As readers see it: "Use verified, May 2026"."""
        return f"{self.get_kind_display()}, {self.month:%b %Y}" if self.month else self.get_kind_display()

    @property
    def is_verified(self) -> bool:
        return self.kind in VERIFIED


class Seal(models.Model):
    """The fingerprint of something that served as proof, so that it serves once. Outlives the account that used it.

    A keyed hash (PROOF_HASH_KEY): without the key nobody can tell which id it stands for, with it nobody can go back.
    """

    class Kind(models.TextChoices):
        GENERATION = "generation", "Generation"
        ACCOUNT = "account", "Account at OpenRouter"

    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.CharField(max_length=64)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="seals"
    )
    used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-used_at"]
        constraints: ClassVar = [
            # Decides between two who use one proof at once.
            models.UniqueConstraint("kind", "digest", name="seal_once"),
            models.CheckConstraint(condition=one_of("kind", "generation", "account"), name="seal_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.used_at:%d %b %Y}"
