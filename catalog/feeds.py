"""Changes as Atom, of the whole catalog and of one model. What terms forbid passing on is left out, and named."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from catalog import wording
from catalog.changes import Change, Period, Scope
from catalog.models import AIModel, Source

MOST_ENTRIES = 100


def kept_to_our_pages() -> list[Source]:
    """The sources whose measurements may be shown here and not passed on."""
    return list(Source.objects.filter(metrics__redistributable=False).distinct())


class ChangesFeed(Feed):
    """The newest changes. Every address is absolute and the site's own, whatever host was asked."""

    feed_type = Atom1Feed

    def title(self, obj: AIModel | None) -> str:
        return wording.printable(f"Model Almanac: changes of {obj.name}") if obj else "Model Almanac: changes"

    def link(self, obj: AIModel | None) -> str:
        return settings.SITE_URL + reverse("changes")

    def feed_url(self, obj: AIModel | None) -> str:
        return settings.SITE_URL + reverse("changes_feed")

    def feed_guid(self, obj: AIModel | None) -> str:
        return self.feed_url(obj)

    def subtitle(self, obj: AIModel | None) -> str:
        said = "Prices, limits and abilities of AI models that moved, each with its source."
        if names := [source.name for source in kept_to_our_pages()]:
            said += f" Measurements by {wording.listing(names)} are left out: their terms keep them to our pages."
        return said

    def items(self, obj: AIModel | None) -> list[Change]:
        scope = Scope(model_id=obj.pk if obj else None, passed_on=True)
        return Period(scope, timezone.now()).changes[:MOST_ENTRIES]

    def item_title(self, item: Change) -> str:
        return wording.printable(item.title)

    def item_description(self, item: Change) -> str:
        """As HTML, which is what readers of feeds take it for."""
        sentences = [item.summary.removesuffix("."), f"Source: {item.source.name}"]
        return escape(wording.printable(f"{'. '.join(filter(None, sentences))}."))

    def item_link(self, item: Change) -> str:
        if item.model:
            return settings.SITE_URL + item.model.get_absolute_url()
        return f"{self.link(None)}?until={item.happened_at:%Y-%m-%d}"

    def item_guid(self, item: Change) -> str:
        return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:changes/{item.key}"

    def item_updateddate(self, item: Change) -> datetime:
        return item.happened_at

    def item_pubdate(self, item: Change) -> datetime:
        return item.happened_at

    def item_author_name(self, item: Change) -> str:
        return item.source.name

    def item_categories(self, item: Change) -> list[str]:
        return [item.kind.label]


class ModelFeed(ChangesFeed):
    """The changes of one model."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> AIModel:
        return get_object_or_404(AIModel.objects.at_address(**kwargs).select_related("creator"))

    def link(self, obj: AIModel | None) -> str:
        return settings.SITE_URL + obj.get_absolute_url() if obj else super().link(obj)

    def feed_url(self, obj: AIModel | None) -> str:
        if obj is None:
            return super().feed_url(obj)
        return settings.SITE_URL + reverse("model_feed", args=[obj.creator.slug, obj.slug])
