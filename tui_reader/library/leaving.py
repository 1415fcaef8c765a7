"""The posts whose files are gone: which of them were only renamed, and whether the others may be taken out.

What can't be told from a medium that is only away is left for the user to say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import apsw

from tui_reader.library import shelving
from tui_reader.library.catalog import key_of
from tui_reader.library.comparing import Changes
from tui_reader.library.entry import Entry
from tui_reader.library.index import Index, ask
from tui_reader.library.site import Site

_SPARED = 20
"""In a library of up to so many posts, any number may disappear at once."""

_FEWEST_KEPT = 5
"""When more than one in so many has disappeared, the folder may only be away: nothing is taken out unasked."""

_TRIED = 100
_REMOVALS_AT_ONCE = 1_000


@dataclass(slots=True)
class Memory:
    """What an open library remembers of its folder from one look to the next."""

    place: tuple[int, int] | None = None
    """Device and number of the folder when all its posts were last accounted for."""
    gone: int = 0
    """How many posts have been taken out since the whole folder was looked at: many small losses are a large one."""
    site: Site | None = None
    """What kind of site it was when the whole folder was looked at."""
    is_linked: bool = True
    """Whether links may lead to posts, which then depend on more than their own folder; until that is known, so."""


def place_of(root: Path) -> tuple[int, int] | None:
    """Device and number of a folder: others where something else is there by now, as after a medium was taken away."""
    try:
        status = root.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def may_be_away(root: Path, changes: Changes, memory: Memory, place: tuple[int, int] | None) -> bool:
    """Whether what has disappeared may only be away for a while.

    Args:
        root: The library's folder.
        changes: What a look at it has found.
        memory: What was known of it before.
        place: As `place_of` has it now.
    """
    if not changes.removed:
        return False
    if memory.place is not None and place != memory.place:
        return True
    known, lost = changes.known + memory.gone, len(changes.removed) + memory.gone
    return known > _SPARED and lost * _FEWEST_KEPT > known and not _are_there(root, changes.removed)


def take_out(index: Index, removed: Mapping[str, int]) -> int:
    """Take posts out of the index, some at a time; how many of them were there still.

    Args:
        index: Where they are listed.
        removed: Their keys, by their paths.
    """
    taken_out = 0
    posts = list(removed.items())
    for start in range(0, len(posts), _REMOVALS_AT_ONCE):
        with index.writing() as connection:
            for path, key in posts[start : start + _REMOVALS_AT_ONCE]:
                taken_out += shelving.remove(connection, key, path)
            shelving.changed(connection)
    return taken_out


def _are_there(root: Path, removed: Mapping[str, int]) -> bool:
    """Whether most of the files are where they were, and only no posts any more: the folder has become a site's."""
    some = list(islice(removed, _TRIED))
    return sum(os.path.lexists(root / path) for path in some) * 2 > len(some)


@dataclass(slots=True)
class Leavers:
    """The posts whose files are gone, by the hash of what they held."""

    paths: dict[bytes, list[str]] = field(default_factory=dict)

    def load(self, connection: apsw.Connection, removed: dict[str, int]) -> None:
        """Look up what they held."""
        for path, key in removed.items():
            for (content,) in ask(connection, "SELECT content FROM post WHERE key = ?", (key,)):
                if content:
                    self.paths.setdefault(content, []).append(path)

    def claim(self, connection: apsw.Connection, entry: Entry) -> str | None:
        """Where a new post's content stood before, if its file is gone from there; the same name is preferred."""
        if not self.paths or key_of(connection, entry.path) is not None:
            return None
        candidates = self.paths.get(bytes.fromhex(entry.content), [])
        if not candidates:
            return None
        name = entry.path.rpartition("/")[2]
        former = next((path for path in candidates if path.rpartition("/")[2] == name), candidates[0])
        candidates.remove(former)
        return former
