"""Remembers in the cache which pictures could not be fetched, so that nobody waits twice for the same dead server.

It judges no failure: whoever notes one says how long it holds.
"""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tui_reader.document import clean_line
from tui_reader.images.failures import Failure, NotFetchedError
from tui_reader.limits import FAILED_PASSING_SECONDS, FAILED_SECONDS

NOTE: Final = ".failed"
_REASON: Final = 500
_NOTE_BYTES: Final = 8_192


@dataclass(frozen=True, slots=True)
class Note:
    """A failure, as it is remembered."""

    reason: str
    at: float
    """Seconds since 1970."""
    until: float
    told: str = ""
    """The page that the server was told of: another one may be answered otherwise."""

    @property
    def sentence(self) -> str:
        """What the user is told."""
        day = time.strftime("%Y-%m-%d %H:%M", time.localtime(self.at))
        return f"It failed before, on {day}: {self.reason}"


def note(stem: Path, failure: NotFetchedError, told: str = "") -> None:
    """Remember a failure; where that can't be written, it is tried again next time.

    Args:
        stem: Where the picture would be kept, without a suffix.
        failure: What happened; a server that asked to be left alone for longer is.
        told: The page that the server was told of.
    """
    if failure.kind is Failure.OURS:
        return
    life = FAILED_SECONDS if failure.kind is Failure.LASTING else FAILED_PASSING_SECONDS
    now = time.time()
    until = now + min(max(life, failure.again or 0), FAILED_SECONDS)
    found = Note(failure.reason[:_REASON], now, until, told)
    with contextlib.suppress(OSError):
        path = stem.with_name(stem.name + NOTE)
        part = path.with_name(path.name + "-new")
        part.write_text(json.dumps(asdict(found)), "ascii")
        part.replace(path)


def noted(stem: Path, told: str = "") -> Note | None:
    """The failure that is remembered and still holds, or None."""
    path = stem.with_name(stem.name + NOTE)
    try:
        with path.open("rb") as file:
            fields = json.loads(file.read(_NOTE_BYTES))
        found = Note(
            clean_line(str(fields["reason"])), float(fields["at"]), float(fields["until"]), str(fields["told"])
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    now = time.time()
    # A clock that was set back must not make failures last for ever.
    holds = found.at <= now < found.until <= found.at + FAILED_SECONDS + 1
    return found if holds and found.told == told else None


def forget(stem: Path) -> None:
    """Remember nothing of a picture any more."""
    with contextlib.suppress(OSError):
        stem.with_name(stem.name + NOTE).unlink(missing_ok=True)
