"""Which files of a folder are posts: a walk through it, from the root or from some folders on.

Nothing here is ever written, no file is opened, and nothing outside the library's root is looked at.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tui_reader.model import Problem

POST_SUFFIXES = (".md", ".markdown", ".mkd", ".mdx", ".html", ".htm", ".xhtml")
"""What makes a file a post, in any case; `.txt` joins them by setting."""

SITE_FILES = frozenset(
    f"{stem}{suffix}"
    for stem in ("_config", "config", "hugo", "zola")
    for suffix in (".yml", ".yaml", ".toml", ".json")
) | {"pelicanconf.py"}
"""The names under which site generators keep their configuration."""

_NEVER_ENTERED = frozenset({"node_modules", "_site"})
_GENERATED = frozenset({"public", "themes"})


class Stamp(NamedTuple):
    """What tells whether a file has changed since it was read."""

    size: int
    mtime_ns: int


class FileStat(NamedTuple):
    """A post's file as a walk sees it: enough to tell whether it has changed."""

    path: str
    """Below the root, POSIX, as `os.fsdecode` gives it."""
    size: int
    mtime_ns: int


Files: TypeAlias = "list[tuple[str, int, int]]"
"""Name, size and `mtime_ns` of each."""


class Folder(NamedTuple):
    """The posts that lie directly in one folder."""

    path: str
    """Below the root, POSIX; empty for the root itself."""
    posts: Files
    """In the order of the file system."""
    is_linked: bool = False
    """Whether links lie in it that lead to posts or folders of the library, or would if something were there."""
    is_closed: bool = False
    """Whether which posts lie in it isn't known, since it or one of them can't be asked."""
    hides_below: bool = False
    """Whether its folders aren't known either."""


OnProblem = Callable[[Problem], None]


def discover(
    root: Path, *, suffixes: Sequence[str] = POST_SUFFIXES, on_problem: OnProblem | None = None
) -> Iterator[FileStat]:
    """Every post below `root`, in no order: regular files with one of `suffixes`, at any depth.

    Folders whose name begins with a dot, `node_modules` and `_site` are left out; `public` and `themes` only beside a
    site's own configuration. Links are followed inside the real root alone, and each real folder is entered once.

    Args:
        root: The library's folder; may itself be a link.
        suffixes: Lower case, with their dots.
        on_problem: Told of each folder that can't be read and each name that looks like a post and isn't one.
    """
    for folder in walk(root, suffixes=suffixes, on_problem=on_problem):
        prefix = f"{folder.path}/" if folder.path else ""
        for name, size, mtime_ns in folder.posts:
            yield FileStat(prefix + name, size, mtime_ns)


def walk(
    root: Path,
    *,
    suffixes: Sequence[str] = POST_SUFFIXES,
    on_problem: OnProblem | None = None,
    trees: Iterable[str] | None = None,
    alone: Iterable[str] = (),
) -> Iterator[Folder]:
    """The same, a folder at a time; those without posts too.

    Args:
        root: The library's folder; may itself be a link.
        suffixes: Lower case, with their dots.
        on_problem: As for `discover`.
        trees: The folders to begin with, as `Folder.path`; None for the root. One that is gone, is none, can be reached
            by a link alone, or would not be entered on the way from the root, is left out.
        alone: Folders of which nothing below is entered.
    """
    walking = _Walk(os.path.realpath(root), tuple(suffixes), on_problem or _ignore)
    return walking.folders() if trees is None else walking.some_folders(trees, alone)


def _ignore(_problem: Problem) -> None:
    pass


