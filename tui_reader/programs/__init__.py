"""Other programs: which viewer, browser or opener is there, and how it is started. Importing this loads little."""

from __future__ import annotations

from tui_reader.programs.browsers import browsers
from tui_reader.programs.launch import (
    Launched,
    ViewerFailure,
    browse_in_terminal,
    checked_address,
    launch,
    launch_address,
    run_in_terminal,
)
from tui_reader.programs.viewers import Takes, Viewer, viewers

__all__ = [
    "Launched",
    "Takes",
    "Viewer",
    "ViewerFailure",
    "browse_in_terminal",
    "browsers",
    "checked_address",
    "launch",
    "launch_address",
    "run_in_terminal",
    "viewers",
]
