"""What the index answers: sets of keys, rows, counts, the tree, tags, problems.

Reads only; each function takes the connection of the thread that asks. With n posts, a set costs O(its size), a window
of rows O(its length · log n), the counts O(1).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import apsw

from tui_reader.library import schema
from tui_reader.library.index import ask
from tui_reader.library.search import APART
from tui_reader.model import Category, CategoryPath, Counts, PostDate, Problem, Row

_ROWS = (
    "SELECT key, path, id, title, iso, epoch, author, source, categories, tags, words, images, excerpt, language, "
    "read, starred, draft, problems, own_tags FROM post JOIN card USING (key) WHERE"
)


def generation(connection: apsw.Connection) -> int:
    """A number that changes whenever a post is added, changed or removed; marks leave it as it is."""
    return int(ask(connection, "SELECT generation FROM tally")[0][0])


def folds(connection: apsw.Connection) -> tuple[bool, ...]:
    """Whether the texts were indexed with variants made one; both where some were and others weren't."""
    ((name, is_mixed),) = ask(connection, "SELECT fold, mixed FROM tally")
    is_together = name != APART
    return (is_together, not is_together) if is_mixed else (is_together,)


def node_of(connection: apsw.Connection, category: CategoryPath) -> int | None:
    """The number of a category's node; None where no post is in it."""
    node = schema.WITHOUT_CATEGORY
    for name in category:
        found = ask(connection, "SELECT id FROM node WHERE parent = ? AND name = ?", (node, name))
        if not found:
            return None
        node = found[0][0]
    return node


def rows(connection: apsw.Connection, keys: Sequence[int]) -> tuple[Row, ...]:
    """The rows of `keys`, in that order; a post that has gone is a row with its path, last title and one problem."""
    wanted = json.dumps(list(keys))
    sql = f"{_ROWS} key IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
    found = {record[0]: _row(record) for record in connection.execute(sql, (wanted,))}
    if len(found) < len(keys):
        missing = json.dumps([key for key in keys if key not in found])
        sql = "SELECT key, path, title FROM gone WHERE key IN (SELECT value FROM json_each(?))"
        found.update(
            (key, _gone(key, os.fsdecode(path), title)) for key, path, title in connection.execute(sql, (missing,))
        )
    return tuple(found[key] if key in found else _gone(key, "", "…") for key in keys)


def row_of(connection: apsw.Connection, path: str) -> Row | None:
    """The row of one post by its path; None for a text that no file can have for its name."""
    sql = f"{_ROWS} path = ?"
    for record in connection.execute(sql, (stored_path(path),)):
        return _row(record)
    return None


def rows_with_id(connection: apsw.Connection, low: int, high: int, limit: int) -> tuple[Row, ...]:
    """The rows whose short id, as a number, lies in `low … high`, by path."""
    sql = f"{_ROWS} id BETWEEN ? AND ? ORDER BY path LIMIT ?"
    return tuple(_row(record) for record in connection.execute(sql, (low, high, limit)))


def _row(record: tuple[Any, ...]) -> Row:
    (key, path, number, title, iso, epoch, author, source, categories, tags, words, images, excerpt, language,
     read, starred, draft, problems, own_tags) = record  # fmt: skip
    written, own = _names(tags), _names(own_tags)
    return Row(
        key=key,
        id=f"{number:08x}",
        path=os.fsdecode(path),
        title=title,
        date=PostDate(iso, epoch) if iso is not None else None,
        author=author,
        source=source,
        categories=_paths(categories),
        tags=(*written, *(tag for tag in own if tag not in written)) if own else written,
        words=words,
        images=images,
        excerpt=excerpt,
        language=language,
        read=bool(read),
        starred=bool(starred),
        draft=bool(draft),
        problems=problems,
        own_tags=own,
    )


@lru_cache(maxsize=4096)
def _names(stored: str) -> tuple[str, ...]:
    """A list of names as it is stored; posts share theirs with many others."""
    return tuple(json.loads(stored))


@lru_cache(maxsize=4096)
def _paths(stored: str) -> tuple[CategoryPath, ...]:
    """Categories as they are stored."""
    return tuple(map(tuple, json.loads(stored)))


