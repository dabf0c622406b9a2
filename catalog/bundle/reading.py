"""Reading a folder of the bundled catalog: every line checked, and a wrong one named, before anything is loaded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from catalog.bundle import FORMAT, BundleError, records
from catalog.bundle.periods import Period
from catalog.bundle.periods import complaint_about as complaint_about_periods

LONGEST_LINE = 100_000
LARGEST_FILE = 20_000_000

LineRecord = TypeVar("LineRecord", bound=records.Record)

CREATOR_KINDS = (
    records.CreatorLine,
    records.FamilyLine,
    records.ModelLine,
    records.AliasLine,
    records.ClaimsLine,
    records.EventLine,
    records.MeasurementLine,
    records.OfferLine,
    records.PricesLine,
)


@dataclass
class ToldOffer:
    line: records.OfferLine
    prices: list[records.PricesLine] = field(default_factory=list)


@dataclass
class ToldModel:
    """All that the files tell of one model; `creator` is the slug of its creator."""

    creator: str
    line: records.ModelLine
    aliases: list[records.AliasLine] = field(default_factory=list)
    claims: list[records.ClaimsLine] = field(default_factory=list)
    events: list[records.EventLine] = field(default_factory=list)
    measurements: list[records.MeasurementLine] = field(default_factory=list)
    offers: list[ToldOffer] = field(default_factory=list)

    @property
    def catalog_id(self) -> str:
        return f"{self.creator}/{self.line.model}"

    def add(self, record: records.Record) -> None:
        match record:
            case records.AliasLine():
                self.aliases.append(record)
            case records.ClaimsLine():
                self.claims.append(record)
            case records.EventLine():
                self.events.append(record)
            case records.MeasurementLine():
                self.measurements.append(record)
            case records.OfferLine():
                self.offers.append(ToldOffer(record))

    def claim_histories(self) -> dict[tuple[str, str], list[Period]]:
        """(fact, source) -> what that source said of it, in order of time."""
        histories: dict[tuple[str, str], list[Period]] = {}
        for line in self.claims:
            for fact, period in line.periods():
                histories.setdefault((fact, line.claims), []).append(period)
        return {key: sorted(told, key=lambda period: period.since) for key, told in histories.items()}

    def measurement_histories(self) -> dict[tuple[str, str, str], list[Period]]:
        """(metric, source, configuration) -> what was measured, in order of time; without the values."""
        histories: dict[tuple[str, str, str], list[Period]] = {}
        for line in sorted(self.measurements, key=lambda line: line.since):
            key = (line.measurement, line.source, line.configuration or "")
            histories.setdefault(key, []).append(line.period(None))
        return histories


@dataclass
class ToldCreator:
    line: records.CreatorLine
    families: list[records.FamilyLine] = field(default_factory=list)
    models: list[ToldModel] = field(default_factory=list)


@dataclass
class ToldCatalog:
    head: records.Head
    providers: list[records.ProviderLine]
    other_ids: list[records.AliasLine]
    creators: list[ToldCreator]

    @property
    def models(self) -> Iterator[ToldModel]:
        return (model for creator in self.creators for model in creator.models)


@dataclass(frozen=True)
class Place:
    """A line of a file, as messages name it."""

    path: Path
    number: int

    def refuse(self, complaint: str) -> NoReturn:
        raise BundleError(f"{self.path.parent.name}/{self.path.name}, line {self.number}: {complaint}")


def read_catalog(folder: Path) -> ToldCatalog:
    """The whole catalog of a folder. BundleError names the first file and line that cannot be read or believed."""
    head = _read_head(folder / "catalog.json")
    catalog = ToldCatalog(
        head=head,
        providers=[record for _, record in _records(folder / "providers.jsonl", records.ProviderLine)],
        other_ids=[record for _, record in _records(folder / "aliases.jsonl", records.AliasLine)],
        creators=[_read_creator(path) for path in sorted((folder / "creators").glob("*.jsonl"))],
    )
    counted = (len(catalog.creators), sum(len(creator.models) for creator in catalog.creators))
    if counted != (head.creators, head.models):
        raise BundleError(
            f"{folder}: catalog.json promises {head.creators} creators and {head.models} models, "
            f"the files hold {counted[0]} and {counted[1]}. A file may be missing or cut off."
        )
    _check_replacements(folder, catalog)
    _refuse_twice(folder, "alias", [(line.source, line.alias) for line in _all_aliases(catalog)])
    return catalog


def _read_head(path: Path) -> records.Head:
    content = _parse(_text(path), lambda complaint: _refuse_file(path, complaint))
    if content.get("format") != FORMAT:
        _refuse_file(path, f"its format is {content.get('format')!r}; this program reads format {FORMAT}")
    return _record(records.Head, content, lambda complaint: _refuse_file(path, complaint))


def _read_creator(path: Path) -> ToldCreator:
    told: ToldCreator | None = None
    for place, record in _records(path, *CREATOR_KINDS):
        if isinstance(record, records.CreatorLine) and told is None:
            told = ToldCreator(record)
        elif told is None or isinstance(record, records.CreatorLine):
            place.refuse("a file begins with its one creator")
        else:
            _place_record(told, record, place)
    if told is None or told.line.creator != path.stem:
        _refuse_file(path, "a file is named after the creator in its first line")
    _refuse_twice(path, "model", [model.line.model for model in told.models])
    _refuse_twice(path, "family", [family.family for family in told.families])
    for model in told.models:
        _check_histories(path, model)
    return told


def _place_record(told: ToldCreator, record: records.Record, place: Place) -> None:
    """Puts a record where the lines above it say that it belongs."""
    if isinstance(record, records.FamilyLine):
        told.families.append(record)
    elif isinstance(record, records.ModelLine):
        told.models.append(ToldModel(told.line.creator, record))
    elif not told.models:
        place.refuse("comes before any model")
    elif isinstance(record, records.PricesLine):
        if not told.models[-1].offers:
            place.refuse("prices come after their offer")
        told.models[-1].offers[-1].prices.append(record)
    else:
        told.models[-1].add(record)


def _check_histories(path: Path, model: ToldModel) -> None:
    for (fact, source), periods in model.claim_histories().items():
        if complaint := complaint_about_periods(periods):
            _refuse_file(path, f"{model.line.model}: what {source} says of {fact} {complaint}")
    for (metric, source, _), periods in model.measurement_histories().items():
        if complaint := complaint_about_periods(periods):
            _refuse_file(path, f"{model.line.model}: {metric} by {source} {complaint}")
    for offer in model.offers:
        for source in {prices.prices for prices in offer.prices}:
            sheets = [prices.period(None) for prices in offer.prices if prices.prices == source]
            if complaint := complaint_about_periods(sheets):
                _refuse_file(path, f"{offer.line.offer}: a price of {source} {complaint}")
    offers = [(told.line.provider, told.line.variant, told.line.tag) for told in model.offers]
    _refuse_twice(path, f"offer of {model.line.model}", offers)
    in_force = [(event.event, event.source) for event in model.events if event.withdrawn is None]
    _refuse_twice(path, f"event of {model.line.model}", in_force)


def _check_replacements(folder: Path, catalog: ToldCatalog) -> None:
    known = {model.catalog_id for model in catalog.models}
    for model in catalog.models:
        for event in model.events:
            if event.replacement and event.replacement not in known:
                _refuse_file(
                    folder, f"{model.catalog_id}: its replacement {event.replacement} is no model of these files"
                )


def _all_aliases(catalog: ToldCatalog) -> Iterator[records.AliasLine]:
    yield from catalog.other_ids
    for model in catalog.models:
        yield from model.aliases


def _refuse_twice(path: Path, what: str, keys: Iterable[Any]) -> None:
    for key, times in Counter(keys).items():
        if times > 1:
            _refuse_file(path, f"{what} {key} is there {times} times")


def _refuse_file(path: Path, complaint: str) -> NoReturn:
    raise BundleError(f"{path.name}: {complaint}")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            _refuse_file(path, "is too large to be ours")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"{path} cannot be read: {error}") from error


def _records(path: Path, *kinds: type[LineRecord]) -> Iterator[tuple[Place, LineRecord]]:
    """Each line with its place; the line's first key says which kind of record it is."""
    by_key = {kind.kind: kind for kind in kinds}
    for number, line in enumerate(_text(path).split("\n"), start=1):
        place = Place(path, number)
        if not line.strip():
            continue
        if len(line) > LONGEST_LINE:
            place.refuse("is too long to be ours")
        content = _parse(line, place.refuse)
        kind = by_key.get(next(iter(content), ""))
        if kind is None:
            place.refuse(f"begins with none of these: {', '.join(by_key)}")
        yield place, _record(kind, content, place.refuse)


def _parse(text: str, refuse: Callable[[str], NoReturn]) -> dict[str, Any]:
    try:
        content = json.loads(
            text, parse_float=_refuse_number, parse_constant=_refuse_number, object_pairs_hook=_refuse_double_keys
        )
    except (ValueError, RecursionError) as error:
        refuse(f"is no JSON that we write: {error}")
    if not isinstance(content, dict):
        refuse("holds no record")
    return content


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not exact; decimals stand in quotes")


def _refuse_double_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise ValueError("a key is there twice")
    return content


def _record(kind: type[LineRecord], content: dict[str, Any], refuse: Callable[[str], NoReturn]) -> LineRecord:
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        refuse(f"{where or kind.kind}: {first['msg'].removeprefix('Value error, ')}")
