"""The orders in which the index gives posts: a window at a time from the nearer end, a post's place, or all keys.

Each order of a large library or category, and that by date of any, has a table that covers it. Keeps nothing but the
keys that were asked for; a window costs O(its length) beside another one, else O(its length + its distance from the
nearer end), and that in C.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import apsw

from tui_reader.library import schema
from tui_reader.library.index import ask
from tui_reader.model import Sort


class _Column(NamedTuple):
    name: str
    descending: bool = False

    def reversed(self) -> _Column:
        return _Column(self.name, not self.descending)

    def sql(self) -> str:
        return f"{self.name}{' DESC' if self.descending else ''}"

    def before(self) -> str:
        """The condition for all that stands before a value, which is to be bound."""
        return f"{self.name} {'>' if self.descending else '<'} ?"


_Columns = tuple[_Column, ...]
_Values = tuple[Any, ...]


def _reversed(columns: _Columns) -> _Columns:
    return tuple(column.reversed() for column in columns)


_PLACE = (_Column("place", descending=True), _Column("id"), _Column("post"))
_TITLE = (_Column("title_key"), *_PLACE)
_WORDS = (_Column("words", descending=True), *_PLACE)
_DATE = (_Column("undated"), _Column("place", descending=True), _Column("path"))
_AUTHOR = (_Column("anonymous"), _Column("author"), *_PLACE)
_ORDERS: dict[Sort, tuple[str, _Columns]] = {
    Sort.DATE: ("membership", _DATE),
    Sort.DATE_OLDEST: ("membership", (_DATE[0], *_reversed(_DATE[1:]))),
    Sort.TITLE: ("shelf_title", _TITLE),
    Sort.TITLE_REVERSED: ("shelf_title", _reversed(_TITLE)),
    Sort.AUTHOR: ("shelf_author", _AUTHOR),
    Sort.AUTHOR_REVERSED: ("shelf_author", (_AUTHOR[0], *_reversed(_AUTHOR[1:]))),
    Sort.WORDS: ("shelf_words", _WORDS),
    Sort.WORDS_REVERSED: ("shelf_words", _reversed(_WORDS)),
    Sort.PATH: ("shelf_path", (_Column("path"),)),
    Sort.PATH_REVERSED: ("shelf_path", (_Column("path", descending=True),)),
}


@dataclass(frozen=True, slots=True)
class Window:
    """Some keys that follow one another in an order, and where they stand in it whatever comes or goes elsewhere."""

    keys: list[int]
    first: _Values = ()
    """What the first one is sorted by; empty where there is none."""
    last: _Values = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Posts in an order that a table of the index has: those of a node, or the unread ones among them.

    A window is merged from those of a few parts of the table, in each of which the posts stand in this order.
    """

    table: str
    columns: _Columns
    node: int = schema.EVERYTHING
    is_unread: bool = False

    @property
    def _parts(self) -> list[str]:
        """Tables with the order's columns; each takes the node's number as a value to be bound."""
        parts = ["read = 0"] if self.is_unread else ["read = 0", "read = 1"]
        first = self.columns[0].name
        if first in ("undated", "anonymous"):  # come last in either direction
            parts = [f"{part} AND {first} = {number}" for part in parts for number in (0, 1)]
        return [f"(SELECT * FROM {self.table} WHERE node = ? AND {part})" for part in parts]  # noqa: S608 - constants

    def total(self, connection: apsw.Connection) -> int:
        """How many posts it has. O(1)."""
        return sum(
            total - read if self.is_unread else total
            for total, read in ask(connection, "SELECT total, read FROM node WHERE id = ?", (self.node,))
        )

    def window(
        self, connection: apsw.Connection, values: _Values, count: int, *, backwards: bool = False, skipped: int = 0
    ) -> Window:
        """The `count` posts after some. O(count + skipped), in C.

        Args:
            connection: Of the index.
            values: What the post before them is sorted by, wherever it is now; empty for the beginning.
            count: How many.
            backwards: Before those values, or the end, instead.
            skipped: How many are left out first.
        """
        columns = self._columns(backwards)
        rows: list[_Values] = []
        for where, bound in _beyond(columns, values) if values else [((), ())]:
            found = self._rows(connection, columns, where, bound, limit=count - len(rows), skipped=skipped)
            rows += found
            if len(rows) == count:
                break
            if skipped:
                skipped = 0 if found else skipped - self._count(connection, where, bound)
        return _window(rows, backwards)

    def next_unread(self, connection: apsw.Connection, values: _Values, *, backwards: bool = False) -> int | None:
        """The first unread post after those that are sorted by `values`, or before them, then from the other end on.

        Without `values`, the first from an end on. O(log n).
        """
        unread = replace(self, is_unread=True)
        for start in (values, ()) if values else ((),):
            for key in unread.window(connection, start, 1, backwards=backwards).keys:
                return key
        return None

    def _columns(self, backwards: bool) -> _Columns:
        return _reversed(self.columns) if backwards else self.columns

    def _rows(
        self,
        connection: apsw.Connection,
        columns: _Columns,
        where: Sequence[str] = (),
        values: _Values = (),
        *,
        limit: int = -1,
        skipped: int = 0,
    ) -> list[_Values]:
        """Keys, each with what it is sorted by."""
        sql = self._ordered(columns, where)
        return ask(connection, sql, ((self.node, *values) * len(self._parts)) + (limit, skipped))

    def _ordered(self, columns: _Columns, where: Sequence[str] = ()) -> str:
        names = ", ".join(column.name for column in columns)
        condition = " AND ".join(where) or "TRUE"
        parts = " UNION ALL ".join(f"SELECT post, {names} FROM {part} WHERE {condition}" for part in self._parts)  # noqa: S608
        order = ", ".join(column.sql() for column in columns)
        return f"{parts} ORDER BY {order} LIMIT ? OFFSET ?"

    def all_posts(self) -> tuple[str, _Values]:
        """A question whose column `post` is all its keys, in order, and the values to be bound in it."""
        return self._ordered(self.columns), ((self.node,) * len(self._parts)) + (-1, 0)

    def keys(self, connection: apsw.Connection) -> array[int]:
        """All its keys. O(n)."""
        return array("q", [row[0] for row in connection.execute(*self.all_posts())])

    def place(self, connection: apsw.Connection, key: int) -> int | None:
        """The position of a post, counted in the index; None where it isn't among them. O(n) in the index, in C."""
        here = self.values(connection, key)
        if here is None or not self._count(connection, [f"{column.name} = ?" for column in self.columns], here):
            return None
        count = 0
        for number, column in enumerate(self.columns):
            same = [f"{before.name} = ?" for before in self.columns[:number]]
            count += self._count(connection, (*same, column.before()), here[: number + 1])
        return count

    def _count(self, connection: apsw.Connection, where: Sequence[str], values: _Values) -> int:
        condition = " AND ".join(where)
        counts = [f"(SELECT count(*) FROM {part} WHERE {condition})" for part in self._parts]  # noqa: S608
        return int(ask(connection, f"SELECT {' + '.join(counts)}", (self.node, *values) * len(counts))[0][0])

    def values(self, connection: apsw.Connection, key: int) -> _Values | None:
        """What a post is sorted by; None where it has gone."""
        names = ", ".join(column.name for column in self.columns)
        found = ask(connection, f"SELECT {names} FROM placed WHERE key = ?", (key,))  # noqa: S608 - constants
        return found[0] if found else None


