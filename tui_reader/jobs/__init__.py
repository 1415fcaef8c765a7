"""Work that takes several rooms, done alike for the command line and the screen.

Each job brings its rooms with it, so that it is imported at its first use (PEP 562).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui_reader.jobs.drawings import drawing_page
    from tui_reader.jobs.picturing import picture_files
    from tui_reader.jobs.playing import Medium, article_media

_LATER = {
    "Medium": "playing",
    "article_media": "playing",
    "drawing_page": "drawings",
    "picture_files": "picturing",
}
"""Names, and the modules in which they are."""

__all__ = ["Medium", "article_media", "drawing_page", "picture_files"]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
