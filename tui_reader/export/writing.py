"""Puts exported articles into files: whole or not at all, none overwritten unasked. It knows nothing of posts."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from contextlib import closing
from pathlib import Path
from types import TracebackType

from tui_reader.document.clean import shown_path
from tui_reader.errors import ExportError
from tui_reader.export.atomic import TITLE, failures_told, refuse_way_out
from tui_reader.export.shelves import Content, Protected, Shelf, State, Written, folded_name

__all__ = ["ExportFolder", "State", "Written", "is_stream", "write_export", "write_into"]

_OPEN_FILE = re.compile(r"/dev/(?:std(?:out|err)|fd/[0-9]+)|/proc/[^/]+/(?:task/[^/]+/)?fd/[0-9]+")
"""Where POSIX systems show what a process has open; the name leads to a file, and none can be put in its place."""


def is_stream(target: Path) -> bool:
    """Whether it is written to as it stands: a device, a pipe, or what a process has open (`/dev/stdout`).

    Raises:
        OSError: It can't be looked at.
    """
    try:
        kind = target.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISCHR(kind) or stat.S_ISFIFO(kind):
        return True
    return os.name == "posix" and _OPEN_FILE.fullmatch(os.path.abspath(target)) is not None  # noqa: PTH100 - links are left as they are


def write_export(
    target: Path, content: str | bytes, *, force: bool = False, protected: Protected | None = None
) -> Written:
    """Write one file that the user has named; see `ExportFolder.write`.

    A device or pipe is written to directly; a file that something has open is written on at its end.

    Raises:
        ExportError: It can't be written; the message says which file, why, and what to do.
    """
    with failures_told(target):
        if is_stream(target):
            with target.open("ab") as opened:
                opened.write(_bytes(content))
            return Written(target, State.WRITTEN)
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
    with ExportFolder(target.parent, force=force, protected=protected) as folder:
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

    def __init__(self, root: Path, *, force: bool = False, protected: Protected | None = None) -> None:
        """Nothing is touched yet.

        Args:
            root: The folder; it and its parents are made when first written to.
            force: Whether files that were there before this run may be replaced.
            protected: Asked before a file is replaced; where it says yes, the file is refused instead.
        """
        self._root = root
        self._force = force
        self._protected = protected
        self._shelves: dict[Path, Shelf] = {}

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
        folders, last = _parts(name)
        with failures_told(self._root / name):
            return self._shelf(folders).write(last, Content(_bytes(content)))

    def begin(self, name: str, content: str | bytes) -> Content:
        """What `finish` is to write under that name; it may be put on the disk before, in any thread.

        Raises:
            ExportError: As `write` does.
        """
        folders, last = _parts(name)
        with failures_told(self._root / name):
            shelf = self._shelf(folders)
            is_free = folded_name(last) not in shelf.known
            return Content(_bytes(content), shelf.path if is_free else None)

    def finish(self, name: str, content: Content) -> Written:
        """End what `begin` has begun, as `write` does."""
        folders, last = _parts(name)
        with failures_told(self._root / name), closing(content):
            return self._shelf(folders).write(last, content)

    def write_as(self, name: str, content: str | bytes) -> Written:
        """Write a file under a name that the user has given, as `write` does."""
        with failures_told(self._root / name):
            return self._shelf([]).write(name, Content(_bytes(content)))

    def path(self, name: str) -> Path:
        """Where a file of that name would be."""
        return self._root / name

    def close(self) -> None:
        """Make the new names durable, as far as the system can."""
        for shelf in self._shelves.values():
            shelf.settle()
        self._shelves.clear()

    def _shelf(self, folders: list[str]) -> Shelf:
        """The folder below the root, made where it is missing; never one that a link leads out to."""
        shelf = self._at(self._root)
        path = self._root
        for folder in folders:
            path = path / shelf.known.get(folded_name(folder), folder)
            shelf.known.setdefault(folded_name(folder), folder)
            if path not in self._shelves and path.is_symlink():
                refuse_way_out(path, self._root)
            shelf = self._at(path)
        return shelf

    def _at(self, path: Path) -> Shelf:
        shelf = self._shelves.get(path)
        if shelf is None:
            if path == self._root and path.exists() and not path.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, "it is a file and no folder")
            path.mkdir(parents=True, exist_ok=True)
            shelf = self._shelves[path] = Shelf(path, force=self._force, protected=self._protected)
        return shelf


def _bytes(content: str | bytes) -> bytes:
    """What is written; a lone surrogate becomes a question mark."""
    return content.encode(errors="replace") if isinstance(content, str) else content


def _in_utf8(name: str) -> str:
    """A name such that the system is given its UTF-8 bytes, also where the locale's encoding is another or lacks it."""
    if os.name != "posix" or sys.getfilesystemencoding() == "utf-8":
        return name
    return os.fsdecode(name.encode("utf-8", "surrogateescape"))


def _parts(name: str) -> tuple[list[str], str]:
    """The folders of a relative path, and its last part."""
    *folders, last = _in_utf8(name).split("/")
    if not last or any(part in {"", ".", ".."} for part in folders):
        raise ExportError(TITLE, f"{shown_path(name)}: this is no name for a file.")
    return folders, last
