"""Puts exported articles into files: whole or not at all, none overwritten unasked. It knows nothing of posts."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from tui_reader.document.clean import shown_path
from tui_reader.errors import ExportError
from tui_reader.export.atomic import (
    TITLE,
    failures_told,
    read_plain,
    refuse_way_out,
    rename_exclusively,
    sweep,
    write_temporary,
)
from tui_reader.export.names import numbered_name


class State(StrEnum):
    """What became of a write."""

    WRITTEN = "written"
    SAME = "same"
    """The file was there with the same content, and was left alone."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where the content is now."""

    path: Path
    state: State


def write_export(target: Path, content: str | bytes, *, force: bool = False) -> Written:
    """Write one file that the user has named; see `ExportFolder.write`.

    A device or pipe (`/dev/stdout`) is written to directly.

    Raises:
        ExportError: It can't be written; the message says which file, why, and what to do.
    """
    with failures_told(target):
        try:
            kind = target.stat().st_mode
        except FileNotFoundError:
            kind = 0
        if stat.S_ISCHR(kind) or stat.S_ISFIFO(kind):
            with target.open("wb") as opened:
                opened.write(_bytes(content))
            return Written(target, State.WRITTEN)
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
    with ExportFolder(target.parent, force=force) as folder:
        return folder.write_as(target.name, content)


def write_into(folder: Path, name: str, content: str | bytes, *, force: bool = False) -> Written:
    """Write one file into a folder; see `ExportFolder.write`.

    Raises:
        ExportError: It can't be written; the message says which file, why, and what to do.
    """
    with ExportFolder(folder, force=force) as opened:
        return opened.write(name, content)


class ExportFolder:
    """A folder that posts are exported to, one after another: what is in it is looked at once.

    Names that differ only in case, or in how they are composed, count as the same one.
    """

    def __init__(self, root: Path, *, force: bool = False) -> None:
        """Nothing is touched yet.

        Args:
            root: The folder; it and its parents are made when first written to.
            force: Whether files that were there before this run may be replaced.
        """
        self._root = root
        self._force = force
        self._shelves: dict[Path, _Shelf] = {}

    def __enter__(self) -> ExportFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, name: str, content: str | bytes) -> Written:
        """Write a file, whole or not at all.

        Args:
            name: A relative path as `file_name` makes it, `/` between its parts.
            content: The text, written as UTF-8, its line ends as they are; or the bytes.

        Returns:
            Where it is now: under its name, or with `-2`, `-3`… before its suffix where another content is there.

        Raises:
            ExportError: It can't be written; the message says which file, why, and what to do. `FolderError` where
                no other file could be written either.
        """
        *folders, last = name.split("/")
        if not last or any(part in {"", ".", ".."} for part in folders):
            raise ExportError(TITLE, f"{shown_path(name)}: this is no name for a file.")
        with failures_told(self._root / name):
            return self._shelf(folders).write(last, content)

    def write_as(self, name: str, content: str | bytes) -> Written:
        """Write a file under a name that the user has given, as `write` does."""
        with failures_told(self._root / name):
            return self._shelf([]).write(name, content)

    def close(self) -> None:
        """Make the new names durable, as far as the system can."""
        for shelf in self._shelves.values():
            shelf.settle()
        self._shelves.clear()

    def _shelf(self, folders: list[str]) -> _Shelf:
        """The folder below the root, made where it is missing; never one that a link leads out to."""
        shelf = self._at(self._root)
        path = self._root
        for folder in folders:
            path = path / shelf.known.get(_folded(folder), folder)
            shelf.known.setdefault(_folded(folder), folder)
            if path not in self._shelves and path.is_symlink():
                refuse_way_out(path, self._root)
            shelf = self._at(path)
        return shelf

    def _at(self, path: Path) -> _Shelf:
        shelf = self._shelves.get(path)
        if shelf is None:
            if path == self._root and path.exists() and not path.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, "it is a file and no folder")
            path.mkdir(parents=True, exist_ok=True)
            shelf = self._shelves[path] = _Shelf(path, force=self._force)
        return shelf


