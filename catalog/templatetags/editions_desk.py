"""What the editors' desk shows of claims beside its own pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Count, Min
from django.utils import timezone

from accounts.models import User
from catalog import wording
from catalog.models import BoundClaim

register = template.Library()


@register.inclusion_tag("admin/catalog/edition/_waiting.html", takes_context=True)
def claims_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """The way to the claims that no longer hold, how many and since when; nothing for those who may not change them."""
    user = context.get("user")
    if not isinstance(user, User) or not user.has_perm("catalog.change_boundclaim"):
        return {"may_settle": False}
    broken = BoundClaim.objects.watched().broken().aggregate(count=Count("pk"), since=Min("false_since"))
    oldest = wording.span(timezone.now() - broken["since"]) if broken["since"] else ""
    return {"may_settle": True, "count": broken["count"], "oldest": oldest}
