"""Bringing the index up to date: look at the folder, compare, read what is new, put it in, take out what has gone.

Never writes into the library. Posts are parsed in worker processes (a handful of small ones here); one thread writes,
in short transactions, so that a refresh may be killed at any point and the list is usable meanwhile. A refresh of n
files of which m are new costs O(n) stats and O(m) readings.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tui_reader import limits
from tui_reader.errors import LibraryError
from tui_reader.library import shelving
from tui_reader.library.entry import Entry
from tui_reader.library.files import discover
from tui_reader.library.index import Index, ask
from tui_reader.library.marks import Marks
from tui_reader.library.pages import posts_among
from tui_reader.library.plan import Known, plan
from tui_reader.library.shelving import Shelver, Stamp
from tui_reader.library.site import Site, detect_site
from tui_reader.model import Cancelled, LibraryOptions, Problem, Progress, RefreshResult

OnProgress = Callable[[Progress], None]

_FEW = 16
_SMALL_BYTES = limits.MEBIBYTE
"""So many posts of so many bytes in all are read in this process: starting a worker takes longer."""

_BATCH_POSTS = 200
_BATCH_SECONDS = 0.3
_REMOVALS_AT_ONCE = 1_000

_SPARED = 20
"""In a library of up to so many posts, any number may disappear at once."""

_FEWEST_KEPT = 5
"""When more than one in so many has disappeared, the folder may only be away: nothing is taken out unasked."""


def refresh(
    root: Path,
    index: Index,
    marks: Marks,
    *,
    options: LibraryOptions = LibraryOptions(),
    rebuild: bool = False,
    progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
) -> RefreshResult:
    """Make the index say what the folder holds.

    Args:
        root: The library's folder.
        index: Where its posts are listed.
        marks: Its marks: they follow a post that is found under another path.
        options: What the user says of the library.
        rebuild: Start from an empty index, and take the folder at its word however much has disappeared.
        progress: Told of each step, at most ten times a second.
        cancelled: Asked between posts; what has been read by then is kept.

    Raises:
        LibraryError: The folder is gone or can't be read; the index is left as it is.
    """
    return _Refresh(root, index, marks, options, progress or _silent, cancelled or _never).run(rebuild=rebuild)


def _silent(_: Progress) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(slots=True)
class _Refresh:
    """One run: what has been found, and what has been done so far."""

    root: Path
    index: Index
    marks: Marks
    options: LibraryOptions
    progress: OnProgress
    cancelled: Cancelled
    found: dict[str, Stamp] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    site: Site = field(default_factory=Site)
    walk_problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    removed: dict[str, int] = field(default_factory=dict)
    leavers: dict[bytes, list[str]] = field(default_factory=dict)
    """The posts whose files are gone, by the hash of what they held."""
    shelver: Shelver = field(default_factory=Shelver)
    added: int = 0
    changed: int = 0
    taken_out: int = 0
    told: float = 0.0

    def run(self, *, rebuild: bool) -> RefreshResult:
        began = time.monotonic()
        if not self._look():
            return self._result(time.monotonic() - began)
        if rebuild:
            self.index.clear()
            self.marks.fold_again()
        stale = self._load_known()
        work = plan(self.found, self.known, stale=stale)
        self.removed = {path: self.known[path].key for path in work.removed}
        if self.removed and work.added:
            self._load_leavers()
        stopped = self._read_and_put((*work.added, *work.changed))
        if not stopped:
            self._take_out(rebuild=rebuild)
        else:
            self.notices.append("Indexing was stopped before its end: the next refresh goes on from there.")
        self._finish(stopped=stopped)
        return self._result(time.monotonic() - began)

    def _look(self) -> bool:
        """Walk the folder; false where that was stopped."""
        self._require_root()
        self.site = detect_site(self.root, self.options)
        try:
            for file in posts_among(self.root, self.site, discover(self.root, on_problem=self.walk_problems.append)):
                self.found[file.path] = Stamp(file.size, file.mtime_ns)
                if len(self.found) % 256 == 0:
                    self._tell(len(self.found), 0, "looking")
                    if self.cancelled():
                        self.notices.append("Looking through the folder was stopped: the list is as it was before.")
                        return False
        except OSError as error:
            raise self._lost(error.strerror or type(error).__name__) from error
        self._require_root()
        return True

    def _require_root(self) -> None:
        try:
            with os.scandir(self.root):
                return
        except OSError as error:
            raise self._lost(error.strerror or type(error).__name__) from error

    def _lost(self, reason: str) -> LibraryError:
        message = f"{self.root}: {reason}. The list of its posts is kept as it was; nothing has been lost."
        return LibraryError("The folder of posts can't be read", message)

    def _load_known(self) -> bool:
        """What the index lists; whether it was read under the rules of another kind of site."""
        with self.index.reading() as connection:
            (site,) = ask(connection, "SELECT site FROM tally")[0]
            for path, key, size, mtime_ns in ask(connection, "SELECT path, key, size, mtime_ns FROM post"):
                self.known[os.fsdecode(path)] = Known(key, Stamp(size, mtime_ns))
        return bool(self.known) and site != self.site.rules

    def _load_leavers(self) -> None:
        connection = self.index.connection()
        for path, key in self.removed.items():
            for (content,) in ask(connection, "SELECT content FROM post WHERE key = ?", (key,)):
                if content:
                    self.leavers.setdefault(content, []).append(path)

    def _read_and_put(self, paths: Sequence[str]) -> bool:
        """Read posts and put them into the index, a batch at a time; whether it was stopped."""
        batch: list[Entry] = []
        flushed = time.monotonic()
        done = 0
        for result in self._entries(paths):
            if result is not None:
                done += 1
                path, entry = result
                if entry is not None:
                    batch.append(entry)
                else:
                    self._vanished(path)
            self._tell(done, len(paths), "indexing")
            if len(batch) >= _BATCH_POSTS or (batch and time.monotonic() - flushed >= _BATCH_SECONDS):
                self._put(batch)
                batch = []
                flushed = time.monotonic()
            if self.cancelled():
                self._put(batch)
                return done < len(paths)
        self._put(batch)
        return False

    def _vanished(self, path: str) -> None:
        """A file that was there during the walk is gone."""
        self.found.pop(path, None)
        if path in self.known:
            self.removed[path] = self.known[path].key

    def _entries(self, paths: Sequence[str]) -> Iterator[tuple[str, Entry | None] | None]:
        if len(paths) <= _FEW and sum(self.found[path].size for path in paths) <= _SMALL_BYTES:
            yield from self._entries_here(paths)
            return
        from tui_reader.library.pool import Pool, WorkersUnavailableError

        left = dict.fromkeys(paths)
        try:
            with Pool(self.root, _worker_count(len(paths)), options=self.options) as pool:
                for result in pool.run(paths):
                    if result is not None:
                        left.pop(result.path)
                    yield (result.path, result.entry) if result is not None else None
        except WorkersUnavailableError:
            yield from self._entries_here(tuple(left))

    def _entries_here(self, paths: Sequence[str]) -> Iterator[tuple[str, Entry | None]]:
        if not paths:
            return
        from tui_reader.library.entry import read_entry
        from tui_reader.library.opening import open_document

        for path in paths:
            yield path, read_entry(self.root, path, self.site, open_document)

    def _put(self, batch: Sequence[Entry]) -> None:
        """Write some posts in one transaction; the renamed ones among them take their marks along."""
        if not batch:
            return
        moves = {entry.path: old for entry in batch if (old := self._former_path(entry)) is not None}
        if moves:
            self.marks.follow((old, new) for new, old in moves.items())
        with self.index.writing() as connection:
            self.shelver.forget()
            for entry in batch:
                stamp = self.found[entry.path]
                if entry.path in moves:
                    self.shelver.move(connection, self.removed.pop(moves[entry.path]), entry, stamp)
                    self.taken_out += 1
                    self.added += 1
                elif self.shelver.put(connection, entry, stamp):
                    self.added += 1
                else:
                    self.changed += 1
            shelving.changed(connection)

    def _former_path(self, entry: Entry) -> str | None:
        """Where a new post's content stood before, if its file is gone from there; the same name is preferred."""
        if not self.leavers or entry.path in self.known:
            return None
        candidates = self.leavers.get(bytes.fromhex(entry.content), [])
        if not candidates:
            return None
        name = entry.path.rpartition("/")[2]
        former = next((path for path in candidates if path.rpartition("/")[2] == name), candidates[0])
        candidates.remove(former)
        return former

    def _take_out(self, *, rebuild: bool) -> None:
        """Remove the posts whose files are gone, unless they are so many that the folder may only be away."""
        lost = len(self.removed)
        if not rebuild and len(self.known) > _SPARED and lost * _FEWEST_KEPT > len(self.known):
            self.notices.append(
                f"{lost:,} of {len(self.known):,} posts are no longer in {self.root.name}. In case the folder is only "
                "away, they are still listed: index --rebuild takes them out."
            )
            return
        keys = list(self.removed.values())
        for start in range(0, lost, _REMOVALS_AT_ONCE):
            with self.index.writing() as connection:
                for key in keys[start : start + _REMOVALS_AT_ONCE]:
                    shelving.remove(connection, key)
                shelving.changed(connection)
        self.taken_out += lost

    def _finish(self, *, stopped: bool) -> None:
        with self.index.writing() as connection:
            shelving.tidy(connection)
            self.index.check_now_and_then(connection)
            if not stopped:
                shelving.note_walk(connection, self.walk_problems, self.site.rules)

    def _result(self, seconds: float) -> RefreshResult:
        with self.index.reading() as connection:
            listed, unreadable, problems = ask(
                connection,
                "SELECT total, (SELECT count(*) FROM post WHERE NOT readable), "
                "(SELECT count(*) FROM problem) + (SELECT count(*) FROM walk_problem) FROM tally",
            )[0]
        return RefreshResult(
            found=len(self.found),
            listed=listed,
            unreadable=unreadable,
            added=self.added,
            changed=self.changed,
            removed=self.taken_out,
            problems=problems,
            seconds=seconds,
            notices=tuple(self.notices),
        )

    def _tell(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now - self.told >= 0.1 or (total and done == total):
            self.told = now
            self.progress(Progress(done, total, what))


def _worker_count(posts: int) -> int:
    """A process a processor that this one may use, and none for fewer than 32 posts each."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, 8, posts // 32))
