"""Finds the posts that a command names: by short id, by path in the library, by path of the file system, from stdin."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.cli.desk import Desk
from tui_reader.document.clean import shown_path
from tui_reader.errors import UsageError
from tui_reader.model import Post, Query, Row

if TYPE_CHECKING:
    from tui_reader.document.blocks import Document
    from tui_reader.library import Library

_SHORT_ID = re.compile(r"[0-9a-f]{8}")
_LISTED = re.compile(r"([0-9a-f]{8})\t")
_CLIMB = 8
"""How many folders above a file are looked at for the configuration of its site."""


@dataclass(frozen=True, slots=True)
class Found:
    """A post that was named, read from its file."""

    post: Post
    root: Path
    """What its paths are relative to, and its pictures may not lead out of."""
    row: Row | None
    """What the index knows; None for a file outside any library."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post that was named is; its file may have gone by now."""

    root: Path
    path: str
    """As `Post.path`."""
    is_listed: bool
    """Whether the index knows it, so that it belongs to the library."""


class Finder:
    """Finds posts one after another; the library is opened when the first one needs it."""

    def __init__(self, desk: Desk, stack: ExitStack) -> None:
        """Nothing is opened yet.

        Args:
            desk: Says which library is meant.
            stack: Closes what is opened.
        """
        self._desk = desk
        self._stack = stack
        self._library: Library | None = None
        self._root = desk.root()

    @property
    def is_open(self) -> bool:
        """Whether the library is open, and up to date."""
        return self._library is not None

    @property
    def library(self) -> Library:
        """The library that is meant, open."""
        if self._library is None:
            self._library = self._stack.enter_context(self._desk.library())
        return self._library

    def find(self, name: str) -> Found:
        """The post of that name.

        Raises:
            UsageError: There is none, or several could be meant; the message names the nearest.
            LibraryError: The library can't be opened, or the file has gone.
        """
        alone = self._outside(name)
        return _read_alone(alone) if alone is not None else self.of_row(self._row(name))

    def place(self, name: str) -> Place:
        """Where the post of that name is, without reading it again.

        Raises:
            UsageError: As `find` does.
            LibraryError: The library can't be opened.
        """
        alone = self._outside(name)
        if alone is not None:
            found = _read_alone(alone)
            return Place(found.root, found.post.path, is_listed=False)
        return Place(self.library.root, self._row(name).path, is_listed=True)

    def _row(self, name: str) -> Row:
        try:
            return self.library.find(name)
        except UnicodeEncodeError as error:
            message = f"{shown_path(name)} is no post of {shown_path(str(self._root))}."
            raise UsageError("No such post", message) from error

    def of_row(self, row: Row) -> Found:
        """The post of a row of the library, read from its file."""
        return Found(self.library.post(row.path), self.library.root, row)

    def document(self, found: Found) -> Document:
        """The article of a post, parsed."""
        if found.row is not None:
            return self.library.document(found.post)
        from tui_reader.library import open_document

        return open_document(found.post)

    def _outside(self, name: str) -> Path | None:
        """The file of that name, if it is one outside the library; a short id and the library's paths come first."""
        path = Path(name)
        try:
            if _SHORT_ID.fullmatch(name) or not path.is_file():
                return None
            root = self._root.resolve()
            inside = path.resolve().is_relative_to(root) or Path(os.path.abspath(path)).is_relative_to(root)  # noqa: PTH100 - links are left as they are
            if inside or (not path.is_absolute() and (root / path).is_file()):
                return None
        except (OSError, ValueError, RuntimeError):
            return None
        return path


@contextmanager
def finder(desk: Desk) -> Iterator[Finder]:
    """A finder that closes its library at the end."""
    with ExitStack() as stack:
        yield Finder(desk, stack)


def expanded(names: Sequence[str]) -> Iterator[str]:
    """The names, `-` replaced by the lines of standard input: names, or lines as `list` writes them."""
    for name in names:
        if name != "-":
            yield name
            continue
        for line in _input_lines():
            listed = _LISTED.match(line)
            if line.strip():
                yield listed[1] if listed else line


def _input_lines() -> Iterator[str]:
    """The lines of standard input as names of files: bytes that are no text are kept."""
    if sys.stdin is None:
        return
    raw = getattr(sys.stdin, "buffer", None)
    if raw is None:
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    for data in raw:
        yield os.fsdecode(data.rstrip(b"\r\n"))


def typed(words: Sequence[str]) -> str:
    """Words of the command line as one text, whatever the locale made of them.

    Raises:
        UsageError: Words are given, and nothing in them can be looked for: that must not mean all posts. Or they are no
            query (`QueryError`).
    """
    text = as_typed(" ".join(words))
    if words:
        from tui_reader.query import Asked, parse

        if parse(text) == Asked():
            raise UsageError("Can't search", f"“{shown_path(text)}” has no letter and no digit to look for.")
    return text


def as_typed(text: str) -> str:
    """What was typed, given as Python decoded it: as UTF-8 where its bytes are that, else as the locale has it."""
    try:
        return os.fsencode(text).decode("utf-8")
    except UnicodeDecodeError:
        return text.encode("utf-8", "replace").decode("utf-8")


def sought(queries: Sequence[str], *, every: bool, saved: Query | None = None) -> tuple[Query, ...]:
    """What `--query`, `--all` and `--saved` mean together, each as `list` takes it.

    Raises:
        UsageError: As `typed` does.
    """
    from tui_reader.cli.saved import narrowed

    alone = [saved or Query()] if every or (saved is not None and not queries) else []
    return (*(narrowed(saved, typed([query])) for query in queries), *alone)


def _read_alone(file: Path) -> Found:
    """A post that belongs to no library; its site is told by the folders above it.

    Raises:
        UsageError: The file can't be read.
    """
    from tui_reader.library import SiteKind, detect_site, read_post

    try:
        file.open("rb").close()
    except OSError as error:
        raise UsageError("Can't read the post", f"{shown_path(str(file))}: {error.strerror}.") from error
    path = Path(os.path.abspath(file))  # noqa: PTH100 - links are left as they are
    root, site = path.parent, detect_site(path.parent)
    for folder in path.parents[:_CLIMB]:
        above = detect_site(folder)
        if above.kind is not SiteKind.UNKNOWN and not above.above:
            root, site = folder, above
            break
    name = path.relative_to(root).as_posix()
    return Found(read_post(root, name, site), root, None)
