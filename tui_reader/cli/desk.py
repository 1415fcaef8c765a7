"""What every command starts from: the options they share, settings, places, and which library is meant.

Everything is looked up when it is first asked for, so that a command pays for what it uses.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.cli.output import ProgressLine, tell
from tui_reader.config import (
    ALL_LIBRARIES,
    Places,
    Settings,
    default_settings,
    library_at,
    library_options,
    load_settings,
    named_library,
    places,
    sample_path,
)
from tui_reader.document.clean import shown_path
from tui_reader.errors import ConfigError, LibraryError, ReaderError, UsageError

if TYPE_CHECKING:
    from tui_reader.library import Library, Member
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
    lost: int = 0
    """Libraries of all that could not be opened; each has been told."""
    refresh: bool = True
    """Whether the index is brought up to date first."""
    debug: bool = False
    plain: bool | None = None
    """As asked for by `--plain` or `--no-plain`; None where the settings and the terminal decide."""
    _settings: Settings | None = field(default=None)
    _names: dict[str, str] | None = field(default=None)

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

    @property
    def is_all(self) -> bool:
        """Whether all libraries are meant."""
        return self.named_library == ALL_LIBRARIES

    def root(self, *, here: bool = True) -> Path:
        """The library that is meant, as a folder; nobody has looked into it yet.

        Args:
            here: Whether the current folder counts, where it holds posts and nothing else was said.

        Raises:
            UsageError: All are meant.
        """
        if self.is_all:
            raise UsageError("Can't take all libraries", "this is for one: name it with --library.")
        if self.named_library is not None:
            return self._required(self.named_library)
        if self.settings.library:
            return Path(self.settings.library)
        if here and (current := _current_folder()) is not None and _holds_posts(current):
            return current
        first = next(iter(self.settings.libraries.values()), None)
        return Path(first.path) if first else sample()

    def members(self) -> tuple[Member, ...]:
        """All libraries that are known here and whose folders are there."""
        from tui_reader.jobs import known_members

        return known_members(self.settings, self.places)

    def meant(self, text: str) -> Path:
        """The folder that the user means: of the library of that name, else at that path.

        A name of the configuration beats a folder of that name, so that it means the same wherever one is; `./name` is
        the folder.
        """
        named = named_library(self.settings, text)
        return Path(named.path if named else os.path.expanduser(text))  # noqa: PTH111 - shells leave --library=~/x

    def _required(self, text: str) -> Path:
        """The folder that the user means; where there is none, but a library with nearly that name, it is told.

        Raises:
            LibraryError: So it is.
        """
        folder = self.meant(text)
        if not os.path.exists(folder):  # noqa: PTH110 - any text, errors mean no
            from difflib import get_close_matches

            near = get_close_matches(text, self.settings.libraries, n=1)
            if near and near[0] != text:
                reason = f"there is no folder and no library {shown_path(text)}; did you mean {near[0]}?"
                raise LibraryError("Can't open the library", reason)
        return folder

    def resumed(self) -> Path | None:
        """The library that was read last, of those that are still there, where the user has named none."""
        if self.named_library is not None or self.settings.library:
            return None
        from tui_reader.library import load_sessions

        roots = (Path(session.library) for session in load_sessions(self.places.state_dir))
        return next((root for root in roots if root.is_dir()), None)

    def open(self, root: Path) -> Library:
        """Open a library with this user's places, and with what the settings say of it.

        Raises:
            LibraryError: It isn't there or can't be read.
        """
        from tui_reader.library import Library

        options = library_options(self.settings, root)
        return Library.open(root, cache_dir=self.places.cache_dir, data_dir=self.places.data_dir, options=options)

    @contextmanager
    def library(self, *, here: bool = True) -> Iterator[Library]:
        """The library that is meant, open, and up to date unless the user said `--no-refresh`.

        Raises:
            LibraryError: It isn't there or can't be read.
            UsageError: All are meant.
        """
        with closing(self._up_to_date(self.root(here=here))) as library:
            yield library

    @contextmanager
    def libraries(self) -> Iterator[tuple[Library, ...]]:
        """The libraries that are meant, the one or all, as `library` gives one.

        Of all, one that can't be opened is told and left out.

        Raises:
            LibraryError: The one can't be opened, or none of all.
        """
        with ExitStack() as stack:
            if not self.is_all:
                yield (stack.enter_context(self.library()),)
                return
            opened = []
            for member in self.members():
                try:
                    opened.append(stack.enter_context(closing(self._up_to_date(member.root))))
                except ReaderError as error:
                    self.lost += 1
                    tell(f"{member.name}: {error.title}: {error.message}")
            if not opened:
                raise LibraryError("Can't open the libraries", "none that is known here can be read.")
            yield tuple(opened)

    def name_of(self, library: Library) -> str:
        """The user's name for a library, else that of its folder; among all, one that no other has."""
        if self._names is None:
            self._names = {member.id: member.name for member in self.members()} if self.is_all else {}
        if library.id not in self._names:
            named = library_at(self.settings, library.root)
            self._names[library.id] = named.name if named else shown_path(library.name)
        return self._names[library.id]

    def _up_to_date(self, root: Path) -> Library:
        library = self.open(root)
        with ExitStack() as unless_ready:
            unless_ready.callback(library.close)
            for notice in library.notices:
                tell(notice)
            if self.refresh or not library.keeps_index:
                with progress_line() as progress:
                    result = library.refresh(progress=progress)
                tell_of_refresh(result, library.name)
            unless_ready.pop_all()
        return library


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
    folder = sample_path()
    if folder is None:
        raise LibraryError("Can't open a library", "none was named, and the sample is not installed. Name one with -L.")
    return Path(folder)


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
