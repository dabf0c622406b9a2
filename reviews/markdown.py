"""What reviewers write, as HTML that can do nothing: rendered once, when it is sent in, and kept as such. Pure."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

from catalog.markdown import NO_MARKUP, words

ALLOWED = {"p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a", "hr"}
_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(NO_MARKUP)


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
    plain = words(html)
    if len(plain) <= letters:
        return plain
    return plain[:letters].rpartition(" ")[0].rstrip(" ,;:") + "…" if " " in plain[:letters] else plain[:letters] + "…"
