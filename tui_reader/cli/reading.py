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
from tui_reader.config import named_library
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
    if not (is_terminal(sys.stdin) and is_terminal(sys.stdout)):
        raise UsageError(_TITLE, "it needs a terminal. In a pipe, use a command: tui-reader list, show, export.")
    library = desk.open(root)
    try:
        os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
        gc.disable()  # until the screen stands: what is imported stays, and looking through it takes its time
        from tui_reader.ui.app import run_reader

        return run_reader(
            library,
            desk.settings,
            desk.places,
            query="" if desk.is_all else query,
            post=post,
            open_library=desk.open,
            everywhere=everywhere,
        )
    finally:
        library.close()


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
