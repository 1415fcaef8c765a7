"""Putting entries into the index, taking posts out of it, and moving them; the counts follow by triggers.

Every function expects the write lock to be held. What a post's file says comes as an `Entry`; marks are looked up in
the fold of the journal, never changed here.
"""

from __future__ import annotations

import json
import os
import time
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import apsw

from tui_reader.library import schema
from tui_reader.library.catalog import key_of, short_id
from tui_reader.library.entry import Entry
from tui_reader.library.folding import own_tags
from tui_reader.library.index import ask
from tui_reader.model import Problem

_POST = "path, id, size, mtime_ns, content, epoch, words, readable"
_INSERT = f"INSERT INTO post ({_POST}, read, starred) VALUES ({', '.join('?' * 10)})"  # noqa: S608 - constants
_UPDATE = f"UPDATE post SET ({_POST}) = ({', '.join('?' * 8)}) WHERE key = ?"  # noqa: S608
_CARD = f"INSERT OR REPLACE INTO card VALUES ({', '.join('?' * 15)})"  # noqa: S608

_GONE_SECONDS = 86_400


class Stamp(NamedTuple):
    """What tells whether a file has changed since it was read."""

    size: int
    mtime_ns: int


class Shelver:
    """Writes posts through one connection; remembers the category nodes it has met."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, ...], int] = {}

    def forget(self) -> None:
        """Forget the nodes, after a transaction that was rolled back or when others may have written."""
        self._nodes.clear()

    def put(self, connection: apsw.Connection, entry: Entry, stamp: Stamp) -> bool:
        """Add a post or replace what is known of it; true when it is new."""
        values = _values(entry, stamp)
        key = key_of(connection, entry.path)
        if key is None:
            marks = _marks(connection, values[0])
            connection.execute(_INSERT, (*values, *marks))
            self._attach(connection, connection.last_insert_rowid(), entry)
            return True
        connection.execute(_UPDATE, (*values, key))
        _detach(connection, key)
        self._attach(connection, key, entry)
        return False

    def move(self, connection: apsw.Connection, key: int, entry: Entry, stamp: Stamp) -> None:
        """Give the post `key` another path: its row stays the same one for whoever has it in a list."""
        values = _values(entry, stamp)
        read, starred = _marks(connection, values[0])
        connection.execute(_UPDATE, (*values, key))
        connection.execute("UPDATE post SET read = ?, starred = ? WHERE key = ?", (read, starred, key))
        _detach(connection, key)
        self._attach(connection, key, entry)

    def _attach(self, connection: apsw.Connection, key: int, entry: Entry) -> None:
        own = own_tags(connection, os.fsencode(entry.path))
        connection.execute(_CARD, (key, *_card(entry), _list(own)))
        nodes: set[int] = set()
        for category in entry.categories:
            for depth in range(1, len(category) + 1):
                nodes.add(self._node(connection, tuple(category[:depth])))
        members = [(node, key) for node in nodes or {schema.WITHOUT_CATEGORY}]
        connection.executemany("INSERT INTO membership (node, post) VALUES (?, ?)", members)
        if entry.tags or own:
            named = [*((tag, key, 0) for tag in entry.tags), *((tag, key, 1) for tag in own)]
            connection.executemany("INSERT OR IGNORE INTO tag (name, post, own) VALUES (?, ?, ?)", named)
        if entry.problems:
            problems = [(key, number, *problem) for number, problem in enumerate(entry.problems)]
            connection.executemany("INSERT INTO problem VALUES (?, ?, ?, ?, ?)", problems)
        connection.execute(
            "INSERT INTO search (rowid, title, body, tags, author) VALUES (?, ?, ?, ?, ?)", (key, *entry.search)
        )

    def _node(self, connection: apsw.Connection, category: tuple[str, ...]) -> int:
        if not category:
            return schema.WITHOUT_CATEGORY
        known = self._nodes.get(category)
        if known is not None:
            return known
        parent, name = self._node(connection, category[:-1]), category[-1]
        connection.execute("INSERT OR IGNORE INTO node (parent, name) VALUES (?, ?)", (parent, name))
        found = ask(connection, "SELECT id FROM node WHERE parent = ? AND name = ?", (parent, name))
        self._nodes[category] = int(found[0][0])
        return self._nodes[category]


def remove(connection: apsw.Connection, key: int) -> None:
    """Take a post out; a list that still holds it can show its path and last title for a day."""
    now = int(time.time())
    title = "(SELECT title FROM card WHERE card.key = post.key)"
    keep = f"INSERT OR REPLACE INTO gone SELECT key, path, {title}, ? FROM post WHERE key = ?"  # noqa: S608
    connection.execute(keep, (now, key))
    _detach(connection, key)
    connection.execute("DELETE FROM card WHERE key = ?", (key,))
    connection.execute("DELETE FROM post WHERE key = ?", (key,))


def changed(connection: apsw.Connection) -> None:
    """Tell those who keep orders in memory that they are out of date."""
    connection.execute("UPDATE tally SET generation = generation + 1")


def tidy(connection: apsw.Connection) -> None:
    """Drop categories that hold nothing any more, and posts that have been gone for a day."""
    connection.execute("DELETE FROM node WHERE total = 0 AND id <> ?", (schema.WITHOUT_CATEGORY,))
    connection.execute("DELETE FROM gone WHERE at < ?", (int(time.time()) - _GONE_SECONDS,))


def note_walk(connection: apsw.Connection, problems: Sequence[Problem], site: str) -> None:
    """Keep what the walk through the folder met, and under which kind of site the posts were read.

    Written only where it differs: a refresh that finds nothing new leaves the file as it is.
    """
    rows = [(os.fsencode(problem.path), problem.line, problem.code, problem.message) for problem in problems]
    if connection.execute("SELECT path, line, code, message FROM walk_problem ORDER BY rowid").fetchall() != rows:
        connection.execute("DELETE FROM walk_problem")
        connection.executemany("INSERT INTO walk_problem VALUES (?, ?, ?, ?)", rows)
    connection.execute("UPDATE tally SET site = ? WHERE site <> ?", (site, site))


def _detach(connection: apsw.Connection, key: int) -> None:
    connection.execute("DELETE FROM membership WHERE post = ?", (key,))
    connection.execute("DELETE FROM tag WHERE post = ?", (key,))
    connection.execute("DELETE FROM problem WHERE post = ?", (key,))
    connection.execute("DELETE FROM search WHERE rowid = ?", (key,))


def _marks(connection: apsw.Connection, path: bytes) -> tuple[int, int]:
    marks = dict(connection.execute("SELECT op, value FROM mark WHERE path = ?", (path,)))
    return int(marks.get("read") == "true"), int(marks.get("star") == "true")


def _sort_key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _list(items: Sequence[object]) -> str:
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"))


def _values(entry: Entry, stamp: Stamp) -> tuple[bytes, *tuple[int | bytes | None, ...]]:
    return (
        os.fsencode(entry.path),
        int(short_id(entry.path), 16),
        stamp.size,
        stamp.mtime_ns,
        bytes.fromhex(entry.content),
        entry.epoch,
        entry.words,
        int(entry.readable),
    )


def _card(entry: Entry) -> tuple[int | str | None, ...]:
    return (
        entry.title,
        _sort_key(entry.title),
        entry.iso,
        entry.author,
        _sort_key(entry.author) if entry.author else None,
        entry.source,
        _list(entry.categories),
        _list(entry.tags),
        entry.images,
        entry.excerpt,
        entry.language,
        int(entry.draft),
        len(entry.problems),
    )
