"""How many posts a query finds: counted by SQLite, without a list of them, for as long as that is wanted.

Reads the index alone; a count that takes too long is given up in the middle of a statement.
"""
# ruff: noqa: S608 - of constants and numbers alone; all else is bound

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from datetime import datetime

import apsw

from tui_reader.errors import CancelledError
from tui_reader.library import catalog, schema
from tui_reader.library.index import ask, stopped_by
from tui_reader.library.matching import Question, question
from tui_reader.model import Cancelled, Query, Tally, View
from tui_reader.query import And, DateIn, Is, State, Term

_VIEWS = {View.ALL: "TRUE", View.UNREAD: "NOT post.read", View.STARRED: "post.starred"}


def until(seconds: float, cancelled: Cancelled | None = None) -> Cancelled:
    """What is true once `seconds` have passed, or `cancelled` is."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end or (cancelled is not None and cancelled())


def count_posts(connection: apsw.Connection, query: Query, term: Term | None, stop: Cancelled) -> Tally | None:
    """How many posts `query` finds, and how many of them are unread.

    Args:
        connection: To be asked now, by nobody else meanwhile.
        query: What is asked for.
        term: Its words, as they are meant.
        stop: Asked every millisecond or so.

    Returns:
        The numbers; None where `stop` came to be true.
    """
    node = catalog.node_of(connection, query.category) if query.category is not None else schema.EVERYTHING
    if node is None:
        return Tally(0, 0)
    today = datetime.now().astimezone().date()
    plain = _parts(term, query.view)
    if plain is not None:
        spans = [question(connection, part, today).values for part in plain if isinstance(part, DateIn)]
        sql, values = _in_order(node, {part.state for part in plain if isinstance(part, Is)}, spans)
    else:
        sql, values = _statement(question(connection, term, today) if term else Question(), node, query.view)
    try:
        with stopped_by(connection, stop):
            ((total, unread),) = ask(connection, sql, values)
    except CancelledError:
        return None
    return Tally(total, unread or 0)


def _parts(term: Term | None, view: View) -> tuple[DateIn | Is, ...] | None:
    """The parts of a query of which the node's own order tells all: what is read, and of when; None of any other."""
    if view is View.STARRED:
        return None
    parts: list[DateIn | Is] = [Is(State.UNREAD)] if view is View.UNREAD else []
    for part in term.terms if isinstance(term, And) else () if term is None else (term,):
        if not (isinstance(part, DateIn) or (isinstance(part, Is) and part.state in (State.READ, State.UNREAD))):
            return None
        parts.append(part)
    return tuple(parts)


def _in_order(
    node: int, states: Collection[State], spans: Sequence[tuple[object, ...]]
) -> tuple[str, tuple[object, ...]]:
    """What asks a node for its posts that are read, unread, or of some days: O(their number), or O(1) without days."""
    read = [number for number, state in enumerate((State.UNREAD, State.READ)) if {state} >= set(states)]
    if not spans:
        numbers = ("total - read", "read")
        total = " + ".join(numbers[number] for number in read) or "0"
        return f"SELECT {total}, {numbers[0] if 0 in read else 0} FROM node WHERE id = ?", (node,)
    days = " AND place >= ? AND place < ?" * len(spans)
    among = f"node = ? AND read IN ({', '.join(map(str, read))}) AND undated = 0{days}"
    return (
        f"SELECT count(*), sum(NOT read) FROM membership WHERE {among}",
        (node, *(second for span in spans for second in span)),
    )


def _statement(wanted: Question, node: int, view: View) -> tuple[str, tuple[object, ...]]:
    """What is to be asked, and the values to be bound in it."""
    head = "SELECT count(*), sum(NOT post.read) FROM"
    where = f"{wanted.where} AND {_VIEWS[view]}"
    if wanted.match:
        source = f"{head} search CROSS JOIN post ON post.doc = search.rowid WHERE search MATCH ? AND {where}"
        if node == schema.EVERYTHING:
            return source, (wanted.match, *wanted.values)
        inside = "EXISTS (SELECT 1 FROM json_each(post.nodes) WHERE value = ?)"
        return f"{source} AND {inside}", (wanted.match, *wanted.values, node)
    if node == schema.EVERYTHING:
        return f"{head} post WHERE {where}", wanted.values
    source = "membership CROSS JOIN post ON post.key = membership.post"
    return f"{head} {source} WHERE membership.node = ? AND {where}", (node, *wanted.values)
