"""Bringing the index up to date: look at the folder, compare, read what is new, put it in, take out what has gone.

Or the same for what is known to have changed alone. Never writes into the library. Posts are parsed in worker processes
(a handful of small ones here); one thread writes, in short transactions, so that a refresh may be killed at any point
and the list is usable meanwhile. Many new posts are read twice: their heads first, the newest before the others, so
that the list is complete and in order soon; then their bodies. A refresh of n files of which m are new costs O(n) stats
and O(m) readings; of some folders alone, n is what lies in them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tui_reader.errors import LibraryError
from tui_reader.library import docids, schema, shelving
from tui_reader.library.comparing import Changes
from tui_reader.library.entry import Entry, How
from tui_reader.library.index import Index, ask
from tui_reader.library.leaving import Leavers, Memory, may_be_away, place_of, take_out
from tui_reader.library.looking import Look, WholeNeededError, Wish
from tui_reader.library.marks import Marks
from tui_reader.library.newest import NewestFirst
from tui_reader.library.reader import Entries, Reader
from tui_reader.library.shelving import Put, Shelver
from tui_reader.model import Cancelled, LibraryOptions, Progress, RefreshResult

OnProgress = Callable[[Progress], None]


_MANY = 1_000
"""Of so many new posts, the heads are read before the bodies."""
_FIRST = 200
"""So many of them are read before all others, in this process: more than a screen shows."""
_FIRST_AFTER_SECONDS = 0.2
"""How long a walk may take before the first ones are chosen from what it has met so far."""

_BATCH_POSTS = 500
_BATCH_SECONDS = 0.3


def refresh(
    root: Path,
    index: Index,
    marks: Marks,
    memory: Memory,
    wish: Wish,
    *,
    options: LibraryOptions = LibraryOptions(),
    progress: OnProgress | None = None,
    cancelled: Cancelled | None = None,
) -> RefreshResult:
    """Make the index say what the folder holds.

    Args:
        root: The library's folder.
        index: Where its posts are listed.
        marks: Its marks: they follow a post that is found under another path.
        memory: What was learnt of the folder before; brought up to date.
        wish: What is to be done.
        options: What the user says of the library.
        progress: Told of each step, at most ten times a second.
        cancelled: Asked between posts; what has been read by then is kept.

    Raises:
        LibraryError: The folder is gone or can't be read; the index is left as it is. Or the marks of a renamed post
            can't be written; it is listed as it was.
    """

    def run(wish: Wish) -> RefreshResult:
        look = Look(root, index, memory, wish, options)
        return _Refresh(root, index, marks, memory, wish, options, progress or _silent, cancelled or _never, look).run()

    try:
        return run(wish)
    except WholeNeededError:
        return run(replace(wish, touched=None))


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
    memory: Memory
    wish: Wish
    options: LibraryOptions
    progress: OnProgress
    cancelled: Cancelled
    look: Look
    notices: list[str] = field(default_factory=list)
    leavers: Leavers = field(default_factory=Leavers)
    newest: NewestFirst = field(default_factory=NewestFirst)
    first: set[str] = field(default_factory=set)
    """The new posts that were put into the list before all others."""
    shelver: Shelver = field(default_factory=Shelver)
    added: int = 0
    changed: int = 0
    completed: int = 0
    taken_out: int = 0
    moved: int = 0
    missing: int = 0
    waiting: int = 0
    told: float = 0.0

    def run(self) -> RefreshResult:
        began = time.monotonic()
        if ask(self.index.connection(), "SELECT 1 FROM post LIMIT 1"):
            self.index.add_orders()  # a first refresh may have been stopped before it came to them
        if not self._look():
            return self._result(time.monotonic() - began)
        if self.wish.rebuild:
            self.index.clear()
            with self.index.writing() as connection:
                shelving.note_fold(connection, self.look.fold)
            self.marks.fold_again()
        if self.changes.removed and self.changes.added:
            self.leavers.load(self.index.connection(), self.changes.removed)
        stopped = self._read()
        if not stopped:
            self._take_out()
        else:
            self.notices.append("Indexing was stopped before its end: the next refresh goes on from there.")
        self._finish(stopped=stopped)
        return self._result(time.monotonic() - began)

    def _look(self) -> bool:
        """Walk the folder and compare it with the index; false where that was stopped."""
        choose_first = time.monotonic() + _FIRST_AFTER_SECONDS
        for _ in self.look.folders():
            self._tell(self.changes.found, 0, "looking")
            if self._is_empty and not self.first and time.monotonic() > choose_first:
                self._read_first()
            if self.cancelled():
                kept = "has the first posts" if self.first else "is as it was before"
                self.notices.append(f"Looking through the folder was stopped: the list {kept}.")
                return False
        if self._is_empty and not self.first and len(self.changes.added) > _MANY:
            self._read_first()
        return True

    @property
    def changes(self) -> Changes:
        """What the look has found; once it has ended, less and less, as it is done."""
        return self.look.changes

    @property
    def _is_empty(self) -> bool:
        return not self.changes.known and not self.wish.rebuild

    def _read_first(self) -> None:
        """Put a screenful of new posts into the list: those that seem to be the newest."""
        paths = [self.changes.added[place] for place in self._newest_first()[:_FIRST]]
        reader = Reader(self.root, self.look.site, self.options)
        entries = [entry for _, entry in reader.entries_here(paths, How.HEAD) if entry is not None]
        self.first.update(entry.path for entry in entries)
        self._put(entries)

    def _newest_first(self) -> list[int]:
        return self.newest.places(self.changes.added, self.changes.added_mtimes)

    def _read(self) -> bool:
        """Read what is new and put it into the index; whether it was stopped."""
        changes = self.changes
        added = [changes.added[place] for place in self._newest_first()]
        changes.added_mtimes, self.newest = changes.added_mtimes[:0], NewestFirst()
        many = len(added) > _MANY
        if not many:
            self.index.add_orders()
        with Reader(self.root, self.look.site, self.options) as reader:
            if many:
                heads = [path for path in added if path not in self.first]
                changes.added, added = [], []
                if self._read_and_put(reader.entries(heads, How.HEAD), len(heads), "sorting"):
                    return True
                del heads
                with self.index.writing() as connection:
                    docids.number_pending(connection)
                self.index.add_orders()
            # Of few posts, those that were put in before all others are both new and pending.
            pending = self._pending() if self.look.within is None or many else []
            pending = [path for path in pending if path not in self.first] if added else pending
            whole = [*added, *changes.changed, *pending]
            return self._read_and_put(reader.entries(whole, How.WHOLE), len(whole), "indexing")

    def _pending(self) -> list[str]:
        """The posts whose bodies are still to be read, of this refresh and of one that was stopped."""
        sql = "SELECT path FROM post WHERE pending ORDER BY epoch DESC"
        going, closed = {*self.changes.changed, *self.changes.removed}, self.changes.closed
        paths = (os.fsdecode(name) for (name,) in self.index.connection().execute(sql))
        return [path for path in paths if path not in going and path.rpartition("/")[0] not in closed]

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
        here = self.index.connection()
        moves = {entry.path: old for entry in batch if (old := self.leavers.claim(here, entry)) is not None}
        self._let_marks_follow(moves)
        with self.index.writing() as connection:
            self.shelver.begin(connection)
            docs = docids.numbers(connection, batch, moves)
            # FTS5 writes out what it holds in memory whenever a number is less than the one before.
            for entry in sorted(batch, key=lambda each: (docs.get(each.path, 2 * docids.APART), docids.place_of(each))):
                old, doc = moves.get(entry.path), docs.get(entry.path)
                if old and self.shelver.move(connection, self.changes.removed[old], old, entry, doc):
                    del self.changes.removed[old]
                    self.moved += 1
                else:
                    put = self.shelver.put(connection, entry, doc)
                    self.added += put is Put.ADDED
                    self.changed += put is Put.CHANGED
                    self.completed += put is Put.COMPLETED
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

    def _take_out(self) -> None:
        """Remove the posts whose files are gone, unless they may only be away, or turn up under another path yet."""
        removed = self.changes.removed
        lost = len(removed)
        wish, place = self.wish, place_of(self.root)
        if not wish.rebuild:
            if lost > wish.forget and may_be_away(self.root, self.changes, self.memory, place):
                self.missing = lost
            elif wish.put_off:
                self.waiting = lost
            if self.missing or self.waiting:
                self._keep_listed()
                return
        self.taken_out = take_out(self.index, removed)
        if self.look.within is None:
            self.memory.place, self.memory.gone = place, 0
        else:
            self.memory.gone += lost

    def _keep_listed(self) -> None:
        """Let the next refresh find again what is gone now."""
        for path in self.changes.removed:
            self.changes.stamps.pop(path.rpartition("/")[0], None)
        self.changes.gone_folders.clear()

    def _finish(self, *, stopped: bool) -> None:
        if not stopped:
            self.look.remember()
            self.index.add_orders()  # of categories that have grown large
        with self.index.writing() as connection:
            shelving.tidy(connection)
            self.index.check_now_and_then(connection)
            if not stopped:
                shelving.note_walk(connection, self.look.problems, self.look.site.rules, self.look.within)
                shelving.note_folders(connection, self.changes.stamps, self.changes.gone_folders)
                if self.look.is_stale:
                    shelving.distrust_folders(connection, self.changes.closed.values())
                    if self.missing or self.waiting:
                        shelving.distrust_posts(connection, self.changes.removed.values())
                if self.look.within is None and not (self.changes.closed or self.missing or self.waiting):
                    shelving.note_unmixed(connection)

    def _result(self, seconds: float) -> RefreshResult:
        with self.index.reading() as connection:
            listed, unreadable, problems = ask(
                connection,
                "SELECT total, (SELECT count(*) FROM post WHERE NOT readable), "
                "(SELECT count(*) FROM problem) + (SELECT count(*) FROM walk_problem) FROM node WHERE id = ?",
                (schema.EVERYTHING,),
            )[0]
        return RefreshResult(
            found=self.changes.found,
            listed=listed,
            unreadable=unreadable,
            added=self.added + self.moved,
            changed=self.changed,
            removed=self.taken_out + self.moved,
            completed=self.completed,
            problems=problems,
            seconds=seconds,
            missing=self.missing,
            waiting=self.waiting,
            notices=tuple(self.notices),
        )

    def _tell(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if now - self.told >= 0.1 or (total and done == total):
            self.told = now
            listed = self.changes.known + self.added - self.taken_out
            provisional = what == "sorting" or (what == "looking" and self.added > 0)
            self.progress(Progress(done, total, what, listed, provisional))