class _Walk:
    """One walk: the folders still to be entered, and the real ones that have been."""

    def __init__(self, root: str, suffixes: tuple[str, ...], on_problem: OnProblem) -> None:
        self._root = root
        self._inside = root.rstrip(os.sep) + os.sep
        self._suffixes = suffixes
        self._on_problem = on_problem
        self._entered: set[str] = set()
        self._folders: list[tuple[str, str]] = [(root, "")]
        """Real folder, and the prefix that its posts' paths begin with."""
        self._linked: list[tuple[str, str]] = []
        self._is_linked = False
        self._is_closed = False

    def some_folders(self, trees: Iterable[str], alone: Iterable[str]) -> Iterator[Folder]:
        """Each folder of `trees`, then those that are meant alone."""
        self._folders, closed = self._starts(trees)
        yield from self.folders()
        starts, more = self._starts(alone)
        for folder, prefix in starts:
            if folder not in self._entered:
                self._entered.add(folder)
                yield self._entered_folder(folder, prefix)
        for path in dict.fromkeys((*closed, *more)):
            yield Folder(path, [], is_closed=True, hides_below=True)
        self._folders.clear()
        self._linked.clear()

    def _starts(self, paths: Iterable[str]) -> tuple[list[tuple[str, str]], list[str]]:
        """Those of `paths` that a walk from the root would come to, in the form of `_folders`; and the closed ones."""
        starts, closed = [], []
        for path in paths:
            names = path.split("/") if path else []
            folder = os.path.join(self._root, *names)  # noqa: PTH118 - as the walk itself names it
            try:
                is_folder = stat.S_ISDIR(os.stat(folder).st_mode)  # noqa: PTH116
            except (FileNotFoundError, NotADirectoryError, ValueError):
                continue
            except OSError as error:
                self._tell(path, "unreadable", f"This can't be read: {reason_of(error)}.")
                closed.append(path)
                continue
            if is_folder and os.path.realpath(folder) == folder and self._leads_to(names):
                starts.append((folder, f"{path}/" if path else ""))
        return starts, closed

    def _leads_to(self, names: Sequence[str]) -> bool:
        above = self._root
        for name in names:
            if not is_entered(name, configured=name in _GENERATED and _is_configured(above)):
                return False
            above = os.path.join(above, name)  # noqa: PTH118
        return True

    def folders(self) -> Iterator[Folder]:
        """Each folder in turn."""
        # A folder that is reached both by its own name and by a link goes by its own: links wait until the end.
        while self._folders or self._linked:
            folder, prefix = self._folders.pop() if self._folders else self._linked.pop()
            if folder not in self._entered:
                self._entered.add(folder)
                yield self._entered_folder(folder, prefix)

    def _entered_folder(self, folder: str, prefix: str) -> Folder:
        self._is_linked = self._is_closed = False
        posts = self._enter(folder, prefix)
        return Folder(prefix.rstrip("/"), posts or [], self._is_linked, self._is_closed, posts is None)

    def _enter(self, folder: str, prefix: str) -> Files | None:
        """The posts that lie in a folder; None where it can't be read."""
        posts: Files = []
        folders: list[os.DirEntry[str]] = []
        configured = False
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            self._tell(prefix.rstrip("/") or ".", "unreadable", f"This folder can't be read: {reason_of(error)}.")
            self._is_closed = True
            return None
        for entry in entries:
            try:
                configured = self._take(entry, prefix, posts, folders) or configured
            except FileNotFoundError:
                continue
            except OSError as error:
                self._tell(prefix + entry.name, "unreadable", f"This can't be read: {reason_of(error)}.")
                self._is_closed = True
        for entry in folders:
            if is_entered(entry.name, configured=configured):
                self._folders.append((entry.path, f"{prefix}{entry.name}/"))
        return posts

    def _take(self, entry: os.DirEntry[str], prefix: str, posts: Files, folders: list[os.DirEntry[str]]) -> bool:
        """Put what lies in a folder where it belongs; whether it is a site's configuration."""
        name = entry.name
        if entry.is_symlink():
            self._follow(entry, prefix, posts)
        elif entry.is_dir(follow_symlinks=False):
            if _is_junction(entry):
                self._follow(entry, prefix, posts)
            else:
                folders.append(entry)
        elif name.endswith(self._suffixes) or name.lower().endswith(self._suffixes):
            if entry.is_file(follow_symlinks=False):
                seen = entry.stat(follow_symlinks=False)
                posts.append((name, seen.st_size, seen.st_mtime_ns))
            else:
                self._tell(prefix + name, "not-a-file", "This is no regular file and was left out.")
        return name in SITE_FILES and entry.is_file(follow_symlinks=False)

    def _follow(self, entry: os.DirEntry[str], prefix: str, posts: Files) -> None:
        """Take what a link leads to: a post, or a folder that is kept for later."""
        path = prefix + entry.name
        is_post = entry.name.lower().endswith(self._suffixes)
        target = os.path.realpath(entry.path)
        if target != self._root and not target.startswith(self._inside):
            if is_post:
                self._tell(path, "outside", "This link leads out of the library and was left out.")
            return
        try:
            seen = os.stat(target)  # noqa: PTH116
        except OSError as error:
            self._is_linked = True
            if is_post:
                self._tell(path, "unreadable", f"This link leads nowhere: {reason_of(error)}.")
            return
        if stat.S_ISDIR(seen.st_mode):
            if is_entered(entry.name):
                self._is_linked = True
                self._linked.append((target, f"{path}/"))
        elif is_post and stat.S_ISREG(seen.st_mode):
            self._is_linked = True
            posts.append((entry.name, seen.st_size, seen.st_mtime_ns))
        elif is_post:
            self._tell(path, "not-a-file", "This link leads to no regular file and was left out.")

    def _tell(self, path: str, code: str, message: str) -> None:
        self._on_problem(Problem(path, None, code, message))


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether a folder is a link of Windows' own kind, which Python tells apart from 3.12 on."""
    return sys.platform == "win32" and sys.version_info >= (3, 12) and entry.is_junction()


def _is_configured(folder: str) -> bool:
    """Whether a site's configuration lies in a folder."""
    try:
        with os.scandir(folder) as entries:
            return any(entry.name in SITE_FILES and entry.is_file(follow_symlinks=False) for entry in entries)
    except OSError:
        return False


def is_entered(name: str, *, configured: bool = False) -> bool:
    """Whether posts are looked for in folders of this name; `configured` where a site's configuration lies beside."""
    return not (name.startswith(".") or name in _NEVER_ENTERED or (configured and name in _GENERATED))


def reason_of(error: OSError) -> str:
    """Why, in the system's words."""
    if error.errno == errno.ELOOP:
        return "the link leads to itself"
    return error.strerror or type(error).__name__
