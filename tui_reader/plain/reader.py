"""Runs the plain reader: a line is asked for, done, answered, until the user leaves or the lines end."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass

from tui_reader.config import Places, Settings
from tui_reader.errors import CancelledError, ReaderError
from tui_reader.library import Library, load_session
from tui_reader.model import Query
from tui_reader.plain.actions import ACTIONS
from tui_reader.plain.article import open_row
from tui_reader.plain.commands import GO_ON, Misunderstood, understood
from tui_reader.plain.house import keep_session, welcome
from tui_reader.plain.interruptions import Interruptions
from tui_reader.plain.sitting import OpenLibrary, Sitting, Sizes
from tui_reader.plain.voice import Voice

_ROWS = 20
"""Posts that are said at a time where no terminal has a height."""
_WIDTH = 80
_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Begin:
    """What the reader begins with."""

    query: str = ""
    post: str | None = None
    """The post to open at once, as `Post.path`."""
    is_fresh: bool = True
    """Whether the folder is looked through first."""
    notice: str = ""
    """A sentence that is said first."""


def read_plainly(
    library: Library, settings: Settings, places: Places, *, begin: Begin, open_library: OpenLibrary
) -> int:
    """Read in lines of text on standard input and output until the user leaves.

    Args:
        library: The library to begin with; it and those that follow are closed at the end.
        settings: The user's settings.
        places: Where caches and state are.
        begin: What to begin with.
        open_library: Opens other folders from inside.

    Returns:
        The exit status: 0, or 130 where Ctrl-C was pressed twice at the prompt.

    Raises:
        LibraryError: The folder is gone or can't be read.
        QueryError: The words to begin with are no query.
    """
    voice = Voice(sys.stdin, sys.stdout)
    interruptions = Interruptions()
    sitting = Sitting(library, settings, places, voice, interruptions, _sizes(settings), open_library)
    try:
        with interruptions.listening():
            with interruptions.working():
                _begin(sitting, begin)
            try:
                return _converse(sitting)
            finally:
                keep_session(sitting)
    finally:
        sitting.library.close()


def _begin(sitting: Sitting, begin: Begin) -> None:
    if begin.notice:
        sitting.say(begin.notice)
    session = None
    if begin.query or begin.post is not None:
        sitting.query = Query(words=begin.query)
    else:
        session = load_session(sitting.places.state_dir, sitting.library.root)
    welcome(sitting, session, fresh=begin.is_fresh)
    row = sitting.library.row(begin.post) if begin.post is not None else None
    if row is not None:
        open_row(sitting, row)


def _converse(sitting: Sitting) -> int:
    """Ask and answer; the exit status."""
    stopped = False
    while not sitting.is_over:
        try:
            line = sitting.voice.ask(sitting.prompt())
            if line is None:
                return 0
            stopped = False
            _answer(sitting, line)
        except KeyboardInterrupt:
            sitting.say("")
            if stopped:
                return _INTERRUPTED
            stopped = True
            sitting.say("Stopped. Ctrl-C once more leaves.")
    return 0


def _answer(sitting: Sitting, line: str) -> None:
    """Do what a line asks for, and say what came of it."""
    meant = understood(line)
    if isinstance(meant, Misunderstood):
        advice = f"Did you mean {meant.nearest}? " if meant.nearest else ""
        sitting.say(f"There is no command {meant.word}. {advice}? says all of them.")
        return
    if meant.command.id != GO_ON:
        sitting.rest = ()
    try:
        with sitting.interruptions.working():
            ACTIONS[meant.command.id](sitting, meant.argument)
    except CancelledError:
        sitting.say("Stopped.")
    except ReaderError as error:
        sitting.say(f"{error.title}: {error.message}")


def _sizes(settings: Settings) -> Sizes:
    """How much is said at a time: as the settings or the terminal have it."""
    lines, width = settings.page_lines, min(_WIDTH, settings.text_width)
    rows = lines or _ROWS
    with suppress(OSError, ValueError, AttributeError):
        if sys.stdout.isatty():
            size = os.get_terminal_size(sys.stdout.fileno())
            width = max(min(size.columns or _WIDTH, settings.text_width), 20)
            lines = lines or max(3, (size.lines or _ROWS + 2) - 2)
            rows = max(1, lines - 3)
    return Sizes(width, lines, rows)
