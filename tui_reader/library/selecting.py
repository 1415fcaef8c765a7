"""The posts that a question lets through, in an order: all of them, or the first ones, which come without the rest.

By date the index of texts gives the newest of its hits first, however many there are; every other order that the index
has is walked from its beginning until enough is found. One step in C gives the keys, so that no other thread waits.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import partial
from typing import Any

import apsw

from tui_reader.library.docids import APART
from tui_reader.library.index import Beside, ask
from tui_reader.library.matching import Question
from tui_reader.library.orders import order_of
from tui_reader.model import Sort

ALL = -1
"""As many posts as there are."""
_LAST = 2**63 - 1
"""The greatest number that a post can have in the index of texts."""

_HITS = "search CROSS JOIN post ON post.doc = search.rowid WHERE search MATCH ?"
_SCORE = "bm25(search, 1.0, 10.0, 5.0, 3.0)"
"""How well a post answers, less being better; by body, title, tags and author: a word of the title counts most."""
_SORTED = {
    Sort.DATE: ("search.rowid", "undated, place DESC, path"),
    Sort.RELEVANCE: (f"{_SCORE}, search.rowid", ""),
    Sort.RELEVANCE_REVERSED: (f"{_SCORE} DESC, search.rowid DESC", ""),
}
"""By relevance the newest of equals is first."""
_RANKED = {Sort.RELEVANCE: "score, doc", Sort.RELEVANCE_REVERSED: "score DESC, doc DESC"}
"""The same of `_best`."""


def plain_order(sort: Sort, match: str) -> Sort:
    """The order that is meant: where no words are searched for, none fits better than another, and the newest lead."""
    if match or sort not in (Sort.RELEVANCE, Sort.RELEVANCE_REVERSED):
        return sort
    return Sort.DATE if sort is Sort.RELEVANCE else Sort.DATE_OLDEST


def first_keys(
    connection: apsw.Connection, asked: Question, sort: Sort, node: int, most: int, beside: Beside | None = None
) -> array[int] | None:
    """The first `most` posts in an order; None where they can't be had without all.

    Args:
        connection: Of the index.
        asked: What the posts must be, `node` included.
        sort: The order.
        node: The category that they are in.
        most: How many.
        beside: How something may be asked at the same time.
    """
    if asked.match and sort in _RANKED and asked.is_match_alone:
        return _best(connection, asked.match, sort, most, beside)
    if asked.match:
        return hits(connection, asked, sort, most) if sort in _SORTED else None
    order = order_of(connection, sort, node)
    if order is None:
        return None
    ordered, values = order.all_posts()
    sql = f"SELECT ordered.post AS key FROM ({ordered}) AS ordered CROSS JOIN post ON post.key = ordered.post"  # noqa: S608
    return _keys(connection, f"{sql} WHERE {asked.where} LIMIT ?", (*values, *asked.values, most))


def all_keys(connection: apsw.Connection, asked: Question) -> array[int]:
    """The posts, in no order."""
    if asked.match:
        return _keys(connection, f"SELECT key FROM {_HITS} AND {asked.where}", (asked.match, *asked.values))  # noqa: S608
    return _keys(connection, f"SELECT key FROM post WHERE {asked.where}", asked.values)  # noqa: S608


def is_sorted_by_texts(asked: Question, sort: Sort) -> bool:
    """Whether `hits` gives the posts in this order."""
    return bool(asked.match) and sort in _SORTED


def hits(connection: apsw.Connection, asked: Question, sort: Sort, most: int = ALL) -> array[int]:
    """The posts in one of the orders that the index of texts has. By date O(most) and the hits that stand apart."""
    order, order_apart = _SORTED[sort]
    values = (asked.match, *asked.values)
    where = f"{asked.where} AND search.rowid < {APART}" if order_apart else asked.where
    keys = _keys(connection, f"SELECT key FROM {_HITS} AND {where} ORDER BY {order} LIMIT ?", (*values, most))  # noqa: S608
    if not order_apart:
        return keys
    apart = ask(
        connection,
        f"SELECT key, undated, -place, path FROM search CROSS JOIN placed AS post ON post.doc = search.rowid "  # noqa: S608
        f"WHERE search MATCH ? AND search.rowid >= {APART} AND {asked.where} ORDER BY {order_apart} LIMIT ?",
        (*values, most),
    )
    merged = _merged(connection, keys, apart) if apart else keys
    return merged if most == ALL else merged[:most]


def _best(connection: apsw.Connection, match: str, sort: Sort, most: int, beside: Beside | None) -> array[int]:
    """The first hits by relevance: all are ranked, and only these are looked up among the posts.

    The newer half and the older one at the same time, where that is possible: bm25 takes a microsecond a hit.
    """
    ((newest, oldest),) = ask(connection, f"SELECT min(doc), (SELECT max(doc) FROM post WHERE doc < {APART}) FROM post")  # noqa: S608
    middle = (newest + oldest) // 2 if newest is not None and oldest is not None else 0
    sql = (
        f"SELECT {_SCORE} AS score, rowid AS doc FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? "  # noqa: S608
        f"ORDER BY {_RANKED[sort]} LIMIT ?"
    )
    older = partial(ask, sql=sql, values=(match, middle, _LAST, most))
    waiting = beside(older) if beside is not None else None
    newer = ask(connection, sql, (match, 0, middle - 1, most))
    both = [*newer, *(waiting.result() if waiting is not None else older(connection))]
    both.sort(reverse=sort is Sort.RELEVANCE_REVERSED)
    docs = json.dumps([doc for _, doc in both[:most]])
    return _keys(connection, "SELECT post.key AS key FROM json_each(?) CROSS JOIN post ON doc = value", (docs,))


def _merged(connection: apsw.Connection, keys: array[int], apart: Sequence[tuple[Any, ...]]) -> array[int]:
    """Posts by date, and those that stand apart between them. O(n + apart · log n)."""

    def place(key: int) -> tuple[Any, ...]:
        return ask(connection, "SELECT undated, -place, path FROM placed WHERE key = ?", (key,))[0]

    merged, begin = array("q"), 0
    for key, *here in apart:
        end = bisect_left(keys, tuple(here), lo=begin, key=place)
        merged += keys[begin:end]
        merged.append(key)
        begin = end
    return merged + keys[begin:]


def _keys(connection: apsw.Connection, sql: str, values: Sequence[object]) -> array[int]:
    """The column `key` of what `sql` gives, in its order."""
    ((found,),) = ask(connection, f"SELECT json_group_array(key) FROM ({sql})", values)  # noqa: S608
    return array("q", json.loads(found))
