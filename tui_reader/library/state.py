"""A user's marks as one text that can be kept, carried elsewhere and put back: dump, restore; and compaction.

Speaks to the journal, its fold and the file of saved searches alone: posts are neither needed nor looked at.

A dump is JSON lines. The first is its header: `tui-reader` (always `state`), `version` (1), `library` (the root),
`lines` (how many follow) and `searches` (what is saved, as in its own file; there, so that older programs pass over
it). Each other line is one mark: `post` (a path, undecodable bytes as lone surrogates), `op`
(`read`, `star`, `tag:NAME` or `position`), `v` (its value), and `t` and `n`, by which the newest of several is told.
The lines are in the order of paths, then ops, and hold ASCII alone.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from tui_reader import limits
from tui_reader.errors import LibraryError, UsageError
from tui_reader.library import compaction
from tui_reader.library.index import Index, ask
from tui_reader.library.journal import Journal
from tui_reader.library.journal_lines import Line, parse_line
from tui_reader.library.marks import Marks
from tui_reader.library.ops import POSITION, understood
from tui_reader.library.saved import SavedSearches
from tui_reader.library.saved_lines import read_record, record
from tui_reader.model import SavedSearch

VERSION = 1
"""Raised when older programs could no longer read a dump."""

_TITLE = "Can't restore the marks"
_KIND = "state"
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Damage:
    """A line of a dump that can't be used."""

    line: int
    """From 1."""
    reason: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring a dump did."""

    read: int
    """Lines of the dump that are marks."""
    changed: int
    """Marks that were put on, taken off or changed."""
    same: int
    """Lines that say what is so already."""
    older: int
    """Lines that something newer contradicts: they were left out."""
    library: str | None
    """The root of the library that was dumped, as the header has it."""
    missing: int
    """Lines that the header promises and that aren't there."""
    damaged: tuple[Damage, ...]
    searches: int = 0
    """Saved searches that are new, or other ones than before."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """What compaction did to this device's journal."""

    lines_before: int
    lines_after: int
    bytes_before: int
    bytes_after: int
    bad: int
    """Lines that can't be read: they were copied aside, and are no longer in the journal."""


class State:
    """The marks of one library as a whole."""

    def __init__(
        self,
        root: Path,
        index: Index,
        marks: Marks,
        journal: Journal,
        searches: SavedSearches,
        work: Callable[[Callable[[], Any]], Any],
    ) -> None:
        """Take the parts.

        Args:
            root: The library's folder, for the header.
            index: Holds the fold of the journals.
            marks: Writes marks.
            journal: This device's journal.
            searches: The saved searches.
            work: Runs what touches index and journal, and turns its failures into sentences.
        """
        self._root, self._index, self._marks, self._journal, self._work = root, index, marks, journal, work
        self._searches = searches

    def dump(self) -> Iterator[str]:
        """The lines of a dump, without their line ends. O(n log n) for n marks."""
        marks = self._run(self._folded)
        yield self._header_of(len(marks), self.searches_dumped())
        for path, op, value, t, n in marks:
            line = {"post": _text(path), "op": op, "v": json.loads(value), "t": t, "n": n}
            yield json.dumps(line, separators=(",", ":"))

    def _header_of(self, lines: int, searches: Sequence[SavedSearch]) -> str:
        header = {"tui-reader": _KIND, "version": VERSION, "library": str(self._root), "lines": lines}
        return json.dumps({**header, "searches": list(map(record, searches))}, separators=(",", ":"))

    def searches_dumped(self) -> tuple[SavedSearch, ...]:
        """The saved searches that a dump holds: from the first on, as many as a line has room for."""
        kept = self._searches.read().searches
        while kept and len(self._header_of(10**12, kept)) >= limits.STATE_LINE_BYTES:
            kept = kept[:-1]
        return kept

    def restore(self, source: BinaryIO, *, replace: bool = False) -> Restored:
        """Put the marks of a dump back.

        A mark of the dump holds where nothing newer is known of it, so that restoring twice changes nothing, and marks
        that the dump doesn't mention stay. `undo` doesn't take this back. Saved searches of the dump are saved where
        their names are free.

        Args:
            source: The dump.
            replace: Make the marks what the dump says, whatever is newer, and take off what it doesn't mention; as
                one action, of which `undo` takes all but reading positions back. The saved searches become those of
                the dump, where it is of a version that has them; that is no mark, and `undo` leaves it.

        Raises:
            UsageError: It is no dump, or one of a newer version; or it is to replace all, and isn't whole.
            LibraryError: The marks can't be written; nothing has changed.
        """
        self._require_place()
        dump = read_dump(source)
        if replace and (dump.damaged or dump.missing):
            raise UsageError(_TITLE, f"the dump isn't whole ({dump.faults()}), and so can't replace all marks.")
        searches = 0 if dump.searches is None else self._searches.put_back(dump.searches, replace=replace)
        restored: Restored = self._run(lambda: self._replace(dump) if replace else self._merge(dump))
        return dataclasses.replace(restored, searches=searches)

    def compact(self) -> Compacted:
        """Write this device's journal anew without what makes no difference; other devices' files are left alone.

        Raises:
            LibraryError: It can't be written; it is as it was.
        """
        self._require_place()

        def compact() -> Compacted:
            kept, before = self._journal.rewrite(compaction.compact)
            self._marks.fold()
            return Compacted(kept.lines_before, kept.lines, before, len(kept.data), len(kept.bad))

        compacted: Compacted = self._run(compact)
        return compacted

    def _run(self, work: Callable[[], _Answer]) -> _Answer:
        answer: _Answer = self._work(work)
        return answer

    def _require_place(self) -> None:
        if not self._journal.lasting:
            raise LibraryError("Can't change the marks", "their folder can't be written; nothing was changed.")

    def _folded(self) -> list[tuple[bytes, str, str, int, int]]:
        self._marks.fold()
        return ask(self._index.connection(), "SELECT path, op, value, t, n FROM mark ORDER BY path, op")

    def _merge(self, dump: Dump) -> Restored:
        known = {(path, op): (t, n, json.loads(value)) for path, op, value, t, n in self._folded()}
        lines: list[dict[str, object]] = []
        same = older = 0
        for (path, op), line in dump.marks.items():
            t, n, value = known.get((path, op), (-1, -1, None))
            if (line.t, line.n) > (t, n):
                lines.append({"t": line.t, "n": line.n, "post": _text(path), "op": op, "v": line.value})
            elif value == line.value:
                same += 1
            else:
                older += 1
        if lines:
            self._marks.write_back(lines)
        return dump.restored(changed=len(lines), same=same, older=older)

    def _replace(self, dump: Dump) -> Restored:
        known = {(path, op): json.loads(value) for path, op, value, _, _ in self._folded()}
        wanted = {place: line.value for place, line in dump.marks.items()}
        changes = [
            (os.fsdecode(path), op, wanted.get((path, op), _nothing(op)))
            for path, op in sorted({*known, *wanted})
            if known.get((path, op), _nothing(op)) != wanted.get((path, op), _nothing(op))
        ]
        if changes:
            self._marks.write(changes, action=True)
        return dump.restored(changed=len(changes), same=sum(known.get(place) == v for place, v in wanted.items()))


