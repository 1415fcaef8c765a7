"""Putting entries into the index, taking posts out of it, and moving them; the counts follow by triggers.

Every function expects the write lock to be held. What a post's file says comes as an `Entry`; marks are looked up in
the fold of the journal, never changed here.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import Any

import apsw

from tui_reader.library import docids, schema
from tui_reader.library.catalog import short_id
from tui_reader.library.entry import Entry
from tui_reader.library.folding import own_tags
from tui_reader.library.index import ask
from tui_reader.library.search import folded
from tui_reader.library.touched import Touched
from tui_reader.model import Problem

_POST = (
    "path, id, size, mtime_ns, content, epoch, title_key, author_key, words, images, holds, language, draft, problems, "
    "readable, pending, folder, nodes, doc"
)
_INSERT = f"INSERT INTO post ({_POST}, read, starred) VALUES ({', '.join('?' * 21)})"  # noqa: S608 - constants
_UPDATE = f"UPDATE post SET ({_POST}) = ({', '.join('?' * 19)}) WHERE key = ?"  # noqa: S608
_CARD = f"INSERT OR REPLACE INTO card VALUES ({', '.join('?' * 9)})"  # noqa: S608
_MEMBER = "INSERT INTO membership (node, read, undated, place, path, post) VALUES (?, ?, ?, ?, ?, ?)"
_SEARCH = "INSERT INTO search (rowid, title, body, tags, author) VALUES (?, ?, ?, ?, ?)"
_SEARCH_COMPLETED = _SEARCH.replace("(?,", "((SELECT doc FROM post WHERE key = ?),")

_Nodes = tuple[int, ...]

_GONE_SECONDS = 86_400
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Put(Enum):
    """What putting a post in has done."""

    ADDED = auto()
    CHANGED = auto()
    COMPLETED = auto()
    """Its body was added to its head."""


class Shelver:
    """Writes posts through one connection; remembers the category nodes and the folders that it has met."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[str, ...], int] = {}
        self._nodes_known: dict[tuple[tuple[str, ...], ...], _Nodes] = {}
        self._folders: dict[str, int] = {}
        self._has_marks = True

    def begin(self, connection: apsw.Connection) -> None:
        """Forget what others may have changed; at the beginning of each transaction."""
        self._nodes.clear()
        self._nodes_known.clear()
        self._folders.clear()
        self._has_marks = bool(ask(connection, "SELECT 1 FROM mark LIMIT 1"))

    def put(self, connection: apsw.Connection, entry: Entry, doc: int | None) -> Put:
        """Add a post, replace what is known of it, or complete it.

        Args:
            connection: Of the index.
            entry: The post.
            doc: Its number in the index of texts; None where it has one, or its texts are still to come.
        """
        path = os.fsencode(entry.path)
        known = ask(connection, "SELECT key, pending, size, mtime_ns FROM post WHERE path = ?", (path,))
        if not known:
            nodes = self._nodes_of(connection, entry)
            values = self._values(connection, entry, path)
            read, starred = self._marks(connection, path)
            connection.execute(_INSERT, (*values, _list(nodes), doc, read, starred))
            self._attach(connection, connection.last_insert_rowid(), entry, path, nodes, read, doc)
            return Put.ADDED
        key, pending, *stamp = known[0]
        if pending and entry.search is not None and entry.readable and stamp == [entry.size, entry.mtime_ns]:
            _complete(connection, key, entry, doc)
            return Put.COMPLETED
        self._replace(connection, key, entry, path, doc)
        return Put.CHANGED

    def move(self, connection: apsw.Connection, key: int, former: str, entry: Entry, doc: int | None) -> bool:
        """Give the post `key` another path: its row stays the same one for whoever has it in a list.

        False, and nothing is done, where it is no longer at `former`, or another post is where it is to go: another
        process has been here.
        """
        path = os.fsencode(entry.path)
        there = "SELECT 1 FROM post WHERE path = ?"
        if not _stands_at(connection, key, former) or ask(connection, there, (path,)):
            return False
        read, starred = self._marks(connection, path)
        connection.execute("UPDATE post SET read = ?, starred = ? WHERE key = ?", (read, starred, key))
        self._replace(connection, key, entry, path, doc)
        return True

    def _replace(self, connection: apsw.Connection, key: int, entry: Entry, path: bytes, doc: int | None) -> None:
        if doc is None and entry.search is not None:
            doc = docids.number_of(connection, key, entry)
        read = _detach(connection, key)
        nodes = self._nodes_of(connection, entry)
        values = self._values(connection, entry, path)
        connection.execute(_UPDATE, (*values, _list(nodes), doc, key))
        self._attach(connection, key, entry, path, nodes, read, doc)

    def _attach(
        self,
        connection: apsw.Connection,
        key: int,
        entry: Entry,
        path: bytes,
        nodes: _Nodes,
        read: int,
        doc: int | None,
    ) -> None:
        own = own_tags(connection, path) if self._has_marks else []
        connection.execute(_CARD, (key, *_card(entry), _list(tuple(own))))
        undated = entry.epoch is None
        place = schema.UNDATED if undated else entry.epoch
        connection.executemany(_MEMBER, [(node, read, undated, place, path, key) for node in nodes])
        if entry.tags or own:
            named = [*((tag, key, 0) for tag in entry.tags), *((tag, key, 1) for tag in own)]
            connection.executemany("INSERT OR IGNORE INTO tag (name, post, own) VALUES (?, ?, ?)", named)
        _add_problems(connection, key, entry)
        _add_trail(connection, key, entry)
        if entry.search is not None:
            connection.execute(_SEARCH, (doc, *entry.search))

    def _values(self, connection: apsw.Connection, entry: Entry, path: bytes) -> tuple[Any, ...]:
        """What the table of posts has of one, but for its categories."""
        return (
            path,
            int(short_id(entry.path), 16),
            entry.size,
            entry.mtime_ns,
            bytes.fromhex(entry.content),
            entry.epoch,
            folded(entry.title),
            folded(entry.author) if entry.author else None,
            entry.words,
            entry.images,
            entry.holds,
            entry.language,
            int(entry.draft),
            len(entry.problems),
            int(entry.readable),
            int(entry.search is None),
            self._folder(connection, entry.path.rpartition("/")[0]),
        )

    def _nodes_of(self, connection: apsw.Connection, entry: Entry) -> _Nodes:
        """The nodes that a post belongs to: its categories, those above them, and the whole library."""
        known = self._nodes_known.get(entry.categories)
        if known is None:
            nodes = {
                self._node(connection, category[:depth])
                for category in entry.categories
                for depth in range(1, len(category) + 1)
            }
            known = (schema.EVERYTHING, *sorted(nodes or {schema.WITHOUT_CATEGORY}))
            self._nodes_known[entry.categories] = known
        return known

    def _folder(self, connection: apsw.Connection, path: str) -> int:
        known = self._folders.get(path)
        if known is None:
            known = self._folders[path] = folder_number(connection, path)
            _distrust(connection, known)
        return known

    def _marks(self, connection: apsw.Connection, path: bytes) -> tuple[int, int]:
        if not self._has_marks:
            return 0, 0
        marks = dict(connection.execute("SELECT op, value FROM mark WHERE path = ?", (path,)))
        return int(marks.get("read") == "true"), int(marks.get("star") == "true")

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


