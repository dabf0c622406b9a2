"""What a reviewer proved: that they can be reached, that they have an account, that they ran this very model."""

from __future__ import annotations

from typing import ClassVar

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


class Proof(models.Model):
    """One thing proven for one review. What was looked at for it is not kept."""

    review = models.ForeignKey("Review", on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=12, choices=ProofKind)
    month = models.DateField(null=True, blank=True, help_text="The month of the use proven, as its first day.")
    proven_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["review", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("review", "kind", name="proof_once_a_kind"),
            models.CheckConstraint(condition=one_of("kind", *ProofKind.values), name="proof_known_kind"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
