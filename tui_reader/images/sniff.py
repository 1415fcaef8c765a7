"""Tells a picture by its first bytes, and how many pixels it has by its header.

It decodes nothing and trusts no name; a picture whose size can't be read from its header is refused as damaged, since
the limit of pixels could not hold for it.
"""

from __future__ import annotations

import codecs
import io
import re
import stat
import struct
from pathlib import Path
from typing import BinaryIO, Final

from tui_reader.images.kinds import NotAPicture, PictureType
from tui_reader.limits import PICTURE_PIXELS

HEAD_BYTES: Final = 64 * 1024
"""What is read of a file to tell it; only JPEG and GIF are followed further."""
_SEGMENTS: Final = 20_000
"""JPEG segments or GIF blocks that are stepped over on the way to the size; real ones have some dozens."""

_Size = tuple[int, int]

DRAWING: Final = ".svg"
"""What drawings are kept as: they may hold scripts, so that a browser is asked about, and no viewer."""
SUFFIXES: Final = (".png", ".jpg", ".gif", ".webp", ".avif", ".bmp")
_MEDIA_TYPES: Final = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "WebP": "webp", "AVIF": "avif", "BMP": "bmp"}
_TYPES: Final = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WebP": ".webp", "AVIF": ".avif", "BMP": ".bmp"}

_OTHERS: Final = (
    (b"%!PS", "a PostScript file (EPS)"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file (EPS)"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ", "a Windows program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a macOS program"),
    (b"#!", "a script"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\0\0\1\0", "a Windows icon (ICO)"),
    (b"8BPS", "a Photoshop file"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"OggS", "a sound or video file"),
    (b"ID3", "a sound file"),
)
_ONLY: Final = "only PNG, JPEG, GIF, WebP, AVIF and BMP pictures are opened."
_MARKUP: Final = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|title|meta|div|p|h1|a|center)\b", re.I)
_SVG: Final = re.compile(rb"<\s*(?:!doctype\s+svg|(?:\w+:)?svg)\b", re.I)


def sniff(head: bytes) -> PictureType | NotAPicture:
    """What the beginning of a file, at most `HEAD_BYTES` of it needed but for long JPEG heads, says it is."""
    return _sniff(head[:HEAD_BYTES], io.BytesIO(head))


def sniff_file(path: Path) -> PictureType | NotAPicture:
    """What the file at `path` is; a file that can't be read or is no regular one is no picture."""
    try:
        with path.open("rb") as file:
            if not stat.S_ISREG(path.stat().st_mode):
                return NotAPicture("It is no ordinary file.")
            return _sniff(file.read(HEAD_BYTES), file)
    except OSError as error:
        return NotAPicture(f"The file can't be read: {error.strerror or type(error).__name__}.")


def media_type(found: PictureType) -> str:
    """What a type is called on the web and in packages: "image/png"."""
    return f"image/{_MEDIA_TYPES[found.name]}"


def looks_like_picture(head: bytes) -> NotAPicture | None:
    """Why these first bytes (16 or more where there are so many) can't begin a picture; None where they may."""
    return None if _name(head) else _other(head)


def _sniff(head: bytes, file: BinaryIO) -> PictureType | NotAPicture:
    name = _name(head)
    if not name:
        return _other(head)
    try:
        size = _size(name, head, file)
    except (struct.error, IndexError):
        size = None
    if size is None or min(size) <= 0:
        return NotAPicture(f"The {name} picture is damaged: its size can't be read.")
    width, height = size
    if width * height > PICTURE_PIXELS:
        megapixels = width * height / 1e6
        limit = PICTURE_PIXELS // 1_000_000
        return NotAPicture(
            f"The picture is too large to open safely: {width} × {height} pixels are {megapixels:,.0f} million, "
            f"and the limit is {limit} million."
        )
    return PictureType(name, _TYPES[name], width, height)


def _name(head: bytes) -> str:
    """The name of one of the six types, or nothing."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if head[4:8] == b"ftyp" and _brands(head) & {b"avif", b"avis"}:
        return "AVIF"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and len(head) >= 18:
        return "BMP"
    return ""


def _brands(head: bytes) -> set[bytes]:
    """The brands in an ISO base media file's `ftyp` box (ISO/IEC 14496-12 § 4.3)."""
    length = min(int.from_bytes(head[:4], "big"), 256)
    return {head[8:12], *(head[at : at + 4] for at in range(16, length, 4))}


