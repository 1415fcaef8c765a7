"""Keys that are pressed one after another, and counts before them: what has been begun, and when it is whole.

Knows no Textual, no command and no clock: a single key is never waited with.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from tui_reader.ui.commands import Where, shown_key

_MOST_DIGITS = 6


class Answer(Enum):
    """What becomes of a key."""

    PASSED = "passed"
    """It is no part of anything: whoever else hears keys may have it."""
    TAKEN = "taken"
    """It goes on with what has been begun, or ends it without effect."""


@dataclass(frozen=True, slots=True)
class Struck:
    """Keys that are whole."""

    keys: str
    """One key, or several with blanks between them."""
    count: int | None
    """The number before them, if there was one."""

    @property
    def name(self) -> str:
        """As one key of Textual's: `g g`, or with its count `12 g g`."""
        return self.keys if self.count is None else f"{self.count} {self.keys}"


def struck(name: str) -> Struck:
    """What a name of `Struck.name` stands for; a usual key stands for itself."""
    first, blank, rest = name.partition(" ")
    return Struck(rest, int(first)) if blank and first.isdecimal() else Struck(name, None)


class KeySequences:
    """Listens to keys, and says which of them belong together."""

    def __init__(self, sequences: Mapping[Where, Collection[str]], *, counts: bool) -> None:
        """Begin with nothing.

        Args:
            sequences: By pane, the keys that are pressed one after another, with blanks between them; none of them the
                beginning of another.
            counts: Whether digits, but for a 0 at the beginning, are counts.
        """
        self._sequences = {place: frozenset(keys) for place, keys in sequences.items()}
        self._beginnings = {
            place: frozenset(keys[:end] for keys in heard for end, sign in enumerate(keys) if sign == " ")
            for place, heard in sequences.items()
        }
        self._counts = counts
        self._place: Where | None = None
        self._digits = ""
        self._keys = ""

    @property
    def begun(self) -> str:
        """What has been begun, as people write it; empty where nothing has."""
        return self._digits + (shown_key(self._keys) if self._keys else "")

    def end(self) -> None:
        """Forget what has been begun."""
        self._digits = self._keys = ""

    def hear(self, key: str, place: Where | None) -> Answer | Struck:
        """Take in a key.

        Args:
            key: Its name.
            place: The pane that hears it; None where no pane does, as in a dialog or a line in which one types.
        """
        if place is not self._place:
            self.end()
            self._place = place
        if place is None:
            return Answer.PASSED
        if self._counts and not self._keys and key in tuple("0123456789") and (self._digits or key != "0"):
            # What is more than any list has stays what it is.
            self._digits = (self._digits + key)[:_MOST_DIGITS]
            return Answer.TAKEN
        if key == "escape" and self.begun:
            self.end()
            return Answer.TAKEN
        keys = f"{self._keys} {key}" if self._keys else key
        if keys in self._beginnings.get(place, ()):
            self._keys = keys
            return Answer.TAKEN
        is_whole = keys in self._sequences.get(place, ()) or not self._keys
        count = int(self._digits) if self._digits else None
        was_begun = bool(self.begun)
        self.end()
        if not is_whole:
            return Answer.TAKEN
        return Struck(keys, count) if was_begun else Answer.PASSED
