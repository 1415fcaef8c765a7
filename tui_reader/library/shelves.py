"""The shelves: tables that hold the posts of a large category, or of a large library, in each order, as SQL.

By date every category has its posts in order already. By title, author, words and path a small one is sorted when it is
looked at; a large one stands on shelves, once it has grown large, so that no window of any list costs more for there
being more posts. Read and unread posts stand apart, so that the unread ones are an order of their own, and a window of
all of them is two windows merged.
"""
# ruff: noqa: S608 - of constants alone

from __future__ import annotations

FROM = 10_000
"""Nodes with more posts are put onto the shelves: to sort so many takes some ten milliseconds."""

_COLUMNS = {
    "shelf_title": ("title_key TEXT", "place INTEGER DESC", "id INTEGER"),
    "shelf_author": ("anonymous INTEGER", "author TEXT", "place INTEGER DESC", "id INTEGER"),
    "shelf_words": ("words INTEGER DESC", "place INTEGER DESC", "id INTEGER"),
    "shelf_path": ("path BLOB",),
}
"""By shelf, what posts are sorted by on it: columns of the view `placed`. The post's key comes last: two posts may be
alike in all of them."""

NAMES = tuple(_COLUMNS)


def _names(shelf: str) -> str:
    return ", ".join((*(column.split()[0] for column in _COLUMNS[shelf]), "post"))


def _table(shelf: str) -> str:
    words = [("node", "INTEGER"), ("read", "INTEGER"), *map(str.split, _COLUMNS[shelf]), ("post", "INTEGER")]
    columns = ", ".join(f"{name} {kind} NOT NULL" for name, kind, *_ in words)
    order = ", ".join(" ".join((name, *direction)) for name, _, *direction in words)
    return f"CREATE TABLE {shelf} ({columns}, PRIMARY KEY ({order})) WITHOUT ROWID;\n"


def _trigger(name: str, event: str, row: str, sql: str) -> str:
    """What is done on every shelf when a membership of a node that stands on them comes, changes or goes."""
    condition = f"WHEN (SELECT shelved FROM node WHERE id = {row}.node)"
    statements = "".join(sql.format(shelf=shelf, names=_names(shelf)) for shelf in NAMES)
    return f"CREATE TRIGGER {name} AFTER {event} ON membership {condition} BEGIN\n{statements}END;\n"


_HERE = (
    "WHERE node = old.node AND read = old.read AND ({names}) = (SELECT {names} FROM placed WHERE post = old.post);\n"
)

SQL = (
    "".join(map(_table, NAMES))
    + _trigger(
        "shelf_added",
        "INSERT",
        "new",
        "INSERT INTO {shelf} SELECT new.node, new.read, {names} FROM placed WHERE post = new.post;\n",
    )
    + _trigger("shelf_removed", "DELETE", "old", "DELETE FROM {shelf} " + _HERE)
    + _trigger("shelf_read", "UPDATE OF read", "old", "UPDATE {shelf} SET read = new.read " + _HERE)
    + "CREATE TRIGGER shelf_counted AFTER UPDATE OF words ON post WHEN old.words <> new.words BEGIN\n"
    "UPDATE shelf_words SET words = new.words\n"
    "WHERE node IN (SELECT id FROM node WHERE shelved AND id IN (SELECT value FROM json_each(old.nodes)))\n"
    "AND read = old.read AND words = old.words AND id = old.id AND post = old.key\n"
    "AND place = (SELECT place FROM placed WHERE post = old.key);\n"
    "END;\n"
)
"""The tables, and the triggers that keep them in step with what they hold."""


def fill(shelf: str) -> str:
    """Put the posts of a node, the one value to be bound, onto a shelf. O(posts log posts)."""
    columns = [column.split() for column in _COLUMNS[shelf]]
    names = ", ".join(f"placed.{name}" for name, *_ in columns)
    order = ", ".join(" ".join((f"placed.{name}", *direction)) for name, _, *direction in columns)
    posts = "membership JOIN placed USING (post) WHERE node = ?"
    return f"INSERT INTO {shelf} SELECT node, membership.read, {names}, post FROM {posts} ORDER BY 2, {order}"
