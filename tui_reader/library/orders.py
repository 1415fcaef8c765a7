"""The orders in which the index gives posts: a window at a time from the nearer end, a post's place, or all keys.

Each order of the whole library, and that by date of a category, has an index of its own that covers it. Keeps nothing
but the keys that were asked for; a window costs O(its length) beside another one, else O(its length + its distance
from the nearer end), and that in C.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import apsw

from tui_reader.library import schema
from tui_reader.library.index import ask
from tui_reader.model import Sort


class _Column(NamedTuple):
    name: str
    descending: bool = False
    nulls_last: bool | None = None
    """None where nothing is null."""

    def reversed(self) -> _Column:
        return _Column(self.name, not self.descending, None if self.nulls_last is None else not self.nulls_last)

    def sql(self) -> str:
        nulls = {None: "", True: " NULLS LAST", False: " NULLS FIRST"}[self.nulls_last]
        return f"{self.name}{' DESC' if self.descending else ''}{nulls}"

    def before(self, value: object) -> list[tuple[str, tuple[object, ...]]]:
        """Conditions, none of which overlap, for all that stands before `value`."""
        if value is None:
            return [(f"{self.name} IS NOT NULL", ())] if self.nulls_last else []
        found: list[tuple[str, tuple[object, ...]]] = [(f"{self.name} {'>' if self.descending else '<'} ?", (value,))]
        return [*found, (f"{self.name} IS NULL", ())] if self.nulls_last is False else found


_Columns = tuple[_Column, ...]
_Values = tuple[Any, ...]


def _reversed(columns: _Columns) -> _Columns:
    return tuple(column.reversed() for column in columns)


_DATE = (_Column("epoch", descending=True, nulls_last=True), _Column("path"))
_AGE = (_Column("epoch", nulls_last=True), _Column("path"))
_TITLE = (_Column("title_key"), _Column("epoch", descending=True, nulls_last=True), _Column("id"))
_AUTHOR = (_Column("author_key", nulls_last=True), *_TITLE[1:])
_AUTHOR_REVERSED = (_Column("author_key", descending=True, nulls_last=True), *_reversed(_TITLE[1:]))
_WORDS = (_Column("words", descending=True), *_TITLE[1:])
_ORDERS: dict[Sort, _Columns] = {
    Sort.DATE: _DATE,
    Sort.DATE_OLDEST: _AGE,
    Sort.TITLE: _TITLE,
    Sort.TITLE_REVERSED: _reversed(_TITLE),
    Sort.AUTHOR: _AUTHOR,
    Sort.AUTHOR_REVERSED: _AUTHOR_REVERSED,
    Sort.WORDS: _WORDS,
    Sort.WORDS_REVERSED: _reversed(_WORDS),
    Sort.PATH: (_Column("path"),),
    Sort.PATH_REVERSED: (_Column("path", descending=True),),
}
_PLACED = f"(SELECT *, coalesce(epoch, {schema.UNDATED}) AS place FROM post)"  # noqa: S608 - constants
_IN_CATEGORY = (_Column("place", descending=True), _Column("path"))


@dataclass(frozen=True, slots=True)
class Window:
    """Some keys that follow one another in an order, and where they stand in it whatever comes or goes elsewhere."""

    keys: list[int]
    first: _Values = ()
    """What the first one is sorted by; empty where there is none."""
    last: _Values = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Posts in an order that an index of the database covers: all of them, those of a category, or the unread ones."""

    columns: _Columns
    node: int | None = None
    """The category's number; None for the whole library."""
    is_unread: bool = False

    @property
    def _key(self) -> str:
        return "key" if self.node is None else "post"

    @property
    def _source(self) -> str:
        """A table and which of its rows; conditions follow with AND."""
        if self.node is not None:
            return "membership WHERE node = ?"
        return "post WHERE NOT read" if self.is_unread else "post WHERE TRUE"

    @property
    def _values(self) -> tuple[int, ...]:
        return () if self.node is None else (self.node,)

    def total(self, connection: apsw.Connection) -> int:
        """How many posts it has. O(1)."""
        if self.node is None:
            total, read = ask(connection, "SELECT total, read FROM tally")[0]
            return int(total - read if self.is_unread else total)
        return sum(total for (total,) in ask(connection, "SELECT total FROM node WHERE id = ?", self._values))

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

        Without `values`, the first from an end on.

        By date at once; in other orders, and in a category, O(posts between), in C.
        """
        if self.node is None:
            unread = "NOT read"
        else:
            unread = "EXISTS (SELECT 1 FROM post AS here WHERE here.key = membership.post AND NOT here.read)"
        columns = self._columns(backwards)
        for where, bound in (*(_beyond(columns, values) if values else ()), ((), ())):
            for row in self._rows(connection, columns, (*where, unread), bound, limit=1):
                return int(row[0])
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
        return ask(connection, self._ordered(columns, where), (*self._values, *values, limit, skipped))

    def _ordered(self, columns: _Columns, where: Sequence[str] = ()) -> str:
        names = ", ".join((self._key, *(column.name for column in columns)))
        source = " AND ".join((self._source, *where))
        order = ", ".join(column.sql() for column in columns)
        return f"SELECT {names} FROM {source} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608 - constants

    def keys(self, connection: apsw.Connection) -> array[int]:
        """All its keys. O(n)."""
        order = ", ".join(column.sql() for column in self.columns)
        sql = f"SELECT {self._key} FROM {self._source} ORDER BY {order}"  # noqa: S608 - constants
        return array("q", [key for (key,) in connection.execute(sql, self._values)])

    def place(self, connection: apsw.Connection, key: int) -> int | None:
        """The position of a post, counted in the index; None where it isn't among them. O(n) in the index, in C."""
        here = self.values(connection, key)
        if here is None or not self._has(connection, here):
            return None
        count = 0
        for number, column in enumerate(self.columns):
            same = [f"{before.name} IS ?" for before in self.columns[:number]]
            for condition, values in column.before(here[number]):
                count += self._count(connection, (*same, condition), (*here[:number], *values))
        return count

    def _count(self, connection: apsw.Connection, where: Sequence[str], values: _Values) -> int:
        source = " AND ".join((self._source, *where))
        return int(ask(connection, f"SELECT count(*) FROM {source}", (*self._values, *values))[0][0])  # noqa: S608

    def values(self, connection: apsw.Connection, key: int) -> _Values | None:
        """What a post is sorted by; None where it has gone."""
        names = ", ".join(column.name for column in self.columns)
        source = "post" if self.node is None else _PLACED
        found = ask(connection, f"SELECT {names} FROM {source} WHERE key = ?", (key,))  # noqa: S608 - constants
        return found[0] if found else None

    def _has(self, connection: apsw.Connection, here: _Values) -> bool:
        where = " AND ".join((self._source, *(f"{column.name} IS ?" for column in self.columns)))
        return bool(ask(connection, f"SELECT 1 FROM {where}", (*self._values, *here)))  # noqa: S608 - constants


