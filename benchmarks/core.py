"""What the rooms below the screen do in how much time: looking again, listing, searching, laying out.

Nothing here starts a terminal.
"""

from __future__ import annotations

import os
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figures import Figure, medians
from benchmarks.generate import first_posts
from tui_reader.document import layout, parse
from tui_reader.document.page import LayoutOptions
from tui_reader.library import Library, Listing
from tui_reader.model import BodyFormat, Query, Sort

WIDTH = 80
LAID_OUT = 200
COUNTED = {"two words": "修表匠 灯笼", "a common word": "邮差"}


def seconds_of(work: Callable[[], object]) -> float:
    """Seconds that some work takes in this process."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def walk(folder: str, read: bool) -> int:
    """Look at every file below, as plainly as it can be done; with `read`, read it as well."""
    total = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                total += walk(entry.path, read)
            else:
                total += len(Path(entry.path).read_bytes()) if read else entry.stat(follow_symlinks=False).st_size
    return total


def look_again(bench: Bench) -> list[Figure]:
    """Bringing an index up to date when nothing has changed."""
    library = bench.open()
    try:
        library.refresh()
        values = medians(
            {
                "refresh": lambda: seconds_of(library.refresh),
                "walk": lambda: seconds_of(lambda: walk(str(bench.library), read=False)),
            }
        )
    finally:
        library.close()
    return [Figure("look again, nothing changed", values["refresh"], "s", "scandir and stat", values["walk"], 2.0)]


def _first_rows(library: Library, query: Query) -> Callable[[], float]:
    return lambda: seconds_of(lambda: library.listing(query).rows(0, 50))


def listing(bench: Bench) -> list[Figure]:
    """Lists and searches, to their first 50 rows."""
    category = first_posts(bench.posts, 1)[0].categories[:2]
    queries = {
        "list everything": Query(),
        "list a category": Query(category=category),
        "search for a common word": Query(words="邮差"),
        "search for two words": Query(words="修表匠 灯笼"),
        "search for what is not there": Query(words="量子色动力学"),
    }
    library = bench.open()
    try:
        values = medians({name: _first_rows(library, query) for name, query in queries.items()})
    finally:
        library.close()
    return [Figure(f"{name}, to 50 rows", seconds * 1e3, "ms") for name, seconds in values.items()]


def counting(bench: Bench) -> list[Figure]:
    """Counting the posts of searches by their facets, beside searching for them, the best first."""
    library = bench.open()
    found = {name: library.listing(Query(words=words)) for name, words in COUNTED.items()}
    try:
        values = medians(
            {
                **{name: partial(_counted, library, listing) for name, listing in found.items()},
                **{
                    f"search {name}": partial(_searched, library, replace(listing.query, sort=Sort.RELEVANCE))
                    for name, listing in found.items()
                },
            }
        )
    finally:
        library.close()
    return [
        Figure(f"facets of {name}", values[name] * 1e3, "ms", "the search", values[f"search {name}"] * 1e3)
        for name in found
    ]


def _counted(library: Library, listing: Listing) -> float:
    return seconds_of(lambda: library.facets(listing))


def _searched(library: Library, query: Query) -> float:
    return seconds_of(lambda: library.listing(query))


def laying_out(bench: Bench) -> list[Figure]:
    """Parsing and laying out posts of the seed's size."""
    bodies = [post.body for post in first_posts(bench.posts, min(LAID_OUT, bench.posts))]
    documents = [parse(body, BodyFormat.MARKDOWN) for body in bodies]
    characters = sum(map(len, bodies))
    options = LayoutOptions(width=WIDTH)
    values = medians(
        {
            "parse": lambda: seconds_of(lambda: [parse(body, BodyFormat.MARKDOWN) for body in bodies]),
            "layout": lambda: seconds_of(lambda: [layout(document, options) for document in documents]),
            "textwrap": lambda: seconds_of(lambda: [textwrap.wrap(body, WIDTH) for body in bodies]),
        }
    )
    return [
        Figure("parse a post", values["parse"] / len(bodies) * 1e3, "ms"),
        Figure(
            "lay out a post",
            values["layout"] / len(bodies) * 1e3,
            "ms",
            "textwrap.wrap",
            values["textwrap"] / len(bodies) * 1e3,
        ),
        Figure("laid out", characters / values["layout"], "characters/s"),
    ]
