"""Work that takes several rooms, done alike for the command line and the screen.

Each job brings its rooms with it, so that it is imported at its first use (PEP 562).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui_reader.jobs.articles import Rendered, Unread, Wanted, why_unread
    from tui_reader.jobs.books import Book
    from tui_reader.jobs.drawings import drawing_page
    from tui_reader.jobs.export_summary import Exported, Failure, Flaw
    from tui_reader.jobs.exporting import ExportOrder, export_posts
    from tui_reader.jobs.libraries import known_members
    from tui_reader.jobs.picture_copies import PictureCopies, PictureStores
    from tui_reader.jobs.picturing import (
        Fetched,
        Pictured,
        PictureOrder,
        fetch_query,
        find_pictures,
        picture_files,
        picture_order,
    )
    from tui_reader.jobs.playing import Medium, article_media
    from tui_reader.jobs.rendering import rendered
    from tui_reader.jobs.signals import hearing_signals

_LATER = {
    "Medium": "playing",
    "article_media": "playing",
    "hearing_signals": "signals",
    "known_members": "libraries",
    "drawing_page": "drawings",
    "Book": "books",
    "ExportOrder": "exporting",
    "Exported": "export_summary",
    "Failure": "export_summary",
    "Flaw": "export_summary",
    "PictureCopies": "picture_copies",
    "PictureStores": "picture_copies",
    "Rendered": "articles",
    "Unread": "articles",
    "why_unread": "articles",
    "Wanted": "articles",
    "export_posts": "exporting",
    "Fetched": "picturing",
    "PictureOrder": "picturing",
    "Pictured": "picturing",
    "fetch_query": "picturing",
    "find_pictures": "picturing",
    "picture_files": "picturing",
    "picture_order": "picturing",
    "rendered": "rendering",
}
"""Names, and the modules in which they are."""

__all__ = [
    "Book",
    "ExportOrder",
    "Exported",
    "Failure",
    "Fetched",
    "Flaw",
    "Medium",
    "PictureCopies",
    "PictureOrder",
    "PictureStores",
    "Pictured",
    "Rendered",
    "Unread",
    "Wanted",
    "article_media",
    "drawing_page",
    "export_posts",
    "fetch_query",
    "find_pictures",
    "hearing_signals",
    "known_members",
    "picture_files",
    "picture_order",
    "rendered",
    "why_unread",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
