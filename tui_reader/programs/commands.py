"""Commands as users write them and programs as systems find them: split, placed, looked up. It knows no program."""

from __future__ import annotations

import ntpath
import posixpath
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from tui_reader.document import clean_line
from tui_reader.errors import ProgramError

Which = Callable[[str], str | None]
"""Finds a program's file by its name on the path: `shutil.which`."""


class Takes(StrEnum):
    """What a program can be given in one call."""

    FILES = "files"
    FILE = "file"
    """One file; most such viewers then walk its folder."""
    FOLDER = "folder"
    ADDRESS = "address"
    """A browser or a player: one address."""


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
    brief: bool = False
    """Whether it draws and ends at once, so that somebody must wait while the picture is looked at."""
    named: bool = field(default=False, compare=False)
    """Whether the user has named it, in the environment or the configuration: nothing comes before it."""


def finder(environ: Mapping[str, str], which: Which | None, platform: str) -> Which:
    """A `which` that gives absolute paths alone, so that nothing is ever started from the current folder."""
    look = which or partial(shutil.which, path=environ.get("PATH"))
    absolute = ntpath.isabs if platform == "win32" else posixpath.isabs

    def find(name: str) -> str | None:
        path = look(name)
        return path if path and absolute(path) else None

    return find


def base_name(program: str, platform: str) -> str:
    """The last part of a program's path."""
    return ntpath.basename(program) if platform == "win32" else posixpath.basename(program)


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
            "Can't choose a program", f"{origin} is “{clean_line(text)}”, in which a quotation mark is left open."
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


def has_windows(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window that is opened here is seen by whoever sits at the terminal.

    X11 and Wayland say so in the environment, over SSH too; macOS and Windows would open it on the far computer.
    """
    if platform in ("darwin", "win32"):
        return not is_remote(environ)
    return bool(environ.get("WAYLAND_DISPLAY") or environ.get("DISPLAY"))


def is_remote(environ: Mapping[str, str]) -> bool:
    """Whether the user sits at another computer."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
