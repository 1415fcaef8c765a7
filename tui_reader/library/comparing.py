"""What differs between a folder and the index: whole folders by a stamp of what lies in them, then file by file.

Reads the index, and changes neither. Looking at n unchanged posts costs no memory, and of the index one row a folder.
"""

from __future__ import annotations

import marshal
import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import apsw

from tui_reader.library import schema
from tui_reader.library.contents import FileContent, read_bytes
from tui_reader.library.entry import STOPPED
from tui_reader.library.files import Files, Folder
from tui_reader.library.index import ask
from tui_reader.library.pages import is_own_page, lies_beside_its_post, may_hold_own_pages, part_own_pages, posts_among
from tui_reader.library.site import Site, SiteKind
from tui_reader.library.touched import Touched


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
    stamps: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    """Those of the folders that differ, with their number of posts; kept once everything in them has been read."""
    gone_folders: list[int] = field(default_factory=list)
    """The numbers of the folders that the walk did not meet."""
    closed: dict[str, int] = field(default_factory=dict)
    """The numbers of the folders that can't be read for now and stay as they are, by their paths."""


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

    def __init__(
        self,
        connection: apsw.Connection,
        root: Path,
        site: Site,
        *,
        anew: bool,
        stale: bool,
        within: Touched | None = None,
    ) -> None:
        """Begin.

        Args:
            connection: Of the index.
            root: The library's folder.
            site: What kind of site it is.
            anew: Whether nothing that the index has counts.
            stale: Whether it was read under other rules, so that every file counts as changed.
            within: What of the folder is walked through; None for all of it.
        """
        self._root = root
        self._site = site
        self._own_pages: list[tuple[str, int, int]] = []
        self.changes = Changes()
        self._within = within
        self._met: set[str] = set()
        """Where not all is walked through, the folders that have been met."""
        self._connection = connection
        self._stale = stale
        if not anew:
            (self.changes.known,) = ask(connection, "SELECT total FROM node WHERE id = ?", (schema.EVERYTHING,))[0]
        (last,) = ask(connection, "SELECT coalesce(max(id), 0) FROM folder")[0]
        self._seen = bytearray(last + 1) if self.changes.known else bytearray()
        """Which folders of the index have been met, by their numbers."""
        if within is not None:
            self.changes.found = self.changes.known

    def take(self, folder: Folder) -> None:
        """Compare a folder."""
        changes = self.changes
        if self._within is not None:
            self._met.add(folder.path)
        if folder.is_closed:
            self._leave(folder)
            return
        prefix = f"{folder.path}/" if folder.path else ""
        files, own = part_own_pages(self._site, folder)
        self._own_pages.extend((prefix + name, size, mtime_ns) for name, size, mtime_ns in own)
        beside = lies_beside_its_post(self._root, self._site, folder.path, files)
        stamp = stamp_of_folder([*files, *own], beside=beside)
        number, before, posts = self._known_folder(folder.path)
        if number is not None:
            self._seen[number] = 1
        if before == stamp and not self._stale:
            if self._within is None:
                changes.found += posts
            return
        if number is None and not files:
            return
        files = posts_among(self._site, folder.path, files, beside=beside)
        known = self._known_files(number) if number is not None else {}
        for name, _, _ in own:
            known.pop(name, None)
        if self._within is None:
            changes.found += len(files)
        changes.stamps[folder.path] = (stamp, len(files))
        self._compare(prefix, files, known)

    def _leave(self, folder: Folder) -> None:
        """Leave the posts of a folder that can't be read, and where need be of those below it, as they are."""
        posts = "(SELECT count(*) FROM post WHERE post.folder = folder.id)"
        sql = f"SELECT id, path, {posts} FROM folder WHERE path = ?"  # noqa: S608 - constants
        path = os.fsencode(folder.path)
        values = [path]
        if folder.hides_below:
            sql, values = f"{sql} OR path > ? AND path < ?", [path, path + b"/", path + b"0"]
            if not path:
                values = [b"", b"", b"\xff" * 8]
        for number, stored, count in ask(self._connection, sql, values):
            if number < len(self._seen) and not self._seen[number]:
                self._seen[number] = 1
                self.changes.closed[os.fsdecode(stored)] = number
                if self._within is None:
                    self.changes.found += count

    def _compare(self, prefix: str, files: Files, known: dict[str, tuple[int, int, int]]) -> None:
        changes = self.changes
        added, changed, removed = difference(files, known)
        if added:
            changes.added.extend(prefix + name for name in added)
            new = set(added)
            changes.added_mtimes.extend(mtime_ns // 10**9 for name, _, mtime_ns in files if name in new)
        if self._stale:
            changed = [name for name, _, _ in files if name in known]
        changes.changed.extend(prefix + name for name in changed)
        changes.removed.update((prefix + name, known[name][0]) for name in removed)
        self._count(len(added) - len(removed))

    def _count(self, more: int) -> None:
        """Count posts that came or went; where the whole folder is walked through, all are counted as they are met."""
        if self._within is not None:
            self.changes.found += more

    def _known_folder(self, path: str) -> tuple[int | None, bytes, int]:
        if self._seen:
            sql = "SELECT id, stamp, posts FROM folder WHERE path = ?"
            for number, stamp, posts in ask(self._connection, sql, (os.fsencode(path),)):
                if number < len(self._seen):
                    return number, stamp, posts
        return None, b"", 0

    def _known_files(self, number: int) -> dict[str, tuple[int, int, int]]:
        sql = "SELECT path, key, size, mtime_ns FROM post WHERE folder = ?"
        rows = self._connection.execute(sql, (number,))
        return {os.fsdecode(path).rpartition("/")[2]: (key, size, mtime) for path, key, size, mtime in rows}

    def finish(self) -> Changes:
        """The whole difference, once every folder has been taken."""
        self._take_own_pages()
        for number in self._missing():
            self.changes.gone_folders.append(number)
            sql = "SELECT path, key FROM post WHERE folder = ?"
            gone = {os.fsdecode(path): key for path, key in ask(self._connection, sql, (number,))}
            self.changes.removed.update(gone)
            self._count(-len(gone))
        self._try_unreadable()
        return self.changes

    def _try_unreadable(self) -> None:
        """Leave to be read what could not be read before and can be now: permissions change no size and no time."""
        sql = (
            "SELECT path FROM post WHERE NOT readable "
            "AND NOT EXISTS (SELECT 1 FROM problem WHERE problem.post = post.key AND code = ?)"
        )
        known = ask(self._connection, sql, (STOPPED,)) if self.changes.known else []
        going = {*self.changes.changed, *self.changes.removed} if known else set()
        for (stored,) in known:
            path = os.fsdecode(stored)
            if self._within is not None and not self._within.covers(path):
                continue
            if path not in going and isinstance(read_bytes(self._root, path, limit=0), FileContent):
                self.changes.changed.append(path)

    def _take_own_pages(self) -> None:
        """A repository's own pages are posts where there are no others."""
        known: dict[str, tuple[int, int, int]] = {}
        if self._seen:
            for path, _, _ in self._own_pages:
                sql = "SELECT key, size, mtime_ns FROM post WHERE path = ?"
                known.update((path, row) for row in ask(self._connection, sql, (os.fsencode(path),)))
        files = [] if self.changes.found else self._own_pages
        if self._within is None:
            self.changes.found += len(files)
        self._compare("", files, known)

    def concerns_others(self) -> bool:
        """Whether what was found decides on files of folders that were not walked through; after `finish`.

        Where there are no posts any more, a repository's own pages are; and the pages in a folder `trip` of a Hexo site
        are posts unless there is a post `trip.md`.
        """
        if self._within is None:
            return False
        if self.changes.known and not self.changes.found:
            return True
        for path in (*self.changes.added, *self.changes.removed):
            stem = path.removesuffix(".md")
            if stem != path and self._site.place(path).kind is SiteKind.HEXO:
                number, _, _ = self._known_folder(stem)
                if number is not None and not self._seen[number]:
                    return True
        return False

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


def lists_own_pages(connection: apsw.Connection, site: Site) -> bool:
    """Whether the index lists a repository's own pages, for want of others. O(posts in the roots of sites)."""
    sql = "SELECT post.path FROM folder JOIN post ON post.folder = folder.id WHERE folder.path = ?"
    for folder in ("", *(way.rstrip("/") for way, _ in site.parts)):
        if may_hold_own_pages(site, folder):
            paths = (os.fsdecode(path) for (path,) in connection.execute(sql, (os.fsencode(folder),)))
            if any(is_own_page(path.rpartition("/")[2]) for path in paths):
                return True
    return False


def stamp_of_folder(files: Files, *, beside: bool = False) -> bytes:
    """Some bytes that change when a file of a folder does, by its size and time, or comes, goes, or is renamed.

    Args:
        files: What lies in the folder.
        beside: What else decides on which of them are posts.
    """
    # Version 0 of the format knows no references between values, and so depends on the values alone.
    return blake2b(marshal.dumps([beside, *files], 0), digest_size=12).digest()
