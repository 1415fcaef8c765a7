"""Removing an index that nobody has open; it is only a cache, and the next start makes another.

Touches no marks and no folder of posts.
"""

from __future__ import annotations

import contextlib
from enum import StrEnum
from pathlib import Path

import apsw

from tui_reader.library.index import DAMAGE, ask
from tui_reader.library.known import index_parts


class Discarded(StrEnum):
    """What became of an index that was to go."""

    GONE = "gone"
    IN_USE = "in use"
    KEPT = "kept"
    """The system doesn't allow it."""


def discard_index(file: Path) -> Discarded:
    """Remove an index with all its parts, unless a program has it open."""
    if not file.is_file():
        return _remove(file)
    connection: apsw.Connection | None = None
    try:
        connection = apsw.Connection(str(file), apsw.SQLITE_OPEN_READWRITE)
        connection.set_busy_timeout(0)
        # Out of WAL mode comes only who is alone with the file; the lock keeps others out until it is gone.
        ask(connection, "PRAGMA journal_mode = delete")
        connection.execute("BEGIN EXCLUSIVE")
        return _remove(file)
    except (apsw.BusyError, apsw.LockedError):
        return Discarded.IN_USE
    except DAMAGE:
        return _remove(file)
    except apsw.Error:
        return Discarded.KEPT
    finally:
        if connection is not None:
            with contextlib.suppress(apsw.Error):
                connection.close(True)


def _remove(file: Path) -> Discarded:
    try:
        for part in reversed(index_parts(file)):
            part.unlink(missing_ok=True)
    except OSError:
        return Discarded.KEPT
    return Discarded.GONE
