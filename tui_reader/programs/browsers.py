"""Chooses the program that opens an address: what the user says, else the platform's own.

It starts none, and never asks Python's `webbrowser`, which runs text browsers over the screen.
"""

from __future__ import annotations

import ntpath
import posixpath
import shutil
import sys
from collections.abc import Mapping
from typing import Final

from tui_reader.programs.viewers import Takes, Viewer, Which, finder, openers, placed, split_command

TEXT_BROWSERS: Final = ("w3m", "lynx", "links", "links2", "elinks", "browsh", "carbonyl", "www-browser")
"""They draw in the terminal: the reader must step aside."""


def browsers(
    environ: Mapping[str, str], which: Which = shutil.which, platform: str = sys.platform
) -> tuple[Viewer, ...]:
    """All usable programs for addresses, the choice first; text browsers last, where the user doesn't name one.

    `BROWSER` may name several, separated as the platform separates paths; `%s` stands for the address, as a word of
    its own or an option's value. Those that aren't there or can't be meant are passed over.

    Raises:
        ProgramError: `BROWSER` has a quotation mark left open.
    """
    find = finder(which, platform)
    found: list[Viewer] = []
    for text in environ.get("BROWSER", "").split(";" if platform == "win32" else ":"):
        words = split_command(text, platform, "BROWSER")
        arguments = placed([word.replace("%s", "{url}") for word in words[1:]], ("{url}",), "{url}")
        program = find(words[0]) if words else None
        if program is None or arguments is None:
            continue
        base = (ntpath if platform == "win32" else posixpath).basename(program)
        terminal = base.removesuffix(".exe") in TEXT_BROWSERS
        found.append(Viewer(base, (program, *arguments), terminal, Takes.ADDRESS))
    found += openers(environ, find, platform, "{url}", Takes.ADDRESS)
    for name in TEXT_BROWSERS:
        if program := find(name):
            found.append(Viewer(name, (program, "{url}"), terminal=True, takes=Takes.ADDRESS))
    return tuple(dict.fromkeys(found))
