"""Going to a post by a few letters of its title: loads the titles of the index, and gives the posts that fit as rows.

What fits is decided by `title_patterns` and looked for by `titles`. The titles are let go of with the finder.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import apsw

from tui_reader.library import catalog
from tui_reader.library.index import ask
from tui_reader.library.ops import POSITION
from tui_reader.library.orders import newest, order_of
from tui_reader.library.search import folded
from tui_reader.library.title_patterns import Fit, TitlePattern
from tui_reader.library.titles import Titles, TitleSearch
from tui_reader.library.windows import Ask
from tui_reader.model import Row, Sort

_WINDOW = 4096


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post that fits what was typed, or is offered before anything was."""

    row: Row
    marks: frozenset[int] = frozenset()
    """The positions in its title of what was typed."""
    fit: Fit | None = None
    """How well it fits."""


class TitleFinder:
    """The titles of a library, the newest post's first. One thread loads them; others may search meanwhile."""

    def __init__(self, ask: Ask) -> None:
        """Load nothing yet; `Library.title_finder` makes it.

        Args:
            ask: How the index is reached.
        """
        self._ask = ask
        self._titles = Titles()
        self._keys = array("q")
        self._last: tuple[Any, ...] = ()
        self.is_loaded = False
        """Whether all titles are here."""

    def __len__(self) -> int:
        """How many titles are here."""
        return len(self._titles)

    def load(self, seconds: float) -> bool:
        """Load titles for about so long, at least some; True once all are here. 5 µs a post.

        Raises:
            LibraryError: They can't be read.
        """
        end = monotonic() + seconds
        while not self.is_loaded:
            self.is_loaded = not self._ask(self._load_window)
            if monotonic() >= end:
                break
        return self.is_loaded

    def _load_window(self, connection: apsw.Connection) -> int:
        """Load some more titles; how many. Posts that come or go meanwhile are missing, or in vain."""
        order = order_of(connection, Sort.DATE)
        if order is None:
            return 0
        window = order.window(connection, self._last, _WINDOW)
        if not window.keys:
            return 0
        sql = "SELECT key, title_key FROM post WHERE key IN (SELECT value FROM json_each(?))"
        titles: dict[int, str] = dict(ask(connection, sql, (json.dumps(window.keys),)))
        # The keys first: a search that runs meanwhile finds titles, and asks for their keys.
        self._keys.extend(window.keys)
        self._titles.add([_line(titles.get(key, "")) for key in window.keys])
        self._last = window.last
        return len(window.keys)

    def search(self, typed: str, limit: int) -> TitleSearch:
        """Begin to look for the posts whose titles fit what is typed, at most `limit`, among those that are here."""
        return self._titles.search(typed, limit)

    def posts(self, search: TitleSearch) -> tuple[FoundPost, ...]:
        """The posts that a search has found so far, the best first.

        Raises:
            LibraryError: They can't be read.
        """
        fits: dict[int, Fit] = {}
        for place, fit in search.found:
            fits.setdefault(self._keys[place], fit)
        rows = self._ask(lambda connection: catalog.rows(connection, list(fits)))
        return tuple(FoundPost(row, title_marks(row.title, search.pattern), fits[row.key]) for row in rows if row.path)

    def offered(self, paths: Sequence[str], count: int) -> tuple[FoundPost, ...]:
        """The posts to go to before anything is typed: some that are known, those read last, the newest.

        Args:
            paths: Posts to come first; those that are gone are left out.
            count: How many at most.

        Raises:
            LibraryError: They can't be read.
        """

        def read(connection: apsw.Connection) -> tuple[Row, ...]:
            known = (catalog.key_of(connection, path) for path in paths[:count])
            keys = [*(key for key in known if key is not None), *_read_last(connection, count)]
            keys = list(dict.fromkeys((*keys, *newest(connection, count))))[:count]
            return catalog.rows(connection, keys)

        return tuple(FoundPost(row) for row in self._ask(read) if row.path)


def _read_last(connection: apsw.Connection, count: int) -> list[int]:
    """The posts of which a reading position was kept last. O(marks), in C."""
    sql = "SELECT key FROM mark JOIN post USING (path) WHERE op = ? ORDER BY t DESC, n DESC LIMIT ?"
    return [key for (key,) in ask(connection, sql, (POSITION, count))]


def title_marks(title: str, pattern: TitlePattern) -> frozenset[int]:
    """The positions in a title, as it is shown, of what was typed."""
    line = _line(folded(title))
    marks = {mark - 1 for mark in pattern.marks(f"\n{line}")}
    if len(line) == len(title):
        return frozenset(marks)
    origins = _origins(title, line)
    return frozenset(origins[mark] for mark in marks) if origins else frozenset()


def _line(title: str) -> str:
    return title.replace("\n", " ")


def _origins(title: str, line: str) -> list[int]:
    """For each character of the folded title, where it comes from; nothing where characters were composed."""
    pieces = [folded(character) for character in title]
    if "".join(pieces) != line:
        return []
    return [place for place, piece in enumerate(pieces) for _ in piece]
