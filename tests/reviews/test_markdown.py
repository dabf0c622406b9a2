"""What reviewers write, as HTML that can do nothing."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviews import markdown
from reviews.markdown import ALLOWED
from tests.vectors import VECTORS, Elements


def dangers(text: str) -> list[str]:
    """What a rendered text could do."""
    found = []
    for tag, attributes in Elements(markdown.render(text)).found:
        if tag not in ALLOWED:
            found.append(f"element {tag}")
        found += [f"attribute {name}" for name in attributes if (tag, name) not in {("a", "href"), ("a", "rel")}]
        address = attributes.get("href")
        if address is not None and not re.match(r"https?:", address, re.IGNORECASE):
            found.append(f"address {address}")
    return found


@pytest.mark.parametrize("vector", VECTORS)
def test_it_disarms(vector):
    links = (f"[x]({vector})", f"[x](<{vector}>)", f"[x]: {vector}\n\n[x]", f"<{vector}>", f"![x]({vector})")
    others = (vector, f"`{vector}`", f"```{vector}\n{vector}\n```", f"> - **{vector}**")
    for text in (*links, *others):
        assert dangers(text) == []


PARTS = [*"<>\"'&;:/\\()[]!*_`#-=\n \t\0", "script", "onerror", "javascript", "https", "data", "img", "a"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_it_disarms_whatever_is_put_together(text):
    assert dangers(text) == []


@pytest.mark.parametrize(
    "address", ["/admin/", "//evil.example/", "#reviews", "?q=1", "relative", "mailto:a@b.example"]
)
def test_it_links_to_full_addresses_of_the_web_alone(address):
    assert "href" not in markdown.render(f"[words]({address})")
    assert "words" in markdown.render(f"[words]({address})")


def test_it_renders_what_a_text_needs():
    assert markdown.render("**b** *i* `c`\n\n- one\n\n> said\n\n[l](https://a.example/?q=1)") == (
        "<p><strong>b</strong> <em>i</em> <code>c</code></p>\n<ul>\n<li>one</li>\n</ul>\n"
        "<blockquote>\n<p>said</p>\n</blockquote>\n"
        '<p><a href="https://a.example/?q=1" rel="nofollow ugc noopener noreferrer">l</a></p>\n'
    )


@pytest.mark.parametrize("text", ["# Heading", "![picture](https://a.example/b.png)", "<b>bold</b>", "<!-- hidden -->"])
def test_it_makes_no_heading_no_picture_and_no_html(text):
    assert not re.search(r"<(h\d|img|b)\b|<!--", markdown.render(text))


@pytest.mark.parametrize(
    "part", ["[", "> ", "*a ", "`", "[a](", "<", "- ", "*", "_a__b", "![[", "\\", "&", "[x]: y\n", "`a"]
)
def test_it_is_done_soon_with_the_longest_text(part):
    begun = time.process_time()
    markdown.render((part * 5_000)[:5_000])
    assert time.process_time() - begun < 2
