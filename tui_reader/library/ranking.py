"""How well posts answer what is searched for: BM25 over the index of texts, a word of the title counting most.

It orders what was found, and finds nothing itself.
"""

from __future__ import annotations

from array import array

import apsw

from tui_reader.library.index import ask
from tui_reader.model import Sort

_SCORES = "SELECT rowid, bm25(search, 10.0, 1.0, 5.0, 3.0) FROM search WHERE search MATCH ?"
"""By title, body, tags and author."""


def plain_order(sort: Sort, match: str) -> tuple[Sort, bool]:
    """The order in which keys are to be taken, and whether they must be ranked after that: equal ones stay by path."""
    if sort not in (Sort.RELEVANCE, Sort.RELEVANCE_REVERSED):
        return sort, False
    if match:
        return Sort.PATH, True
    return (Sort.DATE if sort is Sort.RELEVANCE else Sort.DATE_OLDEST), False


def scores_of(connection: apsw.Connection, match: str) -> dict[int, float]:
    """What `match` finds, by key: the better a post fits, the lower its score."""
    return dict(ask(connection, _SCORES, (match,)))


def ranked(scores: dict[int, float], keys: array[int], sort: Sort) -> array[int]:
    """`keys`, which all have scores, by how well their posts fit, the best first, or last. O(n log n)."""
    if sort is Sort.RELEVANCE_REVERSED:
        scores = {key: -score for key, score in scores.items()}
    return array("q", sorted(keys, key=scores.__getitem__))
