"""The bundled catalog: the facts of every model as text files of our own format, with source and dates.

A folder holds `catalog.json` (what it is, from which sources and days), `providers.jsonl`, `aliases.jsonl` (ids that
are no models) and one `creators/<slug>.jsonl` for each creator. In a .jsonl file each line is a record by itself; the
indent shows what it belongs to, the line above decides it:

    {"creator": "openai", "name": "OpenAI"}
    {"model": "gpt-5-image-mini", "class": "image"}
      {"claims": "openrouter", "since": "2025-11-10", "confirmed": "2026-08-18", "facts": {"context_window": 400000}}
      {"offer": "openai/gpt-5-image-mini", "provider": "openrouter", …}
        {"prices": "openrouter", "state": "published", "since": …, "rows": [["input", "0.0000025", "token"]]}

`records` says what a line may hold, `reading` makes records of files, `writing` files of the database, `loading` the
database of records.
"""

from pathlib import Path

BUNDLED = Path(__file__).resolve().parent.parent / "data"
"""Where the catalog that comes with the project lies."""

FORMAT = 1
"""Grows when an older reader could no longer read the files."""


class BundleError(Exception):
    """The files cannot be read as a catalog; the message names file, line and what is wrong."""
