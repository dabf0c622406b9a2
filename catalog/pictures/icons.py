"""The mark of the site: three bars on a double rule, one of them red. The same shape as static/img/favicon.svg."""

from __future__ import annotations

from catalog.pictures.paper import INK, OWN, Sheet

UNITS = 32
BARS = ((4, 14, 10, 24, INK), (13, 4, 19, 24, OWN), (22, 9, 28, 24, INK))
RULES = ((3, 26.75, 29, 28.25, INK), (3, 29.75, 29, 31.25, INK))
"""Left, top, right, foot and ink, in parts of which the side of the mark has 32."""

ICONS = {"favicon.png": (32, 0), "touch-icon.png": (180, 26)}
"""The files in static/img: their side in pixels, and how many of them stay free all around. A unit is a whole number of
pixels, so that edges are sharp.
"""


def icon(size: int, margin: int) -> bytes:
    """The mark on paper as a square PNG of so many pixels; `margin` pixels stay free all around it."""
    sheet = Sheet(size, size)
    draw_mark(sheet, margin, margin, size - 2 * margin)
    return sheet.png()


def draw_mark(sheet: Sheet, left: float, top: float, size: float) -> None:
    scale = size / UNITS
    for x, y, right, foot, ink in (*BARS, *RULES):
        sheet.fill(left + x * scale, top + y * scale, left + right * scale, top + foot * scale, ink)
