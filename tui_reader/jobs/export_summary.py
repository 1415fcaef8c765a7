"""What an export of many posts has done: its summary, and what was wrong with single posts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tui_reader.errors import ReaderError


@dataclass(frozen=True, slots=True)
class Failure:
    """A post that was not written, and why."""

    path: str
    """As `Post.path`."""
    reason: str
    """One sentence, clean."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A post that is written, but not as well as it should be."""

    path: str
    """As `Post.path`."""
    reason: str
    """One sentence, clean."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export has done."""

    written: int = 0
    same: int = 0
    """Files that were there with the same content, and were left alone."""
    failed: int = 0
    failures: tuple[Failure, ...] = ()
    """The first of them."""
    flawed: int = 0
    """Posts in whose formatting something had to be given up; they count as written."""
    unwritten: int = 0
    """Posts that were not tried because the work ended before, as far as their number is known."""
    pictures: int = 0
    """Pictures that stand beside the articles now, or in their files."""
    absent: int = 0
    """Pictures on the network that are not on the disk, so that only their addresses are mentioned."""
    drawings: int = 0
    """Drawings that are there, and that the format doesn't take."""
    lost: int = 0
    """Others that are nowhere, may not be taken, or could not be copied."""
    picture_reason: str = ""
    """Why the first of those that are on the disk could not be copied; a sentence, or nothing."""
    bytes: int = 0
    """Of the files that were written, without pictures."""
    cancelled: bool = False
    stopped: ReaderError | None = None
    """Why nothing more could be written; None where the work went on to its end."""
    last: Path | None = None
    """The file that was written last, or was there."""

    @property
    def done(self) -> int:
        """How many posts stand in files now."""
        return self.written + self.same
