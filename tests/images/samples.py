"""Small pictures of every type, made byte by byte, and pictures of posts that point to addresses."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping

from tui_reader.document import Picture
from tui_reader.document.blocks import Image
from tui_reader.images import PictureKind, ResolvedPicture
from tui_reader.images.resolve import _remote

SVG = b"<?xml version='1.0'?>\n<!-- a drawing -->\n<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h9'/></svg>"


def png(width: int = 3, height: int = 2, padding: int = 0) -> bytes:
    """A picture that decodes (where it is small), followed by ignorable bytes in a chunk of their own."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height))) if width * height < 10_000 else b""
    text = chunk(b"tEXt", b"c\0" + b"x" * padding) if padding else b""
    return b"\x89PNG\r\n\x1a\n" + header + text + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 3, height: int = 2, before: int = 0) -> bytes:
    """The head of a JPEG file with so many bytes of metadata before its size."""
    segments = b"\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    while before > 0:
        length = min(before, 65_533)
        segments += b"\xff\xe1" + struct.pack(">H", length + 2) + b"\xff\xc0" * (length // 2) + b"\0" * (length % 2)
        before -= length
    return b"\xff\xd8" + segments + b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + b"\3" + b"\0" * 40


def gif(width: int = 3, height: int = 2, frame: tuple[int, int] | None = None) -> bytes:
    """A GIF with a colour table, an extension and one frame."""
    size = frame or (width, height)
    return (
        b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
        b"!\xfe\x03abc\x02de\0" + b"," + struct.pack("<HHHH", 0, 0, *size) + b"\0\x02\x02D\x01\0;"
    )


def webp(width: int = 3, height: int = 2, kind: bytes = b"VP8 ") -> bytes:
    """One of WebP's three headers."""
    if kind == b"VP8X":
        body = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif kind == b"VP8L":
        body = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\0" * 8
    else:
        body = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\0" * 4
    return b"RIFF" + struct.pack("<I", len(body) + 12) + b"WEBP" + kind + struct.pack("<I", len(body)) + body


def avif(width: int = 3, height: int = 2) -> bytes:
    """A file type box and a property box."""
    brands = b"avif\0\0\0\0mif1avifmiaf"
    ispe = struct.pack(">I", 20) + b"ispe\0\0\0\0" + struct.pack(">II", width, height)
    return struct.pack(">I", len(brands) + 8) + b"ftyp" + brands + b"\0\0\0\x30meta\0\0\0\0" + ispe


def bmp(width: int = 3, height: int = 2) -> bytes:
    """A Windows bitmap, its first row on top."""
    return (
        b"BM" + struct.pack("<IHHI", 100, 0, 0, 54) + struct.pack("<IiiHHI", 40, width, -height, 1, 24, 0) + b"\0" * 30
    )


MAKERS: Mapping[str, Callable[[int, int], bytes]] = {
    "PNG": png,
    "JPEG": jpeg,
    "GIF": gif,
    "WebP": webp,
    "AVIF": avif,
    "BMP": bmp,
}


def picture(source: str, number: int = 1, caption: str = "") -> Picture:
    """A picture of a post's body."""
    return Picture(number=number, image=Image(source), caption=caption, origin="body")


def remote(url: str, number: int = 1, caption: str = "") -> ResolvedPicture:
    """A picture on the network, resolved as a post's would be."""
    found = _remote(picture(url, number, caption), url, ())
    assert found.kind is PictureKind.REMOTE, found
    return found