@dataclass(frozen=True, slots=True)
class Dump:
    """What was read of a dump."""

    marks: dict[tuple[bytes, str], Line]
    """The newest line of each post and op."""
    library: str | None
    missing: int
    damaged: tuple[Damage, ...]
    searches: tuple[SavedSearch, ...] | None
    """None where it was written by a program that had none."""

    def restored(self, *, changed: int, same: int, older: int = 0) -> Restored:
        """What came of it."""
        return Restored(len(self.marks), changed, same, older, self.library, self.missing, self.damaged)

    def faults(self) -> str:
        """What is wrong with it, in words."""
        damage = [f"line {fault.line}: {fault.reason}" for fault in self.damaged[:1]]
        return "; ".join([*damage, *([f"{self.missing:,} lines are missing"] if self.missing else [])])


def read_dump(source: BinaryIO) -> Dump:
    """What a dump holds; what can't be used of it is named, and the rest taken.

    Raises:
        UsageError: It is no dump at all, or one of a newer version.
    """
    damaged: list[Damage] = []
    marks: dict[tuple[bytes, str], Line] = {}
    header: dict[str, Any] | None = None
    count = 0
    for number, raw in _numbered(source):
        if header is None and number == 1:
            header = _header(raw)
            if header is None:
                damaged.append(Damage(1, "it is no header of a dump"))
            continue
        line = _mark(raw)
        if isinstance(line, str):
            damaged.append(Damage(number, line))
            continue
        count += 1
        known = marks.get((line.path, line.op))
        if known is None or (line.t, line.n) > (known.t, known.n):
            marks[line.path, line.op] = line
    if header is None and not marks:
        raise UsageError(_TITLE, "this is no dump: tui-reader state dump writes one.")
    promised = (header or {}).get("lines")
    missing = promised - count - len(damaged) if type(promised) is int else 0
    library = (header or {}).get("library")
    searches = _searches((header or {}).get("searches"), damaged)
    return Dump(marks, library if isinstance(library, str) else None, max(0, missing), tuple(damaged), searches)


def _searches(value: Any, damaged: list[Damage]) -> tuple[SavedSearch, ...] | None:
    """The saved searches of a header; what can't be used of them is added to `damaged`."""
    if value is None:
        return None
    found: dict[str, SavedSearch] = {}
    for each in value if isinstance(value, list) else [value]:
        search = read_record(each)
        if isinstance(search, str):
            damaged.append(Damage(1, f"a saved search in it: {search}"))
        else:
            found.setdefault(search.name, search)
    return tuple(found.values())


def _numbered(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines that aren't empty, with their numbers; None for one that is too long to be a mark."""
    number = 0
    while raw := source.readline(limits.STATE_LINE_BYTES):
        number += 1
        part = raw
        while len(part) == limits.STATE_LINE_BYTES and not part.endswith(b"\n"):
            part = source.readline(limits.STATE_LINE_BYTES)
        if part is not raw:
            yield number, None
        elif raw.strip():
            yield number, raw


def _header(raw: bytes | None) -> dict[str, Any] | None:
    """The header of a dump, or None where the line is none.

    Raises:
        UsageError: It was written by a newer version.
    """
    try:
        header = json.loads(raw or b"")
    except (ValueError, RecursionError):
        return None
    if not isinstance(header, dict) or header.get("tui-reader") != _KIND or type(header.get("version")) is not int:
        return None
    if header["version"] > VERSION:
        reason = f"the dump has version {header['version']}, and this program knows {VERSION}: use a newer one."
        raise UsageError(_TITLE, reason)
    return header


def _mark(raw: bytes | None) -> Line | str:
    """The mark on a line of a dump, or why it is none."""
    if raw is None:
        return "it is too long"
    line = parse_line(raw, 0)
    if line is None:
        return "it is no mark, or damaged"
    if not line.path or b"\0" in line.path:
        return "it names no post"
    if not understood(line.op, line.value):
        return "this version knows no such mark, or the value is none of it"
    return line


def _nothing(op: str) -> object:
    """What a mark is that was never put on."""
    return None if op == POSITION else False


def _text(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")
