"""Other programs: which viewer, player or browser is there, and how it is started. Importing this loads little."""

from __future__ import annotations

from tui_reader.programs.browsers import browsers, page_viewers
from tui_reader.programs.clipboard import Clipboard, Copied, clipboards, copy_text, terminal_takes
from tui_reader.programs.commands import Takes, Viewer, is_remote
from tui_reader.programs.launch import (
    Launched,
    ViewerFailure,
    checked_address,
    launch,
    launch_address,
    launch_media,
    launch_page,
    launch_words,
)
from tui_reader.programs.media import MEDIA_SUFFIXES, Origin, origin_of, players
from tui_reader.programs.own import Given, own_words
from tui_reader.programs.remembered import Purpose, Remembered
from tui_reader.programs.terminal import browse_in_terminal, run_in_terminal, show_in_terminal, work_in_terminal
from tui_reader.programs.viewers import viewers

__all__ = [
    "MEDIA_SUFFIXES",
    "Clipboard",
    "Copied",
    "Given",
    "Launched",
    "Origin",
    "Purpose",
    "Remembered",
    "Takes",
    "Viewer",
    "ViewerFailure",
    "browse_in_terminal",
    "browsers",
    "checked_address",
    "clipboards",
    "copy_text",
    "is_remote",
    "launch",
    "launch_address",
    "launch_media",
    "launch_page",
    "launch_words",
    "origin_of",
    "own_words",
    "page_viewers",
    "players",
    "run_in_terminal",
    "show_in_terminal",
    "terminal_takes",
    "viewers",
    "work_in_terminal",
]
