"""Finds the posts that a command names: by short id, by path in the library, by path of the file system, from stdin."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
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
_LISTED = re.compile(r"([0-9a-f]{8})\t(?:[^\t]*\t){3}([^\t]*)\Z|([0-9a-f]{8})\t")
"""A line of `list`: a short id first, and the file last where several libraries were listed."""
_NAMED = 5
"""As many posts as are named where more than one may be meant."""
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
    library: Library | None
    """The library that it belongs to, open; None for such a file."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post that was named is; its file may have gone by now."""

    root: Path
    path: str
    """As `Post.path`."""
    library: Library | None
    """The library that it belongs to, open; None for a file outside any."""


class Finder:
    """Finds posts one after another; the libraries are opened when the first one needs them."""

    def __init__(self, desk: Desk, stack: ExitStack, libraries: tuple[Library, ...] | None = None) -> None:
        """Nothing is opened yet.

        Args:
            desk: Says which library is meant, or that all are.
            stack: Closes what is opened.
            libraries: Those that are meant, open already, whatever the desk says.
        """
        self._desk = desk
        self._stack = stack
        self._libraries = libraries
        if libraries is not None:
            self._roots = tuple(library.root for library in libraries)
        else:
            self._roots = tuple(member.root for member in desk.members()) if desk.is_all else (desk.root(),)

    @property
    def is_open(self) -> bool:
        """Whether the libraries are open, and up to date."""
        return self._libraries is not None

    @property
    def libraries(self) -> tuple[Library, ...]:
        """The libraries that are meant, open."""
        if self._libraries is None:
            self._libraries = self._stack.enter_context(self._desk.libraries())
        return self._libraries

    def only(self, library: Library | None) -> Finder:
        """A finder for one of the libraries, which stays open; for None, for files outside any."""
        return Finder(self._desk, self._stack, (library,) if library is not None else ())

    def find(self, name: str) -> Found:
        """The post of that name.

        Raises:
            UsageError: There is none, or several could be meant; the message names the nearest.
            LibraryError: The library can't be opened, or the file has gone.
        """
        alone = self._outside(name)
        if alone is not None:
            return _read_alone(alone)
        library, row = self.listed(name)
        return Found(library.post(row.path), library.root, row, library)

    def place(self, name: str) -> Place:
        """Where the post of that name is, without reading it again.

        Raises:
            UsageError: As `find` does.
            LibraryError: The library can't be opened.
        """
        alone = self._outside(name)
        if alone is not None:
            found = _read_alone(alone)
            return Place(found.root, found.post.path, None)
        library, row = self.listed(name)
        return Place(library.root, row.path, library)

    def listed(self, name: str) -> tuple[Library, Row]:
        """The post of that name that is in one of the libraries.

        Raises:
            UsageError: As `find` does.
            LibraryError: The library can't be opened.
        """
        try:
            return _in(self.libraries[0], name) if len(self.libraries) == 1 else _among(self.libraries, name)
        except UnicodeEncodeError as error:
            message = f"{shown_path(name)} is no post of {', '.join(shown_path(str(root)) for root in self._roots)}."
            raise UsageError("No such post", message) from error

    def document(self, found: Found) -> Document:
        """The article of a post, parsed."""
        if found.library is not None:
            return found.library.document(found.post)
        from tui_reader.library import open_document

        return open_document(found.post)

    def _outside(self, name: str) -> Path | None:
        """The file of that name, if it is one outside the libraries; a short id and their paths come first."""
        path = Path(name)
        try:
            if _SHORT_ID.fullmatch(name) or not path.is_file() or any(_is_inside(path, root) for root in self._roots):
                return None
        except (OSError, ValueError, RuntimeError):
            return None
        return path


def _is_inside(path: Path, root: Path) -> bool:
    """Whether a file lies in a library, or one of that path below its root does."""
    real = root.resolve()
    if path.resolve().is_relative_to(real) or Path(os.path.abspath(path)).is_relative_to(real):  # noqa: PTH100 - links are left as they are
        return True
    return not path.is_absolute() and (real / path).is_file()


def _in(library: Library, name: str) -> tuple[Library, Row]:
    return library, library.find(name)


def _among(libraries: Sequence[Library], name: str) -> tuple[Library, Row]:
    """The post that is meant by a name, and which of several libraries it is in."""
    found = [(library, row) for library in libraries for row in library.meant(name)]
    if len(found) == 1:
        return found[0]
    if found:
        nearest = ", ".join(shown_path(str(library.file(row.path))) for library, row in found[:_NAMED])
        raise UsageError("More than one post is meant", f"{shown_path(name)}: {nearest}.")
    for library in libraries:
        with suppress(UsageError):
            return _in(library, name)  # as it is shown, where it can't be shown as it is
    close = [library.file(path) for library in libraries for path in library.nearest(name)][:_NAMED]
    hint = f" Did you mean {', '.join(shown_path(str(file)) for file in close)}?" if close else ""
    raise UsageError("No such post", f"{shown_path(name)} is no post of any library here.{hint}")


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
            if listed:
                yield listed[2] if listed[2] and os.path.isfile(listed[2]) else listed[1] or listed[3]  # noqa: PTH113 - any text, errors mean no
            elif line.strip():
                yield line


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
    return Found(read_post(root, name, site), root, None, None)
