"""Markdown as HTML that can do nothing, and what editors write in it. Pure.

CommonMark without raw HTML, pictures and headings; a cleaner behind it lets through only what a text needs. Editors'
texts hold references (catalog.references), which stay as they are until a page puts its figures in their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from catalog import references
from catalog.references import Reference

NO_MARKUP = ["image", "heading", "lheading"]
"""What no text of people may hold: pictures are nobody's to embed, and headings are the page's."""

_EDITORS = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).disable(
    [*NO_MARKUP, "code", "fence", "blockquote", "hr", "reference"]
)
_EDITORS_TAGS = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "a"}

_BREAK = re.compile(r"</?(?:p|br|pre|blockquote|ul|ol|li|hr)\b[^>]*>")
"""What parts words; the other tags stand within a line."""
_PARAGRAPH = re.compile(r"(?:</(?:p|li)>\s*)+")
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")

# A reference on its way through Markdown: letters of no script, so that it stands wherever a word may stand.
_SLOT = re.compile("\ue000(\\d+)\ue001")
_IN_ADDRESS = re.compile("%EE%80%80(\\d+)%EE%80%81")
_OF_SLOTS = {0xE000: None, 0xE001: None}
_OWN_PAGE = re.compile(r"/(?![/\\])")


def words(html: str) -> str:
    """The words of a rendered text in one line, without its marks."""
    return _SPACES.sub(" ", unescape(_TAG.sub("", _BREAK.sub(" ", html)))).strip()


def pieces(text: str) -> Iterator[str | Reference]:
    """An editor's text in order: HTML, and the references between, in whose places figures are to stand."""
    slotted, names = _with_slots(text)
    for index, piece in enumerate(_SLOT.split(_clean(_EDITORS.render(slotted)))):
        if index % 2:
            yield Reference(names[int(piece)])
        elif piece:
            yield piece


def plain(text: str) -> str:
    """An editor's text as its readers see it, without marks: references as they were typed, blank lines between."""
    html = "".join(piece if isinstance(piece, str) else f"{{{{{piece.name}}}}}" for piece in pieces(text))
    return "\n\n".join(filter(None, map(words, _PARAGRAPH.split(html))))


def faults(text: str) -> list[str]:
    """What is wrong with the links of an editor's text, each in a sentence that says what to write instead."""
    slotted, names = _with_slots(text)
    lines = (block.children or [] for block in _EDITORS.parse(slotted) if block.type == "inline")
    return list(dict.fromkeys(fault for line in lines for fault in _faults_of(line, names)))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_EDITORS_TAGS,
        attributes={"a": {"href"}},
        attribute_filter=lambda _element, _attribute, address: address if _leads_somewhere(address) else None,
        url_schemes={"http", "https"},
        link_rel=None,
    )


def _leads_somewhere(address: str) -> bool:
    """To a full address of the web, or to a page of ours."""
    return bool(_OWN_PAGE.match(address)) or address.lower().startswith(("https://", "http://"))


def _with_slots(text: str) -> tuple[str, list[str]]:
    """The text with a slot in the place of each reference, and what they are called."""
    names: list[str] = []
    slotted = ""
    for piece in references.pieces(text.translate(_OF_SLOTS)):
        if isinstance(piece, str):
            slotted += piece
        else:
            slotted += f"\ue000{len(names)}\ue001"
            names.append(piece.name)
    return slotted, names


def _faults_of(line: list[Token], names: list[str]) -> Iterator[str]:
    is_link = False
    for token in line:
        if token.type in ("link_open", "link_close"):
            is_link = token.type == "link_open"
            address = str(token.attrs.get("href", ""))
            if _IN_ADDRESS.search(address):
                yield "A reference cannot stand within the address of a link."
            elif is_link and not _leads_somewhere(address):
                yield f"The link to “{address}” leads nowhere: begin it with https://, or with / for a page of ours."
        elif is_link and (slot := _SLOT.search(token.content)):
            yield f"{{{{{names[int(slot[1])]}}}}} stands within a link: it leads to its own source already."
