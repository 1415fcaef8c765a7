"""A search through all libraries as one types: opens them once, and finds the first posts before it counts them all.

May be used by several threads at once; the libraries may be used by others meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.errors import CancelledError, ReaderError
from tui_reader.library.gathering import Member
from tui_reader.library.library import Library
from tui_reader.library.together import Located, joined
from tui_reader.model import Cancelled, Query

if TYPE_CHECKING:
    from tui_reader.document import Passage, Wanted


@dataclass(frozen=True, slots=True)
class Opened:
    """A library that is searched, under its name."""

    library: Library
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first posts of a search."""

    posts: tuple[Located, ...]
    total: int
    """How many there are, or at least are."""
    is_whole: bool
    """Whether there are no more than `total`."""


class Everywhere:
    """All libraries, searched as one."""

    def __init__(
        self, members: Callable[[], Sequence[Member]], open_library: Callable[[Path], Library], own: Library
    ) -> None:
        """Nothing is looked for and opened yet.

        Args:
            members: Names the libraries; asked once.
            open_library: Opens one; raises LibraryError.
            own: The one that is open already, which is left so.
        """
        self._members, self._open_library, self._own = members, open_library, own
        self.opened: tuple[Opened, ...] = ()
        """The libraries that are searched."""
        self.failures: tuple[str, ...] = ()
        """Sentences about those that could not be opened."""
        self.empty: tuple[str, ...] = ()
        """The names of those that have no index yet, so that nothing is found in them."""
        self._idle = threading.Condition()
        self._users = 0
        self._closed = False

    def open(self) -> None:
        """Open all that are there. O(libraries).

        Raises:
            CancelledError: They were let go of.
        """
        with self._using():
            for member in self._members():
                if self._closed:
                    raise CancelledError
                try:
                    own = member.id == self._own.id
                    opened = Opened(self._own if own else self._open_library(member.root), member.name)
                    self.opened += (opened,)
                    if not opened.library.counts().total:
                        self.empty += (member.name,)
                except ReaderError as error:
                    self.failures += (f"{member.name}: {error.message}",)

    def find(self, query: Query, most: int, cancelled: Cancelled, *, only: Library | None = None) -> Found:
        """The first posts that a query finds, in order.

        Args:
            query: What is asked for.
            most: How many posts are given.
            cancelled: Asked now and then.
            only: The library that alone is searched.

        Raises:
            CancelledError: It was cancelled, or the libraries were let go of.
            QueryError: Its words are no query.
        """
        with self._using():
            libraries = [each.library for each in self.opened if only is None or each.library is only]
            found = joined(libraries, query, in_windows=True, most=most, cancelled=cancelled)
            return Found(tuple(found.rows(0, most)), len(found), is_whole=found.is_whole)

    def counts(self, query: Query, cancelled: Cancelled) -> tuple[int | None, ...]:
        """How many posts each library has that a query finds; None where that can't be told quickly.

        Raises:
            CancelledError: The libraries were let go of.
            QueryError: Its words are no query.
        """
        with self._using():
            tallies = [each.library.count(query, cancelled=cancelled) for each in self.opened]
        return tuple(tally.total if tally is not None else None for tally in tallies)

    def passage(self, identity: str, path: str, wanted: Wanted) -> Passage | None:
        """What a post of the library with that id says around what is wanted; None where it doesn't say it.

        Raises:
            CancelledError: The libraries were let go of.
        """
        with self._using():
            library = next(each.library for each in self.opened if each.library.id == identity)
            return library.passage(path, wanted)

    def close(self) -> None:
        """Close those that were opened here, as soon as nobody asks them any more."""
        with self._idle:
            self._closed = True
            self._idle.wait_for(lambda: not self._users)
        for each in self.opened:
            if each.library is not self._own:
                each.library.close()

    @contextmanager
    def _using(self) -> Iterator[None]:
        with self._idle:
            if self._closed:
                raise CancelledError
            self._users += 1
        try:
            yield
        finally:
            with self._idle:
                self._users -= 1
                self._idle.notify_all()