class _Shelf:
    """One folder: the names in it, and the families of those that share a name but for the number."""

    def __init__(self, path: Path, *, force: bool) -> None:
        self.path = path
        self.known: dict[str, str] = {}
        """Folded name to the name as it is."""
        self._force = force
        self._ours: set[str] = set()
        """Folded names written in this run: not even `--force` replaces these."""
        self._families: dict[str, _Family] = {}
        for name in (entry.name for entry in path.iterdir()):
            if not sweep(path / name):
                self.known[_folded(name)] = name

    def write(self, name: str, content: str | bytes) -> Written:
        data = _bytes(content)
        folded = _folded(name)
        if self._force and folded in self.known and folded not in self._ours:
            actual = self.path / self.known[folded]
            if read_plain(actual) == data:
                return self._done(actual.name, State.SAME)
            if not actual.is_dir() or actual.is_symlink():
                self._put(actual.name, data, replace=True)
                return self._done(actual.name, State.WRITTEN)
        if folded not in self.known and self._put(name, data):
            return self._done(name, State.WRITTEN)
        return self._write_numbered(name, data)

    def settle(self) -> None:
        """Make the names durable; systems that can't do this for a folder are left at that."""
        if not self._ours or os.name == "nt":
            return
        with suppress(OSError):
            descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def _write_numbered(self, name: str, data: bytes) -> Written:
        """Find the same content in the family of the name, or a free number."""
        family = self._families.setdefault(_folded(name), _Family(name))
        family.read(self)
        digest = sha256(data).digest()
        same = family.contents.get(digest)
        if same is not None:
            return self._done(same, State.SAME)
        while True:
            free = family.free(self)
            replaceable = self._force and _folded(free) in self.known and _folded(free) not in self._ours
            if self._put(free, data, replace=replaceable):
                family.contents[digest] = free
                return self._done(free, State.WRITTEN)

    def _done(self, name: str, state: State) -> Written:
        self._ours.add(_folded(name))
        return Written(self.path / name, state)

    def _put(self, name: str, data: bytes, *, replace: bool = False) -> bool:
        """Write the file through a temporary one; false where the name was taken in the meantime."""
        temporary = write_temporary(self.path, data)
        try:
            if replace:
                temporary.replace(self.path / name)
            else:
                rename_exclusively(temporary, self.path / name)
        except FileExistsError:
            self.known.setdefault(_folded(name), name)
            return False
        finally:
            with suppress(OSError):
                temporary.unlink()
        self.known.setdefault(_folded(name), name)
        return True

    def taken(self, name: str) -> bool:
        """Whether a new file can't have this name."""
        folded = _folded(name)
        if folded not in self.known:
            return False
        actual = self.path / self.known[folded]
        return folded in self._ours or not self._force or (actual.is_dir() and not actual.is_symlink())


class _Family:
    """The files `name`, `name-2`, `name-3`… of one folder, known by their content."""

    def __init__(self, name: str) -> None:
        self.contents: dict[bytes, str] = {}
        """SHA-256 of the content to the name that has it."""
        self._name = name
        self._next = 2
        self._read = False

    def read(self, shelf: _Shelf) -> None:
        """Take in what is there, once."""
        if self._read:
            return
        self._read = True
        number, name = 1, self._name
        while (folded := _folded(name)) in shelf.known:
            actual = shelf.known[folded]
            content = read_plain(shelf.path / actual)
            if content is not None and (shelf.taken(actual) or number == 1):
                self.contents.setdefault(sha256(content).digest(), actual)
            number += 1
            name = numbered_name(self._name, number)

    def free(self, shelf: _Shelf) -> str:
        """The first name with a number that a new file can have."""
        while shelf.taken(name := numbered_name(self._name, self._next)):
            self._next += 1
        self._next += 1
        return shelf.known.get(_folded(name), name)


def _bytes(content: str | bytes) -> bytes:
    """What is written; a lone surrogate becomes a question mark."""
    return content.encode(errors="replace") if isinstance(content, str) else content


def _folded(name: str) -> str:
    """What file systems that ignore case and composition would take two names by."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
