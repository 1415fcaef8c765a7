"""A list of posts: the keys that a query gives, in order, as they were when it was asked; rows come in windows.

Holds 8 bytes a post and no rows. A post that is read, changed or removed later keeps its place, and its row says what
is so now. A large list that the screen shows holds only the keys of the windows that were looked at: those that are
looked at later are as the index has them then, which matters only until the list is asked for anew.
"""

from __future__ import annotations

import json
import threading
from array import array
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import apsw

from tui_reader.library import catalog, schema, shelves
from tui_reader.library.index import Beside
from tui_reader.library.matching import Question, question
from tui_reader.library.orders import order_of, sorted_among, sorted_keys, standings
from tui_reader.library.selecting import ALL, all_keys, first_keys, hits, is_sorted_by_texts, plain_order
from tui_reader.library.windows import Ask, FirstKeys, KeptKeys, Keys, WindowedKeys
from tui_reader.model import Query, Row, Sort, View
from tui_reader.positions import Positions
from tui_reader.query import Asked, parse

_FIRST_LOOK = 64
_KEPT_WHOLE = shelves.FROM
"""Up to so many posts, a list is read whole when it is asked for: a few milliseconds."""
_SORTED_APART = 1_000
"""So many found posts are sorted by themselves, whatever the size of the library."""
_FEW = 200
"""So many selected posts are looked for one by one in another list."""


