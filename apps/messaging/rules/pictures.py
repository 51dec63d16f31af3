"""How a picture becomes ours: recognised by its content, decoded with bounds, and encoded anew without anything beside it.

What a camera adds (place, time, device, a small copy of the uncut picture) ends here. Pure: no Django in here.
"""

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import ExifTags, Image, UnidentifiedImageError

from apps.messaging.errors import NoPicture, PictureTooLarge

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 20_000_000
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# By the sign for it in EXIF: what a camera that was held otherwise writes down.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What the library raises for broken files, of which it documents only some.
BROKEN = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, struct.error, TypeError, LookupError)
# The bound is ours, checked before anything is decoded: the library's own would warn first.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture as it is kept: WebP, and its size in pixels."""

    content: bytes
    width: int
    height: int


def encode(file: IO[bytes], size: int) -> Encoded:
    """Return the picture encoded anew, at most 1600 pixels a side and the right way up; of several frames the first.

    Raises PictureTooLarge beyond 5 MiB (`size`, in bytes) or 20 megapixels, NoPicture for whatever is not JPEG, PNG,
    WebP or GIF inside, whatever its name says.
    """
    if size > MOST_BYTES:
        raise PictureTooLarge
    try:
        return _encoded(file)
    except BROKEN as error:
        raise NoPicture from error


def _encoded(file: IO[bytes]) -> Encoded:
    with Image.open(file, formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise PictureTooLarge
        # A JPEG can be decoded at a half, a quarter or an eighth of its size: less to hold, and sooner done.
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = _turned_upright(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    # Only the pixels go over: what else the file carried stays behind.
    plain.info = {}
    kept = BytesIO()
    plain.save(kept, "WEBP", quality=80)
    return Encoded(kept.getvalue(), plain.width, plain.height)


def _turned_upright(image: Image.Image) -> Image.Image:
    # Not `ImageOps.exif_transpose`: it writes what a camera added anew, and fails where that is broken.
    turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return image if turn is None else image.transpose(turn)
