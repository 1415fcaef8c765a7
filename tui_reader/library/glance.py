"""A glance into the index, for what is typed half: posts, tags and categories that begin with it.

Reads only: nothing is refreshed, folded, mended or made, and where there is no index there is nothing to see.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw

from tui_reader.library import catalog, schema
from tui_reader.library.index import ask
from tui_reader.library.keeping import library_id
from tui_reader.library.orders import newest
from tui_reader.library.search import search_text

_BUSY_MILLISECONDS = 100
_RUN = re.compile(r"\w+")
_NOT_PLAIN = re.compile(r"[\W_]+")
_ID_PART = re.compile(r"[0-9a-f]{1,8}")
_LOOKED_AT = 500
"""Posts whose titles begin as what was typed begins, of which those that go on likewise are taken."""
_NAME_CHARACTERS = 40
"""Characters of a title in a name, beyond those that were typed."""
_ROW = "SELECT id, path, title FROM post JOIN card USING (key)"


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A post, and a name for it that is safe in every shell and begins with what was typed."""

    id: str
    path: str
    title: str
    name: str
    """The short id, or what was typed of title or category, gone on with and ended by the short id, or the path."""

    @property
    def titled(self) -> str:
        """The title's beginning and the short id: what a person can choose by."""
        return _titled(self.title, self.id)


def plain_name(text: str) -> str:
    """Letters and digits of every script, and a `-` for each run of anything else: no shell finds meaning in it."""
    return _NOT_PLAIN.sub("-", text).strip("-")


def _titled(title: str, short_id: str, characters: int = _NAME_CHARACTERS) -> str:
    beginning = plain_name(title)[:characters].rstrip("-")
    return f"{beginning}-{short_id}" if beginning else short_id


def _beginning_with(wanted: str, path: tuple[str, ...]) -> str | None:
    """A category by its path or an end of it, of which `wanted` is the beginning, or which `wanted` goes beyond."""
    names = list(map(plain_name, path))
    for start in range(len(names)):
        shown = "/".join(names[start:])
        folded = shown.casefold()
        if folded.startswith(wanted) or wanted.startswith(folded + "/"):
            return shown
    return None


@contextlib.contextmanager
def glance_at(root: Path, cache_dir: Path) -> Iterator[Glance | None]:
    """The index of the library at `root`, as it is; None where there is none that can be read."""
    path = cache_dir / f"index-{library_id(root)}.db"
    connection: apsw.Connection | None = None
    try:
        if path.is_file():
            connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
            connection.set_busy_timeout(_BUSY_MILLISECONDS)
            known = ask(connection, "PRAGMA application_id") == [(schema.APPLICATION_ID,)]
            if not known or ask(connection, "PRAGMA user_version") != [(schema.VERSION,)]:
                connection.close()
                connection = None
    except (apsw.Error, OSError):
        connection = None
    try:
        yield Glance(connection) if connection is not None else None
    finally:
        if connection is not None:
            connection.close()


