"""What the head of a page says in more than one place."""

from django import template

register = template.Library()


@register.simple_block_tag
def capture(content: str) -> str:
    """{% capture as page_title %}{% block title %}…{% endblock %}{% endcapture %} keeps what a block says, as it is
    escaped, under a name: a block can be placed only once.
    """
    return content