def folders(connection: apsw.Connection) -> tuple[str, ...]:
    """The folders that hold posts, and those above them, by path."""
    found = {""}
    for (path,) in connection.execute("SELECT path FROM folder"):
        folder = os.fsdecode(path)
        while folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return tuple(sorted(found))


def stored_path(path: str) -> bytes:
    """A path as it is stored; that of no file where it can be none."""
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:
        return b""


def _gone(key: int, path: str, title: str) -> Row:
    return Row(
        key=key,
        id=short_id(path),
        path=path,
        title=title,
        date=None,
        author=None,
        source=None,
        categories=(),
        tags=(),
        words=0,
        images=0,
        excerpt="",
        language=None,
        read=True,
        starred=False,
        draft=False,
        problems=1,
    )


def short_id(path: str) -> str:
    """The first 8 hex digits of the SHA-256 of the path's bytes."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


def counts(connection: apsw.Connection) -> Counts:
    """The numbers of the whole library."""
    sql = "SELECT total, read FROM node WHERE id IN (?, ?) ORDER BY id"
    (total, read), (loose, loose_read) = ask(connection, sql, (schema.EVERYTHING, schema.WITHOUT_CATEGORY))
    ((starred,),) = ask(connection, "SELECT starred FROM tally")
    return Counts(total, total - read, starred, loose, loose - loose_read)


def categories(connection: apsw.Connection) -> tuple[Category, ...]:
    """The tree, depth first: parents before children, siblings by falling total, then name. O(nodes · log nodes)."""
    below: dict[int, list[tuple[int, str, int, int]]] = {}
    sql = "SELECT id, parent, name, total, read FROM node WHERE total > 0 AND id > 0 ORDER BY total, name DESC"
    for number, parent, name, total, read in ask(connection, sql):
        below.setdefault(parent, []).append((number, name, total, total - read))
    found: list[Category] = []
    top = below.get(schema.WITHOUT_CATEGORY, [])
    stack: list[tuple[CategoryPath, tuple[int, str, int, int]]] = [((), node) for node in top]
    while stack:
        above, (number, name, total, unread) = stack.pop()
        path: CategoryPath = (*above, name)
        found.append(Category(path, total, unread))
        stack.extend((path, node) for node in below.get(number, ()))
    return tuple(found)


def tags(connection: apsw.Connection) -> tuple[tuple[str, int], ...]:
    """Every tag with its number of posts, the most used first, then by name. O(tags · log tags)."""
    sql = "SELECT name, total FROM label ORDER BY total DESC, name"
    return tuple((name, total) for name, total in connection.execute(sql))


def with_tag(connection: apsw.Connection, paths: Sequence[str], tag: str) -> int:
    """How many of the posts have a tag. O(posts with the tag)."""
    wanted = set(map(stored_path, paths))
    sql = "SELECT path FROM tag JOIN post ON post.key = tag.post WHERE name = ?"
    return sum(path in wanted for (path,) in connection.execute(sql, (tag,)))


def problems(connection: apsw.Connection) -> tuple[Problem, ...]:
    """Everything wrong in the library's files, by path and line."""
    sql = (
        "SELECT path, line, code, message, number FROM problem JOIN post ON post.key = problem.post "
        "UNION ALL SELECT path, line, code, message, 0 FROM walk_problem ORDER BY 1, 2, 5"
    )
    return tuple(Problem(os.fsdecode(path), line, code, text) for path, line, code, text, _ in connection.execute(sql))


def key_of(connection: apsw.Connection, path: str) -> int | None:
    """The key of a post by its path."""
    for (key,) in connection.execute("SELECT key FROM post WHERE path = ?", (stored_path(path),)):
        return int(key)
    return None


def keys_among(connection: apsw.Connection, keys: Sequence[int], *, read: bool) -> set[int]:
    """Those of `keys` that stand for a post that is there and read, or unread."""
    sql = "SELECT key FROM post WHERE key IN (SELECT value FROM json_each(?)) AND read = ?"
    return {key for (key,) in connection.execute(sql, (json.dumps(list(keys)), int(read)))}
