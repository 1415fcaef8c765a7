"""Bringing the index up to date: look at the folder, compare, read what is new, put it in, take out what has gone.

Never writes into the library. Posts are parsed in worker processes (a handful of small ones here); one thread writes,
in short transactions, so that a refresh may be killed at any point and the list is usable meanwhile. Many new posts are
read twice: their heads first, the newest before the others, so that the list is complete and in order soon; then their
bodies. A refresh of n files of which m are new costs O(n) stats and O(m) readings.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tui_reader.errors import LibraryError
from tui_reader.library import shelving
from tui_reader.library.catalog import key_of
from tui_reader.library.comparing import Changes, Comparison
from tui_reader.library.dates import date_in_path
from tui_reader.library.entry import Entry, How
from tui_reader.library.files import walk
from tui_reader.library.index import Index, ask
from tui_reader.library.marks import Marks
from tui_reader.library.reader import Entries, Reader
from tui_reader.library.shelving import Put, Shelver
from tui_reader.library.site import Site, detect_site
from tui_reader.model import Cancelled, LibraryOptions, Problem, Progress, RefreshResult

OnProgress = Callable[[Progress], None]

_MANY = 1_000
"""Of so many new posts, the heads are read before the bodies."""
_FIRST = 200
"""So many of them are read before all others, in this process: more than a screen shows."""
_FIRST_AFTER_SECONDS = 0.4
"""How long a walk may take before the first ones are chosen from what it has met so far."""

_BATCH_POSTS = 500
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
        LibraryError: The folder is gone or can't be read; the index is left as it is. Or the marks of a renamed post
            can't be written; it is listed as it was.
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
    changes: Changes = field(default_factory=Changes)
    site: Site = field(default_factory=Site)
    walk_problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    leavers: dict[bytes, list[str]] = field(default_factory=dict)
    """The posts whose files are gone, by the hash of what they held."""
    first: set[str] = field(default_factory=set)
    """The new posts that were put into the list before all others."""
    shelver: Shelver = field(default_factory=Shelver)
    added: int = 0
    changed: int = 0
    taken_out: int = 0
    told: float = 0.0

    def run(self, *, rebuild: bool) -> RefreshResult:
        began = time.monotonic()
        if not self._look(rebuild=rebuild):
            return self._result(time.monotonic() - began)
        if rebuild:
            self.index.clear()
            self.marks.fold_again()
        if self.changes.removed and self.changes.added:
            self._load_leavers()
        stopped = self._read()
        if not stopped:
            self._take_out(rebuild=rebuild)
        else:
            self.notices.append("Indexing was stopped before its end: the next refresh goes on from there.")
        self._finish(stopped=stopped)
        return self._result(time.monotonic() - began)

    def _look(self, *, rebuild: bool) -> bool:
        """Walk the folder and compare it with the index; false where that was stopped."""
        self._require_root()
        self.site = detect_site(self.root, self.options)
        connection = self.index.connection()
        (site,) = ask(connection, "SELECT site FROM tally")[0]
        stale = site != self.site.rules
        if stale and not rebuild:
            with self.index.writing():
                shelving.distrust_site(connection)
        comparison = Comparison(connection, self.root, self.site, anew=rebuild, stale=stale)
        self.changes = comparison.changes
        empty = not self.changes.known and not rebuild
        choose_first = time.monotonic() + _FIRST_AFTER_SECONDS
        try:
            for folder in walk(self.root, on_problem=self.walk_problems.append):
                comparison.take(folder)
                self._tell(self.changes.found, 0, "looking")
                if empty and not self.first and time.monotonic() > choose_first:
                    self._read_first()
                if self.cancelled():
                    kept = "has the first posts" if self.first else "is as it was before"
                    self.notices.append(f"Looking through the folder was stopped: the list {kept}.")
                    return False
        except OSError as error:
            raise self._lost(error.strerror or type(error).__name__) from error
        self._require_root()
        comparison.finish()
        if empty and not self.first and len(self.changes.added) > _MANY:
            self._read_first()
        return True

    def _read_first(self) -> None:
        """Put a screenful of new posts into the list: those that seem to be the newest."""
        paths = [self.changes.added[place] for place in self._newest_first()[:_FIRST]]
        reader = Reader(self.root, self.site, self.options)
        entries = [entry for _, entry in reader.entries_here(paths, How.HEAD) if entry is not None]
        self.first.update(entry.path for entry in entries)
        self._put(entries)

    def _newest_first(self) -> list[int]:
        """The new posts by the dates in their paths, else by the times of their files; places in `added`."""
        paths, times = self.changes.added, self.changes.added_mtimes

        def when(place: int) -> int:
            date = date_in_path(paths[place])
            return times[place] if date is None else date.epoch

        return sorted(range(len(paths)), key=when, reverse=True)

    def _require_root(self) -> None:
        try:
            with os.scandir(self.root):
                return
        except OSError as error:
            raise self._lost(error.strerror or type(error).__name__) from error

    def _lost(self, reason: str) -> LibraryError:
        message = f"{self.root}: {reason}. The list of its posts is kept as it was; nothing has been lost."
        return LibraryError("The folder of posts can't be read", message)

    def _load_leavers(self) -> None:
        connection = self.index.connection()
        for path, key in self.changes.removed.items():
            for (content,) in ask(connection, "SELECT content FROM post WHERE key = ?", (key,)):
                if content:
                    self.leavers.setdefault(content, []).append(path)

    def _read(self) -> bool:
        """Read what is new and put it into the index; whether it was stopped."""
        changes = self.changes
        added = [changes.added[place] for place in self._newest_first()]
        changes.added_mtimes = changes.added_mtimes[:0]
        with Reader(self.root, self.site, self.options) as reader:
            if len(added) > _MANY:
                heads = [path for path in added if path not in self.first]
                changes.added, added = [], []
                if self._read_and_put(reader.entries(heads, How.HEAD), len(heads), "sorting"):
                    return True
                del heads
            # Of few posts, those that were put in before all others are both new and pending.
            whole = list(dict.fromkeys((*added, *changes.changed, *self._pending())))
            return self._read_and_put(reader.entries(whole, How.WHOLE), len(whole), "indexing")

    def _pending(self) -> list[str]:
        """The posts whose bodies are still to be read, of this refresh and of one that was stopped."""
        sql = "SELECT path FROM post WHERE pending ORDER BY epoch DESC"
        going = {*self.changes.changed, *self.changes.removed}
        return [path for (name,) in self.index.connection().execute(sql) if (path := os.fsdecode(name)) not in going]

    def _read_and_put(self, entries: Entries, total: int, what: str) -> bool:
        """Put posts into the index as they are read, a batch at a time; whether it was stopped."""
        batch: list[Entry] = []
        flushed = time.monotonic()
        done = 0
        for result in entries:
            if result is not None:
                done += 1
                path, entry = result
                if entry is not None:
                    batch.append(entry)
                else:
                    self._vanished(path)
            self._tell(done, total, what)
            if len(batch) >= _BATCH_POSTS or (batch and time.monotonic() - flushed >= _BATCH_SECONDS):
                self._put(batch)
                batch = []
                flushed = time.monotonic()
            if self.cancelled():
                self._put(batch)
                return done < total
        self._put(batch)
        self._tell(done, total, what)
        return False

    def _vanished(self, path: str) -> None:
        """A file that was there during the walk is gone."""
        self.changes.found -= 1
        self.changes.stamps.pop(path.rpartition("/")[0], None)
        for (key,) in ask(self.index.connection(), "SELECT key FROM post WHERE path = ?", (os.fsencode(path),)):
            self.changes.removed[path] = key

    def _put(self, batch: Sequence[Entry]) -> None:
        """Write some posts in one transaction; the renamed ones among them take their marks along."""
        if not batch:
            return
        moves = {entry.path: old for entry in batch if (old := self._former_path(entry)) is not None}
        self._let_marks_follow(moves)
        with self.index.writing() as connection:
            self.shelver.begin(connection)
            for entry in batch:
                old = moves.get(entry.path)
                if old and self.shelver.move(connection, self.changes.removed[old], old, entry):
                    del self.changes.removed[old]
                    self.taken_out += 1
                    self.added += 1
                else:
                    put = self.shelver.put(connection, entry)
                    self.added += put is Put.ADDED
                    self.changed += put is Put.CHANGED
            shelving.changed(connection)

    def _let_marks_follow(self, moves: Mapping[str, str]) -> None:
        """Let the marks of renamed posts (new path: old path) go with them."""
        if not moves:
            return
        try:
            self.marks.follow((old, new) for new, old in moves.items())
        except OSError as error:
            reason = error.strerror or type(error).__name__
            message = f"The marks of posts that were renamed can't be written: {reason}. The next refresh tries again."
            raise LibraryError("Can't keep the marks", message) from error

    def _former_path(self, entry: Entry) -> str | None:
        """Where a new post's content stood before, if its file is gone from there; the same name is preferred."""
        if not self.leavers or key_of(self.index.connection(), entry.path) is not None:
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
        removed = self.changes.removed
        lost = len(removed)
        if not rebuild and self.changes.known > _SPARED and lost * _FEWEST_KEPT > self.changes.known:
            self.notices.append(
                f"{lost:,} of {self.changes.known:,} posts are no longer in {self.root.name}. In case the folder is "
                "only away, they are still listed: index --rebuild takes them out."
            )
            for path in removed:
                self.changes.stamps.pop(path.rpartition("/")[0], None)
            self.changes.gone_folders.clear()
            return
        posts = list(removed.items())
        for start in range(0, lost, _REMOVALS_AT_ONCE):
            with self.index.writing() as connection:
                for path, key in posts[start : start + _REMOVALS_AT_ONCE]:
                    self.taken_out += shelving.remove(connection, key, path)
                shelving.changed(connection)

    def _finish(self, *, stopped: bool) -> None:
        with self.index.writing() as connection:
            shelving.tidy(connection)
            self.index.check_now_and_then(connection)
            if not stopped:
                shelving.note_walk(connection, self.walk_problems, self.site.rules)
                shelving.note_folders(connection, self.changes.stamps, self.changes.gone_folders)

    def _result(self, seconds: float) -> RefreshResult:
        with self.index.reading() as connection:
            listed, unreadable, problems = ask(
                connection,
                "SELECT total, (SELECT count(*) FROM post WHERE NOT readable), "
                "(SELECT count(*) FROM problem) + (SELECT count(*) FROM walk_problem) FROM tally",
            )[0]
        return RefreshResult(
            found=self.changes.found,
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
            listed = self.changes.known + self.added - self.taken_out
            provisional = what == "sorting" or (what == "looking" and self.added > 0)
            self.progress(Progress(done, total, what, listed, provisional))
