"""What is known of a picture of a post, before and after it is fetched.

These are values; finding, fetching and opening are their neighbours' work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tui_reader.document import Picture


class PictureKind(StrEnum):
    """Where a picture comes from, or why it comes from nowhere."""

    LOCAL = "local"
    """A file in the library."""
    REMOTE = "remote"
    """On the network: nothing is fetched before the user asks."""
    DATA = "data"
    """Written into the post itself."""
    MISSING = "missing"
    """It should be in the library, and isn't."""
    REFUSED = "refused"
    """An address that this program doesn't open."""


@dataclass(frozen=True, slots=True)
class ResolvedPicture:
    """A picture and the place where it is."""

    picture: Picture
    kind: PictureKind
    url: str | None
    """For a remote picture its address, ASCII, without the proxy in front of it; else None."""
    original_url: str
    """The address as the post has it."""
    path: Path | None
    """For a local picture its file, absolute, links resolved."""
    reason: str = ""
    """One sentence why there is no picture; empty unless it is missing or refused."""


@dataclass(frozen=True, slots=True)
class PictureType:
    """What a picture's own first bytes say of it."""

    name: str
    """As people call it: "PNG"."""
    suffix: str
    """With the dot: ".png"."""
    width: int
    """In pixels."""
    height: int
    """In pixels."""


@dataclass(frozen=True, slots=True)
class NotAPicture:
    """What stands in a picture's place."""

    reason: str
    """One sentence that names it: "It is a web page (HTML), not a picture."."""
    is_drawing: bool = False
    """It is an SVG drawing: a picture all the same, for a browser."""


@dataclass(frozen=True, slots=True)
class FetchedPicture:
    """A picture and the file that holds it now, or why there is none."""

    resolved: ResolvedPicture
    path: Path | None
    """The picture's file, absolute; None where it can't be had."""
    reason: str
    """One sentence; empty where `path` is there."""
    type: PictureType | None = None
    """None where there is no file."""
    for_browser: Path | None = None
    """A drawing (SVG) that no viewer here opens and a browser may be given, after asking; `path` is None then."""
    fresh: bool = field(default=False, compare=False)
    """Whether it came over the network just now, and wasn't here before."""
    failed_before: bool = False
    """Nothing was tried: `reason` tells of an earlier failure, which `FetchOptions.retry` passes over."""