class Orders:
    """The keys of all posts in each order that has been asked for, kept until posts come, change or go.

    Not for two threads at once without its lock, which its methods take.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._generation = -1
        self._kept: dict[Sort, array[int]] = {}

    def keys(self, connection: apsw.Connection, sort: Sort) -> array[int]:
        """All keys in the order of `sort`; not to be changed."""
        generation = catalog.generation(connection)
        with self._guard:
            if generation == self._generation and sort in self._kept:
                return self._kept[sort]
        order = order_of(connection, sort)
        keys = order.keys(connection) if order else sorted_keys(connection, sort, schema.EVERYTHING)
        with self._guard:
            if generation != self._generation:
                self._generation, self._kept = generation, {}
            self._kept[sort] = keys
        return keys

    def forget(self) -> None:
        """Forget all: the index is another one."""
        with self._guard:
            self._generation, self._kept = -1, {}


def query_keys(
    connection: apsw.Connection,
    orders: Orders,
    query: Query,
    asked: Asked,
    ask: Ask | None = None,
    held: Listing | None = None,
    most: int = ALL,
    beside: Beside | None = None,
) -> Keys:
    """The keys of the posts that `query` asks for, in its order.

    Args:
        connection: To be asked now.
        orders: The orders kept in memory.
        query: What is asked for.
        asked: Its words, as they are meant.
        ask: How a large list may ask for its windows later; without it, all is read now, in O(n).
        held: A list of unread posts of which none is left out for having been read since.
        most: Enough of what is searched for, where the first posts can be had without the rest.
        beside: How something may be asked at the same time.
    """
    wanted = _wanted(connection, asked)
    sort = plain_order(asked.sort or query.sort, wanted.match)
    node = _node(connection, query)
    if node is None:
        return KeptKeys(array("q"))
    is_unread = query.view is View.UNREAD
    since = _read_since(connection, held) if is_unread else set()
    if query.view is not View.STARRED and asked.term is None and not since:
        return _plain_keys(connection, orders, sort, node, ask, is_unread=is_unread)
    chosen = _in_view(wanted, query.view, since).within(node)
    if most != ALL:
        first = first_keys(connection, chosen, sort, node, most + 1, beside)
        if first is not None:
            return FirstKeys(first[:most]) if len(first) > most else KeptKeys(first)
    return KeptKeys(_chosen_keys(connection, orders, chosen, sort))


def any_keys(connection: apsw.Connection, orders: Orders, query: Query, asked: Asked) -> Sequence[int]:
    """The keys of the posts that `query` asks for, in whatever order they come first.

    Args:
        connection: To be asked.
        orders: The orders kept in memory.
        query: What is asked for.
        asked: Its words, as they are meant.
    """
    if asked.term is None:
        return query_keys(connection, orders, query, asked).looked_at()
    node = _node(connection, query)
    if node is None:
        return ()
    return all_keys(connection, _in_view(_wanted(connection, asked), query.view, ()).within(node))


def _wanted(connection: apsw.Connection, asked: Asked) -> Question:
    """What words ask of the index."""
    if asked.term is None:
        return Question()
    return question(connection, asked.term, datetime.now().astimezone().date())


def _node(connection: apsw.Connection, query: Query) -> int | None:
    """The number of the category that is asked for; None where there is none of that name."""
    return catalog.node_of(connection, query.category) if query.category is not None else schema.EVERYTHING


def _plain_keys(
    connection: apsw.Connection, orders: Orders, sort: Sort, node: int, ask: Ask | None, *, is_unread: bool
) -> Keys:
    """The posts of the library or of a category: all of them, or the unread ones."""
    order = order_of(connection, sort, node, is_unread=is_unread)
    if order is not None and ask is not None:
        total = order.total(connection)
        if total > _KEPT_WHOLE:
            return WindowedKeys(order, total, ask)
    if node == schema.EVERYTHING and not is_unread:
        return KeptKeys(orders.keys(connection, sort))
    if order is not None:
        return KeptKeys(order.keys(connection))
    return KeptKeys(sorted_keys(connection, sort, node, is_unread=is_unread))


def _meant_order(connection: apsw.Connection, query: Query) -> Sort:
    """The order in which the posts of `query` stand."""
    asked = parse(query.words, typing=query.typing)
    return plain_order(asked.sort or query.sort, _wanted(connection, asked).match)


def _in_view(asked: Question, view: View, since: Collection[int]) -> Question:
    """What is asked of the posts of a view; of the unread ones, those that were read since are not left out."""
    if view is View.STARRED:
        return asked.narrowed("post.starred")
    if view is View.UNREAD and since:
        return asked.narrowed(
            "(NOT post.read OR post.key IN (SELECT value FROM json_each(?)))", json.dumps(sorted(since))
        )
    return asked.narrowed("NOT post.read") if view is View.UNREAD else asked


def _chosen_keys(connection: apsw.Connection, orders: Orders, asked: Question, sort: Sort) -> array[int]:
    """All posts that are asked for."""
    if is_sorted_by_texts(asked, sort):
        return hits(connection, asked, sort)
    wanted = set(all_keys(connection, asked))
    if len(wanted) <= _SORTED_APART:
        return sorted_among(connection, sort, wanted)
    return array("q", filter(wanted.__contains__, orders.keys(connection, sort)))


def _read_since(connection: apsw.Connection, held: Listing | None) -> set[int]:
    """Those posts of a list of unread ones that have been read since."""
    if held is None:
        return set()
    return catalog.keys_among(connection, held.keys_looked_at(), read=True)


class Listing:
    """The posts that a query gave, in order."""

    def __init__(self, query: Query, keys: Keys, ask: Ask) -> None:
        """Take a snapshot; made by `Library.listing`."""
        self.query = query
        self._keys = keys
        self._ask = ask

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def is_whole(self) -> bool:
        """Whether there are no more posts than these."""
        return not isinstance(self._keys, FirstKeys)

    def rows(self, start: int, stop: int) -> tuple[Row, ...]:
        """The rows at positions `start` (from 0) up to `stop`, cut to the list, with their marks as they are now.

        A post that has gone from the library since is a row with its path, its last title and one problem.
        """
        keys = self._keys.window(max(0, start), max(0, stop))
        return self._ask(lambda connection: catalog.rows(connection, keys)) if keys else ()

    def keys(self) -> Sequence[int]:
        """The keys of all its rows. O(n)."""
        return self._keys.window(0, len(self))

    def keys_looked_at(self) -> Sequence[int]:
        """The keys of the rows that may have been asked for: all, or of a large list the parts that were looked at."""
        return self._keys.looked_at()

    def standing_rows(self, start: int, stop: int) -> tuple[tuple[tuple[Any, ...], Row], ...]:
        """The rows, as `rows` gives them, each with what it is sorted by, to be merged with those of other libraries.

        How well a post answers can't be compared between libraries: there it is sorted by its place in this list.
        """
        rows = self.rows(start, stop)
        sort = self._ask(lambda connection: _meant_order(connection, self.query))
        if sort in (Sort.RELEVANCE, Sort.RELEVANCE_REVERSED):
            return tuple(((position,), row) for position, row in enumerate(rows, start))
        known = self._ask(lambda connection: standings(connection, sort, [row.key for row in rows]))
        placed: list[tuple[tuple[Any, ...], Row]] = []
        for row in rows:
            beside = placed[-1][0] if placed else ()  # of a post that has gone since: where it stood
            placed.append((known.get(row.key, beside), row))
        return tuple(placed)

    def position(self, path: str) -> int | None:
        """Where a post stands, from 0; None where it isn't in the list."""
        key = self._ask(lambda connection: catalog.key_of(connection, path))
        return self._keys.place(key) if key is not None else None

    def carried_over(self, before: Listing, cursor: int, selected: Positions) -> tuple[int, Positions]:
        """Where what stood in another listing stands in this one.

        Args:
            before: The listing that was shown.
            cursor: Where the cursor stood in it.
            selected: What was selected in it.

        Returns:
            The place of the first post from `cursor` on that is here too, else the nearest that there is; and those of
            the selected posts that are here.
        """
        following = map(self._keys.place, before._keys.window(cursor, cursor + _FIRST_LOOK))
        nearest = next((place for place in following if place is not None), None)
        if nearest is None:
            nearest = max(0, min(cursor, len(self) - 1))
        chosen = [key for run in selected.runs for key in before._keys.window(run.start, run.stop)]
        return nearest, Positions.of(sorted(set(self._places(chosen))))

    def _places(self, keys: Sequence[int]) -> list[int]:
        """The positions of those of `keys` that are here."""
        if len(keys) <= _FEW:
            return [place for place in map(self._keys.place, keys) if place is not None]
        wanted = set(keys)
        return [place for place, key in enumerate(self._keys.window(0, len(self))) if key in wanted]

    def next_unread(self, position: int, step: int) -> int | None:
        """The next unread post after `position` (before it, where `step` is negative), wrapping round."""
        if not len(self):
            return None
        return self._keys.next_unread(
            position,
            lambda keys: self._ask(lambda connection: catalog.keys_among(connection, keys, read=False)),
            backwards=step < 0,
        )