def _beyond(columns: _Columns, values: _Values) -> Iterator[tuple[tuple[str, ...], _Values]]:
    """Conditions, each for a part of what stands after `values`, the nearest first."""
    for number in reversed(range(len(columns))):
        same = (f"{column.name} = ?" for column in columns[:number])
        yield (*same, columns[number].reversed().before()), values[: number + 1]


def _window(rows: list[_Values], backwards: bool) -> Window:
    if not rows:
        return Window([])
    if backwards:
        rows.reverse()
    return Window([row[0] for row in rows], rows[0][1:], rows[-1][1:])


def order_of(
    connection: apsw.Connection, sort: Sort, node: int = schema.EVERYTHING, *, is_unread: bool = False
) -> Order | None:
    """The order of a node's posts that the index has; None where it has none, since they are few."""
    table, columns = _ORDERS[sort]
    if table != "membership" and ask(connection, "SELECT shelved FROM node WHERE id = ?", (node,)) != [(1,)]:
        return None
    return Order(table, columns, node, is_unread)


def newest(connection: apsw.Connection, count: int) -> list[int]:
    """The keys of the newest posts of the library, the newest first. O(count)."""
    return Order(*_ORDERS[Sort.DATE]).window(connection, (), count).keys


def sorted_keys(connection: apsw.Connection, sort: Sort, node: int, *, is_unread: bool = False) -> array[int]:
    """The keys of a node's posts in any order. O(n log n) in the node."""
    reads = "(0)" if is_unread else "(0, 1)"
    posts = f"membership JOIN placed USING (post) WHERE node = ? AND membership.read IN {reads}"
    columns = ", ".join(f"placed.{column.sql()}" for column in _ORDERS[sort][1])
    sql = f"SELECT post FROM {posts} ORDER BY {columns}"  # noqa: S608 - constants
    return array("q", [key for (key,) in connection.execute(sql, (node,))])


def sorted_among(connection: apsw.Connection, sort: Sort, keys: Iterable[int]) -> array[int]:
    """Those of `keys` that stand for posts, in order. O(k log k)."""
    columns = ", ".join(column.sql() for column in _ORDERS[sort][1])
    sql = f"SELECT post FROM placed WHERE post IN (SELECT value FROM json_each(?)) ORDER BY {columns}"  # noqa: S608
    return array("q", [key for (key,) in connection.execute(sql, (json.dumps(list(keys)),))])


@dataclass(frozen=True, slots=True)
class _Falling:
    """A value that sorts the other way round."""

    value: Any

    def __lt__(self, other: _Falling) -> bool:
        return bool(other.value < self.value)


def standings(connection: apsw.Connection, sort: Sort, keys: Iterable[int]) -> dict[int, _Values]:
    """What posts are sorted by, so that a smaller one comes first: to be compared with those of another library.

    Posts that have gone are left out. O(k).
    """
    columns = [column for column in _ORDERS[sort][1] if column.name != "post"]
    names = ", ".join(column.name for column in columns)
    sql = f"SELECT key, {names} FROM placed WHERE key IN (SELECT value FROM json_each(?))"  # noqa: S608 - constants
    return {
        key: tuple(
            _Falling(value) if column.descending else value for column, value in zip(columns, values, strict=True)
        )
        for key, *values in ask(connection, sql, (json.dumps(list(keys)),))
    }
