"""The table of contents of a book: chapters below their categories, or one chapter with its headings.

A chapter stands once, below its first category. The order of the contents is the order of the book.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tui_reader.export.html_outline import Place
from tui_reader.model import CategoryPath


@dataclass(frozen=True, slots=True)
class Chapter:
    """An article of the book."""

    id: str
    """Its id in the package: letters and digits."""
    file: str
    """Where it is, relative to the package document."""
    title: str
    category: CategoryPath
    places: tuple[Place, ...] = ()
    """Its headings, where they are wanted."""


@dataclass(slots=True)
class Entry:
    """A line of the contents."""

    title: str
    target: str = ""
    """Where it leads; empty for a category."""
    entries: list[Entry] = field(default_factory=list)
    chapter: Chapter | None = None
    """For the line of a chapter."""


def contents(chapters: Sequence[Chapter], skipped: int = 0) -> list[Entry]:
    """The contents of a book, with its order.

    Args:
        chapters: In the order in which they came.
        skipped: How many names all categories begin with that needn't be told.
    """
    top = Entry("")
    nodes: dict[CategoryPath, Entry] = {(): top}
    for chapter in chapters:
        node = _node(nodes, chapter.category[skipped:])
        node.entries.append(Entry(chapter.title, chapter.file, _headings(chapter), chapter))
    for node in nodes.values():
        # A category's own chapters before the categories below it.
        node.entries.sort(key=lambda entry: entry.chapter is None)
    return top.entries


def in_order(entries: Sequence[Entry]) -> Iterator[Chapter]:
    """The chapters as the contents name them."""
    for entry in entries:
        if entry.chapter is not None:
            yield entry.chapter
        else:
            yield from in_order(entry.entries)


def common_category(chapters: Sequence[Chapter]) -> CategoryPath:
    """The category that all chapters are in, as deep as they share it."""
    if not chapters:
        return ()
    first, *others = (chapter.category for chapter in chapters)
    length = len(first)
    for category in others:
        length = min(length, len(category))
        while category[:length] != first[:length]:
            length -= 1
    return first[:length]


def _node(nodes: dict[CategoryPath, Entry], path: CategoryPath) -> Entry:
    for length in range(1, len(path) + 1):
        if path[:length] not in nodes:
            node = nodes[path[:length]] = Entry(path[length - 1])
            nodes[path[: length - 1]].entries.append(node)
    return nodes[path]


def _headings(chapter: Chapter) -> list[Entry]:
    """The headings below one another as their levels are."""
    top: list[Entry] = []
    open_ones: list[tuple[int, list[Entry]]] = [(0, top)]
    for place in chapter.places:
        while open_ones[-1][0] >= place.level:
            open_ones.pop()
        entry = Entry(place.text, f"{chapter.file}#{place.id}")
        open_ones[-1][1].append(entry)
        open_ones.append((place.level, entry.entries))
    return top
