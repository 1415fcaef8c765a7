"""The posts that a command line asks for, by names or by a query, found one after another as they are taken."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.cli.finding import Finder, expanded, typed
from tui_reader.cli.interrupts import Interrupts
from tui_reader.cli.output import tell
from tui_reader.cli.saved import narrowed
from tui_reader.errors import UsageError
from tui_reader.jobs import Wanted
from tui_reader.model import Query

if TYPE_CHECKING:
    from tui_reader.library import Joined


@dataclass(slots=True)
class Chosen:
    """The posts that were asked for, in order."""

    finder: Finder
    posts: tuple[str, ...]
    query: tuple[str, ...]
    saved: Query | None = None
    """The saved search among whose posts they are, where they are not named."""
    interrupts: Interrupts | None = None
    unknown: int = 0
    """Names that were no post's; each has been told."""
    frozen: dict[Path, Path] = field(default_factory=dict)
    """Where pictures are kept for good, by the root of the library; known once a post of it was found."""
    _made: Joined | None = None
    _waiting: Iterator[str] | None = None
    """The names that are not taken yet."""

    @property
    def total(self) -> int:
        """How many there may be; 0 where it isn't known."""
        if not self.posts:
            return len(self._listing())
        names = self._names()
        return 0 if "-" in names else len(names)

    def several(self) -> bool:
        """Whether more than one post is meant; of standard input, the first two lines are waited for."""
        if "-" not in self._names():
            return self.total > 1
        names = self._expanded()
        first = list(islice(names, 2))
        self._waiting = chain(first, names)
        return len(first) > 1

    def wanted(self) -> Iterator[Wanted]:
        """The posts, found one after another; a name that is no post's is told and passed over."""
        if self.posts:
            yield from self._named()
            return
        for library in self.finder.libraries:
            self.frozen[library.root] = library.frozen_dir
        for found in self._listing().rows(0):
            yield Wanted(found.library.root, found.row.path, found.library.options)

    def _named(self) -> Iterator[Wanted]:
        names = self._expanded()
        while True:
            with self.interrupts.at_once() if self.interrupts else _nothing():
                name = next(names, None)
            if name is None:
                return
            try:
                with self.interrupts.at_once() if self.interrupts and not self.finder.is_open else _nothing():
                    place = self.finder.place(name)
            except UsageError as error:
                self.unknown += 1
                tell(f"{error.title}: {error.message}")
            else:
                if place.library is not None:
                    self.frozen[place.root] = place.library.frozen_dir
                    yield Wanted(place.root, place.path, place.library.options)
                else:
                    yield Wanted(place.root, place.path)

    def _expanded(self) -> Iterator[str]:
        if self._waiting is None:
            self._waiting = expanded(self._names())
        return self._waiting

    def _names(self) -> tuple[str, ...]:
        return (*self.posts, *self.query) if self.posts else ()

    def _listing(self) -> Joined:
        if self._made is None:
            from tui_reader.library import joined

            self._made = joined(self.finder.libraries, narrowed(self.saved, typed(self.query)))
        return self._made


@contextmanager
def _nothing() -> Iterator[None]:
    yield