def folder_number(connection: apsw.Connection, path: str) -> int:
    """The number of a folder of posts, given to it now where it has none."""
    stored = os.fsencode(path)
    connection.execute("INSERT OR IGNORE INTO folder (path, stamp, posts) VALUES (?, x'', 0)", (stored,))
    return int(ask(connection, "SELECT id FROM folder WHERE path = ?", (stored,))[0][0])


def _complete(connection: apsw.Connection, key: int, entry: Entry, doc: int | None) -> None:
    """Add to a post, whose head is known, what was found in its body."""
    assert entry.search is not None  # noqa: S101 - the caller has looked
    found = "words = ?, images = ?, holds = ?, language = ?, problems = ?"
    sql = f"UPDATE post SET {found}, doc = coalesce(?, doc), pending = 0 WHERE key = ?"  # noqa: S608 - constants
    values = (entry.words, entry.images, entry.holds, entry.language, len(entry.problems), doc, key)
    connection.execute(sql, values)
    connection.execute("UPDATE card SET excerpt = ? WHERE key = ?", (entry.excerpt, key))
    connection.execute("DELETE FROM problem WHERE post = ?", (key,))
    _add_problems(connection, key, entry)
    _add_trail(connection, key, entry)
    connection.execute(_SEARCH_COMPLETED, (key, *entry.search))


