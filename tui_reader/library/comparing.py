"""What differs between a folder and the index: whole folders by a stamp of what lies in them, then file by file.

Reads the index, and changes neither. Looking at n unchanged posts costs no memory, and of the index one row a folder.
"""

from __future__ import annotations

import marshal
import os
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeAlias

import apsw

from tui_reader.library.files import Folder
from tui_reader.library.index import ask
from tui_reader.library.touched import Touched

Files: TypeAlias = Sequence[tuple[str, int, int]]
"""Name, size and `mtime_ns` of each."""


@dataclass(slots=True)
class Changes:
    """What a refresh has to do."""

    found: int = 0
    """How many posts lie in the folder."""
    known: int = 0
    """How many the index lists."""
    added: list[str] = field(default_factory=list)
    added_mtimes: array[int] = field(default_factory=lambda: array("q"))
    """When the added ones were changed, in seconds."""
    changed: list[str] = field(default_factory=list)
    removed: dict[str, int] = field(default_factory=dict)
    """The keys of the posts whose files are gone, by their paths."""
    stamps: dict[str, bytes] = field(default_factory=dict)
    """Those of the folders that differ; to be kept once everything in them has been read."""
    gone_folders: list[int] = field(default_factory=list)
    """The numbers of the folders that the walk did not meet."""


def difference(files: Files, known: dict[str, tuple[int, int, int]]) -> tuple[list[str], list[str], list[str]]:
    """The names in one folder that are new, changed and gone.

    Args:
        files: What lies in the folder.
        known: Key, size and `mtime_ns` of what the index has there, by name.
    """
    found = {name for name, _, _ in files}
    added = [name for name, _, _ in files if name not in known]
    changed = [name for name, size, mtime_ns in files if name in known and known[name][1:] != (size, mtime_ns)]
    return added, changed, [name for name in known if name not in found]


class Comparison:
    """One walk through the folder, held against the index."""

    def __init__(self, connection: apsw.Connection, *, anew: bool, stale: bool, within: Touched | None = None) -> None:
        """Begin.

        Args:
            connection: Of the index.
            anew: Whether nothing that the index has counts.
            stale: Whether it was read under other rules, so that every file counts as changed.
            within: What of the folder is walked through; None for all of it.
        """
        self.changes = Changes()
        self._within = within
        self._met: set[str] = set()
        """Where not all is walked through, the folders that have been met."""
        self._connection = connection
        self._stale = stale
        if not anew:
            (self.changes.known,) = ask(connection, "SELECT total FROM tally")[0]
        (last,) = ask(connection, "SELECT coalesce(max(id), 0) FROM folder")[0]
        self._seen = bytearray(last + 1) if self.changes.known else bytearray()
        """Which folders of the index have been met, by their numbers."""
        if within is not None:
            self.changes.found = self.changes.known

    def take(self, folder: Folder) -> None:
        """Compare a folder."""
        changes, files = self.changes, folder.posts
        if self._within is None:
            changes.found += len(files)
        else:
            self._met.add(folder.path)
        stamp = stamp_of_folder(files)
        number, before = self._known_folder(folder.path)
        if number is not None:
            self._seen[number] = 1
        if number is None and not files:
            return
        if before == stamp and not self._stale:
            return
        known = self._known_files(number) if number is not None else {}
        added, changed, removed = difference(files, known)
        prefix = f"{folder.path}/" if folder.path else ""
        changes.stamps[folder.path] = stamp
        if added:
            changes.added.extend(prefix + name for name in added)
            new = set(added)
            changes.added_mtimes.extend(mtime_ns // 10**9 for name, _, mtime_ns in files if name in new)
        if self._stale:
            changed = [name for name, _, _ in files if name in known]
        changes.changed.extend(prefix + name for name in changed)
        changes.removed.update((prefix + name, known[name][0]) for name in removed)
        if self._within is not None:
            changes.found += len(added) - len(removed)

    def _known_folder(self, path: str) -> tuple[int | None, bytes]:
        if self._seen:
            for number, stamp in ask(
                self._connection, "SELECT id, stamp FROM folder WHERE path = ?", (os.fsencode(path),)
            ):
                if number < len(self._seen):
                    return number, stamp
        return None, b""

    def _known_files(self, number: int) -> dict[str, tuple[int, int, int]]:
        sql = "SELECT path, key, size, mtime_ns FROM post WHERE folder = ?"
        rows = self._connection.execute(sql, (number,))
        return {os.fsdecode(path).rpartition("/")[2]: (key, size, mtime) for path, key, size, mtime in rows}

    def finish(self) -> Changes:
        """The whole difference, once every folder has been taken."""
        for number in self._missing():
            self.changes.gone_folders.append(number)
            sql = "SELECT path, key FROM post WHERE folder = ?"
            gone = {os.fsdecode(path): key for path, key in ask(self._connection, sql, (number,))}
            self.changes.removed.update(gone)
            if self._within is not None:
                self.changes.found -= len(gone)
        return self.changes

    def _missing(self) -> Iterator[int]:
        if self._within is not None:
            yield from self._missing_within(self._within)
        elif 0 in self._seen[1:]:
            for (number,) in ask(self._connection, "SELECT id FROM folder"):
                if number < len(self._seen) and not self._seen[number]:
                    yield number

    def _missing_within(self, within: Touched) -> Iterator[int]:
        """The folders that should have been met, and those below them."""
        sql = "SELECT id FROM folder WHERE path = ? OR (path > ? AND path < ?)"
        for path in map(os.fsencode, within.trees | (within.folders - self._met)):
            for (number,) in ask(self._connection, sql, (path, path + b"/", path + b"0")):
                if number < len(self._seen) and not self._seen[number]:
                    self._seen[number] = 1
                    yield number


def stamp_of_folder(files: Files) -> bytes:
    """Some bytes that change when a file of a folder does, by its size and time, or comes, goes, or is renamed."""
    # Version 0 of the format knows no references between values, and so depends on the values alone.
    return blake2b(marshal.dumps(list(files), 0), digest_size=12).digest()
