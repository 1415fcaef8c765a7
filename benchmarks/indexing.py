"""What making an index from nothing takes, against `notmuch new` on the same texts and `newsboat -x reload` of them.

Every program begins with an empty home of its own. Their rates are compared: where a library is larger than another
program is given, that one has the easier part.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from benchmarks import feeds, mail
from benchmarks.bench import Bench, installed
from benchmarks.core import seconds_of, walk
from benchmarks.figures import Figure, medians
from tui_reader.model import Query

MAILS = 100_000
"""The most that notmuch is given."""
NGRAM_MAILS = 10_000
"""The most that notmuch is given to index by characters, which takes it long."""
ARTICLES = 100_000
"""The most that newsboat is given."""
SMALL = 20_000
"""A library of up to so many posts is measured three times."""
EVERYWHERE = "相关来信"
"""Stands in the body of every generated post."""


def _runs(bench: Bench) -> int:
    return 3 if bench.posts <= SMALL else 1


def index_seconds(bench: Bench) -> tuple[float, int]:
    """How long `tui-reader index` takes in a home without an index, full text included, and how many bytes it leaves.

    Raises:
        ValueError: A post can't be found in it.
    """
    seconds = bench.run(bench.command("index", "--library", str(bench.library)))
    library = bench.open()
    try:
        found = len(library.listing(Query(words=EVERYWHERE)))
    finally:
        library.close()
    if found != bench.posts:
        raise ValueError(f"{found:,} of {bench.posts:,} posts are found by their text")
    return seconds, bench.index_bytes


def _index_seconds(bench: Bench) -> float:
    with bench.empty_home() as empty:
        return index_seconds(empty)[0]


def full_index(bench: Bench) -> list[Figure]:
    """From nothing to an index of full text: the slowest measurement."""
    mails = {"notmuch new": min(bench.posts, MAILS), "notmuch new, by characters": min(bench.posts, NGRAM_MAILS)}
    measures: dict[str, Callable[[], float]] = {
        "reading": lambda: seconds_of(lambda: walk(str(bench.library), read=True)),
        "reader": lambda: _index_seconds(bench),
    }
    if installed(mail.PROGRAM):
        folders = {name: mail.prepared(number) for name, number in mails.items()}
        plain, ngrams = folders
        measures[plain] = lambda: mail.index(bench, folders[plain], ngrams=False)
        measures[ngrams] = lambda: mail.index(bench, folders[ngrams], ngrams=True)
    values = medians(measures, _runs(bench))
    rate = bench.posts / values["reader"]
    name = f"index {bench.posts:,} posts from nothing"
    figures = [Figure(name, values["reader"], "s", "reading every file", values["reading"])]
    for (other, number), at_least in zip(mails.items(), (1.5, 10.0), strict=True):
        if other in values:
            against = f"{other}, {number:,} mails"
            figures.append(Figure(name, rate, "posts/s", against, number / values[other], at_least=at_least))
    return figures


def _headers_seconds(bench: Bench) -> float:
    """Seconds from a program's start until every post is counted and sorted."""
    with bench.empty_home() as empty:
        places = (str(empty.home / name) for name in ("cache", "data"))
        start = time.monotonic()
        answer = empty.output([sys.executable, "-m", "benchmarks.counted", str(empty.library), *places])
    moment, counted = answer.split()
    if int(counted) != bench.posts:
        raise ValueError(f"{int(counted):,} of {bench.posts:,} posts were counted")
    return float(moment) - start


def headers(bench: Bench) -> list[Figure]:
    """From nothing until every post is counted and truly sorted."""
    articles = min(bench.posts, ARTICLES)
    measures = {"reader": lambda: _headers_seconds(bench)}
    if installed(feeds.PROGRAM):
        read = feeds.prepared(articles)
        measures["newsboat"] = lambda: read.reload(bench)
    values = medians(measures, _runs(bench))
    name = f"{bench.posts:,} posts counted and sorted from nothing"
    figures = [Figure(name, values["reader"], "s")]
    if "newsboat" in values:
        against = f"newsboat -x reload, {articles:,} articles"
        rates = bench.posts / values["reader"], articles / values["newsboat"]
        figures.append(Figure(name, rates[0], "posts/s", against, rates[1], at_least=2.0))
    return figures
