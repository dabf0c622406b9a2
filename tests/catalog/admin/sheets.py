"""Files as an editor takes them out of the desk and brings them in."""

from __future__ import annotations

import csv
import io
import json
import re

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.catalog.admin.desk import address

ENDINGS = ["csv", "xlsx", "json"]


def export(desk, noun, ending="csv", query="") -> bytes:
    page = desk.post(f"{address(noun, 'export')}{query}", {"resource": "0", "format": ENDINGS.index(ending)})
    assert page.status_code == 200
    return page.content


def rows_of(content: bytes, ending="csv") -> list[dict[str, str]]:
    if ending == "json":
        return json.loads(content)
    if ending == "xlsx":
        names, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        return [dict(zip(names, row, strict=True)) for row in rows]
    return list(csv.DictReader(io.StringIO(content.decode())))


def file_of(rows, ending="csv") -> bytes:
    if ending == "json":
        return json.dumps(rows).encode()
    if ending == "xlsx":
        book, content = openpyxl.Workbook(), io.BytesIO()
        for row in [list(rows[0]), *[list(row.values()) for row in rows]]:
            book.active.append(row)
        book.save(content)
        return content.getvalue()
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def upload(desk, noun, content, ending="csv", **more):
    if isinstance(content, list):
        content = file_of(content, ending)
    file = SimpleUploadedFile(f"rows.{ending}", content)
    return desk.post(address(noun, "import"), {"resource": "0", "import_file": file, "reason": "By hand.", **more})


def agree(desk, noun, page):
    form = page.context["confirm_form"]
    sent = {name: form[name].value() for name in form.fields}
    return desk.post(address(noun, "process_import"), sent, follow=True).content.decode()


def bring(desk, noun, content, ending="csv") -> tuple[str, str]:
    """The page that shows what would change, and the one that says that it was done."""
    page = upload(desk, noun, content, ending)
    assert "confirm_form" in page.context, page.content.decode()
    return page.content.decode(), agree(desk, noun, page)


def complaints(page) -> str:
    assert "confirm_form" not in page.context
    return re.sub(r"\s+", " ", page.content.decode())
