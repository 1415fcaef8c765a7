"""The numbers of posts in the index of texts, given by date: FTS5 finds by its rowid, and so the newest come first.

`post.doc` is a post's rowid there, and the newest has the least. Posts that come later than all that have a number are
put before them, earlier ones after them; what falls between, as a post that is dated back, has a number among those
that stand apart, which are sorted when they are found. Decides about numbers alone, and writes them only to posts whose
texts are still to come.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import apsw

from tui_reader.library import schema
from tui_reader.library.entry import Entry
from tui_reader.library.index import ask

APART = 2**41
"""From here on stand the posts that fall between others."""
_FIRST = 2**40
"""With this they begin, and there is room on both sides."""

Place: TypeAlias = tuple[bool, int, bytes]
"""What posts are sorted by where the newest come first: is there none, the date as a falling number, the path."""


def number_pending(connection: apsw.Connection) -> None:
    """Number the posts of which only the heads are known. O(n log n) in them."""
    top, bottom = _ends(connection)
    unnumbered = "SELECT key, undated, place, path FROM placed WHERE pending AND doc IS NULL"
    groups: list[tuple[str, tuple[object, ...], int]] = [(unnumbered, (), _FIRST)]
    if top is not None and bottom is not None:
        sorted_by = "(undated, -place, path)"
        newer = f"{unnumbered} AND {sorted_by} < (?, ?, ?)"
        count = int(ask(connection, f"SELECT count(*) FROM ({newer})", top[1])[0][0])  # noqa: S608
        groups = [
            (newer, top[1], top[0] - count),
            (f"{unnumbered} AND {sorted_by} > (?, ?, ?)", bottom[1], bottom[0] + 1),
            (unnumbered, (), _next_apart(connection)),
        ]
    for posts, values, first in groups:
        connection.execute(
            f"UPDATE post SET doc = ? + n FROM (SELECT key, row_number() OVER (ORDER BY undated, place DESC, path) - 1 "  # noqa: S608
            f"AS n FROM ({posts})) AS numbered WHERE post.key = numbered.key",
            (first, *values),
        )


def numbers(connection: apsw.Connection, entries: Sequence[Entry], moves: Mapping[str, str]) -> dict[str, int]:
    """Numbers for those posts that have none and whose texts are about to be put in, by path.

    They are to be put in before posts that have one are asked whether they keep it.

    Args:
        connection: Of the index, with the write lock held.
        entries: The posts.
        moves: The former paths of those among them that were renamed, by the present ones.
    """
    new: list[tuple[Place, str]] = []
    for entry in entries:
        former = os.fsencode(moves.get(entry.path, entry.path))
        if entry.search is not None and not ask(
            connection, "SELECT 1 FROM post WHERE path = ? AND doc IS NOT NULL", (former,)
        ):
            new.append((place_of(entry), entry.path))
    return _new(connection, sorted(new)) if new else {}


def number_of(connection: apsw.Connection, key: int, entry: Entry) -> int:
    """The number of a post that has one, as its row still says, for what is put in its place.

    It keeps it where it still stands between its neighbours.
    """
    place = place_of(entry)
    ((doc, *was),) = ask(connection, "SELECT doc, undated, -place, path FROM placed WHERE key = ?", (key,))
    if tuple(was) == place or doc >= APART:
        return int(doc)
    before, after = _end(connection, f"doc < {doc:d}", "DESC"), _end(connection, f"doc > {doc:d}", "ASC")
    if (before is None or before[1] < place) and (after is None or place < after[1]):
        return int(doc)
    return _next_apart(connection)


def _new(connection: apsw.Connection, new: Sequence[tuple[Place, str]]) -> dict[str, int]:
    """Numbers for posts that are sorted by date."""
    top, bottom = _ends(connection)
    if top is None or bottom is None:
        return {path: _FIRST + number for number, (_, path) in enumerate(new)}
    newer = [path for place, path in new if place < top[1]]
    older = [path for place, path in new if place > bottom[1]]
    between = [path for _, path in new[len(newer) : len(new) - len(older)]]
    apart = _next_apart(connection) if between else APART
    return {
        **{path: top[0] - len(newer) + number for number, path in enumerate(newer)},
        **{path: bottom[0] + 1 + number for number, path in enumerate(older)},
        **{path: apart + number for number, path in enumerate(between)},
    }


def place_of(entry: Entry) -> Place:
    """What a post is sorted by."""
    undated = entry.epoch is None
    return undated, -(schema.UNDATED if entry.epoch is None else entry.epoch), os.fsencode(entry.path)


def _ends(connection: apsw.Connection) -> tuple[tuple[int, Place] | None, tuple[int, Place] | None]:
    """The newest and the oldest of those that stand by date, each with its number."""
    return _end(connection, "TRUE", "ASC"), _end(connection, "TRUE", "DESC")


def _end(connection: apsw.Connection, condition: str, direction: str) -> tuple[int, Place] | None:
    sql = (
        f"SELECT doc, undated, -place, path FROM placed WHERE {condition} AND doc < {APART} "  # noqa: S608 - constants
        f"ORDER BY doc {direction} LIMIT 1"
    )
    for doc, undated, place, path in ask(connection, sql):
        return doc, (bool(undated), place, path)
    return None


def _next_apart(connection: apsw.Connection) -> int:
    (last,) = ask(connection, "SELECT max(doc) FROM post WHERE doc >= ?", (APART,))[0]
    return APART if last is None else int(last) + 1
