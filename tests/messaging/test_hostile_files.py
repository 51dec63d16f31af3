"""Files that somebody made to do harm: refused in words, or encoded anew so that nothing of them is left but the pixels."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from apps.messaging.errors import NoPicture, PictureTooLarge
from apps.messaging.rules.pictures import MOST_BYTES, encode

CANARY = b"canary"
SCRIPT = b"<script>alert('canary')</script>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>canary</script></svg>"
XXE = b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg xmlns='http://www.w3.org/2000/svg'>&x;</svg>"
ZIP = b"PK\x03\x04" + b"\0" * 26 + CANARY + b"PK\x05\x06" + b"\0" * 18


def drawn(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: object) -> bytes:
    held = BytesIO()
    Image.new(mode, size, 120).save(held, kind, **more)
    return held.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *more: bytes, pixels: bytes = b"") -> bytes:
    """Return a PNG that says it is so large, whatever it holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def with_texts() -> bytes:
    """A small PNG with words in every place for words, one of them blown up a thousand times."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "canary")
    texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>canary</x:xmpmeta>")
    return drawn("PNG", pnginfo=texts)


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "canary"  # what is to be seen
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (51.0, 30.0, 1.0), "W", (0.0, 7.0, 1.0)
    return drawn("JPEG", exif=exif.tobytes(), icc_profile=CANARY * 20, comment=CANARY)


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "green", "blue")]
    held = BytesIO()
    frames[0].save(held, kind, save_all=True, append_images=frames[1:], duration=20, comment=CANARY)
    return held.getvalue()


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"\xff",
    "SVG with a script": lambda: SVG,
    "SVG that reads a file": lambda: XXE,
    "SVG behind the signs of a JPEG": lambda: b"\xff\xd8\xff" + SVG,
    "SVG behind the signs of a PNG": lambda: b"\x89PNG\r\n\x1a\n" + SVG,
    "page behind the signs of a GIF": lambda: b"GIF89a" + SCRIPT,
    "page": lambda: b"<!doctype html>" + SCRIPT,
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(canary) run",
    "PDF": lambda: b"%PDF-1.7\n" + SCRIPT,
    "archive": lambda: ZIP,
    "program": lambda: b"\x7fELF" + b"\0" * 200,
    "bitmap": lambda: drawn("BMP"),
    "TIFF": lambda: drawn("TIFF"),
    "icon": lambda: drawn("ICO"),
    "PPM": lambda: drawn("PPM"),
    "JPEG cut off": lambda: drawn("JPEG", (400, 300))[:300],
    "PNG cut off": lambda: drawn("PNG", (400, 300))[:60],
    "GIF cut off": lambda: drawn("GIF", (400, 300))[:20],
    "WebP cut off": lambda: drawn("WEBP", (400, 300))[:30],
    "PNG without a pixel": lambda: png(40, 30),
    "PNG of no size": lambda: png(0, 0),
    "PNG whose head is broken": lambda: png(40, 30).replace(b"IHDR", b"IHDX"),
    "PNG with a text that grows without end": lambda: png(
        4, 4, chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 100_000_000, 9))
    ),
}
TOO_LARGE: dict[str, Callable[[], bytes]] = {
    "PNG that says it is endless": lambda: png(2**31 - 1, 2**31 - 1),
    "PNG a line high": lambda: png(2**31 - 1, 1),
    "PNG of zeros, a thousand times its file": lambda: png(5000, 5000, pixels=b"\0" * (15001 * 100)),
    "GIF that says it is large": lambda: b"GIF89a" + struct.pack("<HH", 65535, 65535) + drawn("GIF")[10:],
    "JPEG that says it is large": lambda: drawn("JPEG").replace(struct.pack(">HH", 30, 40), b"\xff\xff\xff\xff"),
}
TAKEN: dict[str, Callable[[], bytes]] = {
    "page after a PNG": lambda: drawn("PNG") + SCRIPT,
    "archive after a JPEG": lambda: drawn("JPEG") + ZIP,
    "program after a GIF": lambda: drawn("GIF") + b"MZ" + CANARY,
    "words in a PNG": with_texts,
    "page in the comment of a JPEG": lambda: drawn("JPEG", comment=SCRIPT),
    "place, profile and comment of a camera": with_gps,
    "moving GIF": lambda: animated("GIF"),
    "moving WebP": lambda: animated("WEBP"),
    "moving PNG": lambda: animated("PNG"),
    "four inks": lambda: drawn("JPEG", mode="CMYK"),
    "one bit": lambda: drawn("PNG", mode="1"),
    "sixteen bits": lambda: drawn("PNG", mode="I;16"),
    "palette": lambda: drawn("GIF", mode="P"),
}


def encoded(content: bytes) -> bytes:
    return encode(BytesIO(content), len(content)).content


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_whole_picture_is_refused_in_words(name: str) -> None:
    with pytest.raises(NoPicture):
        encoded(REFUSED[name]())


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_would_fill_the_memory_is_refused_before_it_is_opened(name: str) -> None:
    content = TOO_LARGE[name]()
    assert len(content) < MOST_BYTES
    with pytest.raises(PictureTooLarge):
        encoded(content)


@pytest.mark.parametrize("name", TAKEN)
def test_of_what_is_taken_the_pixels_of_one_frame_are_left_alone(name: str) -> None:
    kept = encoded(TAKEN[name]())
    with Image.open(BytesIO(kept), formats=("WEBP",)) as image:
        assert image.size == (40, 30)
        assert getattr(image, "n_frames", 1) == 1
        assert not dict(image.getexif())
        assert not {"icc_profile", "exif", "xmp", "comment"} & image.info.keys()
    for hidden in (CANARY, b"<script", b"PK\x03\x04", b"%PDF"):
        assert hidden not in kept
    # Nothing stands behind the picture: its own head says how long it is.
    assert len(kept) == struct.unpack("<I", kept[4:8])[0] + 8
