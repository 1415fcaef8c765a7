"""Keeps fetched pictures on the disk, by the hash of their address, readable by their owner alone.

It fetches nothing and judges no picture; whoever stores one has looked at it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from tui_reader.images.disk import disk_failures_told, make_private
from tui_reader.images.sniff import SUFFIXES
from tui_reader.limits import PICTURE_CACHE_BYTES, PICTURE_CACHE_DAYS

_TITLE: Final = "Can't keep pictures"
_PART: Final = ".part-"
VIEW: Final = "view-"
_LEFTOVER_SECONDS: Final = 600
"""A download takes half a minute at most: an older part was left by a program that was killed."""
_VIEW_SECONDS: Final = 24 * 3600
"""A folder given to a viewer stays a day: nobody can tell when the viewer needs it no longer."""
NAME_DIGITS: Final = 40


class PictureCache:
    """A folder of pictures; several programs may use it at once."""

    def __init__(self, directory: Path) -> None:
        """Name the folder; nothing is made before something is stored."""
        self.directory = directory

    def find(self, url: str) -> Path | None:
        """The picture kept for an address, or None; finding it makes it young again."""
        path = picture_in(self.directory, address_stem(url), SUFFIXES)
        if path is not None:
            with contextlib.suppress(OSError):
                os.utime(path)
        return path

    def forget(self, path: Path) -> None:
        """Drop a picture that `find` gave and that turned out to be none."""
        with contextlib.suppress(OSError):
            path.unlink()

    @contextmanager
    def part(self) -> Iterator[tuple[BinaryIO, Path]]:
        """A new file to fill, and its path; it is swept away at the end unless `keep` has taken it.

        Raises:
            PictureError: The folder can't be made or written to.
        """
        with disk_failures_told(_TITLE, self.directory):
            make_private(self.directory)
            handle, name = tempfile.mkstemp(prefix=_PART, dir=self.directory)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb", buffering=0) as file:
                yield file, path
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def keep(self, part: Path, url: str, suffix: str) -> Path:
        """Take a filled part in as the picture of `url`, whole or not at all.

        Raises:
            PictureError: It can't be renamed.
        """
        target = self.directory / (address_stem(url) + suffix)
        with disk_failures_told(_TITLE, self.directory):
            part.replace(target)
        return target

    def store(self, url: str, data: bytes, suffix: str) -> Path:
        """Keep `data` as the picture of `url`.

        Raises:
            PictureError: It can't be written.
        """
        with self.part() as (file, path):
            with disk_failures_told(_TITLE, self.directory):
                file.write(data)
                file.close()
            return self.keep(path, url, suffix)

    def view_folder(self) -> Path:
        """A fresh folder for one viewer, its owner's alone; swept by `prune` after a day.

        Raises:
            PictureError: It can't be made.
        """
        with disk_failures_told(_TITLE, self.directory):
            make_private(self.directory)
            return Path(tempfile.mkdtemp(prefix=VIEW, dir=self.directory))

    def prune(self, max_bytes: int = PICTURE_CACHE_BYTES, max_days: float = PICTURE_CACHE_DAYS) -> int:
        """Sweep old and surplus pictures, the longest unused first, leftovers and old folders of viewers.

        Never fails: what can't be removed stays. Only names that this class gives are touched.

        Returns:
            How many pictures went.
        """
        now = time.time()
        kept: list[tuple[float, int, Path]] = []
        removed = 0
        for entry, state in _entries(self.directory):
            age = now - state.st_mtime
            if entry.name.startswith(VIEW) and stat.S_ISDIR(state.st_mode):
                if age > _VIEW_SECONDS:
                    shutil.rmtree(entry, ignore_errors=True)
            elif not stat.S_ISREG(state.st_mode):
                continue
            elif entry.name.startswith(_PART):
                if age > _LEFTOVER_SECONDS:
                    _remove(entry)
            elif not _is_ours(entry):
                continue
            elif age > max_days * 24 * 3600:
                removed += _remove(entry)
            else:
                kept.append((state.st_mtime, state.st_size, entry))
        total = sum(size for _, size, _ in kept)
        for _, size, entry in sorted(kept):
            if total <= max_bytes:
                break
            removed += _remove(entry)
            total -= size
        return removed

    def size(self) -> tuple[int, int]:
        """How many pictures are kept, and their bytes."""
        sizes = [state.st_size for entry, state in _entries(self.directory) if _is_ours(entry)]
        return len(sizes), sum(sizes)

    def clear(self) -> int:
        """Remove all pictures, leftovers and folders of viewers that `prune` would know; how many pictures went."""
        removed = 0
        for entry, state in _entries(self.directory):
            if entry.name.startswith(VIEW) and stat.S_ISDIR(state.st_mode):
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name.startswith(_PART):
                _remove(entry)
            elif _is_ours(entry):
                removed += _remove(entry)
        return removed


def picture_in(folder: Path, stem: str, suffixes: Sequence[str]) -> Path | None:
    """The regular file in `folder` that is named `stem` and one of `suffixes`, or None."""
    for suffix in suffixes:
        path = folder / (stem + suffix)
        try:
            if stat.S_ISREG(path.lstat().st_mode):
                return path
        except OSError:
            continue
    return None


def address_stem(url: str) -> str:
    """The name of an address' file, without its suffix."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:NAME_DIGITS]


def _is_ours(path: Path) -> bool:
    return path.suffix in SUFFIXES and len(path.stem) == NAME_DIGITS and set(path.stem) <= set("0123456789abcdef")


def _entries(directory: Path) -> list[tuple[Path, os.stat_result]]:
    """What lies in the folder; nothing where it isn't there."""
    found: list[tuple[Path, os.stat_result]] = []
    with contextlib.suppress(OSError):
        for entry in directory.iterdir():
            with contextlib.suppress(OSError):
                found.append((entry, entry.lstat()))
    return found


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
