"""Reads posts for a job: the file, its site, its document; says why where that can't be.

It writes nothing and asks no index.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from tui_reader.document.blocks import Document
from tui_reader.library import DocumentOpener, Site, detect_site, read_post
from tui_reader.model import LibraryOptions, Post

_UNREAD = frozenset({"unreadable", "outside", "not-a-file"})
"""The codes of the problems with which nothing of a file has been read."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post that a job is for."""

    root: Path
    """What its paths are relative to, and its pictures may not lead out of: a library's folder, or a site's."""
    path: str
    """As `Post.path`."""
    options: LibraryOptions = LibraryOptions()
    """What the user says of its library."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A post that could not be had."""

    wanted: Wanted
    reason: str
    """One sentence, clean."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One article, ready to be written."""

    wanted: Wanted
    name: str
    """A relative path, as `export.file_name` makes it."""
    content: str | bytes
    flaws: tuple[str, ...] = ()
    """What had to be given up in its formatting, a clean sentence each."""


def why_unread(post: Post) -> str | None:
    """Why nothing of a post's file has been read, one sentence; None where it has."""
    return next((problem.message for problem in post.problems if problem.code in _UNREAD), None)


class ArticleReader:
    """Reads posts one after another; its process for difficult ones ends with its `with`."""

    def __init__(self) -> None:
        """Nothing is opened yet."""
        self._opener = DocumentOpener()
        self._sites: dict[tuple[Path, LibraryOptions], Site] = {}

    def __enter__(self) -> ArticleReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opener.close()

    def read(self, wanted: Wanted) -> Post | Unread:
        """The post, read from its file now."""
        library = (wanted.root, wanted.options)
        site = self._sites.get(library)
        if site is None:
            site = self._sites[library] = detect_site(*library)
        post = read_post(wanted.root, wanted.path, site)
        reason = why_unread(post)
        return post if reason is None else Unread(wanted, reason)

    def document(self, post: Post, *, titled: bool = True) -> Document:
        """The post's body, parsed within bounds; never raises for what it holds.

        Args:
            post: As `read` gives it.
            titled: Whether its title stands above it, so that a first heading that says the same is left out.
        """
        return self._opener.open(post if titled else replace(post, title=""))
