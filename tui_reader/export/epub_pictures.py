"""Puts the pictures of chapters into a book, each picture once, whoever shows it.

EPUB 3.2 lets every reader show PNG, JPEG and GIF. Of other types a reader shows what it knows, and of those that it
doesn't a grey field; drawings (SVG), which can hold scripts, are named only.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from hashlib import sha256

from tui_reader.export.epub_archive import Archive
from tui_reader.export.epub_package import Resource
from tui_reader.export.html_files import picture_bytes
from tui_reader.export.html_pictures import Shown
from tui_reader.export.options import PictureFile

_CORE = {"image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif"}
_OTHERS = {"image/webp": ".webp", "image/avif": ".avif"}
_INSTEAD = Resource("picture-instead", "pictures/instead.png", "image/png")


class BookPictures:
    """The pictures that are in the book so far."""

    def __init__(self, archive: Archive) -> None:
        self.resources: list[Resource] = []
        self._archive = archive
        self._known: dict[str, Resource] = {}

    def add(self, file: PictureFile) -> Resource | None:
        """Put a picture into the book, where it isn't in yet; None where it can't be."""
        suffix = _CORE.get(file.media_type) or _OTHERS.get(file.media_type)
        data = picture_bytes(file) if suffix else None
        if data is None:
            return None
        name = f"{sha256(data).hexdigest()[:24]}{suffix}"
        known = self._known.get(name)
        if known is None:
            known = Resource(f"picture-{len(self._known) + 1}", f"pictures/{name}", file.media_type)
            self._known[name] = known
            self._put(known, data)
            if suffix in _OTHERS.values() and _INSTEAD not in self.resources:
                self._put(_INSTEAD, _grey_field())
        return known

    def _put(self, resource: Resource, data: bytes) -> None:
        self.resources.append(resource)
        self._archive.add(f"EPUB/{resource.file}", data, packed=False)


class ChapterPictures:
    """The pictures of one chapter, by number; those that are shown are put into the book."""

    def __init__(self, book: BookPictures, files: Mapping[int, PictureFile]) -> None:
        self._book = book
        self._files = files

    def place(self, number: int) -> Shown | None:
        """Where the chapter finds its picture; None where the book doesn't have it."""
        file = self._files.get(number)
        resource = self._book.add(file) if file is not None else None
        if resource is None:
            return None
        if resource.media_type in _CORE:
            return Shown(f"../{resource.file}")
        return Shown(f"../{_INSTEAD.file}", (f"../{resource.file}", resource.media_type))


def _grey_field(width: int = 480, height: int = 320, grey: int = 0xC8) -> bytes:
    """A picture of one colour (PNG, ISO/IEC 15948)."""
    rows = (b"\0" + bytes([grey]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    made = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + made
