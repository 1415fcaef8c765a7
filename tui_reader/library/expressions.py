"""Regular expressions over the titles and bodies of posts, as a function of SQLite's, within a time.

Bodies are not in the index: each post that the rest of a query has left is read from its file. `regex` can be stopped
inside one text; Python's own `re` can't.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import apsw
import regex

NAME = "matching"
SECONDS = 3.0
"""How long a query may look through files."""

ReadText = Callable[[str], str]
"""The text of the body of the post at a path, empty where it can't be read."""


class Expressions:
    """How many posts were looked through, and how many were left when the time was over."""

    def __init__(self, read: ReadText) -> None:
        self._read = read
        self._ends = time.monotonic() + SECONDS
        self._compiled: dict[str, regex.Pattern[str]] = {}
        self.looked = 0
        self.left = 0

    def register(self, connection: apsw.Connection) -> None:
        """Let statements of `connection` ask `matching(path, title, pattern)`."""
        connection.create_scalar_function(NAME, self._matching, 3)

    def _matching(self, *values: object) -> bool | None:
        path, title, pattern = values
        if time.monotonic() >= self._ends or not isinstance(path, bytes):
            self.left += 1
            return None
        compiled = self._compiled.get(str(pattern))
        if compiled is None:
            compiled = self._compiled[str(pattern)] = regex.compile(str(pattern), regex.MULTILINE)
        try:
            text = f"{title}\n{self._read(os.fsdecode(path))}"
            found = compiled.search(text, timeout=max(0.001, self._ends - time.monotonic())) is not None
        except TimeoutError:
            self.left += 1
            return None
        self.looked += 1
        return found

    @property
    def notice(self) -> str:
        """What is to be told of posts that were not looked through; empty where all were."""
        if not self.left:
            return ""
        return (
            f"The expression was looked for in {self.looked:,} posts, not in {self.left:,} others: narrow the search."
        )
