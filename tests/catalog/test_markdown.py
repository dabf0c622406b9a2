"""What editors write in Markdown: HTML that can do nothing, with references left for the page to fill."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.markdown import faults, pieces, plain
from catalog.references import Reference
from tests.vectors import VECTORS, Elements

TAGS = {"p", "br", "strong", "em", "code", "ul", "ol", "li", "a"}


def html(text: str) -> str:
    """A text with each reference as ⟨its name⟩."""
    return "".join(piece if isinstance(piece, str) else f"⟨{escape(piece.name)}⟩" for piece in pieces(text))


def dangers(text: str) -> list[str]:
    """What a rendered text could do."""
    found = []
    for tag, attributes in Elements(html(text)).found:
        if tag not in TAGS or attributes.keys() - {"href"}:
            found.append(f"{tag} {attributes}")
        address = attributes.get("href")
        if address is not None and not re.match(r"https?://|/(?![/\\])", address, re.IGNORECASE):
            found.append(f"address {address}")
    return found


def test_it_renders_what_a_text_needs():
    assert html(
        "**b** *i* `c`\nnew line\n\n- one\n- two\n\n1. first\n\n[l](https://a.example/?q=1&r) [own](/models/)"
    ) == (
        "<p><strong>b</strong> <em>i</em> <code>c</code><br>\nnew line</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        '<ol>\n<li>first</li>\n</ol>\n<p><a href="https://a.example/?q=1&amp;r">l</a> <a href="/models/">own</a></p>\n'
    )


def test_it_leaves_references_for_the_page_to_fill():
    assert html("**{{price.output}}**, `{{ context_window }}`\n\n- {{max_output_tokens}}_x_") == (
        "<p><strong>⟨price.output⟩</strong>, <code>⟨context_window⟩</code></p>\n"
        "<ul>\n<li>⟨max_output_tokens⟩_x_</li>\n</ul>\n"
    )
    assert list(pieces("{{a}}{{b}}")) == ["<p>", Reference("a"), Reference("b"), "</p>\n"]
    # What a text itself holds of the letters that stand in for references on their way.
    assert html("\ue0000\ue001 {{a}}") == "<p>0 ⟨a⟩</p>\n"


@pytest.mark.parametrize(
    "text",
    ["# Heading", "Heading\n===", "![picture](https://a.example/b.png)", "<b>bold</b>", "<!-- hidden -->", "    a"],
)
def test_it_makes_no_heading_no_picture_no_html_and_no_block_of_code(text):
    assert not re.search(r"<(h\d|img|b|pre)\b|<!--", html(text))


@pytest.mark.parametrize("vector", VECTORS)
def test_it_disarms(vector):
    links = (f"[x]({vector})", f"[x](<{vector}>)", f"[x]: {vector}\n\n[x]", f"<{vector}>", f"![x]({vector})")
    for text in (*links, vector, f"`{vector}`", f"> - **{vector}**", f"{{{{{vector}}}}}"):
        assert dangers(text) == []


PARTS = [*"<>\"'&;:/\\()[]!*_`#-=\n \t\0{}\ue000\ue001", "javascript", "https", "{{name}}", "0", "img", "a"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_it_disarms_whatever_is_put_together(text):
    assert dangers(text) == []


@pytest.mark.parametrize(("text", "words"), [
    ("**No other** asks *less* than\n[this](https://a.example/).", "No other asks less than this."),
    ("One at {{price.output}} & more.\n\n- two\n- 3 < 4", "One at {{price.output}} & more.\n\ntwo\n\n3 < 4"),
    ("", ""),
])  # fmt: skip
def test_it_tells_the_words_without_their_marks(text, words):
    assert plain(text) == words


@pytest.mark.parametrize(("text", "said"), [
    ("[d](a.example)", "The link to “a.example” leads nowhere: begin it with https://, or with / for a page of ours."),
    ("[docs](//evil.example)", "The link to “//evil.example” leads nowhere: "
     "begin it with https://, or with / for a page of ours."),
    ("[docs](https://a.example/{{name}})", "A reference cannot stand within the address of a link."),
    ("[at {{price.output}}](/models/)", "{{price.output}} stands within a link: it leads to its own source already."),
])  # fmt: skip
def test_it_names_what_is_wrong_with_a_link(text, said):
    assert faults(text) == [said]


def test_it_finds_nothing_wrong_with_good_links():
    assert faults("[a](https://a.example/) [b](/models/) {{price.output}} `[c](d)`") == []