def _beyond(columns: _Columns, values: _Values) -> Iterator[tuple[tuple[str, ...], _Values]]:
    """Conditions, each for a part of what stands after `values`, the nearest first."""
    for number in reversed(range(len(columns))):
        for condition, bound in columns[number].reversed().before(values[number]):
            yield (*(f"{same.name} IS ?" for same in columns[:number]), condition), (*values[:number], *bound)


def _window(rows: list[_Values], backwards: bool) -> Window:
    if not rows:
        return Window([])
    if backwards:
        rows.reverse()
    return Window([row[0] for row in rows], rows[0][1:], rows[-1][1:])


def order_of(sort: Sort, node: int | None = None, *, is_unread: bool = False) -> Order | None:
    """The order that an index covers; None where none does: of categories and unread posts only that by date."""
    if is_unread:
        return Order(_DATE, is_unread=True) if node is None and sort is Sort.DATE else None
    if node is None:
        return Order(_ORDERS[sort])
    return Order(_IN_CATEGORY, node) if sort is Sort.DATE else None


def sorted_keys(connection: apsw.Connection, sort: Sort, node: int) -> array[int]:
    """The keys of a category in any order. O(n log n) in the category."""
    columns = ", ".join(f"post.{column.sql()}" for column in _ORDERS[sort])
    sql = f"SELECT key FROM membership JOIN post ON key = post WHERE node = ? ORDER BY {columns}"  # noqa: S608
    return array("q", [key for (key,) in connection.execute(sql, (node,))])
