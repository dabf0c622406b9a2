"""What every page says of itself: when its figures were read, from whom, and the site's own address."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from catalog.models import ModelClass, SyncRun


class Freshness:
    """The newest good reading of each source, read from the database once, when a template first asks."""

    @cached_property
    def readings(self) -> list[SyncRun]:
        """The most recent first."""
        runs = SyncRun.objects.latest_good().select_related("source")
        return sorted(runs, key=lambda run: run.observed_at, reverse=True)

    @cached_property
    def late(self) -> list[SyncRun]:
        """Those readings that should have been followed by another by now: three intervals of their schedule ago."""
        now = timezone.now()
        return [run for run in self.readings if (limit := run.source.late_from(run.observed_at)) and limit < now]

    @property
    def newest(self) -> datetime | None:
        return self.readings[0].observed_at if self.readings else None


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor of the frame. It looks at neither session nor user: pages are the same for everybody."""
    return {"freshness": Freshness(), "model_classes": ModelClass.objects.inhabited(), "site_url": settings.SITE_URL}