class Glance:
    """An index that is open for reading."""

    def __init__(self, connection: apsw.Connection) -> None:
        """Made by `glance_at`."""
        self._connection = connection

    def posts(self, typed: str, limit: int) -> tuple[Glimpse, ...]:
        """The posts whose id, title, path or category begins with what was typed, the first kind that there is.

        Without anything typed, the newest.
        """
        try:
            for kind in (self._by_id, self._by_title, self._by_path, self._by_category):
                found = kind(typed, limit)
                if found:
                    return found
        except apsw.Error:
            pass
        return ()

    def _by_id(self, typed: str, limit: int) -> tuple[Glimpse, ...]:
        if not typed:
            keys = newest(self._connection, limit)
            rows = [row for key in keys for row in ask(self._connection, f"{_ROW} WHERE key = ?", (key,))]
        elif _ID_PART.fullmatch(typed):
            low, high = int(typed.ljust(8, "0"), 16), int(typed.ljust(8, "f"), 16)
            rows = ask(self._connection, f"{_ROW} WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", (low, high, limit))
        else:
            return ()
        return tuple(
            Glimpse(f"{number:08x}", os.fsdecode(path), title, f"{number:08x}") for number, path, title in rows
        )

    def _by_title(self, typed: str, limit: int) -> tuple[Glimpse, ...]:
        """By the first word of what was typed, in the index of texts; then by the whole of it."""
        first = _RUN.search(typed.replace("_", " "))
        folds = catalog.folds(self._connection)
        beginnings = {search_text(first[0], variants=variants).strip() for variants in folds} if first else set()
        wanted = " OR ".join(f'title : ^ "{tokens}" *' for tokens in beginnings if tokens)
        if not wanted:
            return ()
        sql = (
            "SELECT id, path, title FROM (SELECT post.key, post.id, path "
            "FROM search JOIN post ON post.doc = search.rowid WHERE search MATCH ? "
            "ORDER BY epoch DESC LIMIT ?) JOIN card USING (key)"
        )
        rows = ask(self._connection, sql, (wanted, _LOOKED_AT))
        typed_name = plain_name(typed).casefold()
        found = []
        for number, path, title in rows:
            name = _titled(title, f"{number:08x}", len(typed) + _NAME_CHARACTERS)
            if name.casefold().startswith(typed_name):
                found.append(Glimpse(f"{number:08x}", os.fsdecode(path), title, name))
        return tuple(found[:limit])

    def _by_path(self, typed: str, limit: int) -> tuple[Glimpse, ...]:
        """By the path in the library, as its bytes are."""
        try:
            low = os.fsencode(typed)
        except UnicodeEncodeError:
            return ()
        sql = f"{_ROW} WHERE path >= ? AND path < ? ORDER BY path LIMIT ?"
        rows = ask(self._connection, sql, (low, low + b"\xff", limit))
        return tuple(
            Glimpse(f"{number:08x}", os.fsdecode(path), title, os.fsdecode(path)) for number, path, title in rows
        )

    def _by_category(self, typed: str, limit: int) -> tuple[Glimpse, ...]:
        """The newest posts of categories that begin with what was typed, or that it names, a title after them."""
        wanted = "/".join(map(plain_name, typed.split("/"))).casefold()
        chosen = "key IN (SELECT post FROM membership WHERE node = ?)"
        sql = f"{_ROW} WHERE {chosen} ORDER BY epoch DESC, path LIMIT ?"
        found: dict[str, Glimpse] = {}
        for number, path in self._nodes():
            shown = _beginning_with(wanted, path)
            if shown is None:
                continue
            for post, file, title in ask(self._connection, sql, (number, _LOOKED_AT)):
                short = f"{post:08x}"
                name = f"{shown}/{_titled(title, short, len(typed) + _NAME_CHARACTERS)}"
                if name.casefold().startswith(wanted):
                    found.setdefault(short, Glimpse(short, os.fsdecode(file), title, name))
            if len(found) >= limit:
                break
        return tuple(found.values())[:limit]

    def _nodes(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Every category with its number, parents first."""
        paths: dict[int, tuple[str, ...]] = {schema.WITHOUT_CATEGORY: ()}
        for number, parent, name in ask(
            self._connection, "SELECT id, parent, name FROM node WHERE total > 0 ORDER BY id"
        ):
            if number != schema.WITHOUT_CATEGORY and parent in paths:
                paths[number] = (*paths[parent], name)
                yield number, paths[number]

    def tags(self, typed: str, limit: int) -> tuple[tuple[str, int], ...]:
        """The tags that begin with what was typed, in any case, with their number of posts, the most used first."""
        with contextlib.suppress(apsw.Error):
            rows = ask(self._connection, "SELECT name, total FROM label ORDER BY total DESC, name")
            wanted = typed.casefold()
            return tuple((name, total) for name, total in rows if name.casefold().startswith(wanted))[:limit]
        return ()

    def categories(self, typed: str, limit: int) -> tuple[tuple[tuple[str, ...], int], ...]:
        """The categories whose own name begins with what was typed, with their number of posts, the largest first."""
        with contextlib.suppress(apsw.Error):
            totals = dict(ask(self._connection, "SELECT id, total FROM node"))
            wanted = typed.casefold()
            found = [(path, totals[number]) for number, path in self._nodes() if path[-1].casefold().startswith(wanted)]
            return tuple(sorted(found, key=lambda each: -each[1])[:limit])
        return ()
