"""Several libraries that are asked as one: what a query finds in each, merged into one list in its order.

Holds no posts and no connection of its own; each library is asked as it is asked alone.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from tui_reader.library.selecting import ALL
from tui_reader.model import Cancelled, Query, Row

if TYPE_CHECKING:
    from tui_reader.library.library import Library
    from tui_reader.library.listing import Listing

_WINDOW = 500


@dataclass(frozen=True, slots=True)
class Located:
    """A post, and the library that it stands in."""

    library: Library
    row: Row


@dataclass(frozen=True, slots=True)
class Joined:
    """What a query found in several libraries, as it was when it was asked."""

    parts: tuple[tuple[Library, Listing], ...]
    """In the order of the libraries."""

    def __len__(self) -> int:
        return sum(len(listing) for _, listing in self.parts)

    @property
    def is_whole(self) -> bool:
        """Whether there are no more posts than these."""
        return all(listing.is_whole for _, listing in self.parts)

    def rows(self, start: int, stop: int | None = None) -> Iterator[Located]:
        """The posts from position `start` (from 0) up to `stop`, in order, read a window at a time as they are taken.

        Ties between libraries go to the earlier one. By relevance the best of each come in turn, since how well a
        post answers is told by how rare a word is in its own library. Those before `start` are walked over, unless
        there is but one library.
        """
        if len(self.parts) == 1:
            ((library, listing),) = self.parts
            stop = len(listing) if stop is None else min(stop, len(listing))
            windows = (listing.rows(first, min(first + _WINDOW, stop)) for first in range(start, stop, _WINDOW))
            return (Located(library, row) for row in chain.from_iterable(windows))
        ordered = [_standing(number, *part) for number, part in enumerate(self.parts)]
        return (found for *_, found in islice(heapq.merge(*ordered, key=_place), start, stop))


def joined(
    libraries: Sequence[Library],
    query: Query,
    *,
    in_windows: bool = False,
    most: int = ALL,
    cancelled: Cancelled | None = None,
) -> Joined:
    """What `query` finds in each of the libraries; the arguments are those of `Library.listing`.

    Raises:
        CancelledError: It was cancelled.
        QueryError: Its words are no query.
    """
    return Joined(
        tuple(
            (library, library.listing(query, in_windows=in_windows, most=most, cancelled=cancelled))
            for library in libraries
        )
    )


_Standing = tuple[tuple[Any, ...], int, Located]


def _place(standing: _Standing) -> tuple[tuple[Any, ...], int]:
    return standing[0], standing[1]


def _standing(number: int, library: Library, listing: Listing) -> Iterator[_Standing]:
    for first in range(0, len(listing), _WINDOW):
        for place, row in listing.standing_rows(first, min(first + _WINDOW, len(listing))):
            yield place, number, Located(library, row)
