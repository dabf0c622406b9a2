"""Pictures as reviewers send them, and such as nobody should."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from reviews.models import Evidence, Review
from reviews.redrawing import redrawn
from reviews.verification import evidence

TRAILER = b"PK\x03\x04 somebody's own archive"
GPS, CAMERA, ORIENTATION = 0x8825, 0x010F, 0x0112
ON_ITS_SIDE = 6


def drawn(
    kind: str = "PNG", size: tuple[int, int] = (320, 200), colour: Any = "navy", mode: str = "RGB", **how: Any
) -> bytes:
    """A picture of one colour as a file of this kind."""
    Image.new(mode, size, colour).save(file := BytesIO(), kind, **how)
    return file.getvalue()


def by_a_telephone() -> bytes:
    """A photograph on its side that says where it was taken and by what, with something hung on its end."""
    exif = Image.Exif()
    exif[CAMERA], exif[ORIENTATION] = "Spy Camera Works", ON_ITS_SIDE
    exif.get_ifd(GPS).update({1: "N", 2: (48.0, 8.0, 13.0)})
    return drawn("JPEG", exif=exif, icc_profile=b"profile of a telephone", comment=b"a word") + TRAILER


def claiming(width: int, height: int) -> bytes:
    """A small PNG whose head speaks of so many pixels."""
    png = bytearray(drawn())
    png[16:24] = struct.pack(">II", width, height)
    png[29:33] = struct.pack(">I", zlib.crc32(png[12:29]))
    return bytes(png)


def moving(kind: str) -> bytes:
    return drawn(kind, save_all=True, append_images=[Image.new("RGB", (320, 200), "red")])


def of_many_scans() -> bytes:
    """A small JPEG that would have to be gone through so often that it takes long."""
    whole = drawn("JPEG", (1_000, 1_000), progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * 1_000 + whole[-2:]


def send(client: Client, review: Review, raw: bytes | None = None, name: str = "invoice.png", **more: Any) -> Any:
    """The answer to a picture that is sent from the page of one's proofs."""
    file = SimpleUploadedFile(name, drawn() if raw is None else raw, "image/png")
    return client.post(f"/reviews/{review.pk}/proof/picture/", {"picture": file}, **more)


def sent(review: Review) -> Evidence:
    """A picture that waits for a moderator."""
    assert review.author is not None
    return evidence.send(review.pk, review.author, redrawn(drawn()))
