"""Lays pictures out as files with names that people can read: for a viewer, or where the user wants them.

It fetches nothing and never writes over a file.
"""

from __future__ import annotations

import contextlib
import filecmp
import os
import re
import secrets
import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tui_reader.document import cut
from tui_reader.errors import PictureError
from tui_reader.images.cache import PictureCache
from tui_reader.images.disk import disk_failures_told
from tui_reader.images.kinds import FetchedPicture
from tui_reader.images.sniff import DRAWING
from tui_reader.limits import PICTURE_NAME_CELLS

_TITLE: Final = "Can't save the pictures"
_SENTENCE_END: Final = re.compile(r"[。！？!?…\n]|\.(?=\s|$)")
_NAME_BYTES: Final = 160
"""A bound for names full of characters without width; file systems take 255."""
_COPIES: Final = 1_000
"""Names that are tried, `-2` and on, before giving up."""


@dataclass(frozen=True, slots=True)
class SavedPicture:
    """A picture in the user's folder."""

    fetched: FetchedPicture
    path: Path
    same: bool
    """The file was there already, with the same content, and nothing was written."""


def gallery(files: Sequence[FetchedPicture], directory: Path) -> tuple[Path, ...]:
    """Lay the pictures that are there out in a fresh folder below `directory`, numbered and named.

    Pictures of the cache are linked; those of the library and those that are kept for good are copied, since a viewer
    may write to what it shows.

    Args:
        files: In the order of the article; those without a file are left out.
        directory: The folder of a `PictureCache`, which sweeps the folder away after a day.

    Raises:
        PictureError: The folder or a file can't be made.
    """
    there = [file for file in files if file.path is not None]
    folder = PictureCache(directory).view_folder()
    made: list[Path] = []
    for file, name in zip(there, names(there), strict=True):
        target = folder / name
        with disk_failures_told(_TITLE, folder):
            if file.path is not None:
                _lay(file.path, target, link=file.path.parent == directory)
        made.append(target)
    return tuple(made)


def save(files: Sequence[FetchedPicture], folder: Path) -> tuple[SavedPicture, ...]:
    """Copy the pictures that are there, drawings too, to the user's folder, which is made where it isn't there.

    Names are the gallery's; a name that is taken gets `-2`, `-3`…, unless its file holds the same picture.

    Raises:
        PictureError: The folder can't be made or written to.
    """
    there = [file for file in files if file.path or file.for_browser]
    saved: list[SavedPicture] = []
    with disk_failures_told(_TITLE, folder):
        folder.mkdir(parents=True, exist_ok=True)
        for file, name in zip(there, names(there), strict=True):
            source = file.path or file.for_browser
            if source is not None:
                saved.append(_save(file, source, folder, name))
    return tuple(saved)


def names(files: Sequence[FetchedPicture]) -> tuple[str, ...]:
    """The files' names, all different: the picture's number, its caption's first sentence, the right suffix."""
    digits = max(2, *(len(str(file.resolved.picture.number)) for file in files), 0)
    return tuple(_name(file, digits) for file in files)


def slug(caption: str) -> str:
    """The first sentence of a caption as a part of a file's name: letters, marks, digits and `_` of every script.

    At most 40 cells and 160 bytes; nothing at either end but a letter, a digit or `_`; may be empty.
    """
    text = unicodedata.normalize("NFC", caption[:2_000]).strip()
    sentence = next((part for part in _SENTENCE_END.split(text) if _slug(part)), "")
    return _slug(sentence)


def _slug(sentence: str) -> str:
    kept = "".join(_letter(character) for character in sentence)
    text = cut(re.sub("-+", "-", kept).strip("-"), PICTURE_NAME_CELLS, "")
    text = text.encode("utf-8")[:_NAME_BYTES].decode("utf-8", "ignore")
    while text and (text[0] == "-" or unicodedata.category(text[0])[0] == "M"):
        text = text[1:]
    return text.strip("-")


def _letter(character: str) -> str:
    """The character where it may stand in a name, nothing for joiners, else a dash."""
    category = unicodedata.category(character)
    if character == "_" or category[0] in "LMN":
        return character
    return "" if category == "Cf" else "-"


def _name(file: FetchedPicture, digits: int) -> str:
    number = f"{file.resolved.picture.number:0{digits}d}"
    words = slug(file.resolved.picture.caption)
    suffix = file.type.suffix if file.type else DRAWING if file.for_browser else ""
    return f"{number}-{words}{suffix}" if words else f"{number}{suffix}"


def _lay(source: Path, target: Path, *, link: bool) -> None:
    """A hard link to `source` where there may be one, else a copy."""
    if link:
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copyfile(source, target)
    target.chmod(0o600)


def _save(file: FetchedPicture, source: Path, folder: Path, name: str) -> SavedPicture:
    """Copy one picture under the first name that is free or holds it already."""
    stem, suffix = os.path.splitext(name)  # noqa: PTH122  # The name may hold no path.
    for number in range(1, _COPIES):
        target = folder / (name if number == 1 else f"{stem}-{number}{suffix}")
        if target.is_file() and filecmp.cmp(source, target, shallow=False):
            return SavedPicture(file, target, same=True)
        if not os.path.lexists(target) and _place(source, target):
            return SavedPicture(file, target, same=False)
    raise PictureError("Can't save the picture", f"Too many files in the folder are named like “{name}”.")


def _place(source: Path, target: Path) -> bool:
    """Copy to a name beside the target first, then take the name, whole; false where somebody else took it."""
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with source.open("rb") as reading, part.open("xb") as writing:
            shutil.copyfileobj(reading, writing)
            writing.flush()
            os.fsync(writing.fileno())
        try:
            os.link(part, target)
        except FileExistsError:
            return False
        except OSError:
            # No hard links here (FAT, some network shares): Windows refuses to rename over a file, others are asked.
            if os.path.lexists(target):
                return False
            part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return True
