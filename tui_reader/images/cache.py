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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from tui_reader.images.disk import disk_failures_told
from tui_reader.images.sniff import SUFFIXES
from tui_reader.limits import PICTURE_CACHE_BYTES, PICTURE_CACHE_DAYS

_TITLE: Final = "Can't keep pictures"
_PART: Final = ".part-"
VIEW: Final = "view-"
_LEFTOVER_SECONDS: Final = 600
"""A download takes half a minute at most: an older part was left by a program that was killed."""
_VIEW_SECONDS: Final = 24 * 3600
"""A folder given to a viewer stays a day: nobody can tell when the viewer needs it no longer."""
_NAME_DIGITS: Final = 40


class PictureCache:
    """A folder of pictures; several programs may use it at once."""

    def __init__(self, directory: Path) -> None:
        """Name the folder; nothing is made before something is stored."""
        self.directory = directory

    def find(self, url: str) -> Path | None:
        """The picture kept for an address, or None; finding it makes it young again."""
        stem = self.directory / _stem(url)
        for suffix in SUFFIXES:
            path = stem.with_name(stem.name + suffix)
            try:
                if stat.S_ISREG(path.lstat().st_mode):
                    os.utime(path)
                    return path
            except OSError:
                continue
        return None

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
            self._make()
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
        target = self.directory / (_stem(url) + suffix)
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
            self._make()
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

    def _make(self) -> None:
        """Make the folder, its owner's alone."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.directory.stat().st_mode & 0o077:
            self.directory.chmod(0o700)


def _stem(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:_NAME_DIGITS]


def _is_ours(path: Path) -> bool:
    return path.suffix in SUFFIXES and len(path.stem) == _NAME_DIGITS and set(path.stem) <= set("0123456789abcdef")


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
