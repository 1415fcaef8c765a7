"""A small library for the tests of the index, and ways to change it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from tui_reader.library import Library
from tui_reader.model import Query, Row, Sort, View

_ticks = count(1_600_000_000_000_000_000, 1_000_000)


def write_post(
    root: Path,
    path: str,
    *,
    title: str = "",
    date: str = "",
    categories: Iterable[str] = (),
    tags: Iterable[str] = (),
    author: str = "",
    body: str = "Nothing in particular.",
) -> Path:
    """Write a post; every writing has a time of its own, whatever the file system's clock."""
    lines = ["---"]
    if title:
        lines.append(f"title: {title}")
    if date:
        lines.append(f"date: {date}")
    if author:
        lines.append(f"author: {author}")
    for name, values in (("categories", categories), ("tags", tags)):
        if values := list(values):
            lines.append(f"{name}:")
            lines.extend(f"  - {value}" for value in values)
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*lines, "---", "", body, ""]), "utf-8")
    stamp(file)
    return file


def stamp(file: Path) -> None:
    """Give a file a time of change that no other has."""
    tick = next(_ticks)
    os.utime(file, ns=(tick, tick))


def paths(library: Library, query: Query | None = None) -> list[str]:
    """The paths of a listing, in order."""
    listing = library.listing(query or Query())
    return [row.path for row in listing.rows(0, len(listing))]


def found(library: Library, words: str) -> set[str]:
    """The paths of the posts that a search finds."""
    return set(paths(library, Query(words=words, typing=True)))


def dump(library: Library, words: Iterable[str] = ()) -> dict[str, Any]:
    """All that a library answers, without the keys of rows."""
    listing = library.listing(Query())
    rows: list[Row] = [replace(row, key=0) for row in listing.rows(0, len(listing))]
    return {
        "rows": rows,
        "counts": library.counts(),
        "categories": library.categories(),
        "tags": library.tags(),
        "problems": library.problems(),
        "in categories": {each.path: paths(library, Query(category=each.path)) for each in library.categories()},
        "without": paths(library, Query(category=())),
        "words": {word: paths(library, Query(words=word, typing=True)) for word in words},
        "orders": {
            (sort, view, category): paths(library, Query(sort=sort, view=view, category=category))
            for sort in (Sort.DATE_OLDEST, Sort.TITLE, Sort.AUTHOR, Sort.AUTHOR_REVERSED, Sort.WORDS, Sort.PATH)
            for view in (View.ALL, View.UNREAD)
            for category in (None, (), *(each.path for each in library.categories()))
        },
    }
