"""What reviewers write, as HTML that can do nothing. Pure.

CommonMark without raw HTML and without pictures; a cleaner behind it lets through only what a text needs. Rendered
once, when it is sent in, and kept beside its source.
"""

from __future__ import annotations

import re
from html import unescape

import nh3
from markdown_it import MarkdownIt

ALLOWED = {"p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image", "heading", "lheading"])
_BREAK = re.compile(r"</?(?:p|br|pre|blockquote|ul|ol|li|hr)\b[^>]*>")
"""What parts words; the other tags stand within a line."""
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")


def render(text: str) -> str:
    """The HTML of a text. Links lead to http and https only, and tell search engines to give them no weight."""
    return nh3.clean(
        _PARSER.render(text),
        tags=ALLOWED,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        url_relative="deny",
        link_rel="nofollow ugc noopener noreferrer",
    )


def excerpt(html: str, letters: int) -> str:
    """The beginning of a rendered text, without its marks, cut between words: at most `letters` and an ellipsis."""
    plain = _SPACES.sub(" ", unescape(_TAG.sub("", _BREAK.sub(" ", html)))).strip()
    if len(plain) <= letters:
        return plain
    return plain[:letters].rpartition(" ")[0].rstrip(" ,;:") + "…" if " " in plain[:letters] else plain[:letters] + "…"