def _other(head: bytes) -> NotAPicture:
    """The sentence for what is no picture, or none of the six types."""
    if not head:
        return NotAPicture("It is empty.")
    for magic, what in _OTHERS:
        if head.startswith(magic):
            return NotAPicture(f"It is {what}; {_ONLY}")
    if head[4:8] == b"ftyp":
        what = "a HEIC picture" if head[8:11] in (b"hei", b"hev", b"mif", b"msf") else "a video"
        return NotAPicture(f"It is {what}; {_ONLY}")
    text = head[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    markup, drawing = _MARKUP.search(text), _SVG.search(text)
    if drawing and not (markup and markup.start() < drawing.start()):
        return NotAPicture("It is an SVG drawing, which may run scripts; a browser can show it.", is_drawing=True)
    if markup:
        return NotAPicture("It is a web page (HTML), not a picture.")
    if text.startswith(b"<"):
        return NotAPicture("It is an XML document, not a picture.")
    if re.match(rb"(?:#[^\n]*\n|\s)*\[Desktop Entry\]", text):
        return NotAPicture("It is a program starter (.desktop), not a picture.")
    if text[:1] in (b"{", b"["):
        return NotAPicture("It is data (JSON), not a picture.")
    if _is_text(head[:512]):
        return NotAPicture("It is text, not a picture.")
    return NotAPicture(f"It is of an unknown type; {_ONLY}")


def _is_text(head: bytes) -> bool:
    """Whether it is UTF-8 without control characters; it may be cut in the middle of a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head)


def _size(name: str, head: bytes, file: BinaryIO) -> _Size | None:
    match name:
        case "PNG":
            return _png_size(head)
        case "JPEG":
            return _jpeg_size(file)
        case "GIF":
            return _gif_size(file)
        case "WebP":
            return _webp_size(head)
        case "AVIF":
            return _avif_size(head)
        case _:
            return _bmp_size(head)


def _png_size(head: bytes) -> _Size | None:
    """From IHDR, which comes first (PNG specification § 11.2.1)."""
    if head[12:16] != b"IHDR":
        return None
    width, height = struct.unpack_from(">II", head, 16)
    return width, height


def _jpeg_size(file: BinaryIO) -> _Size | None:
    """From the frame header (ITU-T T.81 § B.2.2), stepping over the segments before it and stray bytes."""
    file.seek(2)
    for _ in range(_SEGMENTS):
        byte = file.read(1)
        if not byte:
            return None
        if byte != b"\xff":
            continue
        marker = file.read(1)
        while marker == b"\xff":
            marker = file.read(1)
        if not marker:
            return None
        code = marker[0]
        if code in (0x00, 0x01) or 0xD0 <= code <= 0xD8:
            continue
        if code in (0xD9, 0xDA):
            return None
        (length,) = struct.unpack(">H", file.read(2))
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            _, height, width = struct.unpack(">BHH", file.read(5))
            return width, height
        file.seek(max(length - 2, 0), io.SEEK_CUR)
    return None


def _gif_size(file: BinaryIO) -> _Size | None:
    """The screen's size or the first frame's, whichever is larger on each side (GIF89a § 18, 20)."""
    file.seek(6)
    width, height, flags = struct.unpack("<HHB", file.read(5))
    file.seek(2, io.SEEK_CUR)
    _skip_colours(file, flags)
    steps = iter(range(_SEGMENTS))
    for _ in steps:
        kind = file.read(1)
        if kind == b",":
            _, _, frame_width, frame_height = struct.unpack("<HHHH", file.read(8))
            return max(width, frame_width), max(height, frame_height)
        if kind != b"!":
            return width, height
        file.seek(1, io.SEEK_CUR)
        for _ in steps:
            length = file.read(1)
            if not length or length == b"\0":
                break
            file.seek(length[0], io.SEEK_CUR)
    return None


def _skip_colours(file: BinaryIO, flags: int) -> None:
    """Step over the colour table that `flags` announces."""
    if flags & 0x80:
        file.seek(3 * 2 ** ((flags & 0x07) + 1), io.SEEK_CUR)


def _webp_size(head: bytes) -> _Size | None:
    """From the first chunk (RFC 9649 § 2.5 to 2.7)."""
    if len(head) < 30:
        return None
    match head[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
        case b"VP8L" if head[20] == 0x2F:
            (bits,) = struct.unpack_from("<I", head, 21)
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 " if head[23:26] == b"\x9d\x01\x2a":
            width, height = struct.unpack_from("<HH", head, 26)
            return width & 0x3FFF, height & 0x3FFF
        case _:
            return None


def _avif_size(head: bytes) -> _Size | None:
    """The largest picture that the properties speak of (ISO/IEC 23008-12 § 6.5.3, `ispe`)."""
    sizes = [struct.unpack(">II", found[1]) for found in re.finditer(rb"ispe\0\0\0\0(.{8})", head, re.DOTALL)]
    return max(sizes, key=lambda size: size[0] * size[1]) if sizes else None


def _bmp_size(head: bytes) -> _Size | None:
    """From either header; a negative height means that the first row is the top one."""
    (length,) = struct.unpack_from("<I", head, 14)
    if length == 12:
        width, height = struct.unpack_from("<HH", head, 18)
        return width, height
    if not 16 <= length <= 1024:
        return None
    width, height = struct.unpack_from("<ii", head, 18)
    return width, abs(height)