def _add_problems(connection: apsw.Connection, key: int, entry: Entry) -> None:
    if entry.problems:
        problems = [(key, number, *problem) for number, problem in enumerate(entry.problems)]
        connection.executemany("INSERT INTO problem VALUES (?, ?, ?, ?, ?)", problems)


def _add_trail(connection: apsw.Connection, key: int, entry: Entry) -> None:
    """Keep by which names links mean a post, and by which ones it means others."""
    trail = [*((name, 0, key) for name in entry.names), *((name, 1, key) for name in entry.links)]
    connection.executemany("INSERT OR IGNORE INTO trail VALUES (?, ?, ?)", trail)


def remove(connection: apsw.Connection, key: int, path: str) -> bool:
    """Take a post out; a list that still holds it can show its path and last title for a day.

    False, and nothing is done, where it is no longer at `path`: another process has moved it or taken it out.
    """
    if not _stands_at(connection, key, path):
        return False
    now = int(time.time())
    title = "(SELECT title FROM card WHERE card.key = post.key)"
    keep = f"INSERT OR REPLACE INTO gone SELECT key, path, {title}, ? FROM post WHERE key = ?"  # noqa: S608
    connection.execute(keep, (now, key))
    _detach(connection, key)
    connection.execute("DELETE FROM card WHERE key = ?", (key,))
    connection.execute("DELETE FROM post WHERE key = ?", (key,))
    return True


def _stands_at(connection: apsw.Connection, key: int, path: str) -> bool:
    return bool(ask(connection, "SELECT 1 FROM post WHERE key = ? AND path = ?", (key, os.fsencode(path))))


def changed(connection: apsw.Connection) -> None:
    """Tell those who keep orders in memory that they are out of date."""
    connection.execute("UPDATE tally SET generation = generation + 1")


def tidy(connection: apsw.Connection) -> None:
    """Drop categories that hold nothing any more, and posts that have been gone for a day."""
    connection.execute("DELETE FROM node WHERE total = 0 AND id > ?", (schema.WITHOUT_CATEGORY,))
    connection.execute("DELETE FROM gone WHERE at < ?", (int(time.time()) - _GONE_SECONDS,))


def distrust_site(connection: apsw.Connection) -> None:
    """Forget under which kind of site posts were read, and so the heads that wait for their bodies."""
    connection.execute("UPDATE tally SET site = '' WHERE site <> ''")
    connection.execute("UPDATE post SET mtime_ns = -1 WHERE pending")


def note_fold(connection: apsw.Connection, fold: str) -> None:
    """Keep under which fold texts are indexed from now on; where there are others, words are looked for under both."""
    mixed = "iif(EXISTS (SELECT 1 FROM post), 1, 0)"
    connection.execute(f"UPDATE tally SET fold = ?, mixed = {mixed} WHERE fold <> ?", (fold, fold))  # noqa: S608


def note_unmixed(connection: apsw.Connection) -> None:
    """Keep that all texts are indexed under one fold."""
    connection.execute("UPDATE tally SET mixed = 0 WHERE mixed")


