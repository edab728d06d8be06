"""Pictures for reviews: decoded and encoded anew, so that nothing but pixels is kept, and named at random."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from .names import random_name

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

#: Bytes of one upload: a photograph straight from a good camera.
MAX_UPLOAD = 10 * 1024 * 1024
#: Pixels of one picture: past this, decoding is a way to make a server fall over.
MAX_PIXELS = 25_000_000
#: The widest that a page shows on a sharp screen, in pixels.
MAX_WIDTH = 1_600
#: The tallest that WebP can hold, in pixels.
MAX_HEIGHT = 16_383
#: What browsers paint and cameras make. SVG is a program, so it is not among them.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class NotAPicture(ValueError):
    """The upload can't be used; `code` says why: `too_large`, `too_many_pixels` or `unreadable`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def store_picture(upload: UploadedFile[bytes]) -> str:
    """Keep a picture and return its address. Raises `NotAPicture`."""
    if (upload.size or 0) > MAX_UPLOAD:
        raise NotAPicture("too_large")
    encoded = _encoded(upload.read())
    name = default_storage.save(f"reviews/{random_name()}.webp", ContentFile(encoded))
    # Not the storage's own address: a text names its pictures by ours, wherever they are kept (`reviews.web.media`).
    return f"{settings.MEDIA_URL}{name}"


def _encoded(raw: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=FORMATS)
            if picture.width * picture.height > MAX_PIXELS:
                raise NotAPicture("too_many_pixels")
            upright = ImageOps.exif_transpose(picture)
            upright = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
            upright.thumbnail((MAX_WIDTH, MAX_HEIGHT))
            out = io.BytesIO()
            upright.save(out, format="WEBP", quality=82)
    except NotAPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise NotAPicture("too_many_pixels") from bomb
    except Exception as broken:  # Pillow's decoders raise whatever they like on hostile files
        raise NotAPicture("unreadable") from broken
    return out.getvalue()
