"""Paper and ink: the light colours of the site's pages, and a sheet to draw on."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw

from catalog.pictures.letters import FINE, SERIF, font, width_of

PAPER, INK, INK_2, INK_3 = "#fdfdfb", "#16191d", "#4a5057", "#5f656c"
RULE, RULE_2, BAR, OWN, WARN = "#d7d9d5", "#858b91", "#8a9096", "#ab1023", "#865000"
"""As --paper, --ink and so on in static/css/tokens.css, where they are light."""

SHADES = ((INK, 10), (OWN, 7), (INK_2, 5), (INK_3, 5), (WARN, 4), (BAR, 1), (RULE_2, 1), (RULE, 1))
"""What a picture is made of beside paper: each ink, and the steps between it and paper that smooth its letters."""

PACKING = 7
"""Of zlib: 8 and 9 take seven times as long for a tenth less."""


class Sheet:
    """A picture in the making. All measures are pixels of the finished one; texts stand on their baseline."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGB", (width * FINE, height * FINE), PAPER)
        self._pen = ImageDraw.Draw(self._image)

    def write(
        self, left: float, foot: float, text: str, size: int, face: str = SERIF, ink: str = INK, anchor: str = "ls"
    ) -> float:
        """Returns the width of what it wrote."""
        self._pen.text((left * FINE, foot * FINE), text, font=font(face, size), fill=ink, anchor=anchor)
        return width_of(text, face, size)

    def fill(self, left: float, top: float, right: float, foot: float, ink: str) -> None:
        """A rectangle, up to and without its right and lower edge."""
        edges = (left * FINE, top * FINE, right * FINE - 1, foot * FINE - 1)
        self._pen.rectangle([round(edge) for edge in edges], fill=ink)

    def rule(self, left: float, right: float, top: float) -> None:
        self.fill(left, top, right, top + 2, INK)

    def double_rule(self, left: float, right: float, top: float) -> None:
        """Six pixels high."""
        self.rule(left, right, top)
        self.rule(left, right, top + 4)

    def box(self, left: float, top: float, size: float, ink: str = RULE_2) -> None:
        self.fill(left, top, left + size, top + size, ink)
        self.fill(left + 2, top + 2, left + size - 2, top + size - 2, PAPER)

    def dot(self, left: float, top: float, size: float, ink: str, *, half: bool) -> None:
        """A ring, or one that is full on its left half."""
        edges = [round(edge * FINE) for edge in (left, top, left + size, top + size)]
        self._pen.ellipse(edges, outline=ink, width=3 * FINE)
        if half:
            self._pen.pieslice(edges, 90, 270, fill=ink)

    def png(self) -> bytes:
        """Some forty colours, which is a third of the bytes."""
        return png(self._image.reduce(FINE).quantize(palette=_palette(), dither=Image.Dither.NONE))


def png(image: Image.Image) -> bytes:
    packed = BytesIO()
    image.save(packed, "PNG", compress_level=PACKING)
    return packed.getvalue()


@lru_cache(maxsize=1)
def _palette() -> Image.Image:
    """The same for every picture, so that paper is always paper and red always red."""
    shades = [_between(PAPER, PAPER, 0)]
    for ink, steps in SHADES:
        shades += [_between(PAPER, ink, (step + 1) / steps) for step in range(steps)]
    table = Image.new("P", (1, 1))
    table.putpalette([part for shade in shades for part in shade])
    return table


def _between(first: str, last: str, part: float) -> list[int]:
    pairs = zip(ImageColor.getrgb(first), ImageColor.getrgb(last), strict=True)
    return [round(a + (b - a) * part) for a, b in pairs]
