"""Opens the reader: which library, which post, and whether there is a terminal for it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tui_reader.cli.desk import SUFFIXES, Desk
from tui_reader.cli.output import is_terminal
from tui_reader.config import Settings, named_library
from tui_reader.document.clean import shown_path
from tui_reader.errors import UsageError

_TITLE = "Can't open the reader"
_FRAMES = "120"
"""How many frames a second Textual may paint, as it reads once from the environment: where one change follows another,
as what a letter finds does the letter, it waits for the next frame."""
_ENDINGS = ", ".join(sorted(SUFFIXES))


def open_reader(desk: Desk, path: str | None, query: str, *, verbs: Sequence[str] = ()) -> int:
    """Open the reader, and stay until it is left.

    Args:
        desk: The shared options.
        path: A library's name, a folder of posts, or a post; None for the library that is meant: named, configured,
            read last, the first that has a name, or the sample.
        query: What the list is searched for.
        verbs: The commands there are, to name the nearest to a path that doesn't exist.

    Returns:
        The exit status.

    Raises:
        UsageError: There is no such path, or no terminal.
        LibraryError: The library can't be opened.
    """
    everywhere = query if desk.is_all else None
    if desk.is_all and path is not None:
        raise UsageError(_TITLE, "--library all has no PATH: leave one of them out.")
    if desk.is_all:
        root, post = _begun_in(desk), None
    elif path is None:
        root, post = desk.resumed() or desk.root(here=False), None
    else:
        root, post = _folder_and_post(desk, path, verbs)
    if not desk.plain and not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise UsageError(
            _TITLE, "it needs a terminal. In a pipe, use a command: tui-reader list, show, export; or --plain."
        )
    if _is_plain(desk):
        return _read_plainly(desk, root, query, post)
    library = desk.open(root)
    try:
        os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
        gc.disable()  # until the screen stands: what is imported stays, and looking through it takes its time
        from tui_reader.ui.app import run_reader

        return run_reader(
            library,
            _drawable(desk.settings),
            desk.places,
            query="" if desk.is_all else query,
            post=post,
            open_library=desk.open,
            everywhere=everywhere,
        )
    finally:
        library.close()


def _drawable(settings: Settings) -> Settings:
    """The settings, with signs that the locale's encoding has."""
    encoding = (sys.stdout.encoding or "utf-8").lower().replace("-", "").replace("_", "")
    return settings if encoding.startswith("utf") else replace(settings, glyphs="ascii")


def _is_plain(desk: Desk) -> bool:
    """Whether the reader is the plain one: as asked for, else as configured, else where the terminal can do no more."""
    if desk.plain is not None:
        return desk.plain
    return desk.settings.plain or _is_dumb()


def _is_dumb() -> bool:
    """Whether the terminal says of itself that it moves no cursor."""
    return os.environ.get("TERM") in {"dumb", "unknown"}


def _read_plainly(desk: Desk, root: Path, query: str, post: str | None) -> int:
    """Open the plain reader."""
    if desk.is_all:
        raise UsageError(_TITLE, "the plain reader reads one library; tui-reader list --library all lists all of them.")
    from tui_reader.plain import Begin, read_plainly

    is_own_choice = desk.plain is None and not desk.settings.plain
    notice = "This terminal is a dumb one: the reader is plain. --no-plain opens the screen." if is_own_choice else ""
    begin = Begin(query, post, is_fresh=desk.refresh, notice=notice)
    library = desk.open(root)
    return read_plainly(library, desk.settings, desk.places, begin=begin, open_library=desk.open)


def _begun_in(desk: Desk) -> Path:
    """Of all libraries, the one that was read last, else the first."""
    one = replace(desk, named_library=None)
    return one.resumed() or next((member.root for member in desk.members()), None) or one.root(here=False)


def _folder_and_post(desk: Desk, path: str, verbs: Sequence[str]) -> tuple[Path, str | None]:
    """The folder to open, and the post in it if a post was named."""
    found = desk.meant(path)
    try:
        if found.is_dir():
            return found, None
        if found.is_file():
            if found.suffix.lower() not in SUFFIXES:
                raise UsageError(_TITLE, f"{shown_path(path)} is no post: its name ends in none of {_ENDINGS}.")
            return found.absolute().parent, found.name
    except (OSError, ValueError, RuntimeError):
        pass
    if named_library(desk.settings, path):
        return found, None  # which says why it can't be opened
    from difflib import get_close_matches

    near = get_close_matches(path, (*verbs, *desk.settings.libraries), n=1)
    advice = f" Did you mean tui-reader {near[0]}?" if near else " See tui-reader --help."
    raise UsageError(_TITLE, f"there is no command, library, folder or post {shown_path(path)}.{advice}")
