"""The lines of a journal: what is in one, and telling a line from what is none.

Reads no file and gives no line a meaning: that is the business of `journal` and `marks`.

A line is an object: `t` (milliseconds since 1970), `n` (a counter of the process), `p` (the process), `post` (a path,
undecodable bytes as lone surrogates), `op` and `v`. The newest of a post and an op by (t, n, device, p) holds, so
files merge in any order. `t` never runs backwards: a line is later than everything its writer had seen.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

LATEST = 1 << 62
"""No time or counter reaches so far; SQLite takes twice as much."""


@dataclass(frozen=True, slots=True)
class Line:
    """One well-formed line of a journal."""

    t: int
    n: int
    tag: str
    path: bytes
    """The post's path, as the file system has it."""
    op: str
    value: Any
    action: str | None
    undoes: str | None
    start: int
    """Where it begins in its file, in bytes."""
    stop: int


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is none."""

    number: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held from an offset on."""

    lines: tuple[Line, ...]
    bad: tuple[BadLine, ...]
    offset: int
    """Where the next reading begins: behind the last whole line."""
    count: int
    """How many lines lie before `offset`."""
    tail: bytes
    """The last bytes before `offset`, by which the file is recognised."""


def path_text(path: str) -> str:
    """A post's path for a journal: its bytes as UTF-8, whatever this process takes file names for."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def path_bytes(text: str) -> bytes:
    """The reverse of `path_text`, as bytes.

    Raises:
        UnicodeEncodeError: No path has that text.
    """
    return text.encode("utf-8", "surrogateescape")


def parse_line(raw: bytes, start: int) -> Line | None:
    """One line, or None where it isn't one."""
    try:
        value = json.loads(raw)
        t, n, post, op = value["t"], value["n"], value["post"], value["op"]
        path = path_bytes(post)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    numbers = type(t) is int and type(n) is int and 0 <= t < LATEST and 0 <= n < LATEST
    if not numbers or not isinstance(op, str):
        return None
    action, undoes = value.get("a"), value.get("undo")
    return Line(
        t=t,
        n=n,
        tag=str(value.get("p", ""))[:64],
        path=path,
        op=op,
        value=value.get("v"),
        action=action if isinstance(action, str) else None,
        undoes=undoes if isinstance(undoes, str) else None,
        start=start,
        stop=start + len(raw),
    )
