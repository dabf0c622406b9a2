"""The addresses of comparisons. An id is that of a model's page: openai/gpt-5."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

ID = re.compile(r"([A-Za-z0-9_-]{1,80})/([A-Za-z0-9][A-Za-z0-9._-]{0,119})", re.ASCII)


def compare_address(ids: Iterable[str], **others: str) -> str:
    """`/compare/?m=openai/gpt-5&m=…`; what is empty of `others` is left out."""
    fields = [("m", id) for id in ids] + [(name, value) for name, value in others.items() if value]
    return f"{reverse('compare')}?{urlencode(fields, safe='/')}" if fields else reverse("compare")


def pair_address(one: str, other: str) -> str:
    """The one address of two models, whichever is named first."""
    return reverse("pair", args=[part for id in sorted((one, other)) for part in id.split("/", 1)])


def at_addresses(ids: Iterable[str]) -> Q:
    """The condition on models; an id that no address can have finds none."""
    condition = Q(pk__in=[])
    for match in filter(None, map(ID.fullmatch, ids)):
        condition |= Q(creator__slug=match[1], slug=match[2])
    return condition
