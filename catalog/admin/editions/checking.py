"""What the check finds in an edition, and what each reference reads today, on a page of their own.

The form has the names alone: their figures ask more of the database than the form itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.admin.editions.doors import CHANGE, VIEW, of_an_edition, page_of
from catalog.admin.editions.parts import names_for
from catalog.claim_tests import ABILITIES, TOKEN_METERS
from catalog.dossier.told import Known
from catalog.editions import proof
from catalog.models import Edition


@dataclass(frozen=True)
class Findings:
    """Remarks on an edition as it is kept, those on claims that do not hold last; and every reference as it reads."""

    remarks: list[str]
    references: list[tuple[str, str]]

    @classmethod
    def of(cls, kept: Edition) -> Findings:
        """Of an edition that is as it is kept, and its model too."""
        prefetch_related_objects([kept], "items", "claims", "sources")
        known, names = Known.of(kept.ai_model), names_for(kept)
        remarks = [str(remark) for remark in proof.proofread_draft(proof.draft_of(kept), known, names)]
        for claim in kept.claims.all():
            if claim.is_broken:
                remarks.append(f"Bound claim “{claim.sentence}” does not hold: {claim.found}")
        told = proof.told_by_name(known, names.names)
        return cls(remarks, [(name, one.words) for name, one in told.items()])


@of_an_edition(VIEW, CHANGE)
@require_safe
def check(request: HttpRequest, edition: Edition) -> HttpResponse:
    context = page_of(request, edition, f"Check: {edition}", found=Findings.of(edition))
    return render(request, "admin/catalog/edition/check.html", context)


def names_to_write() -> dict[str, Any]:
    """For the form: the name of every reference, and what a test can be about. One query."""
    names = proof.vocabulary()
    return {"references": names.names, "subjects": [*names.rankings, *TOKEN_METERS, *ABILITIES]}
