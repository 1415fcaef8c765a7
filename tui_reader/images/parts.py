"""Files of downloads under way, and the beginnings of those that were broken off, kept until they are gone on with.

It talks to no server; whether a beginning may be gone on with is `resume`'s to say.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from tui_reader.images.failures import Failure, NotFetchedError, reason_of
from tui_reader.images.resume import Rest, read, written

PART: Final = ".part-"
BEGINNING: Final = ".begun"
ABOUT: Final = ".about"
"""Beside a beginning: where it came from, and how to ask for the rest."""
WORTH_KEEPING: Final = 32 * 1024
"""Bytes of a beginning below which the whole comes as quickly."""


@dataclass(slots=True)
class Part:
    """A download's own file."""

    path: Path
    file: BinaryIO
    """Open for writing, not buffered."""
    rest: Rest | None = None
    """How to ask for what is missing, where the server has offered that."""
    end_told: bool = True
    """Whether the server has said where the picture ends."""

    def begun(self, url: str) -> Rest | None:
        """What is here of the picture at `url`, where the rest of it can be asked for; the file stands at its end."""
        received = self.file.seek(0, os.SEEK_END)
        if self.rest is None or self.rest.url != url or not 0 < received < self.rest.total:
            return None
        return replace(self.rest, received=received)

    def start_anew(self, rest: Rest | None) -> None:
        """Forget what is here.

        Raises:
            NotFetchedError: The disk doesn't allow it.
        """
        self.rest = rest
        try:
            if self.file.seek(0, os.SEEK_END):
                self.file.seek(0)
                self.file.truncate()
        except OSError as error:
            reason = f"The picture can't be written to the cache: {reason_of(error)}."
            raise NotFetchedError(reason, Failure.OURS) from error

    def close(self) -> None:
        """Write no more."""
        self.file.close()


@contextmanager
def part_in(folder: Path, stem: str) -> Iterator[Part]:
    """A file in `folder` to download to: it holds the beginning that was set aside for `stem`, if any.

    At the end the file goes, unless it has been renamed; one that can be gone on with is set aside.

    Raises:
        OSError: The file can't be made.
    """
    handle, name = tempfile.mkstemp(prefix=PART, dir=folder)
    part = Part(Path(name), os.fdopen(handle, "r+b", buffering=0))
    try:
        if stem and (rest := _taken(folder / stem, part.path)) is not None:
            part.file.close()
            part = Part(part.path, part.path.open("r+b", buffering=0), rest)
        yield part
    finally:
        part.file.close()
        with contextlib.suppress(OSError):
            if not stem or not _set_aside(folder / stem, part):
                part.path.unlink(missing_ok=True)


def _taken(stem: Path, path: Path) -> Rest | None:
    """Make a beginning that was set aside the file at `path`; only one of several downloads gets it."""
    beginning, about = stem.with_name(stem.name + BEGINNING), stem.with_name(stem.name + ABOUT)
    try:
        state = beginning.lstat()
        rest = read(about.read_bytes())
        if rest is not None and stat.S_ISREG(state.st_mode) and state.st_size == rest.received:
            beginning.replace(path)
            return rest
    except OSError:
        pass
    finally:
        for left in (about, beginning):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
    return None


def _set_aside(stem: Path, part: Part) -> bool:
    """Keep a part for another time, where that is of use; whether it was."""
    if part.rest is None:
        return False
    received = part.path.stat().st_size
    if not WORTH_KEEPING <= received < part.rest.total:
        return False
    beginning, about = stem.with_name(stem.name + BEGINNING), stem.with_name(stem.name + ABOUT)
    # In this order, a kill between two steps leaves something that `_taken` refuses.
    beginning.unlink(missing_ok=True)
    about.write_bytes(written(replace(part.rest, received=received)))
    part.path.replace(beginning)
    return True
