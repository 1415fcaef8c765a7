"""Keeps fetched pictures on the disk, by the hash of their address, readable by their owner alone.

It fetches nothing and judges no picture; whoever stores one has looked at it.
"""

from __future__ import annotations

import contextlib
import hashlib
import math
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final

from tui_reader.images.disk import disk_failures_told, make_private
from tui_reader.images.failures import NotFetchedError
from tui_reader.images.memory import NOTE, Note, forget, note, noted
from tui_reader.images.parts import ABOUT, BEGINNING, PART, Part, part_in
from tui_reader.images.sniff import DRAWING, SUFFIXES
from tui_reader.limits import FAILED_SECONDS, PICTURE_CACHE_BYTES, PICTURE_CACHE_DAYS

_TITLE: Final = "Can't keep pictures"
VIEW: Final = "view-"
_LEFTOVER_SECONDS: Final = 600
"""A download takes half a minute at most: an older part was left by a program that was killed."""
_BEGINNING_SECONDS: Final = 24 * 3600
"""A download that was broken off can be gone on with for a day."""
_VIEW_SECONDS: Final = 24 * 3600
"""A folder given to a viewer stays a day: nobody can tell when the viewer needs it no longer."""
NAME_DIGITS: Final = 40


class CacheKind(StrEnum):
    """What a cache of pictures holds."""

    PICTURE = "pictures"
    FAILURE = "failures"
    """Notes of pictures that could not be fetched."""
    VIEW = "views"
    """Folders that were given to viewers."""
    PART = "parts"
    """Downloads under way, and the beginnings of those that were broken off."""


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

    def drawing(self, url: str) -> Path | None:
        """The drawing (SVG) kept for an address, or None."""
        path = picture_in(self.directory, address_stem(url), (DRAWING,))
        if path is not None:
            with contextlib.suppress(OSError):
                os.utime(path)
        return path

    def failure(self, url: str, told: str = "") -> Note | None:
        """Why the picture at an address could not be fetched before, where that still holds.

        Args:
            url: Its address.
            told: The page that the server would be told of.
        """
        return noted(self.directory / address_stem(url), told)

    def note_failure(self, url: str, failure: NotFetchedError, told: str = "") -> None:
        """Remember a failure, where it is worth that."""
        if self.directory.is_dir():
            note(self.directory / address_stem(url), failure, told)

    def forget(self, path: Path) -> None:
        """Drop a picture that `find` gave and that turned out to be none."""
        with contextlib.suppress(OSError):
            path.unlink()

    @contextmanager
    def part(self, url: str = "") -> Iterator[Part]:
        """A file to fill; at its end it goes unless `keep` has taken it, or the download of `url` can be gone on with.

        Raises:
            PictureError: The folder can't be made or written to.
        """
        with ExitStack() as stack:
            with disk_failures_told(_TITLE, self.directory):
                make_private(self.directory)
                part = stack.enter_context(part_in(self.directory, address_stem(url) if url else ""))
            yield part

    def keep(self, part: Path, url: str, suffix: str) -> Path:
        """Take a filled part in as the picture of `url`, whole or not at all.

        Raises:
            PictureError: It can't be renamed.
        """
        target = self.directory / (address_stem(url) + suffix)
        with disk_failures_told(_TITLE, self.directory):
            part.replace(target)
        forget(self.directory / address_stem(url))
        return target

    def store(self, url: str, data: bytes, suffix: str) -> Path:
        """Keep `data` as the picture of `url`.

        Raises:
            PictureError: It can't be written.
        """
        with self.part() as part:
            with disk_failures_told(_TITLE, self.directory):
                view = memoryview(data)
                while view:
                    view = view[part.file.write(view) :]
                part.close()
            return self.keep(part.path, url, suffix)

    def view_folder(self) -> Path:
        """A fresh folder for one viewer, its owner's alone; swept after a day.

        Raises:
            PictureError: It can't be made.
        """
        self._sweep_views()
        with disk_failures_told(_TITLE, self.directory):
            make_private(self.directory)
            return Path(tempfile.mkdtemp(prefix=VIEW, dir=self.directory))

    def _sweep_views(self) -> None:
        """Remove old folders of viewers; who only looks at the library's own pictures has no other moment for it."""
        for entry in self.directory.glob(f"{VIEW}*"):
            with contextlib.suppress(OSError):
                if time.time() - entry.lstat().st_mtime > _VIEW_SECONDS:
                    _remove(entry)

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
            if age > _life(entry, state, max_days):
                removed += _remove(entry) and _is_ours(entry)
            elif _is_ours(entry) and stat.S_ISREG(state.st_mode):
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

    def usage(self) -> dict[CacheKind, tuple[int, int]]:
        """How many of each kind of things are kept, and their bytes."""
        found = dict.fromkeys(CacheKind, (0, 0))
        for entry, state in _entries(self.directory):
            kind = _kind(entry, state)
            if kind is not None:
                count, size = found[kind]
                found[kind] = (count + 1, size + _bytes(entry, state))
        return found

    def clear(self) -> int:
        """Remove all that `prune` would know, but for downloads under way; how many pictures went."""
        removed = 0
        for entry, state in _entries(self.directory):
            if _is_ours(entry):
                removed += _remove(entry)
            elif math.isfinite(_life(entry, state, 0)) and not _is_under_way(entry, state):
                _remove(entry)
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
    return (path.suffix in SUFFIXES or path.suffix == DRAWING) and _is_stem(path.stem)


