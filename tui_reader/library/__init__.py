"""Where posts live: files, index, search, marks.

The heavy parts (parsers, decoders, processes) are imported by those who call for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui_reader.library.contents import read_bytes
    from tui_reader.library.discarding import Discarded, discard_index
    from tui_reader.library.everywhere import Everywhere
    from tui_reader.library.facets import summed
    from tui_reader.library.files import POST_SUFFIXES, discover
    from tui_reader.library.gathering import Member, all_libraries
    from tui_reader.library.glance import Glance, Glimpse, glance_at
    from tui_reader.library.keeping import library_id
    from tui_reader.library.known import KnownLibrary, index_files, index_parts, known_libraries
    from tui_reader.library.library import Library
    from tui_reader.library.listing import Listing
    from tui_reader.library.marks import Undone
    from tui_reader.library.opening import DocumentOpener, open_document, plain_document
    from tui_reader.library.ops import checked_tag
    from tui_reader.library.query_history import keep_query, past_queries
    from tui_reader.library.reading import post_from_bytes, read_post
    from tui_reader.library.saved import Saved, SavedSearches
    from tui_reader.library.search_marks import Searched, searched
    from tui_reader.library.session import forget_session, load_session, load_sessions, save_session
    from tui_reader.library.site import Site, SiteKind, detect_site
    from tui_reader.library.state import Restored, State
    from tui_reader.library.title_finder import FoundPost, TitleFinder
    from tui_reader.library.together import Joined, Located, joined
    from tui_reader.library.touched import Touched
    from tui_reader.library.watching import Watch

_LATER = {
    "POST_SUFFIXES": "files",
    "Everywhere": "everywhere",
    "FoundPost": "title_finder",
    "Glance": "glance",
    "Glimpse": "glance",
    "Joined": "together",
    "Library": "library",
    "Listing": "listing",
    "Located": "together",
    "Member": "gathering",
    "Undone": "marks",
    "all_libraries": "gathering",
    "glance_at": "glance",
    "library_id": "keeping",
    "forget_session": "session",
    "load_session": "session",
    "load_sessions": "session",
    "save_session": "session",
    "DocumentOpener": "opening",
    "Discarded": "discarding",
    "KnownLibrary": "known",
    "Restored": "state",
    "Searched": "search_marks",
    "Saved": "saved",
    "SavedSearches": "saved",
    "Site": "site",
    "SiteKind": "site",
    "State": "state",
    "TitleFinder": "title_finder",
    "Touched": "touched",
    "Watch": "watching",
    "checked_tag": "ops",
    "detect_site": "site",
    "discard_index": "discarding",
    "discover": "files",
    "index_files": "known",
    "index_parts": "known",
    "joined": "together",
    "keep_query": "query_history",
    "known_libraries": "known",
    "open_document": "opening",
    "past_queries": "query_history",
    "plain_document": "opening",
    "post_from_bytes": "reading",
    "read_bytes": "contents",
    "read_post": "reading",
    "searched": "search_marks",
    "summed": "facets",
}
"""Names and the modules in which they are: imported at their first use (PEP 562). None is also a module's name."""

__all__ = [
    "POST_SUFFIXES",
    "Discarded",
    "DocumentOpener",
    "Everywhere",
    "FoundPost",
    "Glance",
    "Glimpse",
    "Joined",
    "KnownLibrary",
    "Library",
    "Listing",
    "Located",
    "Member",
    "Restored",
    "Saved",
    "SavedSearches",
    "Searched",
    "Site",
    "SiteKind",
    "State",
    "TitleFinder",
    "Touched",
    "Undone",
    "Watch",
    "all_libraries",
    "checked_tag",
    "detect_site",
    "discard_index",
    "discover",
    "forget_session",
    "glance_at",
    "index_files",
    "index_parts",
    "joined",
    "keep_query",
    "known_libraries",
    "library_id",
    "load_session",
    "load_sessions",
    "open_document",
    "past_queries",
    "plain_document",
    "post_from_bytes",
    "read_bytes",
    "read_post",
    "save_session",
    "searched",
    "summed",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
