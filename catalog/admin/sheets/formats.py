"""The three kinds of file. What a spreadsheet would take for a formula is escaped on its way out, and taken back."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from import_export.formats import base_formats
from tablib import Dataset

from catalog import wording
from catalog.admin.corrections import UNSTORABLE

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_ROWS = 10_000
MOST_COLUMNS = 60

# A cell that begins so is run, not shown, by one spreadsheet or another. Apostrophes before it are escapes.
DANGEROUS = re.compile(r"'*[=+\-@\t\r]")


class Unreadable(ValueError):
    """Why a file cannot be read at all, in words for whoever chose it."""


def escaped(text: str) -> str:
    """ "=1+1" -> "'=1+1", which every spreadsheet shows as it is; unescaped() is its opposite for any text."""
    return f"'{text}" if DANGEROUS.match(text) else text


def unescaped(text: str) -> str:
    return text[1:] if text.startswith("'") and DANGEROUS.match(text) else text


def as_text(cell: Any) -> str:
    """Any cell as one would type it: 400000.0 is 400000, a date is written year first, a list with commas."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case list():
            return ", ".join(as_text(part) for part in cell)
    text = wording.with_plain_breaks(str(cell)).strip()
    if UNSTORABLE.search(text.replace("\n", " ").replace("\t", " ")):
        raise Unreadable(f"There is a character that cannot be stored in “{wording.printable(text, 40)}”.")
    return text


def _changed(dataset: Dataset, change: Callable[[Any], Any]) -> Dataset:
    return Dataset(*[[change(cell) for cell in row] for row in dataset], headers=dataset.headers)


def _read(dataset: Dataset, change: Callable[[str], str] = str) -> Dataset:
    """The rows as texts, without those that are empty."""
    headers = [as_text(name) for name in dataset.headers or []]
    if not headers or len(headers) > MOST_COLUMNS:
        raise Unreadable("The first line has to name the columns, as an exported file does.")
    if len(dataset) > MOST_ROWS:
        raise Unreadable(f"At most {MOST_ROWS:,} rows at once; this file has {len(dataset):,}.")
    return Dataset(*[[change(as_text(cell)) for cell in row] for row in dataset], headers=headers)


class CSV(base_formats.CSV):
    def export_data(self, dataset: Dataset, **kwargs: Any) -> Any:
        return super().export_data(_changed(dataset, lambda cell: escaped(as_text(cell))), **kwargs)

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Dataset:
        return _read(super().create_dataset(in_stream, **kwargs), unescaped)


class XLSX(base_formats.XLSX):
    def export_data(self, dataset: Dataset, **kwargs: Any) -> Any:
        return super().export_data(_changed(dataset, lambda cell: escaped(as_text(cell))), **kwargs)

    def create_dataset(self, in_stream: bytes) -> Dataset:
        with zipfile.ZipFile(io.BytesIO(in_stream)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable("Unpacked, this file is too large.")
        return _read(super().create_dataset(in_stream), unescaped)


class JSON(base_formats.JSON):
    """No spreadsheet runs it, so that its texts are as they are."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Dataset:
        rows = json.loads(in_stream)
        if not (isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows)):
            raise Unreadable("A JSON file has to be a list of objects, as an exported one is.")
        headers = list(dict.fromkeys(name for row in rows for name in row))
        return _read(Dataset(*[[row.get(name) for name in headers] for row in rows], headers=headers))


FORMATS = {"csv": CSV, "xlsx": XLSX, "json": JSON}
