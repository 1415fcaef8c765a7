"""The keys of a list: all of them in memory, or windows of an order, read as they are looked at.

Asks the index for keys alone; what a list is of, and what its rows say, is known to `listing` and `catalog`.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import apsw

from tui_reader.library import catalog
from tui_reader.library.orders import Order, Window

_WINDOW = 512
_NO_KEY = -1
_FIRST_LOOK = 64

Unread = Callable[[Sequence[int]], set[int]]
"""Those of some keys that stand for an unread post."""

_Answer = TypeVar("_Answer")


class Ask(Protocol):
    """How a list reaches the index, whatever may have become of it since."""

    def __call__(self, work: Callable[[apsw.Connection], _Answer], /) -> _Answer:
        """What `work` gives for the connection of this thread."""
        ...


class Keys(Protocol):
    """The keys of a list, in order."""

    def __len__(self) -> int: ...

    def window(self, start: int, stop: int) -> Sequence[int]:
        """The keys at positions `start` up to `stop`, cut to the list."""
        ...

    def place(self, key: int) -> int | None:
        """The position of a key; None where it isn't in the list."""
        ...

    def looked_at(self) -> Sequence[int]:
        """The keys that may have been asked for."""
        ...

    def next_unread(self, position: int, unread: Unread, *, backwards: bool) -> int | None:
        """Where the next unread post stands, wrapping round, the one at `position` last; None where there is none."""
        ...


class KeptKeys:
    """All keys of a list, in memory."""

    def __init__(self, keys: array[int]) -> None:
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    def window(self, start: int, stop: int) -> Sequence[int]:
        """The keys at positions `start` up to `stop`."""
        return self._keys[start:stop]

    def place(self, key: int) -> int | None:
        """The position of a key. O(n), in C."""
        try:
            return self._keys.index(key)
        except ValueError:
            return None

    def looked_at(self) -> Sequence[int]:
        """All of them."""
        return self._keys

    def next_unread(self, position: int, unread: Unread, *, backwards: bool) -> int | None:
        """Where the next unread post stands: O(distance)."""
        count = len(self)
        looked, size = 0, _FIRST_LOOK
        while looked < count:
            steps = range(looked + 1, min(looked + size, count) + 1)
            places = [(position + (-step if backwards else step)) % count for step in steps]
            found = _first_unread(places, [self._keys[place] for place in places], unread)
            if found is not None:
                return found
            looked += size
            size *= 4
        return None


class FirstKeys(KeptKeys):
    """The first keys of a list; there are more."""


class WindowedKeys:
    """The keys of a large list: windows of an order that the index covers, kept once they were looked at."""

    def __init__(self, order: Order, total: int, ask: Ask) -> None:
        self._order = order
        self._total = total
        self._ask = ask
        self._windows: dict[int, Window] = {}

    def __len__(self) -> int:
        return self._total

    def window(self, start: int, stop: int) -> Sequence[int]:
        """The keys at positions `start` up to `stop`; those that have gone since are keys of no post."""
        stop = min(stop, self._total)
        found: list[int] = []
        for number in range(start // _WINDOW, -(-stop // _WINDOW)):
            first = number * _WINDOW
            found.extend(self._window(number).keys[max(0, start - first) : stop - first])
        return found

    def _window(self, number: int) -> Window:
        known = self._windows.get(number)
        if known is None:
            start, stop = number * _WINDOW, min((number + 1) * _WINDOW, self._total)
            known = self._read(number, start, stop)
            known.keys.extend([_NO_KEY] * (stop - start - len(known.keys)))
            self._windows[number] = known
        return known

    def _read(self, number: int, start: int, stop: int) -> Window:
        """What stands there, told from the nearest window that was looked at, or an end that none is nearer to.

        So going on costs the same everywhere; and posts that leave the order once they were looked at, as those do that
        are read in a list of unread ones, move no other.
        """
        known = {each: window for each, window in list(self._windows.items()) if window.last}
        before = max((each for each in known if each < number), default=None)
        after = min((each for each in known if each > number), default=None)
        ahead = start if before is None else start - (before + 1) * _WINDOW
        behind = (self._total if after is None else after * _WINDOW) - stop
        backwards = behind < ahead
        if backwards:
            values = () if after is None else known[after].first
        else:
            values = () if before is None else known[before].last
        count, skipped = stop - start, min(ahead, behind)
        return self._ask(
            lambda connection: self._order.window(connection, values, count, backwards=backwards, skipped=skipped)
        )

    def place(self, key: int) -> int | None:
        """The position of a key, counted in the index: O(n) in C where its window was not looked at; not for the UI."""
        known = self._known_place(key)
        if known is not None:
            return known
        now = self._ask(lambda connection: self._order.place(connection, key))
        if now is None or now >= self._total:
            return None
        # Posts that were looked at may have left the order since, so that it stands further on in this list.
        looked_at = self.looked_at() if self._order.is_unread else ()
        left = len(self._ask(lambda connection: catalog.keys_among(connection, looked_at, read=True)))
        first, last = now // _WINDOW, min(now + left + _WINDOW, self._total - 1) // _WINDOW
        for number in (*range(first, last + 1), *([first - 1] if first else [])):
            if key in self._window(number).keys:
                return self._known_place(key)
        return None

    def _known_place(self, key: int) -> int | None:
        for number, window in list(self._windows.items()):  # another thread may look at more of them meanwhile
            if key in window.keys:
                return number * _WINDOW + window.keys.index(key)
        return None

    def looked_at(self) -> Sequence[int]:
        """The keys of all windows that were looked at."""
        return [key for window in list(self._windows.values()) for key in window.keys]

    def next_unread(self, position: int, unread: Unread, *, backwards: bool) -> int | None:
        """Where the next unread post stands: found at once, and counted where it isn't near."""
        near = [position + (-step if backwards else step) for step in range(1, _FIRST_LOOK + 1)]
        near = [place for place in near if 0 <= place < len(self)]
        nearest = _first_unread(near, [self.window(place, place + 1)[0] for place in near], unread)
        if nearest is not None:
            return nearest
        (key,) = self.window(position, position + 1)
        values = self._ask(lambda connection: self._order.values(connection, key)) or ()
        found = self._ask(lambda connection: self._order.next_unread(connection, values, backwards=backwards))
        return self.place(found) if found is not None else None


def _first_unread(places: Sequence[int], keys: Sequence[int], unread: Unread) -> int | None:
    found = unread(keys)
    return next((place for place, key in zip(places, keys, strict=True) if key in found), None)
