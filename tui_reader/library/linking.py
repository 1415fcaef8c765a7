"""Which post a link means, and which posts have links to one.

The index knows by which names links mean posts; who among several of a name is meant, and whether a post really links
to another, is looked at here. Links are read, never followed.
"""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING, Protocol, TypeVar

from tui_reader.document import is_web
from tui_reader.errors import LibraryError
from tui_reader.library import catalog
from tui_reader.library.index import ask
from tui_reader.library.link_names import address_name, is_list, link_name, local_way, number_of, way_name
from tui_reader.model import Backlinks, Cancelled, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    import apsw

    from tui_reader.library.bodies import Bodies

_Answer = TypeVar("_Answer")


class Asking(Protocol):
    """Answers a question from the index."""

    def __call__(self, work: Callable[[apsw.Connection], _Answer], /) -> _Answer:
        """The answer of `work`, called with this thread's connection."""
        ...


MOST_LOOKED_AT = 500
"""Posts whose links are read to find out which of them lead to one."""
_SUFFIXES = ("", ".md", ".markdown", ".mdx", ".html", "/index.md", "/_index.md", "/index.html")


def linked(connection: apsw.Connection, source: Row, target: str, hosts: frozenset[str]) -> Row | None:
    """The post that a link means; None where it means none of the library.

    Args:
        connection: Of the index.
        source: The post that the link stands in.
        target: The link's target.
        hosts: The site's own hosts, below which addresses are ways.
    """
    if target.startswith("#"):
        return source
    if is_web(target):
        whole = address_name(target)
        for row in _called(connection, whole):
            return row
        host, _, way = whole.removeprefix("//").partition("/")
        if host not in hosts or not way:
            return None
        return _by_name(connection, source, f"/{way.partition('?')[0]}")
    way = local_way(target)
    if not way:
        return source if target.startswith("?") else None
    return _by_path(connection, source.path, way) or _by_name(connection, source, way)


def _by_path(connection: apsw.Connection, source: str, way: str) -> Row | None:
    """The post whose file a way leads to: beside the post, else from the top."""
    base = "" if way.startswith("/") else posixpath.dirname(source)
    for beginning in dict.fromkeys((base, "")):
        path = posixpath.normpath(posixpath.join("/", beginning, way.lstrip("/"))).lstrip("/")
        for suffix in _SUFFIXES:
            row = catalog.row_of(connection, path + suffix)
            if row is not None:
                return row
        stem, dot, suffix = path.rpartition(".")
        if dot and suffix.lower() in ("html", "htm") and (row := catalog.row_of(connection, f"{stem}.md")):
            return row
    return None


def _by_name(connection: apsw.Connection, source: Row, way: str) -> Row | None:
    """The post of that name: by its permalink, else the one whose path is the most like the way."""
    if is_list(way):
        return None
    for row in _called(connection, way_name(way)):
        return row
    rows = _called(connection, link_name(way))
    return min(rows, key=lambda row: _unlikeness(row, source, way), default=None)


def _unlikeness(row: Row, source: Row, way: str) -> tuple[int, int, int, int, str]:
    """How little a post of the name in a way is like it."""
    parts = [part.casefold() for part in way_name(way).split("/")[1:-1]]
    folders = [part.casefold() for part in row.path.split("/")[:-1]]
    day = row.date.iso[:10].split("-") if row.date else []
    shared = sum(part in folders for part in parts) + sum(part.zfill(2) in day for part in parts)
    beside = posixpath.dirname(row.path) == posixpath.dirname(source.path)
    return -shared, not beside, row.path == source.path, len(row.path), row.path


def _called(connection: apsw.Connection, name: str) -> list[Row]:
    """The posts that have a name, in the order of their paths."""
    if not name:
        return []
    sql = "SELECT path FROM trail JOIN post ON post.key = trail.post WHERE name = ? AND of = 0 ORDER BY path LIMIT 100"
    paths = [os.fsdecode(path) for (path,) in ask(connection, sql, (number_of(name),))]
    return [row for path in paths if (row := catalog.row_of(connection, path)) is not None]


def candidates(connection: apsw.Connection, path: str) -> list[Row]:
    """The posts that have links with one of the names of a post, the newest first, but that post itself."""
    sql = """
        SELECT DISTINCT post.path FROM trail AS named JOIN trail ON trail.name = named.name AND trail.of = 1
        JOIN post ON post.key = trail.post
        WHERE named.of = 0 AND named.post = (SELECT key FROM post WHERE path = ?) AND post.path <> ?
        ORDER BY post.epoch DESC, post.path LIMIT ?
    """
    stored = os.fsencode(path)
    found = ask(connection, sql, (stored, stored, MOST_LOOKED_AT + 1))
    return [row for (each,) in found if (row := catalog.row_of(connection, os.fsdecode(each))) is not None]


class Links:
    """The links between the posts of a library."""

    def __init__(self, bodies: Bodies, ask: Asking) -> None:
        """Keep where posts are read and the index is asked.

        Args:
            bodies: The files.
            ask: Answers a question from the index.
        """
        self._bodies = bodies
        self._ask = ask

    def post_of(self, source: Row, target: str) -> Row | None:
        """The post that a link means; None where it means none of the library. Reads the site's configuration once.

        Args:
            source: The post that the link stands in.
            target: The link's target: a way, a permalink, a name as in `[[name]]`, an address.
        """
        hosts = self._bodies.hosts
        return self._ask(lambda connection: linked(connection, source, target, hosts))

    def to(self, path: str, *, cancelled: Cancelled = lambda: False) -> Backlinks:
        """The posts that have links to one. O(posts with a link of its name), at most `MOST_LOOKED_AT`, each read.

        Args:
            path: The post.
            cancelled: Asked before each post is read.
        """
        rows = self._ask(lambda connection: candidates(connection, path))
        found: list[Row] = []
        for row in rows[:MOST_LOOKED_AT]:
            if cancelled():
                return Backlinks(tuple(found), is_whole=False)
            if self._has_link(row, path):
                found.append(row)
        return Backlinks(tuple(found), is_whole=len(rows) <= MOST_LOOKED_AT)

    def _has_link(self, row: Row, path: str) -> bool:
        from tui_reader.document import link_targets

        try:
            targets = link_targets(self._bodies.document(self._bodies.post(row.path)))
        except LibraryError:
            return False
        posts = (self.post_of(row, target) for target in targets)
        return any(post is not None and post.path == path for post in posts)
