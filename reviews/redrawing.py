"""Pictures that strangers send, drawn anew: their pixels and nothing else of the file. Pure.

Whatever else a file may hold (where and when it was taken, by which camera, a profile of colours, something hung on its
end) is not in what comes out.
"""

from __future__ import annotations

from io import BytesIO
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

CONTENT_TYPE = "image/jpeg"
"""Of everything that comes out, whatever went in."""
MOST_BYTES = 5_000_000
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 2_000
"""Of what is kept: small print on a screenshot can still be read."""
MOST_WORK = 1_000_000_000
"""Pixels, in all scans of a JPEG together. It has some ten; thousands, each next to nothing, would take hours."""
QUALITY = 85
SCAN = b"\xff\xda"
FORMATS = ("PNG", "JPEG", "WEBP")

OTHER_KIND = "That is no PNG, JPEG or WebP picture, whatever its name says. Take a screenshot, and send that."
PDF = "That is a PDF. Take a screenshot of the page that shows the use, and send that."
TOO_HEAVY = f"That file has more than {MOST_BYTES // 10**6} MB. Send the part that matters, as a screenshot."
TOO_LARGE = f"That picture has more than {MOST_PIXELS // 10**6} million pixels. Send the part that matters, smaller."
MOVING = "That picture moves. Send one that stands still."
DAMAGED = "That picture cannot be read to its end: it is damaged or cut off. Save it anew, and send it again."

_one_at_a_time = Lock()
"""A picture takes up to 300 MB while it is drawn: a process draws one."""


class Unfit(ValueError):
    """Why a file is not taken, in words for the one who sent it."""


def redrawn(raw: bytes) -> bytes:
    """The picture in a file as a JPEG of its pixels, upright, no side above LONGEST_SIDE. Raises Unfit."""
    if len(raw) > MOST_BYTES:
        raise Unfit(TOO_HEAVY)
    with _one_at_a_time:
        try:
            return _as_jpeg(_flat(_opened(raw)))
        except Unfit:
            raise
        except Exception:  # What a decoder makes of hostile bytes can be anything.
            raise Unfit(DAMAGED) from None


def _opened(raw: bytes) -> Image.Image:
    """The picture by its head alone, judged before a single pixel is unpacked."""
    try:
        image: Image.Image = Image.open(BytesIO(raw), formats=FORMATS)
    except UnidentifiedImageError:
        raise Unfit(PDF if raw.startswith(b"%PDF-") else OTHER_KIND) from None
    except Image.DecompressionBombError:
        raise Unfit(TOO_LARGE) from None
    if image.width * image.height > MOST_PIXELS:
        raise Unfit(TOO_LARGE)
    # A photograph of some telephones is several in one, the first of which is meant: that is no animation.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        raise Unfit(MOVING)
    if image.format in ("JPEG", "MPO") and raw.count(SCAN) * image.width * image.height > MOST_WORK:
        raise Unfit(DAMAGED)
    return image


def _flat(image: Image.Image) -> Image.Image:
    """A new picture with these pixels: small enough, upright, and on white where it was see-through."""
    if image.mode.startswith("I"):
        # Greys of two bytes, of which Pillow's own conversion would keep the low one's worth.
        image = image.convert("I").point(lambda grey: grey / 256).convert("L")
    elif image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright if upright.mode == "RGBA" else None)
    return flat


def _as_jpeg(image: Image.Image) -> bytes:
    # Colours as fine as light, so that coloured letters stay sharp.
    image.save(kept := BytesIO(), "JPEG", quality=QUALITY, subsampling=0)
    return kept.getvalue()
