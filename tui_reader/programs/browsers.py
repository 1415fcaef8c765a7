"""Chooses the program that opens an address: what the user says, else the platform's own.

It starts none, and never asks Python's `webbrowser`, which runs text browsers over the screen.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

from tui_reader.programs.commands import (
    Takes,
    Viewer,
    Which,
    base_name,
    finder,
    has_windows,
    placed,
    split_command,
)
from tui_reader.programs.openers import openers

TEXT_BROWSERS: Final = ("w3m", "lynx", "links", "links2", "elinks", "browsh", "carbonyl", "www-browser")
"""They draw in the terminal: the reader must step aside."""

_KNOWN: Final = (
    "firefox", "chromium", "chromium-browser", "google-chrome", "librewolf", "brave-browser", "vivaldi",
    "microsoft-edge", "epiphany", "falkon", "konqueror", "qutebrowser", "x-www-browser",
)  # fmt: skip
"""With a window of their own, for systems without an opener, and to choose from."""


def browsers(
    environ: Mapping[str, str], which: Which | None = None, platform: str = sys.platform
) -> tuple[Viewer, ...]:
    """All usable programs for addresses, the choice first; text browsers last, where the user doesn't name one.

    `BROWSER` may name several, separated as the platform separates paths; `%s` stands for the address, as a word of
    its own or an option's value. Those that aren't there or can't be meant are passed over.

    Raises:
        ProgramError: `BROWSER` has a quotation mark left open.
    """
    find = finder(environ, which, platform)
    found = _named(environ, find, platform)
    found += openers(environ, find, platform, Takes.ADDRESS)
    found += _installed(environ, find, platform)
    for name in TEXT_BROWSERS:
        if program := find(name):
            found.append(Viewer(name, (program, "{url}"), terminal=True, takes=Takes.ADDRESS))
    return tuple(dict.fromkeys(found))


def page_viewers(
    environ: Mapping[str, str], which: Which | None = None, platform: str = sys.platform
) -> tuple[Viewer, ...]:
    """All usable programs with a window for a page on the disk, the choice first, for `launch_page`.

    Raises:
        ProgramError: As `browsers`.
    """
    find = finder(environ, which, platform)
    found = [one for one in _named(environ, find, platform) if not one.terminal]
    found += openers(environ, find, platform, Takes.FILE)
    found += _installed(environ, find, platform)
    return tuple(dict.fromkeys(found))


def _named(environ: Mapping[str, str], find: Which, platform: str) -> list[Viewer]:
    """What `BROWSER` names."""
    found: list[Viewer] = []
    for text in environ.get("BROWSER", "").split(";" if platform == "win32" else ":"):
        words = split_command(text, platform, "BROWSER")
        arguments = placed([word.replace("%s", "{url}") for word in words[1:]], ("{url}",), "{url}")
        program = find(words[0]) if words else None
        if program is None or arguments is None:
            continue
        base = base_name(program, platform)
        terminal = base.removesuffix(".exe") in TEXT_BROWSERS
        found.append(Viewer(base, (program, *arguments), terminal, Takes.ADDRESS, named=True))
    return found


def _installed(environ: Mapping[str, str], find: Which, platform: str) -> list[Viewer]:
    """The known browsers that are there and can open a window."""
    if platform in ("darwin", "win32") or not has_windows(environ, platform):
        return []
    return [Viewer(name, (path, "{url}"), takes=Takes.ADDRESS) for name in _KNOWN if (path := find(name))]
