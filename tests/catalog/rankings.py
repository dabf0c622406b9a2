"""Rankings as tests read them: from the page, and from the file."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from html import unescape
from io import StringIO

from django.test import Client

from catalog.models import AIModel, Alias, Metric, ModelClass
from tests.factories import MeasurementFactory, source


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def words(html: str) -> str:
    """What a reader sees, in one line, without hidden zeros and without the line for narrow screens."""
    html = re.sub(r'<span class="(pad|hide)".*?</span>|<span class="sub">.*?</span>', " ", html, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()
    return re.sub(r" ([.,;:])", r"\1", text)


def table(html: str) -> list[str]:
    """The rows of a page's ranking, in its order: "#1 Gpt 5 OpenAI $2.00"."""
    body = html.partition("<tbody")[2].partition("</tbody>")[0]
    return [words(row) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]


def file_of(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.content.decode())))


def router(external_id: str = "openrouter/auto", model_class: str = "image") -> Alias:
    return Alias.objects.create(
        source=source(), external_id=external_id, kind="router", status="approved",
        model_class=ModelClass.objects.get(slug=model_class),
    )  # fmt: skip


def measure(model: AIModel, metric: str, value: str, **fields) -> None:
    """A measurement, and the column that a sync would have resolved from it; the model has no claims to resolve."""
    row = MeasurementFactory(ai_model=model, metric=Metric.objects.get(slug=metric), value=Decimal(value), **fields)
    column = metric.replace("-", "_")
    if hasattr(model, column):
        AIModel.objects.filter(pk=model.pk).update(**{column: row.value})
