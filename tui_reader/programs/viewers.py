"""Chooses the programs that can show pictures: what the user says, else what is installed.

It starts none; `launch` does.
"""

from __future__ import annotations

import ntpath
import os
import posixpath
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tui_reader.document import clean_line
from tui_reader.errors import ProgramError

Which = Callable[[str], str | None]
"""Finds a program's file by its name on the path: `shutil.which`."""

VARIABLE: Final = "TUI_READER_IMAGE_VIEWER"
STARTFILE: Final = "os.startfile"
"""Stands for Windows' own opener, which is a function and no program."""


class Takes(StrEnum):
    """What a program can be given in one call."""

    FILES = "files"
    FILE = "file"
    """One file; most such viewers then walk its folder."""
    FOLDER = "folder"
    ADDRESS = "address"
    """A browser: one address."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A program that is there, and how it is called."""

    name: str
    """As people call it."""
    command: tuple[str, ...]
    """The program's absolute path and its arguments, one of them a placeholder: {files}, {file}, {dir} or {url}."""
    terminal: bool = False
    """Whether it draws in the terminal, so that the reader must step aside."""
    takes: Takes = Takes.FILES


@dataclass(frozen=True, slots=True)
class _Known:
    """A viewer that this program knows how to call."""

    arguments: tuple[str, ...]
    takes: Takes
    display: str = ""
    """`wayland` or `x11` where it can't do without."""


_KNOWN: Final[Mapping[str, _Known]] = {
    "imv": _Known(("{files}",), Takes.FILES, "wayland"),
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
    "mpv": _Known(("--image-display-duration=inf", "--force-window", "--", "{files}"), Takes.FILES),
}
"""In the order of choice."""

_IN_TERMINAL: Final[Mapping[str, tuple[str, ...]]] = {
    "chafa": ("{files}",),
    "timg": ("{files}",),
    "viu": ("{files}",),
    "kitten": ("icat", "{files}"),
}
_TERMINAL_NAMES: Final = frozenset(
    {*_IN_TERMINAL, "catimg", "img2sixel", "jp2a", "icat", "tiv", "pixterm", "w3m", "fim"}
)


def viewers(
    environ: Mapping[str, str],
    configured: Sequence[str] = (),
    which: Which = shutil.which,
    platform: str = sys.platform,
    *,
    configured_terminal: bool = False,
) -> tuple[Viewer, ...]:
    """All usable viewers, the choice first; none where there is no display and no viewer for terminals.

    Args:
        environ: The environment.
        configured: The configuration's `image_viewer`: a program and its arguments.
        which: Finds programs.
        platform: As `sys.platform`.
        configured_terminal: Whether the configured viewer draws in the terminal.

    Raises:
        ProgramError: The viewer that the user names isn't there, or its placeholders can't be meant.
    """
    find = finder(which, platform)
    found: list[Viewer] = []
    wanted = split_command(environ.get(VARIABLE, ""), platform, VARIABLE)
    if wanted:
        found.append(_named(wanted, VARIABLE, find, platform, terminal=False))
    if configured:
        found.append(_named(tuple(configured), "image_viewer", find, platform, terminal=configured_terminal))
    if platform not in ("darwin", "win32"):
        found += _installed(environ, find)
    found += openers(environ, find, platform, "{file}", Takes.FILE)
    found += _for_terminals(environ, find)
    return tuple(dict.fromkeys(found))


def finder(which: Which, platform: str) -> Which:
    """A `which` that gives absolute paths alone, so that nothing is ever started from the current folder."""
    absolute = ntpath.isabs if platform == "win32" else posixpath.isabs

    def find(name: str) -> str | None:
        path = which(name)
        return path if path and absolute(path) else None

    return find


def split_command(text: str, platform: str, origin: str) -> tuple[str, ...]:
    """The words of a command as a shell would split them; no shell sees them.

    Raises:
        ProgramError: A quotation mark is left open.
    """
    try:
        if platform == "win32":
            return tuple(word.strip("\"'") for word in shlex.split(text, posix=False))
        return tuple(shlex.split(text))
    except ValueError as error:
        raise ProgramError(
            "Can't choose a viewer", f"{origin} is “{clean_line(text)}”, in which a quotation mark is left open."
        ) from error


def placed(words: Sequence[str], placeholders: Sequence[str], default: str) -> tuple[str, ...] | None:
    """The words with a placeholder among them, `default` appended where none is; None where one can't be meant.

    A placeholder is a word of its own or the value of an option (`--file={file}`): within other words it might become
    part of what another program takes for code.
    """
    if not any(placeholder in word for word in words for placeholder in placeholders):
        return (*words, default)
    for word in words:
        for placeholder in placeholders:
            before, there, after = word.partition(placeholder)
            option = placeholder != "{files}" and before.startswith("-") and before.endswith("=")
            if there and (after or (before and not option)):
                return None
    return tuple(words)


def openers(environ: Mapping[str, str], find: Which, platform: str, placeholder: str, takes: Takes) -> list[Viewer]:
    """The platform's own openers: exactly one argument each."""
    if platform == "win32":
        return [Viewer("the default application", (STARTFILE, placeholder), takes=takes)]
    names: list[tuple[str, str]] = []
    if platform == "darwin":
        names = [("open", "the default application")]
    else:
        if "WSL_DISTRO_NAME" in environ or "WSL_INTEROP" in environ:
            names.append(("wslview", "wslview"))
        if "TERMUX_VERSION" in environ or "com.termux" in environ.get("PREFIX", ""):
            names.append(("termux-open", "termux-open"))
        if has_display(environ):
            names.append(("xdg-open", "xdg-open"))
    found = [(name, find(program)) for program, name in names]
    opening = [Viewer(name, (path, placeholder), takes=takes) for name, path in found if path]
    if platform == "darwin" and takes is Takes.FILE and opening:
        # Preview shows several pictures in one window, but no neighbours of a single one.
        preview = Viewer("Preview", (opening[0].command[0], "-b", "com.apple.Preview", "{files}"))
        return [preview, *opening]
    return opening


def has_display(environ: Mapping[str, str]) -> bool:
    """Whether windows can be opened, on systems where the environment says so."""
    return bool(environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY"))


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
    base = (ntpath if platform == "win32" else posixpath).basename(program)
    return Viewer(base, (program, *command), terminal or base.removesuffix(".exe") in _TERMINAL_NAMES, takes)


def _installed(environ: Mapping[str, str], find: Which) -> list[Viewer]:
    """The known viewers that are there and can open a window."""
    if not has_display(environ):
        return []
    displays = {"wayland": environ.get("WAYLAND_DISPLAY"), "x11": environ.get("DISPLAY"), "": "any"}
    found: list[Viewer] = []
    for name, known in _KNOWN.items():
        program = find(name) if displays[known.display] else None
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
            found.append(Viewer(name, (program, *arguments), terminal=True))
    return found
