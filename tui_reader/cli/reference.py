"""What all commands have in common, as tables: exit statuses, environment variables, files.

README, manual and `--help` are made from them; nothing is read from the environment here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

_HELP_CELLS = 76


class Status(IntEnum):
    """How a command ends."""

    DONE = 0
    MISSING = 1
    FAILED = 2
    INTERRUPTED = 130
    PIPE_CLOSED = 141


STATUSES = {
    Status.DONE: "Done.",
    Status.MISSING: (
        "Done, but: there are problems (check), nothing was found (list, export, mark), there are no pictures "
        "(images), there is nothing to undo, or a part failed, and each is named."
    ),
    Status.FAILED: "Wrong use or failure, with a sentence on standard error.",
    Status.INTERRUPTED: "Stopped with Ctrl-C.",
    Status.PIPE_CLOSED: "Whoever read the output has gone.",
}
"""Every exit status there is, and what it says."""


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable, or several that belong together."""

    names: tuple[str, ...]
    meaning: str


VARIABLES = (
    Variable(("TUI_READER_LIBRARY",), "The folder of posts, or a library's name, where no option gives one."),
    Variable(("TUI_READER_CONFIG",), "The file of settings, in place of config.toml in the directory of settings."),
    Variable(("TUI_READER_IMAGE_VIEWER",), "The program that shows pictures, with its arguments."),
    Variable(("TUI_READER_MEDIA_PLAYER",), "The program that plays videos and sound, with its arguments."),
    Variable(("TUI_READER_ALLOW_PRIVATE",), "1 lets pictures be fetched from addresses inside your own network."),
    Variable(
        ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"),
        "The directories of settings, of the index and fetched pictures, of marks, of reading positions and the log.",
    ),
    Variable(("NO_COLOR",), "Anything but nothing: no colours, as --no-color."),
    Variable(("TERM", "COLORTERM"), "What the terminal can do."),
    Variable(("TZ",), "The zone of dates that name none."),
    Variable(("LC_ALL", "LC_CTYPE", "LANG"), "The encoding of what is written."),
    Variable(("BROWSER",), "The program that opens addresses."),
    Variable(("VISUAL", "EDITOR"), "The program that edits a post's file."),
    Variable(("DISPLAY", "WAYLAND_DISPLAY"), "Whether a viewer with a window can be shown."),
    Variable(("SSH_CONNECTION", "TMUX", "STY"), "How the terminal is reached, for copying and for pictures."),
)
"""Every environment variable that the program looks at; those of a platform's own opener are not named."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the program keeps something, on Linux."""

    path: str
    meaning: str


PLACES = (
    Place("~/.config/tui-reader/config.toml", "The settings."),
    Place("~/.local/share/tui-reader/", "Marks, saved searches, and pictures kept for good: the only copy."),
    Place("~/.cache/tui-reader/", "The index and fetched pictures: may be deleted at any time."),
    Place("~/.local/state/tui-reader/", "Where reading stopped, and log/tui-reader.log: may be deleted at any time."),
)


def overview() -> str:
    """Exit statuses and variables, for the end of the program's help."""
    statuses = "\n".join(_wrapped(f"  {status:<4} ", meaning, 7) for status, meaning in STATUSES.items())
    variables = "\n".join(
        f"  {', '.join(variable.names)}\n{_wrapped('      ', variable.meaning, 6)}" for variable in VARIABLES
    )
    return f"\b\nExit status:\n{statuses}\n\n\b\nEnvironment:\n{variables}\n\n"


def _wrapped(head: str, text: str, indent: int) -> str:
    """`text` after `head`, in lines that fit a terminal of 80 cells."""
    lines, line = [], head
    for word in text.split():
        if len(line) + len(word) > _HELP_CELLS and line.strip():
            lines.append(line.rstrip())
            line = " " * indent
        line += f"{word} "
    return "\n".join((*lines, line.rstrip()))
