"""Reading bundled editions: a TOML file a model, `editions/<creator>/<slug>.toml`; what is wrong is named by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, ValidationError

from catalog.bundle import BundleError
from catalog.claim_tests import PARAMETERS, ClaimTest, Kind, complaints
from catalog.models import EditionItem
from catalog.models.editorial import KINDS_BY_NAME
from catalog.proofreading import Draft, Entry
from catalog.proofreading.checks import faults_of, prose_of, unsaid
from catalog.references import Vocabulary

FOLDER = "editions"


def _day(value: Any) -> Any:
    """A day stands in quotes; TOML's own dates do as well."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value


Line = Annotated[str, Field(min_length=1, max_length=160)]
Day = Annotated[date, BeforeValidator(_day)]
Prose = Annotated[str, AfterValidator(str.strip)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ItemTable(_Record):
    title: Line
    text: Prose = ""
    evidence: Literal["fact", "measurement", "source", "judgement", ""] = ""
    on: Annotated[str, Field(max_length=80)] = ""


class ClaimTable(_Record):
    sentence: Annotated[str, Field(min_length=1, max_length=500)]
    test: dict[str, str | int | float]

    def as_test(self, rankings: Sequence[str]) -> ClaimTest:
        """ValueError in words for a test that there is not."""
        kind = str(self.test.get("kind", ""))
        if kind not in list(Kind):
            raise ValueError(f"test: kind is one of {', '.join(Kind)}")
        what, limited = PARAMETERS[Kind(kind)]
        expected = {"kind", what, *filter(None, [limited])}
        if self.test.keys() != expected:
            raise ValueError(f"test: {kind} is written with {', '.join(sorted(expected))} and nothing else")
        subject, limit = str(self.test[what]), Decimal(str(self.test[limited])) if limited else None
        for complaint in complaints(kind, subject, limit, rankings).values():
            raise ValueError(f"test: {complaint}")
        return ClaimTest(Kind(kind), subject, limit)


class SourceTable(_Record):
    key: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=60)]
    title: Line
    url: Annotated[HttpUrl, Field(strict=False)]
    read_on: Day


class EditionFile(_Record):
    """One file as it is written."""

    model: Annotated[str, Field(pattern=r"^[^/\s]+/[^/\s]+$")]
    written: Day
    tagline: Annotated[str, Field(max_length=160)] = ""
    about: Prose = ""
    verdict: Prose = ""
    best_for: tuple[ItemTable, ...] = Field(default=(), strict=False)
    strengths: tuple[ItemTable, ...] = Field(default=(), strict=False)
    limitations: tuple[ItemTable, ...] = Field(default=(), strict=False)
    questions: tuple[ItemTable, ...] = Field(default=(), strict=False)
    claims: tuple[ClaimTable, ...] = Field(default=(), strict=False)
    sources: tuple[SourceTable, ...] = Field(default=(), strict=False)


@dataclass(frozen=True)
class ToldEdition:
    """A file that can be loaded, with the tests of its claims in their order."""

    path: Path
    file: EditionFile
    tests: tuple[ClaimTest, ...]

    def items(self) -> list[tuple[EditionItem.Kind, int, ItemTable]]:
        return [
            (kind, position, item)
            for name, kind in KINDS_BY_NAME.items()
            for position, item in enumerate(getattr(self.file, name), start=1)
        ]

    def draft(self, name: str) -> Draft:
        """The same as the checks see it; `name` is the model's."""
        told = self.file
        return Draft(
            name=name,
            tagline=told.tagline,
            about=told.about,
            verdict=told.verdict,
            entries=[Entry(kind, one.title, one.text, one.evidence, one.on) for kind, _, one in self.items()],
            bound=[claim.sentence for claim in told.claims],
            sources=[source.key for source in told.sources],
        )


def read_editions(folder: Path, vocabulary: Vocabulary) -> list[ToldEdition]:
    """Every edition of a catalog's folder; BundleError names the first file and line that cannot be read."""
    return [read_edition(path, vocabulary) for path in sorted((folder / FOLDER).glob("*/*.toml"))]


def read_edition(path: Path, vocabulary: Vocabulary) -> ToldEdition:
    lines = _Lines(path)
    try:
        file = EditionFile.model_validate(tomllib.loads(lines.text))
    except tomllib.TOMLDecodeError as error:
        raise BundleError(f"{lines.name}: is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        lines.refuse(first["loc"], f"{where}: {first['msg'].removeprefix('Value error, ')}")
    if file.model != f"{path.parent.name}/{path.stem}":
        lines.refuse(("model",), f"model is {file.model}; the file is named after {path.parent.name}/{path.stem}")
    _check_references(file, lines, vocabulary)
    return ToldEdition(path, file, tuple(_tests(file, lines, vocabulary)))


def _check_references(file: EditionFile, lines: _Lines, vocabulary: Vocabulary) -> None:
    for name in ("tagline", "about", "verdict"):
        for fault in faults_of(name, getattr(file, name), vocabulary):
            lines.refuse((name,), fault)
    for name, kind in KINDS_BY_NAME.items():
        for index, item in enumerate(getattr(file, name)):
            for field in ("title", "text"):
                for fault in faults_of(field, getattr(item, field), vocabulary):
                    lines.refuse((name, index, field), fault)
            if kind == EditionItem.Kind.QUESTION and not item.text:
                lines.refuse((name, index), "a question stands with its answer as text")


def _tests(file: EditionFile, lines: _Lines, vocabulary: Vocabulary) -> list[ClaimTest]:
    tests, absent = [], unsaid((claim.sentence for claim in file.claims), prose_of(file))
    for index, claim in enumerate(file.claims):
        try:
            tests.append(claim.as_test(vocabulary.rankings))
        except ValueError as error:
            lines.refuse(("claims", index, "test"), str(error))
        if claim.sentence in absent:
            where = ("claims", index, "sentence")
            lines.refuse(where, "this sentence stands neither in the tagline nor in about nor in the verdict")
    return tests


class _Lines:
    """A file's lines, to name the one that is wrong."""

    def __init__(self, path: Path) -> None:
        self.name = f"{path.parent.name}/{path.name}"
        try:
            self.text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BundleError(f"{path} cannot be read: {error}") from error

    def refuse(self, where: tuple[int | str, ...], complaint: str) -> NoReturn:
        raise BundleError(f"{self.name}, line {self.number_of(where)}: {complaint}")

    def number_of(self, where: tuple[int | str, ...]) -> int:
        """The line of a key, or that of its table where the key is missing: ("strengths", 1, "title")."""
        lines, start, key = self.text.split("\n"), 0, where[0]
        if len(where) > 1 and isinstance(where[1], int):
            headers = [at for at, line in enumerate(lines) if re.fullmatch(rf"\s*\[\[\s*{key}\s*\]\].*", line)]
            start, key = (headers[where[1]] if where[1] < len(headers) else 0), where[2] if len(where) > 2 else ""
        end = next((at for at in range(start + 1, len(lines)) if lines[at].lstrip().startswith("[[")), len(lines))
        found = (at for at in range(start, end) if key and re.match(rf"\s*{re.escape(str(key))}\s*=", lines[at]))
        return next(found, start) + 1
