"""Static files as they are served: hashed names, and one stylesheet and one script in place of the many we write.

`site.css` and `site.js` only name their parts, by `@import url("…");` and `import "./…";`, which a browser follows by
itself. What is collected holds the parts in place of those lines: two requests where there would be fifty.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

WHOLES = {
    "css/site.css": (re.compile(r'^@import url\("([^"]+)"\);$', re.MULTILINE), "{}"),
    # Each part in a block of its own: what it declares stays its own, as in the module that it is.
    "js/site.js": (re.compile(r'^import "([^"]+)";$', re.MULTILINE), "{{\n{}}}\n"),
}

Paths = Mapping[str, tuple[Storage, str]]


class WholeFiles(ManifestStaticFilesStorage):
    """Puts what a whole names in its place, before names are hashed. Raises KeyError for a part that is not there."""

    def post_process(self, paths: Any, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for name in WHOLES.keys() & paths.keys():
                Path(self.path(name)).write_text(whole(name, paths), encoding="utf-8")
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)


class CompressedWholeFiles(WholeFiles, CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """The same, packed beforehand."""


def whole(name: str, paths: Paths) -> str:
    """The text of a whole with its parts in place, none of which names parts of its own."""
    statement, frame = WHOLES[name]
    folder = posixpath.dirname(name)

    def part(match: re.Match[str]) -> str:
        return frame.format(read(paths, posixpath.normpath(posixpath.join(folder, match[1]))))

    return statement.sub(part, read(paths, name))


def read(paths: Paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