def _life(entry: Path, state: os.stat_result, max_days: float) -> float:
    """Seconds for which something in the folder stays; what isn't the cache's stays for ever."""
    if stat.S_ISDIR(state.st_mode):
        return _VIEW_SECONDS if entry.name.startswith(VIEW) else math.inf
    if not stat.S_ISREG(state.st_mode):
        return math.inf
    if entry.name.startswith(PART):
        return _LEFTOVER_SECONDS
    if _is_note(entry):
        return FAILED_SECONDS if entry.suffix == NOTE else _BEGINNING_SECONDS
    return max_days * 24 * 3600 if _is_ours(entry) else math.inf


def _is_under_way(entry: Path, state: os.stat_result) -> bool:
    """Whether a program is probably filling this file now."""
    return entry.name.startswith(PART) and time.time() - state.st_mtime <= _LEFTOVER_SECONDS


def _kind(entry: Path, state: os.stat_result) -> CacheKind | None:
    """What something in the folder is; None where it isn't the cache's."""
    if math.isinf(_life(entry, state, 0)):
        return None
    if stat.S_ISDIR(state.st_mode):
        return CacheKind.VIEW
    if _is_ours(entry):
        return CacheKind.PICTURE
    return CacheKind.FAILURE if entry.suffix == NOTE else CacheKind.PART


def _bytes(entry: Path, state: os.stat_result) -> int:
    if not stat.S_ISDIR(state.st_mode):
        return state.st_size
    return sum(inner.st_size for _, inner in _entries(entry))


def _is_note(path: Path) -> bool:
    """Whether it is something about a picture that isn't here, or the beginning of one."""
    return path.suffix in (NOTE, f"{NOTE}-new", BEGINNING, ABOUT) and _is_stem(path.stem)


def _is_stem(name: str) -> bool:
    return len(name) == NAME_DIGITS and set(name) <= set("0123456789abcdef")


def _entries(directory: Path) -> list[tuple[Path, os.stat_result]]:
    """What lies in the folder; nothing where it isn't there."""
    found: list[tuple[Path, os.stat_result]] = []
    with contextlib.suppress(OSError):
        for entry in directory.iterdir():
            with contextlib.suppress(OSError):
                found.append((entry, entry.lstat()))
    return found


def _remove(path: Path) -> bool:
    """Remove a file, or a folder with all that is in it; whether it went."""
    try:
        if stat.S_ISDIR(path.lstat().st_mode):
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError:
        return False
    return True
