"""Tells whether a picture's file goes on to its end: what a server breaks off without a word begins like a whole one.

It decodes nothing. Formats that end in a mark of their own are always held to it where viewers need it, the others only
where the server did not say how long the picture is.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, Final

from tui_reader.images.kinds import PictureType

_TAIL: Final = 64 * 1024
"""How far from the end the mark may stand: some cameras and servers write things behind it."""
_PNG_END: Final = b"IEND\xaeB`\x82"
_BOXES: Final = 10_000


def is_whole(path: Path, found: PictureType, *, end_told: bool) -> bool:
    """Whether the picture's end is there.

    Args:
        path: Its file.
        found: What it is.
        end_told: Whether the server said where it ends, by its length or by the last of its chunks.

    Raises:
        OSError: The file can't be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        match found.name:
            case "PNG":  # PNG specification § 11.2.5
                return _PNG_END in _tail(file, size)
            case "WebP":  # RFC 9649 § 2.3: the size of what follows
                return int.from_bytes(_at(file, 4, 4), "little") + 8 <= size + 1
            case _ if end_told:
                return True
            case "JPEG":  # ITU-T T.81 § B.1.1.3, EOI
                return b"\xff\xd9" in _tail(file, size)[2:]
            case "GIF":  # GIF89a § 27
                return _tail(file, size).rstrip(b"\0").endswith(b";")
            case "AVIF":
                return _boxes_end(file, size)
            case _:
                return int.from_bytes(_at(file, 2, 4), "little") <= size


def _tail(file: BinaryIO, size: int) -> bytes:
    return _at(file, max(0, size - _TAIL), _TAIL)


def _at(file: BinaryIO, place: int, length: int) -> bytes:
    file.seek(place)
    return file.read(length)


def _boxes_end(file: BinaryIO, size: int) -> bool:
    """Whether the boxes of the file (ISO/IEC 14496-12 § 4.2) end where it does."""
    place = 0
    for _ in range(_BOXES):
        if place >= size:
            break
        head = _at(file, place, 16)
        length = int.from_bytes(head[:4], "big")
        if length == 0:  # up to the end, wherever that is
            return True
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8:
            return False
        place += length
    return place == size
