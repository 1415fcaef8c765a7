"""The orders in which the index gives posts: a window at a time from the nearer end, a post's place, or all keys.

Each order of the whole library, and that by date of a category, has an index of its own that covers it. Keeps nothing
but the keys that were asked for; a window costs O(its length + its distance from the nearer end), and that in C.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import NamedTuple

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
class Order:
    """Posts in an order that an index of the database covers: all of them, or those of a category."""

    columns: _Columns
    node: int | None = None
    """The category's number; None for the whole library."""

    @property
    def _source(self) -> str:
        return "SELECT key FROM post" if self.node is None else "SELECT post FROM membership WHERE node = ?"

    @property
    def _values(self) -> tuple[int, ...]:
        return () if self.node is None else (self.node,)

    def total(self, connection: apsw.Connection) -> int:
        """How many posts it has. O(1)."""
        if self.node is None:
            return int(ask(connection, "SELECT total FROM tally")[0][0])
        return sum(total for (total,) in ask(connection, "SELECT total FROM node WHERE id = ?", self._values))

    def window(self, connection: apsw.Connection, start: int, stop: int, total: int) -> list[int]:
        """The keys at positions `start` up to `stop` of `total`."""
        backwards = start > total - stop
        columns = _reversed(self.columns) if backwards else self.columns
        values = (*self._values, stop - start, total - stop if backwards else start)
        rows = connection.execute(f"{self._ordered(columns)} LIMIT ? OFFSET ?", values)
        keys = [key for (key,) in rows]
        return keys[::-1] if backwards else keys

    def _ordered(self, columns: _Columns) -> str:
        return f"{self._source} ORDER BY {', '.join(column.sql() for column in columns)}"

    def keys(self, connection: apsw.Connection) -> array[int]:
        """All its keys. O(n)."""
        return array("q", [key for (key,) in connection.execute(self._ordered(self.columns), self._values)])

    def place(self, connection: apsw.Connection, key: int) -> int | None:
        """The position of a post, counted in the index; None where it isn't among them."""
        names = ", ".join(column.name for column in self.columns)
        source = "post" if self.node is None else _PLACED
        here = ask(connection, f"SELECT {names} FROM {source} WHERE key = ?", (key,))  # noqa: S608 - constants
        if not here or not self._has(connection, here[0]):
            return None
        table, fixed = ("post", []) if self.node is None else ("membership", ["node = ?"])
        count = 0
        for number, column in enumerate(self.columns):
            same = [f"{before.name} IS ?" for before in self.columns[:number]]
            for condition, values in column.before(here[0][number]):
                where = " AND ".join((*fixed, *same, condition))
                sql = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 - constants
                count += ask(connection, sql, (*self._values, *here[0][:number], *values))[0][0]
        return count

    def _has(self, connection: apsw.Connection, here: tuple[object, ...]) -> bool:
        if self.node is None:
            return True
        sql = "SELECT 1 FROM membership WHERE node = ? AND place = ? AND path = ?"
        return bool(ask(connection, sql, (self.node, *here)))


def order_of(sort: Sort, node: int | None = None) -> Order | None:
    """The order that an index covers; None where none does: of a category only that by date, the newest first."""
    if node is None:
        return Order(_ORDERS[sort])
    return Order(_IN_CATEGORY, node) if sort is Sort.DATE else None


def sorted_keys(connection: apsw.Connection, sort: Sort, node: int) -> array[int]:
    """The keys of a category in any order. O(n log n) in the category."""
    columns = ", ".join(f"post.{column.sql()}" for column in _ORDERS[sort])
    sql = f"SELECT key FROM membership JOIN post ON key = post WHERE node = ? ORDER BY {columns}"  # noqa: S608
    return array("q", [key for (key,) in connection.execute(sql, (node,))])
