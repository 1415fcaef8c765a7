"""Pictures of many posts: fetched through one queue, kept for good, named for an export.

It opens no viewer, and says nothing to the user but by what it returns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tui_reader.export import PictureFile
from tui_reader.images import FetchedPicture, media_type, names


def picture_files(fetched: Sequence[FetchedPicture], folder: str) -> Mapping[int, PictureFile]:
    """The pictures that are there, for an exporter, by their number: named as in a gallery, below `folder`.

    Args:
        fetched: A post's pictures.
        folder: Where the export has them, relative to the exported file, `/` between its parts; empty for beside it.
    """
    there = [one for one in fetched if one.path is not None and one.type is not None]
    beginning = f"{folder.rstrip('/')}/" if folder else ""
    files: dict[int, PictureFile] = {}
    for one, name in zip(there, names(there), strict=True):
        if one.path is not None and one.type is not None:
            files[one.resolved.picture.number] = PictureFile(one.path, media_type(one.type), beginning + name)
    return MappingProxyType(files)
