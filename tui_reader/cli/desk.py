"""What every command starts from: the options they share, settings, places, and which library is meant.

Everything is looked up when it is first asked for, so that a command pays for what it uses.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.cli.output import ProgressLine, tell
from tui_reader.config import Places, Settings, default_settings, load_settings, places
from tui_reader.document.clean import shown_path
from tui_reader.errors import ConfigError, LibraryError

if TYPE_CHECKING:
    from tui_reader.library import Library
    from tui_reader.model import RefreshResult

SUFFIXES = frozenset({".md", ".markdown", ".mkd", ".mdx", ".html", ".htm", ".xhtml"})
"""What the names of posts end in."""
_LOOKED_AT = 5000
"""Directory entries that are looked at to tell whether the current folder holds posts."""


@dataclass(slots=True)
class Desk:
    """The shared options of one run of the program, and what follows from them."""

    named_library: str | None = None
    """As given by `--library`."""
    refresh: bool = True
    """Whether the index is brought up to date first."""
    debug: bool = False
    _settings: Settings | None = field(default=None)

    @property
    def places(self) -> Places:
        """Where the program keeps its things."""
        return places(os.environ)

    @property
    def settings(self) -> Settings:
        """The user's settings; if the file can't be used, the defaults, and the user is told why, once."""
        if self._settings is None:
            try:
                self._settings = load_settings(os.environ)
            except ConfigError as error:
                notice = f"{error.title}: {error.message} The defaults are used."
                tell(notice)
                self._settings = default_settings(os.environ, (notice,))
        return self._settings

    def root(self, *, here: bool = True) -> Path:
        """The library that is meant, as a folder; nobody has looked into it yet.

        Args:
            here: Whether the current folder counts, where it holds posts and nothing else was said.
        """
        if self.named_library is not None:
            return Path(os.path.expanduser(self.named_library))  # noqa: PTH111 - shells leave --library=~/x as it is
        if self.settings.library:
            return Path(self.settings.library)
        if here and (current := _current_folder()) is not None and _holds_posts(current):
            return current
        return sample()

    def resumed(self) -> Path | None:
        """The library that was read last, where it is still there and the user has named none."""
        if self.named_library is not None or self.settings.library:
            return None
        from tui_reader.library import load_session

        session = load_session(self.places.state_dir)
        return Path(session.library) if session and Path(session.library).is_dir() else None

    def open(self, root: Path) -> Library:
        """Open a library with this user's places.

        Raises:
            LibraryError: It isn't there or can't be read.
        """
        from tui_reader.library import Library

        return Library.open(root, cache_dir=self.places.cache_dir, data_dir=self.places.data_dir)

    @contextmanager
    def library(self, *, here: bool = True) -> Iterator[Library]:
        """The library that is meant, open, and up to date unless the user said `--no-refresh`.

        Raises:
            LibraryError: It isn't there or can't be read.
        """
        library = self.open(self.root(here=here))
        try:
            for notice in library.notices:
                tell(notice)
            if self.refresh or not library.keeps_index:
                with progress_line() as progress:
                    result = library.refresh(progress=progress)
                tell_of_refresh(result, library.name)
            yield library
        finally:
            library.close()


@contextmanager
def progress_line() -> Iterator[Callable[..., None] | None]:
    """A progress line while the work goes on; None where nobody would see it."""
    line = ProgressLine()
    try:
        yield line.wanted
    finally:
        line.clear()


def tell_of_refresh(result: RefreshResult, name: str) -> None:
    """Say what the user should know of a refresh of the library that is called `name`."""
    for notice in result.notices:
        tell(notice)
    if result.missing:
        tell(
            f"{result.missing:,} of {result.listed:,} posts are no longer in {shown_path(name)}. In case the folder is "
            "only away, they are still listed: index --forget-missing takes them out."
        )


def sample() -> Path:
    """The library of sample posts that comes with the program."""
    folder = Path(__file__).resolve().parent.parent / "sample"
    if not folder.is_dir():
        raise LibraryError("Can't open a library", "none was named, and the sample is not installed. Name one with -L.")
    return folder


def _current_folder() -> Path | None:
    """The current folder, unless it has gone, or is the home folder or the root of all, which nobody means."""
    try:
        current = Path.cwd()
        return None if current in {Path.home(), Path(current.anchor)} else current
    except (OSError, RuntimeError):
        return None


def _holds_posts(folder: Path) -> bool:
    """Whether there is a post in the folder or not far below, by the names alone."""
    waiting = [folder]
    looked_at = 0
    for current in waiting:
        try:
            with os.scandir(current) as entries:
                for entry in entries:
                    looked_at += 1
                    if looked_at > _LOOKED_AT:
                        return False
                    if entry.name.startswith(".") or entry.name in {"node_modules", "_site"}:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    elif os.path.splitext(entry.name)[1].lower() in SUFFIXES:  # noqa: PTH122 - a bare name
                        return True
        except OSError:
            continue
    return False
