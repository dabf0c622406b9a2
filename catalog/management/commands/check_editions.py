"""`manage.py check_editions`: bundled editions held against the rules and against the figures in the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog import wording
from catalog.bundle import BUNDLED, BundleError
from catalog.bundle.edition_loading import models_of
from catalog.bundle.editions import FOLDER, ToldEdition, read_edition
from catalog.claim_tests import ABILITIES, State, evaluate
from catalog.dossier.standings import key_of
from catalog.dossier.texts import marked, paragraphs, rendered
from catalog.dossier.told import Known
from catalog.editions import proof
from catalog.editions.peers import peers_of
from catalog.models import AIModel
from catalog.proofreading.checks import sentences
from catalog.references import Vocabulary

LONG = 6
"""So many words make a sentence that no two editions may share."""


class Command(BaseCommand):
    help = (
        "Check bundled editions strictly: references, figures that were typed, adjectives of price, evidence, missing "
        "parts, bound claims, and sentences that two of them share. The catalog of the database gives the figures."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: the bundled editions)"
        )
        parser.add_argument("--show", action="store_true", help="print each text as readers see it today")

    def handle(self, *args: Any, paths: Sequence[Path], show: bool, **options: Any) -> None:
        names = proof.vocabulary()
        told, faults = self._read(list(files_of(paths)), names)
        models = models_known_of(told)
        for one in told:
            model = models.get(one.file.model)
            faults += [f"{one.file.model}: {complaint}" for complaint in complaints_about(one, model, names)]
            if show and model:
                self.stdout.write("\n\n".join(shown(one, Known.of(model))) + "\n")
        faults += shared_sentences(told)
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{wording.quantity(len(faults), 'fault')} in {wording.quantity(len(told), 'edition')}.")
        self.stdout.write(f"{wording.quantity(len(told), 'edition')}, nothing to complain about.")

    def _read(self, paths: Sequence[Path], names: Vocabulary) -> tuple[list[ToldEdition], list[str]]:
        told, faults = [], []
        for path in paths:
            try:
                told.append(read_edition(path, names))
            except BundleError as error:
                faults.append(str(error))
        return told, faults


def files_of(paths: Sequence[Path]) -> Iterator[Path]:
    """The files of these folders and themselves; all that come with the project where none are named."""
    if not paths:
        yield from sorted((BUNDLED / FOLDER).rglob("*.toml"))
    for path in paths:
        yield from sorted(path.rglob("*.toml")) if path.is_dir() else [path]


def models_known_of(told: Sequence[ToldEdition]) -> dict[str, AIModel]:
    found: dict[str, AIModel] = {}
    for one in told:
        try:
            found |= models_of([one])
        except BundleError:
            continue
    return found


def complaints_about(told: ToldEdition, model: AIModel | None, names: Vocabulary) -> list[str]:
    """All that a bundled edition may not have; what an editor would be warned of is a fault here."""
    if model is None:
        return ["there is no such model in the database; load the bundled catalog first"]
    remarks = [str(remark) for remark in proof.proofread_draft(told.draft(model.name), Known.of(model), names)]
    return [*remarks, *broken_claims(told, model)]


def broken_claims(told: ToldEdition, model: AIModel) -> Iterator[str]:
    peers = peers_of([model.model_class], told.tests)[model.model_class_id]
    abilities = {name: getattr(model, name) for name in ABILITIES}
    for claim, test in zip(told.file.claims, told.tests, strict=True):
        finding = evaluate(test, key_of(model), abilities, peers)
        if finding.state != State.HOLDS:
            verb = "does not hold" if finding.state == State.FALSE else "cannot be told"
            yield f"Claim “{claim.sentence}” {verb} ({test.text}): {finding.words}"


def shared_sentences(told: Sequence[ToldEdition]) -> list[str]:
    """Sentences of six words or more that stand in two editions."""
    holders: dict[str, set[str]] = defaultdict(set)
    for one in told:
        for passage in one.draft(one.file.model).passages:
            for sentence in sentences(passage.words):
                if len(sentence.split()) >= LONG:
                    holders[sentence.casefold()].add(one.file.model)
    return [f"{wording.listing(sorted(who))}: both say “{what}”" for what, who in holders.items() if len(who) > 1]


def shown(told: ToldEdition, known: Known) -> Iterator[str]:
    file = told.file
    yield f"{file.model}, written {file.written}"
    yield str(rendered(file.tagline, known))
    for text in (file.about, file.verdict):
        yield from (str(marked(paragraph, known)) for paragraph in paragraphs(text))
    for kind, _, item in told.items():
        words = [str(rendered(item.title, known)), *([str(marked(item.text, known))] if item.text else [])]
        yield f"{kind.label}: {' | '.join(words)} [{item.evidence}{f', {item.on}' if item.on else ''}]"
