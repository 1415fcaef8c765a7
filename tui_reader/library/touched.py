"""Which parts of a library are to be looked at again, told by the paths that have changed below its root.

Looks at what those paths are now, and into no folder and no post.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tui_reader.library.files import POST_SUFFIXES, SITE_FILES, is_entered
from tui_reader.library.site import MARKER_FILES


@dataclass(frozen=True, slots=True)
class Touched:
    """Folders below the root, POSIX, as `Folder.path`."""

    folders: frozenset[str] = frozenset()
    """Of these, the posts that lie directly in them."""
    trees: frozenset[str] = frozenset()
    """Of these, everything below, or that they are gone."""
    everything: bool = False
    """Whether the whole library is meant: its kind of site may be another, or a link is involved."""

    def __or__(self, other: Touched) -> Touched:
        return Touched(
            self.folders | other.folders, self.trees | other.trees, everything=self.everything or other.everything
        )

    def __bool__(self) -> bool:
        return bool(self.folders or self.trees or self.everything)

    def covers(self, path: str) -> bool:
        """Whether what is at `path`, a file or a folder, is looked at."""
        if self.everything or path in self.folders or path.rpartition("/")[0] in self.folders:
            return True
        while path and path not in self.trees:
            path = path.rpartition("/")[0]
        return path in self.trees


def touched_by(root: Path, changed: Iterable[str]) -> Touched:
    """What is to be looked at after changes. O(changed paths).

    Args:
        root: The library's folder.
        changed: Absolute paths of what was written, added, removed or renamed, from and to; all others are left out.
    """
    folders: set[str] = set()
    trees: set[str] = set()
    everything = False
    roots = sorted({str(root), os.path.realpath(root)})
    for path in changed:
        inside = next((below for each in roots if (below := _below(each, path)) is not None), None)
        if inside is None:
            continue
        folder, _, name = inside.rpartition("/")
        is_post = name.lower().endswith(POST_SUFFIXES)
        if not (all(map(is_entered, folder.split("/"))) and (is_post or is_entered(name))) and inside:
            continue
        kind = _kind(path)
        if not inside or name in SITE_FILES or name in MARKER_FILES or kind == stat.S_IFLNK:
            everything = True
        if is_post:
            folders.add(folder)
        if kind in (0, stat.S_IFDIR):
            trees.add(inside)
    return Touched(frozenset(folders), frozenset(trees), everything=everything)


def _below(root: str, path: str) -> str | None:
    """A path below `root` as a library names it, empty for the root itself; None for any other."""
    if path == root:
        return ""
    inside = root.rstrip(os.sep) + os.sep
    return path[len(inside) :].replace(os.sep, "/") if path.startswith(inside) else None


def _kind(path: str) -> int:
    """What a path is now, 0 for nothing."""
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return 0
