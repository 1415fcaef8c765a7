"""The pictures of an article that is exported: those that are on the disk, copied beside its file where that is wanted.

Nothing is fetched over the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from tui_reader.document import clean_line, pictures, shown_path
from tui_reader.document.blocks import Document
from tui_reader.errors import ExportError
from tui_reader.export import ExportFolder, FolderError, PictureFile, State
from tui_reader.images import FetchOptions, FrozenPictures, PictureCache, fetch, resolve
from tui_reader.jobs.articles import Wanted
from tui_reader.jobs.picturing import picture_files
from tui_reader.limits import EXPORT_PICTURE_BYTES, MEBIBYTE
from tui_reader.model import Post

FOLDER = "images"
"""Where pictures stand, beside the file that mentions them."""


@dataclass(frozen=True, slots=True)
class PictureStores:
    """Where pictures are found that are not in the library."""

    cache: Path
    """The folder of fetched ones."""
    frozen: Mapping[Path, Path] = field(default_factory=lambda: MappingProxyType({}))
    """The folders of those that are kept for good, by the roots of their libraries."""
    proxies: tuple[str, ...] = ()
    """As the setting `image_proxies`: pictures are kept under the addresses behind them."""


class PictureCopies:
    """Finds the pictures of one article after another, and puts them into the folder of the export."""

    def __init__(self, stores: PictureStores, folder: ExportFolder | None, *, own_folders: bool = True) -> None:
        """Nothing is touched yet.

        Args:
            stores: Where to look.
            folder: Where the copies go; None where the files hold their pictures themselves.
            own_folders: Whether each article has a folder of its own below `images`.
        """
        self.copied = 0
        """How many pictures stand beside their articles now, those that did before included."""
        self.written = 0
        """How many of them were written."""
        self.absent = 0
        """How many are on the network and not on the disk."""
        self.lost = 0
        """How many others are nowhere, may not be taken, or could not be copied."""
        self.drawings = 0
        """How many drawings (SVG) are there and not taken, since the format should hold nothing that runs."""
        self.reason = ""
        """Why the first of those that are on the disk could not be copied."""
        self._cache = PictureCache(stores.cache)
        self._frozen = stores.frozen
        self._folder = folder
        self._own_folders = own_folders
        self._proxies = stores.proxies

    def find(self, wanted: Wanted, post: Post, document: Document, name: str) -> Mapping[int, PictureFile]:
        """The pictures of an article that are there now, copied; those that aren't are counted.

        Args:
            wanted: The post.
            post: Its covers are pictures too.
            document: Its body.
            name: The name that its file is to have, `/` between the parts.

        Raises:
            FolderError: The folder can't be written at all.
        """
        listed = pictures(document, post.covers)
        if not listed:
            return MappingProxyType({})
        options = FetchOptions(offline=True)
        resolved = resolve(listed, wanted.root, wanted.path, self._proxies)
        kept = self._frozen.get(wanted.root)
        fetched = fetch(resolved, self._cache, options, frozen=FrozenPictures(kept) if kept else None)
        beginning, place = "", FOLDER
        if self._own_folders:
            folders, _, last = name.rpartition("/")
            beginning = f"{folders}/" if folders else ""
            place = f"{FOLDER}/{last.rpartition('.')[0] or last}"
        # What may hold scripts stands beside an article, and never in a page or book.
        files = picture_files(fetched, place, drawings=self._folder is not None)
        there = files.keys()
        if self._folder is not None:
            files = self._copied(files, self._folder, beginning)
        self.copied += len(files)
        without = [one for one in resolved if one.picture.number not in files and not one.picture.aside]
        drawn = {one.resolved.picture.number for one in fetched if one.for_browser and one.path is None} - there
        absent = sum(one.url is not None and one.picture.number not in {*there, *drawn} for one in without)
        self.drawings += len(drawn)
        self.absent += absent
        self.lost += len(without) - absent - len(drawn)
        return files

    def _copied(
        self, files: Mapping[int, PictureFile], folder: ExportFolder, beginning: str
    ) -> Mapping[int, PictureFile]:
        """The files with the names under which they stand in the folder now."""
        copies: dict[int, PictureFile] = {}
        for number, file in files.items():
            try:
                done = folder.write(beginning + file.name, _content(file.path))
            except FolderError:
                raise
            except ExportError as error:
                self.reason = self.reason or error.message
                continue
            self.written += done.state is State.WRITTEN
            place = file.name.rpartition("/")[0]
            copies[number] = replace(file, name=f"{place}/{done.path.name}")
        return MappingProxyType(copies)


def _content(path: Path) -> bytes:
    """A picture's bytes.

    Raises:
        ExportError: It can't be read, or is too large.
    """
    try:
        if path.stat().st_size > EXPORT_PICTURE_BYTES:
            reason = f"it is larger than {EXPORT_PICTURE_BYTES // MEBIBYTE} MiB"
        else:
            return path.read_bytes()
    except OSError as error:
        reason = clean_line(error.strerror or "it can't be read")
    raise ExportError("Can't copy the picture", f"{shown_path(str(path))}: {reason}.")
