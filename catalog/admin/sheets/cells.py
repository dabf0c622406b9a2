"""An edition's lists as cells that a person can read and type: one entry a line, its parts divided by bars.

    Cheap | Half the price of its kin. | rests on: fact price.output
    openai-docs | OpenAI: GPT-5 | https://platform.openai.com/docs/ | 2025-10-16
    It is the cheapest of its class. | rank | output-price | 1

Further lines of an entry are indented by two spaces. A bar within a part is written \\|; in a text only where it stands
before "rests on:", for texts with bars are older than what comes behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from catalog import wording

BAR = " | "
UNSAID = "-"
"""Stands for the evidence of an entry that names on what it rests and does not say what kind of thing that is."""
SOURCE_PARTS = ("key", "title", "url", "read_on")
CLAIM_PARTS = ("sentence", "kind", "subject", "limit")
_NEW_ENTRY = re.compile(r"\n(?!  )")
_BASIS = re.compile(r"(?<!\\)\|\s*rests on:", re.IGNORECASE)
_LIKE_A_BASIS = re.compile(r"\A\\*rests on:|\\*\|\s*rests on:", re.IGNORECASE)
_ESCAPED_BASIS = re.compile(r"\A\\+rests on:|\\+\|\s*rests on:", re.IGNORECASE)

Part = Mapping[str, Any]


def cell_of_items(items: Iterable[Part]) -> str:
    return _cell(_line_of_item(item) for item in items)


def items_in(cell: str) -> list[dict[str, str]]:
    """Title, text, evidence and on of each entry, as they are typed: whether there is such evidence is not asked."""
    return [item for entry in _entries(cell) if (item := _item_in(entry))["title"]]


def cell_of_parts(rows: Iterable[Part], names: Sequence[str]) -> str:
    """Sources or claims; the last part is left out where it is empty."""
    return _cell(_line_of_parts([str(row[name]) for name in names]) for row in rows)


def parts_in(cell: str, names: Sequence[str], fewest: int) -> list[dict[str, str]]:
    """The opposite. ValueError names the entry that has other parts."""
    found = []
    for entry in _entries(cell):
        parts = [_without_escapes(part).strip() for part in entry.split(BAR)]
        if not fewest <= len(parts) <= len(names):
            raise ValueError(f"“{entry[:60]}” has {wording.quantity(len(parts), 'part')}.")
        found.append(dict(zip(names, [*parts, *[""] * (len(names) - len(parts))], strict=True)))
    return found


def _line_of_item(item: Part) -> str:
    text = _LIKE_A_BASIS.sub(lambda found: f"\\{found[0]}", _plain(item["text"]))
    basis = f"{item['evidence'] or UNSAID} {_with_escapes(item['on'])}".strip()
    parts = [_with_escapes(item["title"]), text, "" if basis == UNSAID else f"rests on: {basis}"]
    return BAR.join(part for part in parts if part)


def _item_in(entry: str) -> dict[str, str]:
    said, *basis = _BASIS.split(entry, maxsplit=1)
    # A bar at the end divides a title from a text that is empty.
    title, _, text = f"{said.rstrip()} ".partition(BAR)
    evidence, _, on = "".join(basis).strip().partition(" ")
    return {
        "title": _without_escapes(title).strip(),
        "text": _ESCAPED_BASIS.sub(lambda found: found[0][1:], text.strip()),
        "evidence": "" if evidence == UNSAID else evidence.lower(),
        "on": _without_escapes(on).strip(),
    }


def _line_of_parts(parts: Sequence[str]) -> str:
    return BAR.join(_with_escapes(part) for part in (parts if parts[-1] else parts[:-1]))


def _cell(lines: Iterable[str]) -> str:
    return "\n".join(line.replace("\n", "\n  ") for line in lines)


def _entries(cell: str) -> list[str]:
    return [entry.replace("\n  ", "\n").strip() for entry in _NEW_ENTRY.split(cell) if entry.strip()]


def _plain(text: str) -> str:
    return wording.with_plain_breaks(text).replace("\r", "\n").strip()


def _with_escapes(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _without_escapes(text: str) -> str:
    return text.replace("\\|", "|")
