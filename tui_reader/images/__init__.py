"""Pictures: resolved, fetched, kept, laid out for a viewer. Importing this loads no HTTP library; fetching does."""

from __future__ import annotations

from tui_reader.images.cache import CacheKind, PictureCache
from tui_reader.images.fetch import Wanted, fetch, fetch_each
from tui_reader.images.frozen import FrozenPictures
from tui_reader.images.gallery import SavedPicture, gallery, names, save, slug
from tui_reader.images.kinds import FetchedPicture, NotAPicture, PictureKind, PictureType, ResolvedPicture
from tui_reader.images.options import FetchLimits, FetchOptions
from tui_reader.images.resolve import resolve
from tui_reader.images.sniff import media_type, sniff, sniff_file

__all__ = [
    "CacheKind",
    "FetchLimits",
    "FetchOptions",
    "FetchedPicture",
    "FrozenPictures",
    "NotAPicture",
    "PictureCache",
    "PictureKind",
    "PictureType",
    "ResolvedPicture",
    "SavedPicture",
    "Wanted",
    "fetch",
    "fetch_each",
    "gallery",
    "media_type",
    "names",
    "resolve",
    "save",
    "slug",
    "sniff",
    "sniff_file",
]
