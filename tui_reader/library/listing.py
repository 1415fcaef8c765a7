"""A list of posts: the keys that a query gives, in order, as they were when it was asked; rows come in windows.

Holds 8 bytes a post and no rows. A post that is read, changed or removed later keeps its place, and its row says what
is so now.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import apsw

from tui_reader.library import catalog, ranking
from tui_reader.library.search import SearchTerms, parse_words
from tui_reader.model import Query, Row, Sort, View

_FIRST_LOOK = 64


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
        keys = catalog.ordered_keys(connection, sort)
        with self._guard:
            if generation != self._generation:
                self._generation, self._kept = generation, {}
            self._kept[sort] = keys
        return keys

    def forget(self) -> None:
        """Forget all: the index is another one."""
        with self._guard:
            self._generation, self._kept = -1, {}


def query_keys(connection: apsw.Connection, orders: Orders, query: Query) -> array[int]:
    """The keys of the posts that `query` asks for, in its order: O(n) where anything is asked, else O(1)."""
    terms = parse_words(query.words) if query.words else SearchTerms()
    sort, ranked = ranking.plain_order(query.sort, terms)
    wanted: set[int] | None = None
    if query.category is not None:
        wanted = catalog.keys_in_category(connection, query.category)
    found = catalog.keys_with_words(connection, terms) if query.words else None
    if found is not None:
        wanted = found if wanted is None else wanted & found
    unwanted: set[int] = set()
    if query.view is View.STARRED:
        starred = catalog.keys_marked(connection, View.STARRED)
        wanted = starred if wanted is None else wanted & starred
    elif query.view is View.UNREAD:
        unwanted = catalog.keys_marked(connection, View.UNREAD)
    if wanted is not None:
        wanted -= unwanted
        if not wanted:
            return array("q")
        keys = array("q", filter(wanted.__contains__, orders.keys(connection, sort)))
        return ranking.ranked(connection, terms, keys, query.sort) if ranked else keys
    keys = orders.keys(connection, sort)
    return array("q", [key for key in keys if key not in unwanted]) if unwanted else keys


@dataclass(frozen=True, slots=True)
class Access:
    """How a list reaches the index, whatever may have become of it since."""

    rows: Callable[[Sequence[int]], tuple[Row, ...]]
    key_of: Callable[[str], int | None]
    unread_among: Callable[[Sequence[int]], set[int]]


class Listing:
    """The posts that a query gave, in order."""

    def __init__(self, query: Query, keys: array[int], access: Access) -> None:
        """Take a snapshot; made by `Library.listing`."""
        self.query = query
        self._keys = keys
        self._access = access

    def __len__(self) -> int:
        return len(self._keys)

    def rows(self, start: int, stop: int) -> tuple[Row, ...]:
        """The rows at positions `start` (from 0) up to `stop`, cut to the list, with their marks as they are now.

        A post that has gone from the library since is a row with its path, its last title and one problem.
        """
        keys = self._keys[max(0, start) : max(0, stop)]
        return self._access.rows(keys) if keys else ()

    def position(self, path: str) -> int | None:
        """Where a post stands, from 0; None where it isn't in the list."""
        key = self._access.key_of(path)
        if key is None:
            return None
        try:
            return self._keys.index(key)
        except ValueError:
            return None

    def carried_over(self, before: Listing, cursor: int, selected: Sequence[int]) -> tuple[int, tuple[int, ...]]:
        """Where what stood in another listing stands in this one. O(n).

        Args:
            before: The listing that was shown.
            cursor: Where the cursor stood in it.
            selected: What was selected in it.

        Returns:
            The place of the first post from `cursor` on that is here too, else the nearest that there is; and those of
            the selected posts that are here, ascending.
        """
        places = {key: place for place, key in enumerate(self._keys)}
        following = (places[key] for key in before._keys[cursor:] if key in places)
        nearest = next(following, max(0, min(cursor, len(self._keys) - 1)))
        chosen = (places.get(before._keys[place]) for place in selected if place < len(before))
        return nearest, tuple(sorted(place for place in chosen if place is not None))

    def next_unread(self, position: int, step: int) -> int | None:
        """The next unread post after `position` (before it, where `step` is negative), wrapping round."""
        count = len(self._keys)
        direction = 1 if step >= 0 else -1
        looked, size = 0, _FIRST_LOOK
        while looked < count:
            size = min(size, count - looked)
            places = [(position + direction * (looked + ahead + 1)) % count for ahead in range(size)]
            unread = self._access.unread_among([self._keys[place] for place in places])
            for place in places:
                if self._keys[place] in unread:
                    return place
            looked += size
            size *= 4
        return None
