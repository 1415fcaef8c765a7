"""The names in a folder that is written to, and which of them a file may still have. It chooses no first name."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from tui_reader.document.clean import shown_path
from tui_reader.errors import ExportError
from tui_reader.export.atomic import (
    TITLE,
    discard,
    read_plain,
    rename_exclusively,
    sweep,
    write_temporary,
)
from tui_reader.export.names import numbered_name

Protected = Callable[[Path], bool]
"""Says of a file that is there whether nothing may take its place."""


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


@dataclass(slots=True)
class Content:
    """What a file will hold, with the temporary file that holds it already, where there is one."""

    data: bytes
    folder: Path | None = None
    """Where its temporary file may be made ahead."""
    temporary: Path | None = None

    def store(self) -> None:
        """Put the data on the disk ahead, where that is of use; may be called from any thread."""
        if self.folder is not None and self.temporary is None:
            self.temporary = write_temporary(self.folder, self.data)

    def ready(self, folder: Path) -> Path:
        """The temporary file, on the disk."""
        if self.temporary is None:
            self.temporary = write_temporary(folder, self.data)
        return self.temporary

    def close(self) -> None:
        """Leave nothing behind."""
        if self.temporary is not None:
            discard(self.temporary)
            self.temporary = None


class Shelf:
    """One folder: the names in it, and the families of those that share a name but for the number."""

    def __init__(self, path: Path, *, force: bool, protected: Protected | None = None) -> None:
        self.path = path
        self._protected = protected
        self.known: dict[str, str] = {}
        """Folded name to the name as it is."""
        self._force = force
        self._ours: set[str] = set()
        """Folded names written in this run: not even `--force` replaces these."""
        self._families: dict[str, _Family] = {}
        for name in (entry.name for entry in path.iterdir()):
            if not sweep(path / name):
                self.known[folded_name(name)] = name

    def write(self, name: str, content: Content) -> Written:
        """Put the content under that name, or one with a number; the content is closed in any case."""
        try:
            return self._write(name, content)
        finally:
            content.close()

    def _write(self, name: str, content: Content) -> Written:
        folded = folded_name(name)
        if self._force and folded in self.known and folded not in self._ours:
            actual = self.path / self.known[folded]
            if read_plain(actual) == content.data:
                return self._done(actual.name, State.SAME)
            if not actual.is_dir() or actual.is_symlink():
                self._put(actual.name, content, replace=True)
                return self._done(actual.name, State.WRITTEN)
        if folded not in self.known and self._put(name, content):
            return self._done(name, State.WRITTEN)
        return self._write_numbered(name, content)

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

    def _write_numbered(self, name: str, content: Content) -> Written:
        """Find the same content in the family of the name, or a free number."""
        family = self._families.setdefault(folded_name(name), _Family(name))
        family.read(self)
        digest = sha256(content.data).digest()
        same = family.contents.get(digest)
        if same is not None:
            return self._done(same, State.SAME)
        while True:
            free = family.free(self)
            replaceable = self._force and folded_name(free) in self.known and folded_name(free) not in self._ours
            if self._put(free, content, replace=replaceable):
                family.contents[digest] = free
                return self._done(free, State.WRITTEN)

    def _done(self, name: str, state: State) -> Written:
        self._ours.add(folded_name(name))
        return Written(self.path / name, state)

    def _put(self, name: str, content: Content, *, replace: bool = False) -> bool:
        """Give the file its name; false where it was taken in the meantime."""
        temporary = content.ready(self.path)
        try:
            if replace:
                self._refuse_protected(self.path / name)
                temporary.replace(self.path / name)
                content.temporary = None
            else:
                rename_exclusively(temporary, self.path / name)
        except FileExistsError:
            self.known.setdefault(folded_name(name), name)
            return False
        self.known.setdefault(folded_name(name), name)
        return True

    def _refuse_protected(self, path: Path) -> None:
        if self._protected is not None and self._protected(path):
            message = f"{shown_path(str(path))}: it is a post of the library, and those are never replaced."
            raise ExportError(TITLE, f"{message} Choose another place with --to.")

    def taken(self, name: str) -> bool:
        """Whether a new file can't have this name."""
        folded = folded_name(name)
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

    def read(self, shelf: Shelf) -> None:
        """Take in what is there, once."""
        if self._read:
            return
        self._read = True
        number, name = 1, self._name
        while (folded := folded_name(name)) in shelf.known:
            actual = shelf.known[folded]
            found = read_plain(shelf.path / actual)
            if found is not None and (shelf.taken(actual) or number == 1):
                self.contents.setdefault(sha256(found).digest(), actual)
            number += 1
            name = numbered_name(self._name, number)

    def free(self, shelf: Shelf) -> str:
        """The first name with a number that a new file can have."""
        while shelf.taken(name := numbered_name(self._name, self._next)):
            self._next += 1
        self._next += 1
        return shelf.known.get(folded_name(name), name)


def folded_name(name: str) -> str:
    """What file systems that ignore case and composition would take two names by."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
