"""Sources that measure, as tests want them: both lists of one, the benchmarks and the list of models of the other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
from django.test import override_settings

from catalog.models import Alias, Measurement, SyncRun
from catalog.sync.run import run_sync
from tests.upstream import FIRST_DAY, answering, model_list, recorded

LANGUAGE_MODELS, IMAGE_MODELS = "/data/llms/models", "/data/media/text-to-image"
SWIFT_HIGH, SWIFT_LOW, TIERED, STRANGER, CANVAS, EASEL = 1, 2, 3, 4, 11, 12
KEYS = {"ARTIFICIAL_ANALYSIS_API_KEY": "aa-very-secret", "OPENROUTER_API_KEY": "sk-or-very-secret"}
"""Which no row, log or message may ever hold."""


def uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def analysis(**rows: dict[str, Any]) -> dict[str, Any]:
    """Both lists of Artificial Analysis by path. Keywords replace parts of rows: analysis(row1={"name": "Swift"})."""
    answers = recorded("artificial_analysis.json")
    for answer in answers.values():
        for row in answer["data"]:
            change = rows.get(f"row{int(row['id'][-12:])}", {})
            row.get("evaluations", {}).update(change.get("evaluations", {}))
            row.update({name: value for name, value in change.items() if name != "evaluations"})
    return answers


def many(count: int, index: float, *, shift: float = 0, coding: float = 1) -> dict[str, Any]:
    """Both lists with so many language models more, whose indices are `index`, `index` + 1 and so on, plus `shift`."""
    answers = analysis()
    like = answers[LANGUAGE_MODELS]["data"][0]
    for number in range(count):
        scores = {"artificial_analysis_intelligence_index": index + number + shift}
        scores["artificial_analysis_coding_index"] = coding + number
        more = {"id": uuid(100 + number), "name": f"More {number}", "slug": f"more-{number}", "evaluations": scores}
        answers[LANGUAGE_MODELS]["data"].append({**like, **more})
    return answers


def listed(count: int) -> dict[str, Any]:
    """OpenRouter's list with the same models more."""
    answer = model_list()
    plain = next(row for row in answer["data"] if row["id"] == "acme/swift")
    for number in range(count):
        address = f"acme/more-{number}"
        answer["data"].append({**plain, "id": address, "canonical_slug": address, "name": f"Acme Labs: More {number}"})
    return answer


def benchmarks(**rows: dict[str, Any]) -> dict[str, Any]:
    """OpenRouter's benchmarks and its list, by path. Keywords replace parts of rows: benchmarks(swift={...})."""
    answer = recorded("openrouter_benchmarks.json")
    for row in answer["data"]:
        row.update(rows.get(row["model_permaslug"].split("/")[1].replace("-", "_"), {}))
    return {"/benchmarks": answer, "/models": model_list()}


def more_benchmarks(count: int, index: float, *, shift: float = 0) -> dict[str, Any]:
    """The same with as many models more as many() has, which state the same indices."""
    answers = {**benchmarks(), "/models": listed(count)}
    for number in range(count):
        indices = {"intelligence_index": index + number + shift, "coding_index": 1 + number}
        answers["/benchmarks"]["data"].append({"model_permaslug": f"acme/more-{number}", **indices})
    return answers


class Answering:
    """A transport that answers by the end of the path, and keeps the headers that it was asked with."""

    def __init__(self, answers: dict[str, Any], status: int = 200) -> None:
        self.answers, self.status = answers, status
        self.headers: list[httpx.Headers] = []

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._answer)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.headers.append(request.headers)
        body = next((body for path, body in self.answers.items() if request.url.path.endswith(path)), None)
        return await answering(body, status=self.status).handle_async_request(request)


def visit(answers: dict[str, Any] | Answering, observed_at: datetime = FIRST_DAY) -> SyncRun:
    """A visit to the source whose answers these are, with a key."""
    answering = answers if isinstance(answers, Answering) else Answering(answers)
    source = "openrouter-benchmarks" if "/benchmarks" in answering.answers else "artificial-analysis"
    upstream = "https://upstream.example"
    with override_settings(OPENROUTER_BASE_URL=upstream, ARTIFICIAL_ANALYSIS_BASE_URL=upstream, **KEYS):
        return run_sync(source, observed_at=observed_at, transport=answering.transport)


def measure(answers: dict[str, Any], observed_at: datetime = FIRST_DAY) -> SyncRun:
    """A visit that must succeed."""
    run = visit(answers, observed_at)
    assert run.outcome == SyncRun.Outcome.SUCCEEDED, run.error
    return run


def alias(number: int) -> Alias:
    return Alias.objects.select_related("ai_model").get(external_id=uuid(number))


def values(slug: str, metric: str = "intelligence-index", source: str = "artificial-analysis") -> dict[str, str]:
    """What is in force of a model, by configuration."""
    rows = Measurement.objects.current().filter(ai_model__slug=slug, metric__slug=metric, source__slug=source)
    return {row.configuration: f"{row.value.normalize():f}" for row in rows}
