"""Asking the index whatever has become of its file: damage is mended by a new one, other failures become sentences.

Knows when to begin anew, not what is asked.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

import apsw

from tui_reader.errors import LibraryError
from tui_reader.library.index import DAMAGE, Index

_Answer = TypeVar("_Answer")


class Access:
    """How the parts of a library reach its index."""

    def __init__(self, index: Index, made_anew: Callable[[], None]) -> None:
        """Take the index.

        Args:
            index: Open.
            made_anew: Called once an empty index stands in the place of a damaged one.
        """
        self._index = index
        self._made_anew = made_anew
        self._healing = threading.Lock()

    def asking(self, work: Callable[[], _Answer]) -> _Answer:
        """Do some work on the index; where that is damaged or deleted, make a new one and try once more."""
        era = self._index.era
        try:
            with _failures_told():
                return work()
        except DAMAGE:
            pass
        except LibraryError:
            if not self._index.is_gone:
                raise
        self._heal(era)
        with _failures_told():
            return work()

    def _heal(self, era: int) -> None:
        """Replace a damaged index by an empty one, once for all threads that have met the damage."""
        with self._healing:
            if self._index.era != era:
                return
            try:
                self._index.start_anew()
            except OSError as error:
                raise LibraryError("The list of posts is damaged", f"{self._index.path}: {error}.") from error
            self._made_anew()


_DAMAGED_TEXTS = "invalid fts5 file format"
"""What SQLite says, as of a mistake in a question, where the header of the index of texts is damaged."""


@contextlib.contextmanager
def _failures_told() -> Iterator[None]:
    """Turn what SQLite raises, other than damage, into a sentence."""
    try:
        yield
    except DAMAGE:
        raise
    except apsw.SQLError as error:
        if _DAMAGED_TEXTS not in str(error):
            raise
        raise apsw.CorruptError(str(error)) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        message = "Another program is using it and does not let go; try again."
        raise LibraryError("The list of posts is in use", message) from error
    except apsw.FullError as error:
        raise LibraryError("Can't keep the list of posts", "The disk is full.") from error
    except (apsw.IOError, apsw.ReadOnlyError, apsw.CantOpenError) as error:
        raise LibraryError("Can't keep the list of posts", f"{error}.") from error
