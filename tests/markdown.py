"""Tables as our measuring programs print them, ready to stand in docs/."""

from collections.abc import Iterable


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def head(first: str, *figures: str) -> str:
    """The two lines that open a table: a column of names, then columns of figures."""
    return f"{row([first, *figures])}\n{row(['---', *['--:'] * len(figures)])}"
