"""The sources that we visit. Each is one module of the same shape; to add one, write it and enter it in SOURCES."""

from typing import Any, Protocol

import httpx

from catalog.models import SyncRun
from catalog.sync.apply import Applied
from catalog.sync.records import Answer
from catalog.sync.sources import models_dev, openrouter


class SourceModule(Protocol):
    """What a source's module offers."""

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


SOURCES: dict[str, SourceModule] = {module.SLUG: module for module in (openrouter, models_dev)}
