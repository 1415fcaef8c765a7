"""Pictures: resolved, fetched, kept, given to a viewer. Importing this loads no HTTP library; fetching does."""

from __future__ import annotations

from tui_reader.images.browsers import browsers
from tui_reader.images.cache import PictureCache
from tui_reader.images.fetch import fetch
from tui_reader.images.gallery import SavedPicture, gallery, save
from tui_reader.images.kinds import FetchedPicture, NotAPicture, PictureKind, PictureType, ResolvedPicture
from tui_reader.images.launch import (
    Launched,
    ViewerFailure,
    browse_in_terminal,
    checked_address,
    launch,
    launch_address,
    run_in_terminal,
)
from tui_reader.images.options import FetchLimits, FetchOptions
from tui_reader.images.resolve import resolve
from tui_reader.images.sniff import sniff, sniff_file
from tui_reader.images.viewers import Takes, Viewer, viewers

__all__ = [
    "FetchLimits",
    "FetchOptions",
    "FetchedPicture",
    "Launched",
    "NotAPicture",
    "PictureCache",
    "PictureKind",
    "PictureType",
    "ResolvedPicture",
    "SavedPicture",
    "Takes",
    "Viewer",
    "ViewerFailure",
    "browse_in_terminal",
    "browsers",
    "checked_address",
    "fetch",
    "gallery",
    "launch",
    "launch_address",
    "resolve",
    "run_in_terminal",
    "save",
    "sniff",
    "sniff_file",
    "viewers",
]
