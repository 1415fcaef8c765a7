"""Watches a library's folder for who shows it: tells which parts of it have been touched.

Looks at no post and changes nothing; the watching itself is done by a process of its own (`watcher`). Where the system
doesn't tell of changes, they are searched for, or the whole folder is looked at now and then.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import Any

from tui_reader import limits
from tui_reader.library.starting import start_module
from tui_reader.library.touched import Touched, touched_by

_RECURSIVE = sys.platform in ("win32", "darwin")
"""Where the system watches whole trees by itself, and follows no links while it does."""

_REMOTE = frozenset({"9p", "afs", "ceph", "cifs", "drvfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "v9fs"})
"""File systems on which others write without this system's knowledge; `fuse.…` beside them."""
_PENDING = float("inf")


class _Way(Enum):
    TOLD = auto()
    """The system tells of changes."""
    POLLED = auto()
    """They are searched for."""
    SELDOM = auto()
    """The whole folder is looked at now and then."""


class Watch:
    """A library's folder while it is shown. Its methods may wait for the process, and are not for the UI thread."""

    def __init__(
        self,
        root: Path,
        posts: int,
        on_touched: Callable[[Touched], None],
        on_notice: Callable[[str], None],
        *,
        polling: bool | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """Keep what is watched; nothing is yet.

        Args:
            root: The library's folder.
            posts: How many posts it has, about.
            on_touched: Told what has to be looked at, in a thread of its own.
            on_notice: Told what the user should know, likewise.
            polling: Whether to search for changes; None for where the system doesn't tell of them.
            command: What is started instead of `watcher`.
        """
        self._root = root
        self._posts = posts
        self._on_touched = on_touched
        self._on_notice = on_notice
        self._command = command
        self._guard = threading.Lock()
        self._sending = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._covered: dict[str, float] = {}
        """When each folder's watch began, by its path below the root."""
        self._requests: dict[int, list[str]] = {}
        self._unseen: set[str] = set()
        """The folders that have to be looked at once they are watched."""
        self._number = 0
        self._anew = True
        self._starts = 0
        self._closed = False
        self._begun = threading.Event()
        """Set once the folders of `begin` are watched, or will not be."""
        self._way = _Way.TOLD
        if is_remote(root) if polling is None else polling:
            self._fall_back("its file system doesn't tell of them")

    def begin(self, folders: Iterable[str]) -> None:
        """Start to watch folders whose posts are still to be looked at anyway."""
        self._start()
        self._cover(folders, look=False)

    def wait_for_beginning(self, seconds: float) -> None:
        """Wait until the folders of `begin` are watched, so that a look that begins then needn't be repeated."""
        self._begun.wait(seconds)

    def cover(self, folders: Iterable[str], since: float) -> None:
        """Watch the folders that a look has met, and have those looked at again that were not watched all the while.

        Args:
            folders: Below the root, as `Folder.path`.
            since: When the look began, as `time.monotonic` has it.
        """
        met = [""] if _RECURSIVE else list(folders)
        with self._guard:
            late = [folder for folder in met if since < self._covered.get(folder, 0.0) < _PENDING]
            self._unseen.update(folder for folder in met if self._covered.get(folder) == _PENDING)
        self._cover(met, look=True)
        if late:
            self._on_touched(Touched(frozenset(late), everything=_RECURSIVE))

    def close(self) -> None:
        """End the process."""
        with self._guard:
            self._closed = True
            self._begun.set()
            process, self._process = self._process, None
        if process is not None:
            _end(process)

    def _start(self) -> None:
        with self._guard:
            if self._closed:
                return
            self._starts += 1
            self._covered.clear()
            self._anew = True
            try:
                self._process = start_module("tui_reader.library.watcher", self._command)
            except (OSError, ValueError, TypeError):
                self._process = None
                self._begun.set()
                self._on_notice(self._unwatched())
                return
            threading.Thread(target=self._listen, args=(self._process,), daemon=True, name="watch").start()

    def _cover(self, folders: Iterable[str], *, look: bool) -> None:
        with self._guard:
            wanted = [""] if _RECURSIVE else [folder for folder in folders if _is_text(folder)]
            new = [folder for folder in dict.fromkeys(wanted) if folder not in self._covered]
            if not (new or self._anew) or self._process is None:
                return
            self._covered.update(dict.fromkeys(new, _PENDING))
            if look:
                self._unseen.update(new)
            self._number += 1
            self._requests[self._number] = new
            request = self._request(new)
            self._anew = False
            process = self._process
        self._send(process, request)

    def _request(self, folders: Sequence[str]) -> dict[str, Any]:
        names = [] if self._way is _Way.SELDOM else [str(self._root / folder) for folder in folders]
        return {
            "number": self._number,
            "root": str(self._root),
            "folders": names,
            "recursive": _RECURSIVE,
            "polling": self._way is _Way.POLLED,
            "delay": self._delay,
            "look": 0 if self._way is _Way.TOLD else limits.WATCH_LOOK_SECONDS,
            "anew": self._anew,
        }

    def _send(self, process: subprocess.Popen[bytes], request: dict[str, Any]) -> None:
        """Write to the process; one that is dead is noticed by its answers ending."""
        assert process.stdin is not None  # noqa: S101 - made with a pipe
        with self._sending, contextlib.suppress(OSError, ValueError):
            process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            process.stdin.flush()

    @property
    def _delay(self) -> float:
        return max(limits.WATCH_POLL_SECONDS, self._posts / 1_000)

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Hear the process until it ends; one that was not meant to is started again, a few times."""
        assert process.stdout is not None  # noqa: S101 - made with a pipe
        with contextlib.suppress(OSError, ValueError):
            for line in process.stdout:
                word, *rest = json.loads(line)
                self._hear(word, rest)
        if self._closed:
            return
        _end(process)
        if self._starts > limits.WATCHER_RESTARTS:
            self._process = None
            self._on_notice(self._unwatched())
            return
        self._start()
        self._on_touched(Touched(everything=True))

    def _hear(self, word: str, rest: Sequence[Any]) -> None:
        if word == "changed":
            self._touch(touched_by(self._root, rest))
        elif word == "watching":
            self._watching(rest[0], rest[1:])
        elif word == "failed":
            self._fail(rest[0])
        else:
            if word == "root":
                with self._guard:
                    self._covered.clear()
                    self._anew = True
            self._on_touched(Touched(everything=True))

    def _touch(self, touched: Touched) -> None:
        if not touched:
            return
        with self._guard:
            if not touched.trees.isdisjoint(self._covered):
                # Whatever is at these paths now is watched no more.
                trees = Touched(trees=touched.trees)
                self._covered = {each: since for each, since in self._covered.items() if not trees.covers(each)}
        self._on_touched(touched)

    def _watching(self, number: int, closed: Sequence[str]) -> None:
        """Take note of when folders' watches began, and that others have none, so that the next look asks again."""
        now = time.monotonic()
        with self._guard:
            if closed:
                names = set(closed)
                shut = [folder for folder in self._covered if str(self._root / folder) in names]
                self._covered = {each: since for each, since in self._covered.items() if each not in shut}
            folders = [folder for folder in self._requests.pop(number, ()) if folder in self._covered]
            self._covered.update(dict.fromkeys(folders, now))
            unseen = self._unseen.intersection(folders)
            self._unseen -= unseen
        self._begun.set()
        if unseen:
            self._on_touched(Touched(frozenset(unseen), everything=_RECURSIVE))

    def _fail(self, reason: str) -> None:
        """Go on in another way."""
        limit = "limit" in reason or "Too many open files" in reason
        with self._guard:
            folders = list(self._covered)
            self._covered.clear()
            self._anew = True
        self._fall_back("the system can't watch so many folders" if limit else "the system doesn't tell of them")
        self._cover(folders, look=True)

    def _fall_back(self, reason: str) -> None:
        few = self._way is _Way.TOLD and self._posts <= limits.WATCH_POLLED_POSTS
        self._way = _Way.POLLED if few else _Way.SELDOM
        often = f"{self._delay:.0f} seconds" if few else f"{limits.WATCH_LOOK_SECONDS / 60:.0f} minutes"
        self._on_notice(f"Changes in this folder are looked for every {often}: {reason}.")

    @staticmethod
    def _unwatched() -> str:
        return "Changes in this folder are not noticed by themselves any more: R reads them."


def is_remote(root: Path, mounts: Path = Path("/proc/self/mountinfo")) -> bool:
    """Whether others may write to a folder without this system's knowledge, as over a network; told on Linux alone.

    Args:
        root: The folder.
        mounts: The table of what is mounted where; see proc_pid_mountinfo(5).
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
        here = root.resolve()
    except OSError:
        return False
    kinds: dict[Path, str] = {}
    for line in lines:
        before, _, after = line.partition(" - ")
        with contextlib.suppress(IndexError):
            place = before.split(" ")[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
            kinds[Path(place)] = after.split(" ")[0]
    kind = next((kinds[place] for place in (here, *here.parents) if place in kinds), "")
    return kind in _REMOTE or kind.startswith("fuse.")


def _is_text(folder: str) -> bool:
    """Whether a name can be told to the process; changes below one that can't are seen by a refresh alone."""
    try:
        folder.encode()
    except UnicodeEncodeError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.close()
