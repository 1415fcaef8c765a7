"""What of a journal still says something: the newest word on each mark, and what can still be undone.

Works on bytes; the file itself is replaced by `journal`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tui_reader.library.journal_lines import BadLine, Line, parse_line
from tui_reader.library.ops import mark_of, understood


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of a journal."""

    data: bytes
    lines: int
    """How many lines that is."""
    lines_before: int
    bad: tuple[BadLine, ...]
    """What is no line, a torn end included."""


def compact(data: bytes) -> Kept:
    """The journal `data` without what makes no difference any more.

    Left out are words on a mark that a newer one of the same file has overtaken, unless the action that wrote them can
    still be undone. Kept are lines with an op or a value that this version doesn't understand. Folding what is left
    gives what folding all would give, and `undo` goes back as far.
    """
    lines: list[tuple[bytes, Line]] = []
    bad: list[BadLine] = []
    for number, raw in enumerate(data.split(b"\n"), start=1):
        line = parse_line(raw, 0)
        if line is not None:
            lines.append((raw, line))
        elif raw.strip():
            bad.append(BadLine(number, raw))
    undone = {line.undoes for _, line in lines if line.undoes is not None}
    newest = _newest([line for _, line in lines])
    kept = [
        _without_history(raw, line, undone)
        for place, (raw, line) in enumerate(lines)
        if place in newest or not understood(line.op, line.value) or _may_be_undone(line, undone)
    ]
    return Kept(b"".join(raw + b"\n" for raw in kept), len(kept), len(lines) + len(bad), tuple(bad))


def _newest(lines: Sequence[Line]) -> set[int]:
    """The places of the lines that hold, among those of this file."""
    best: dict[tuple[bytes, str], tuple[tuple[int, int, str], int]] = {}
    for place, line in enumerate(lines):
        stamp = (line.t, line.n, line.tag)
        known = best.get((line.path, line.op))
        if understood(line.op, line.value) and (known is None or stamp > known[0]):
            best[line.path, line.op] = (stamp, place)
    return {place for _, place in best.values()}


def _may_be_undone(line: Line, undone: set[str]) -> bool:
    return line.action is not None and line.action not in undone and mark_of(line.op) is not None


def _without_history(raw: bytes, line: Line, undone: set[str]) -> bytes:
    """The line as it is, or without the names of actions that have been taken back: they may not stand up again."""
    if line.undoes is None and line.action not in undone:
        return raw
    value = json.loads(raw)
    value.pop("undo", None)
    if line.action in undone:
        value.pop("a", None)
    return json.dumps(value, separators=(",", ":")).encode("ascii")
