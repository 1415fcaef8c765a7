"""Keeps the pictures of chosen posts for good, beside the marks: what a host takes away later stays readable here.

It never prunes and fetches nothing; only `release` removes, and only what no other post holds.

On the disk: `posts/<post>.json` says what a post holds; `<xx>/<address>/` holds one picture and an empty file
`held-<post>` for each post that holds it. What a post holds is written down before its pictures are, so that whatever
a killed program leaves behind, `keep` completes and `release` removes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tui_reader.images.cache import NAME_DIGITS, address_stem, picture_in
from tui_reader.images.disk import disk_failures_told, locked, make_private, sync_folder
from tui_reader.images.kinds import FetchedPicture, PictureKind, PictureType
from tui_reader.images.sniff import DRAWING, SUFFIXES, sniff_file

_TITLE: Final = "Can't keep the pictures"
_HELD: Final = "held-"
_PICTURE: Final = "picture"
_PART: Final = ".part-"


class FrozenPictures:
    """The pictures that the user keeps for good, of one library; several programs may use them at once."""

    def __init__(self, directory: Path, former: Callable[[str], Sequence[str]] | None = None) -> None:
        """Name the folder; nothing is made before something is kept.

        Args:
            directory: `Library.frozen_dir`.
            former: The paths that a post had before it was renamed, so that what it holds follows it.
        """
        self.directory = directory
        self._former = former

    def find(self, url: str) -> Path | None:
        """The picture that is kept for an address, or None."""
        return picture_in(self._folder(address_stem(url)), _PICTURE, SUFFIXES)

    def drawing(self, url: str) -> Path | None:
        """The drawing (SVG) that is kept for an address, or None."""
        return picture_in(self._folder(address_stem(url)), _PICTURE, (DRAWING,))

    def keep(self, post_path: str, fetched: Sequence[FetchedPicture]) -> int:
        """Keep those of a post's pictures that came over the network and are there; the others need no keeping.

        On the disk when this returns. Pictures that are kept already stay as they are.

        Returns:
            How many of them are kept now.

        Raises:
            PictureError: They can't be written; what has been is kept, and the same call again completes it.
        """
        wanted = {address_stem(one.resolved.url): one for one in fetched if one.resolved.url and _file(one)}
        if not wanted:
            return 0
        post = _post_name(post_path)
        with self._changing():
            held = self._held(post)
            if not wanted.keys() <= held.keys():
                held |= {stem: one.resolved.url or "" for stem, one in wanted.items()}
                self._write_down(post, post_path, held)
            for stem, one in wanted.items():
                self._keep(stem, one, post)
        return len(wanted)

    def release(self, post_path: str) -> int:
        """Give up a post's pictures; those that another post holds stay.

        Returns:
            How many pictures were removed.

        Raises:
            PictureError: They can't be removed; the same call again completes it.
        """
        posts = [post for post in self._posts(post_path) if self._manifest(post).exists()]
        if not posts:
            return 0
        removed = 0
        with self._changing():
            for post in posts:
                for stem in self._held(post):
                    removed += self._release(self._folder(stem), post)
                self._manifest(post).unlink(missing_ok=True)
            _sweep(self.directory / "posts")
            sync_folder(self.directory / "posts")
        return removed

    def holds(self, post_path: str) -> bool:
        """Whether pictures of a post are kept."""
        return any(self._manifest(post).exists() for post in self._posts(post_path))

    def size(self) -> tuple[int, int]:
        """How many pictures are kept, and their bytes."""
        number = total = 0
        for folder in self._folders():
            with contextlib.suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith(_PICTURE):
                        number += 1
                        total += entry.stat(follow_symlinks=False).st_size
        return number, total

    def _posts(self, post_path: str) -> list[str]:
        """The names under which a post holds pictures: by its path, and by those that it had before."""
        former = self._former(post_path) if self._former is not None else ()
        return [_post_name(path) for path in (post_path, *former)]

    def _folder(self, stem: str) -> Path:
        return self.directory / stem[:2] / stem

    def _folders(self) -> Iterator[Path]:
        """The folders of all pictures."""
        for shelf in _names(self.directory):
            if len(shelf) == 2:
                for name in _names(self.directory / shelf):
                    if _is_stem(name):
                        yield self.directory / shelf / name

    def _manifest(self, post: str) -> Path:
        return self.directory / "posts" / f"{post}.json"

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Nobody else changes anything meanwhile; failures become sentences."""
        with disk_failures_told(_TITLE, self.directory):
            make_private(self.directory)
            with locked(self.directory):
                yield

    def _held(self, post: str) -> dict[str, str]:
        """The pictures that a post holds, by name, with their addresses; where that can't be read, found anew."""
        try:
            written = json.loads(self._manifest(post).read_text("utf-8"))["pictures"]
            return {stem: str(url) for stem, url in written.items() if _is_stem(stem)}
        except FileNotFoundError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            mark = _HELD + post
            return {folder.name: "" for folder in self._folders() if (folder / mark).exists()}

    def _write_down(self, post: str, post_path: str, held: dict[str, str]) -> None:
        manifest = self._manifest(post)
        make_private(manifest.parent)
        sync_folder(self.directory)
        # Lone surrogates, as names of files have them, are escaped.
        text = json.dumps({"post": post_path, "pictures": held}, indent=1)
        _sweep(manifest.parent)
        part = manifest.with_name(_PART + secrets.token_hex(8))
        with part.open("xb") as file:
            file.write(text.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(manifest)
        sync_folder(manifest.parent)

    def _keep(self, stem: str, fetched: FetchedPicture, post: str) -> None:
        """Mark a picture as held, and copy it in where it isn't there whole."""
        folder = self._folder(stem)
        make_private(folder)
        sync_folder(folder.parent)
        sync_folder(self.directory)
        (folder / (_HELD + post)).touch(mode=0o600)
        source = _file(fetched)
        if source is not None and source.parent != folder and not _is_whole(folder, fetched):
            _sweep(folder)
            suffix = fetched.type.suffix if fetched.type else DRAWING
            part = folder / (_PART + secrets.token_hex(8))
            with source.open("rb") as reading, part.open("xb") as writing:
                part.chmod(0o600)
                shutil.copyfileobj(reading, writing)
                writing.flush()
                os.fsync(writing.fileno())
            part.replace(folder / (_PICTURE + suffix))
        sync_folder(folder)

    def _release(self, folder: Path, post: str) -> bool:
        """Take a post's mark off a picture, and the picture away where no mark is left; whether it went."""
        (folder / (_HELD + post)).unlink(missing_ok=True)
        names = _names(folder)
        if any(name.startswith(_HELD) for name in names):
            return False
        for name in names:
            (folder / name).unlink(missing_ok=True)
        for emptied in (folder, folder.parent):
            # Another picture's folder may be there.
            with contextlib.suppress(OSError):
                emptied.rmdir()
        return any(name.startswith(_PICTURE) for name in names)


def _file(fetched: FetchedPicture) -> Path | None:
    """What there is to be kept of a picture from the network."""
    if fetched.resolved.kind is not PictureKind.REMOTE:
        return None
    return fetched.path or fetched.for_browser


def _is_whole(folder: Path, fetched: FetchedPicture) -> bool:
    """Whether the picture is there already, and can be opened."""
    if fetched.path is None:
        return picture_in(folder, _PICTURE, (DRAWING,)) is not None
    there = picture_in(folder, _PICTURE, SUFFIXES)
    if there is None:
        return False
    if isinstance(sniff_file(there), PictureType):
        return True
    there.unlink(missing_ok=True)
    return False


def _post_name(post_path: str) -> str:
    """A name for a post that any file system takes, whatever its path holds."""
    return hashlib.sha256(post_path.encode("utf-8", "surrogatepass")).hexdigest()[:NAME_DIGITS]


def _is_stem(name: object) -> bool:
    return isinstance(name, str) and len(name) == NAME_DIGITS and set(name) <= set("0123456789abcdef")


def _names(folder: Path) -> list[str]:
    """What lies in a folder; nothing where it isn't there."""
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - names are what is wanted
    except OSError:
        return []


def _sweep(folder: Path) -> None:
    """Remove what a killed program has left; nobody else writes here meanwhile."""
    for name in _names(folder):
        if name.startswith(_PART):
            with contextlib.suppress(OSError):
                (folder / name).unlink()
