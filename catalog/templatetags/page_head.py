"""What the frame of every page needs: what its head says in more than one place, and its markup without idle room."""

import re

from django import template
from django.utils.safestring import SafeString

register = template.Library()

_BESIDE_A_BLOCK = re.compile(
    r">\s*\n\s*(?=</?(?:article|aside|blockquote|caption|dd|defs|details|div|dl|dt|fieldset|figure|footer|form|g"
    r"|h[1-6]|header|li|main|nav|ol|option|p|path|pattern|section|summary|table|tbody|td|template|text|tfoot|th|thead"
    r"|tr|ul)\b)"
)


@register.simple_block_tag
def capture(content: str) -> str:
    """{% capture as page_title %}{% block title %}…{% endblock %}{% endcapture %} keeps what a block says, as it is
    escaped, under a name: a block can be placed only once.
    """
    return content


@register.simple_block_tag
def tight(content: str) -> SafeString:
    """The same page without the line breaks before the tags of blocks, where no browser shows them: only the source of
    templates needs them. Between words and between tags within a line everything stays as it is.
    """
    return SafeString(_BESIDE_A_BLOCK.sub(">", content))
