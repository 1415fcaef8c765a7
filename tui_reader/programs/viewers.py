"""Chooses the programs that can show pictures: what the user says, else what is installed.

It starts none; `launch` does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tui_reader.document import clean_line
from tui_reader.errors import ProgramError
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

VARIABLE: Final = "TUI_READER_IMAGE_VIEWER"


@dataclass(frozen=True, slots=True)
class _Known:
    """A viewer that this program knows how to call."""

    arguments: tuple[str, ...]
    takes: Takes
    display: str = ""
    """`wayland` or `x11` where it can't do without."""
    programs: tuple[str, ...] = ()
    """The names of its file, the first that is there; the viewer's own where none are given."""
    beside: str = ""
    """Another program that must be there: it tells a viewer from another program of the same name."""


_KNOWN: Final[Mapping[str, _Known]] = {
    # Debian installs no plain `imv`; renameutils does, and that one renames files.
    "imv": _Known(("{files}",), Takes.FILES, "wayland", ("imv-wayland", "imv"), beside="imv-msg"),
    "nsxiv": _Known(("--", "{files}"), Takes.FILES, "x11"),
    "sxiv": _Known(("--", "{files}"), Takes.FILES, "x11"),
    "feh": _Known(("-Z", "-.", "--", "{files}"), Takes.FILES, "x11"),
    "gwenview": _Known(("{file}",), Takes.FILE),
    "eog": _Known(("{files}",), Takes.FILES),
    "loupe": _Known(("{file}",), Takes.FILE),
    "eom": _Known(("{files}",), Takes.FILES),
    "nomacs": _Known(("{file}",), Takes.FILE),
    "geeqie": _Known(("{file}",), Takes.FILE),
    "ristretto": _Known(("{files}",), Takes.FILES),
    "mpv": _Known(("--image-display-duration=inf", "--force-window", "--quiet", "--", "{files}"), Takes.FILES),
}
"""In the order of choice."""

_IN_TERMINAL: Final[Mapping[str, tuple[str, ...]]] = {
    "chafa": ("--animate=off", "--size={columns}x{rows}", "{files}"),
    "timg": ("--frames=1", "-g{columns}x{rows}", "{files}"),
    "viu": ("--static", "--height={rows}", "{files}"),
    "kitten": ("icat", "{files}"),
}
"""In the order of choice. Of what moves they show the first picture: an animation would never end by itself."""
_BRIEF_NAMES: Final = frozenset({*_IN_TERMINAL, "catimg", "img2sixel", "jp2a", "icat", "pixterm"})
_TERMINAL_NAMES: Final = frozenset({*_BRIEF_NAMES, "tiv", "w3m", "fim"})


def viewers(
    environ: Mapping[str, str],
    configured: Sequence[str] = (),
    which: Which | None = None,
    platform: str = sys.platform,
    *,
    configured_terminal: bool = False,
) -> tuple[Viewer, ...]:
    """All usable viewers, the choice first; none where there is no display and no viewer for terminals.

    Args:
        environ: The environment.
        configured: The configuration's `image_viewer`: a program and its arguments.
        which: Finds programs; by the environment's PATH if None.
        platform: As `sys.platform`.
        configured_terminal: Whether the configured viewer draws in the terminal.

    Raises:
        ProgramError: The viewer that the user names isn't there, or its placeholders can't be meant.
    """
    find = finder(environ, which, platform)
    found: list[Viewer] = []
    wanted = split_command(environ.get(VARIABLE, ""), platform, VARIABLE)
    if wanted:
        found.append(_named(wanted, VARIABLE, find, platform, terminal=False))
    if configured:
        found.append(_named(tuple(configured), "image_viewer", find, platform, terminal=configured_terminal))
    if platform not in ("darwin", "win32"):
        found += _installed(environ, find, platform)
    opening = openers(environ, find, platform, Takes.FILE)
    if platform == "darwin" and opening:
        # Preview shows several pictures in one window, but no neighbours of a single one.
        found.append(Viewer("Preview", (opening[0].command[0], "-b", "com.apple.Preview", "{files}")))
    found += opening
    found += _for_terminals(environ, find)
    return tuple(dict.fromkeys(found))


def _named(words: tuple[str, ...], origin: str, find: Which, platform: str, *, terminal: bool) -> Viewer:
    """The viewer that the user names in `origin`."""
    title = "Can't choose a viewer"
    shown = clean_line(words[0])
    command = placed(words[1:], ("{file}", "{files}", "{dir}"), "{files}")
    if command is None:
        raise ProgramError(title, f"In {origin}, each of {{file}}, {{files}} and {{dir}} must be a word of its own.")
    program = find(os.path.expanduser(words[0]))  # noqa: PTH111  # A Path would drop a leading "./".
    if program is None:
        raise ProgramError(title, f"The viewer “{shown}”, named by {origin}, is not installed or not on the path.")
    if "{files}" in command:
        takes = Takes.FILES
    else:
        takes = Takes.FOLDER if any("{dir}" in word for word in command) else Takes.FILE
    base = base_name(program, platform)
    plain = base.removesuffix(".exe")
    return Viewer(
        base,
        (program, *command),
        terminal or plain in _TERMINAL_NAMES,
        takes,
        brief=plain in _BRIEF_NAMES and takes is not Takes.FOLDER,
        named=True,
    )


def _installed(environ: Mapping[str, str], find: Which, platform: str) -> list[Viewer]:
    """The known viewers that are there and can open a window."""
    if not has_windows(environ, platform):
        return []
    displays = {"wayland": environ.get("WAYLAND_DISPLAY"), "x11": environ.get("DISPLAY"), "": "any"}
    found: list[Viewer] = []
    for name, known in _KNOWN.items():
        if not displays[known.display] or (known.beside and not find(known.beside)):
            continue
        program = next((path for one in known.programs or (name,) if (path := find(one))), None)
        if program:
            found.append(Viewer(name, (program, *known.arguments), takes=known.takes))
    return found


def _for_terminals(environ: Mapping[str, str], find: Which) -> list[Viewer]:
    """The viewers that draw with characters; kitty's only in a terminal that understands it."""
    understands = "KITTY_WINDOW_ID" in environ or "kitty" in environ.get("TERM", "")
    found: list[Viewer] = []
    for name, arguments in _IN_TERMINAL.items():
        program = find(name) if name != "kitten" or understands else None
        if program:
            found.append(Viewer(name, (program, *arguments), terminal=True, brief=True))
    return found
