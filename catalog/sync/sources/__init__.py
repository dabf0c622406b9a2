"""The sources that we visit. Each is one module of the same shape; to add one, write it and enter it in SOURCES."""

from typing import Any, Protocol

import httpx
from django.conf import settings

from catalog.models import SyncRun
from catalog.sync.apply import Applied
from catalog.sync.records import Answer
from catalog.sync.sources import (
    artificial_analysis,
    models_dev,
    openrouter,
    openrouter_benchmarks,
    openrouter_endpoints,
    openrouter_images,
)


class SourceModule(Protocol):
    """What a source's module offers. One that needs a key also names its setting: KEY_SETTING = "SOME_API_KEY"."""

    SLUG: str
    REAL_HOST: str

    def address(self) -> str:
        """Where the settings say that the source is."""

    def fetch(self, transport: httpx.AsyncBaseTransport | None = None) -> Any:
        """The answer as JSON. Raises SourceDown."""

    def parse(self, payload: Any) -> Answer:
        """The answer's records, the bad ones set aside. Raises SourceDown when it is no list at all."""

    def apply(self, answer: Answer, run: SyncRun) -> Applied:
        """Writes what differs from the catalog, within the caller's transaction."""


SOURCES: dict[str, SourceModule] = {
    module.SLUG: module
    for module in (
        openrouter, openrouter_endpoints, openrouter_images, openrouter_benchmarks, models_dev, artificial_analysis,
    )
}  # fmt: skip


def missing_key(slug: str) -> str:
    """The name of the setting that holds the source's key, while it is empty; "" where the source can be read."""
    name: str = getattr(SOURCES[slug], "KEY_SETTING", "")
    return name if name and not getattr(settings, name, "") else ""
