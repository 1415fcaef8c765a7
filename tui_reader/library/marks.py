"""Marks: written to the journal first, folded into the index for fast questions, undone by new lines.

The index's part is a cache of the journals of all devices: it remembers how far it has folded each file, and folds
again from the beginning whenever a file is not what it was. Nothing here knows how posts are read.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import apsw

from tui_reader.library import folding
from tui_reader.library.catalog import stored_path
from tui_reader.library.index import Index, ask
from tui_reader.library.journal import Journal
from tui_reader.library.journal_lines import path_text
from tui_reader.library.ops import MOVED, POSITION, mark_of, op_of
from tui_reader.model import AnyMark, ReadingPosition

LOOK_SECONDS = 1.0
"""How often, at most, the journals' sizes are looked at for news of other devices and processes."""
LOOK_AGAIN_SECONDS = 30.0
"""How long they aren't looked at after the index was found to be in use: each try would wait for it."""

_FULL = "The disk is full: the latest marks are kept, and shown when there is room again."
_IN_USE = "Another program is using the list of posts and does not let go: the newest marks are shown when it does."


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back an action has left: `mark` is now `value` on `paths`."""

    paths: tuple[str, ...]
    mark: AnyMark
    value: bool
    also: tuple[Undone, ...] = ()
    """The other marks that the same action had changed."""


class Marks:
    """The marks of one library, for one process."""

    def __init__(self, index: Index, journal: Journal, followed: Path | None = None) -> None:
        """Put the parts together.

        Args:
            index: Where marks are folded into.
            journal: Where they are written.
            followed: A folder with something else that follows posts by their paths: once it is there, every renaming
                is written down, and not only those of posts with marks.
        """
        self._followed = followed
        self._index = index
        self._journal = journal
        self._guard = threading.RLock()
        self._seen: dict[str, int] | None = None
        self._looked = 0.0
        self.notices: list[str] = []

    def look(self) -> None:
        """Fold in what has been added to the journals since the last time; cheap, and done once a second at most.

        Where another program holds the index, or the disk is full, that waits, and the posts are shown with the marks
        they had.
        """
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        try:
            self.fold()
        except (apsw.BusyError, apsw.LockedError):
            self._looked = time.monotonic() + LOOK_AGAIN_SECONDS
            self.notices.append(_IN_USE)
        except apsw.FullError:
            self._looked = time.monotonic() + LOOK_AGAIN_SECONDS
            self.notices.append(_FULL)

    def fold(self) -> None:
        """Fold in all that is new in the journals. O(new lines)."""
        with self._guard:
            self._looked = time.monotonic()
            sizes = self._journal.sizes()
            if sizes is None or sizes == self._seen:
                return
            if self._has_news(sizes):
                with self._index.writing() as connection:
                    self._fold_files(connection, sizes)
            first = self._seen is None
            self._seen = sizes
        if first:
            self._tell_of_torn_end(sizes)

    def fold_again(self) -> None:
        """Forget how far the journals have been folded, as after the index was emptied, and fold them."""
        with self._guard:
            self._seen = None
            self.fold()

    def _has_news(self, sizes: Mapping[str, int]) -> bool:
        known = _folded(self._index.connection())
        written = {name: size for name, size in sizes.items() if size}
        return {name: place[0] for name, place in known.items()} != written or not all(
            self._continues(name, sizes[name], *place) for name, place in known.items()
        )

    def _fold_files(self, connection: apsw.Connection, sizes: Mapping[str, int]) -> None:
        known = _folded(connection)
        if not all(self._continues(name, sizes.get(name, 0), *rest) for name, rest in known.items()):
            folding.forget(connection)
            known = {}
        for name, size in sorted(sizes.items()):
            offset, count, _ = known.get(name, (0, 0, b""))
            if size > offset:
                self._fold_file(connection, name, offset, count)

    def _continues(self, name: str, size: int, offset: int, _count: int, tail: bytes) -> bool:
        """Whether a journal still begins with what was folded of it."""
        try:
            return size >= offset and self._journal.recognised(name, offset, tail)
        except OSError:
            return True

    def _fold_file(self, connection: apsw.Connection, name: str, offset: int, count: int) -> None:
        try:
            reading = self._journal.read(name, offset, count)
        except OSError as error:
            self._set_aside(name, error)
            return
        if reading.bad:
            self._journal.keep_aside(name, reading.bad)
            numbers = ", ".join(str(line.number) for line in reading.bad[:5])
            self.notices.append(
                f"{len(reading.bad)} lines of the marks in {name} can't be read (line {numbers}): they were skipped, "
                f"and copied to {name}.bad."
            )
        self._journal.saw(*folding.fold(connection, name, reading))

    def _set_aside(self, name: str, error: OSError) -> None:
        try:
            aside = self._journal.move_aside(name)
        except OSError:
            self.notices.append(f"The marks in {name} can't be read ({error.strerror}); the file was left as it is.")
        else:
            self.notices.append(f"The marks in {name} can't be read ({error.strerror}); the file is now {aside}.")

    def _tell_of_torn_end(self, sizes: Mapping[str, int]) -> None:
        sql = "SELECT offset FROM journal WHERE file = ?"
        folded = ask(self._index.connection(), sql, (self._journal.own,))
        if folded and sizes.get(self._journal.own, 0) > folded[0][0]:
            self.notices.append("The last mark was cut off while it was being written, and is left out.")

    def mark(self, paths: Sequence[str], changes: Sequence[tuple[AnyMark, bool]]) -> tuple[int, ...]:
        """Put marks on posts or take them off, all as one action; for each change, how many posts it changed.

        Raises:
            OSError: The journal can't be written; nothing has changed.
        """
        with self._guard:
            self.fold()
            possible = [path for path in dict.fromkeys(paths) if stored_path(path)]
            lines: list[tuple[str, str, object]] = []
            counts: list[int] = []
            for mark, value in changes:
                op = op_of(mark)
                changed = [(path, op, value) for path in possible if self._value(path, op) != value]
                counts.append(len(changed))
                lines.extend(changed)
            if lines:
                self.write(lines, action=True)
            return tuple(counts)

    def undo(self) -> Undone | None:
        """Take back the last action of this device that still stands; None where there is none.

        Raises:
            OSError: The journal can't be read or written; nothing has changed.
        """
        with self._guard:
            self.fold()
            connection = self._index.connection()
            sql = "SELECT id, start, stop FROM action WHERE file = ? AND undone = 0 ORDER BY t DESC, n DESC"
            for action, start, stop in ask(connection, sql, (self._journal.own,)):
                before: dict[tuple[str, bool], list[str]] = {}
                for line in self._journal.lines_between(self._journal.own, start, stop):
                    if line.action == action and mark_of(line.op) is not None:
                        path = self._present_path(connection, line.path)
                        before.setdefault((line.op, not line.value), []).append(path)
                if not before:
                    continue
                lines = [(path, op, value) for (op, value), paths in before.items() for path in paths]
                self.write(lines, undoes=action)
                return _undone(before)
            return None

    def follow(self, moves: Iterable[tuple[str, str]]) -> None:
        """Let the marks of posts that have been renamed (old path, new path) go with them.

        Raises:
            OSError: The journal can't be written.
        """
        with self._guard:
            self.fold()
            lines: list[tuple[str, str, object]] = []
            always = self._followed is not None and self._followed.is_dir()
            for old, new in moves:
                before, after = self._marks(old), self._marks(new)
                changes = {op: before.get(op, _NONE) for op in {*before, *after}}
                changes = {op: value for op, value in changes.items() if value != after.get(op, _NONE)}
                if before or always:
                    lines.append((new, MOVED, path_text(old)))
                lines.extend((new, op, json.loads(value)) for op, value in sorted(changes.items()))
            if lines:
                self.write(lines)

    def set_position(self, path: str, position: ReadingPosition) -> None:
        """Remember where reading stopped.

        Raises:
            OSError: The journal can't be written.
        """
        with self._guard:
            if stored_path(path) and self.position(path) != position:
                self.write([(path, POSITION, [position.block, position.offset])])

    def position(self, path: str) -> ReadingPosition | None:
        """Where reading of a post stopped."""
        value = json.loads(self._marks(path).get(POSITION, "null"))
        return ReadingPosition(value[0], value[1]) if value is not None else None

    def write(self, changes: Sequence[tuple[str, str, object]], *, action: bool = False, undoes: str = "") -> None:
        """Append (post, op, value) as lines of one moment, and fold them.

        Args:
            changes: What the lines say.
            action: Whether `undo` shall take them back.
            undoes: The action that they take back, if any.

        Raises:
            OSError: The journal can't be written; nothing has changed.
        """
        with self._guard:
            for t, n in ask(self._index.connection(), "SELECT latest_t, latest_n FROM tally"):
                self._journal.saw(t, n)
            t, n = self._journal.stamp()
            extra: dict[str, object] = {}
            if action:
                extra["a"] = f"{self._journal.tag}-{n}"
            if undoes:
                extra["undo"] = undoes
            self.write_back(
                [
                    {"t": t, "n": n, "post": path_text(post), "op": op, "v": value, **extra}
                    for post, op, value in changes
                ]
            )

    def write_back(self, lines: Sequence[Mapping[str, object]]) -> None:
        """Append lines that have a time of their own, and fold them.

        Raises:
            OSError: The journal can't be written; nothing has changed.
        """
        with self._guard:
            self._journal.append([{**line, "p": self._journal.tag} for line in lines])
            with contextlib.suppress(apsw.BusyError):  # it is written, and will be folded by the next look
                self.fold()

    def _marks(self, path: str) -> dict[str, str]:
        sql = "SELECT op, value FROM mark WHERE path = ?"
        return dict(ask(self._index.connection(), sql, (stored_path(path),)))

    def _value(self, path: str, op: str) -> bool:
        sql = "SELECT value = 'true' FROM mark WHERE path = ? AND op = ?"
        return ask(self._index.connection(), sql, (stored_path(path), op)) == [(1,)]

    def former_paths(self, path: str) -> tuple[str, ...]:
        """The paths that a post had before it was renamed, the latest first, but those that another post has by now."""
        connection = self._index.connection()
        here = [stored_path(path)]
        sql = "SELECT old FROM moved WHERE new = ? AND NOT EXISTS (SELECT 1 FROM post WHERE path = old) ORDER BY old"
        for new in here:
            here.extend(name for (name,) in ask(connection, sql, (new,)) if name not in here)
        return tuple(map(os.fsdecode, here[1:]))

    @staticmethod
    def _present_path(connection: apsw.Connection, path: bytes) -> str:
        """The path that a post has now, if it was renamed since."""
        here = path
        met = {here}
        while True:
            after = ask(connection, "SELECT new FROM moved WHERE old = ?", (here,))
            present = ask(connection, "SELECT 1 FROM post WHERE path = ?", (here,))
            if not after or present or after[0][0] in met:
                return os.fsdecode(here)
            here = after[0][0]
            met.add(here)


_NONE = "false"
"""What a mark is that was never put on."""


def _folded(connection: apsw.Connection) -> dict[str, tuple[int, int, bytes]]:
    """How far each journal has been folded: bytes, lines, and the bytes before that place."""
    rows = ask(connection, "SELECT file, offset, lines, tail FROM journal")
    return {name: (offset, lines, tail) for name, offset, lines, tail in rows}


def _undone(before: Mapping[tuple[str, bool], Sequence[str]]) -> Undone:
    """What an undone action has left, for each op and value the posts that have it again."""
    parts = [
        Undone(tuple(paths), mark, value) for (op, value), paths in before.items() if (mark := mark_of(op)) is not None
    ]
    return replace(parts[0], also=tuple(parts[1:]))