def note_walk(
    connection: apsw.Connection, problems: Sequence[Problem], site: str, within: Touched | None = None
) -> None:
    """Keep what the walk through the folder met, and under which kind of site the posts were read.

    Written only where it differs: a refresh that finds nothing new leaves the file as it is.

    Args:
        connection: Of the index.
        problems: What was met.
        site: The kind of site.
        within: What the walk went through; None for the whole folder.
    """
    rows = [(os.fsencode(problem.path), problem.line, problem.code, problem.message) for problem in problems]
    known = ask(connection, "SELECT rowid, path, line, code, message FROM walk_problem ORDER BY rowid")
    if within is not None:
        known = [row for row in known if within.covers(os.fsdecode(row[1]))]
    if [row[1:] for row in known] != rows:
        connection.executemany("DELETE FROM walk_problem WHERE rowid = ?", [(row[0],) for row in known])
        connection.executemany("INSERT INTO walk_problem VALUES (?, ?, ?, ?)", rows)
    connection.execute("UPDATE tally SET site = ? WHERE site <> ?", (site, site))


def note_folders(connection: apsw.Connection, stamps: Mapping[str, tuple[bytes, int]], gone: Sequence[int]) -> None:
    """Keep the stamps of folders of which all posts have been read, and drop the folders that are gone.

    No stamp is kept of a folder of which posts are missing: another process has taken them out meanwhile.
    """
    whole = "(SELECT count(*) FROM post WHERE post.folder = folder.id) >= ?"
    sql = f"UPDATE folder SET stamp = iif({whole}, ?, x''), posts = ? WHERE id = ?"  # noqa: S608 - constants
    for path, (stamp, posts) in stamps.items():
        number = folder_number(connection, path)
        connection.execute(sql, (posts, stamp, posts, number))
    connection.executemany("DELETE FROM folder WHERE id = ?", [(number,) for number in gone])


def distrust_posts(connection: apsw.Connection, keys: Iterable[int]) -> None:
    """Have posts read anew as soon as they can be."""
    for key in keys:
        connection.execute("UPDATE post SET mtime_ns = -1 WHERE key = ?", (key,))
        for (folder,) in ask(connection, "SELECT folder FROM post WHERE key = ?", (key,)):
            _distrust(connection, folder)


def distrust_folders(connection: apsw.Connection, numbers: Iterable[int]) -> None:
    """Have the posts of folders read anew as soon as they can be."""
    for number in numbers:
        _distrust(connection, number)
        connection.execute("UPDATE post SET mtime_ns = -1 WHERE folder = ?", (number,))


def _detach(connection: apsw.Connection, key: int) -> int:
    """Take a post out of its categories, tags, problems and the texts, as its row still says; whether it is read."""
    sql = "SELECT path, undated, place, read, nodes, pending, folder, doc FROM placed WHERE key = ?"
    ((path, undated, place, read, nodes, pending, folder, doc),) = ask(connection, sql, (key,))
    _distrust(connection, folder)
    member = "DELETE FROM membership WHERE (node, read, undated, place, path) = (?, ?, ?, ?, ?)"
    connection.executemany(member, [(node, read, undated, place, path) for node in json.loads(nodes)])
    connection.execute("DELETE FROM tag WHERE post = ?", (key,))
    connection.execute("DELETE FROM problem WHERE post = ?", (key,))
    connection.execute("DELETE FROM trail WHERE post = ?", (key,))
    if not pending:
        connection.execute("DELETE FROM search WHERE rowid = ?", (doc,))
    return int(read)


def _distrust(connection: apsw.Connection, folder: int) -> None:
    """Forget a folder's stamp until all of it has been done: a refresh may end, and the folder be as it was, before."""
    connection.execute("UPDATE folder SET stamp = x'' WHERE id = ? AND stamp <> x''", (folder,))


@lru_cache(maxsize=1024)
def _list(items: tuple[object, ...]) -> str:
    """A list as it is stored; many posts have the same."""
    return _JSON.encode(items) if items else "[]"


def _card(entry: Entry) -> tuple[int | str | None, ...]:
    return (
        entry.title,
        entry.iso,
        entry.author,
        entry.source,
        _list(entry.categories),
        _list(entry.tags),
        entry.excerpt,
    )
