"""Folding lines of the journals into the index: what marks a post has now, and the user's tags among the others.

Every function expects the write lock to be held. Reads no file, and puts nothing into a journal.
"""

from __future__ import annotations

import contextlib
import json

import apsw

from tui_reader.library.index import ask
from tui_reader.library.journal_lines import Line, Reading, path_bytes
from tui_reader.library.ops import COLUMNS, MOVED, TAG, understood

_FOLD = (
    "INSERT INTO mark (path, op, value, t, n, device, tag) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (path, op) DO UPDATE SET value = excluded.value, t = excluded.t, n = excluded.n, "
    "device = excluded.device, tag = excluded.tag "
    "WHERE (excluded.t, excluded.n, excluded.device, excluded.tag) > (mark.t, mark.n, mark.device, mark.tag)"
)
_OWN_TAGS = (
    f"SELECT substr(op, {len(TAG) + 1}) FROM mark "  # noqa: S608 - constants
    f"WHERE path = ? AND op > '{TAG}' AND op < '{TAG[:-1]};' AND value = 'true' ORDER BY op"
)


def forget(connection: apsw.Connection) -> None:
    """Take all marks out of the index, to fold them again from the beginning of the journals."""
    connection.execute(
        "DELETE FROM mark; DELETE FROM journal; DELETE FROM action; DELETE FROM moved;"
        "UPDATE post SET read = 0 WHERE read; UPDATE post SET starred = 0 WHERE starred;"
        "DELETE FROM tag WHERE own; UPDATE card SET own_tags = '[]' WHERE own_tags <> '[]'"
    )


def fold(connection: apsw.Connection, name: str, reading: Reading) -> tuple[int, int]:
    """Fold in what was read from the journal `name`; the time and the number of its latest line."""
    device = name.removesuffix(".jsonl")
    actions: dict[str, tuple[str, int, int, int, int]] = {}
    undone: set[str] = set()
    latest = (0, 0)
    for line in reading.lines:
        latest = max(latest, (line.t, line.n))
        _fold_line(connection, line, device)
        if line.action is not None:
            start = actions[line.action][1] if line.action in actions else line.start
            actions[line.action] = (name, start, line.stop, line.t, line.n)
        if line.undoes is not None:
            undone.add(line.undoes)
    connection.executemany(
        "INSERT OR REPLACE INTO action (id, file, start, stop, t, n) VALUES (?, ?, ?, ?, ?, ?)",
        [(action, *rest) for action, rest in actions.items()],
    )
    connection.executemany("UPDATE action SET undone = 1 WHERE id = ?", [(action,) for action in undone])
    connection.execute("UPDATE tally SET latest_t = ?, latest_n = ? WHERE (?, ?) > (latest_t, latest_n)", latest * 2)
    place = (name, reading.offset, reading.count, reading.tail)
    connection.execute("INSERT OR REPLACE INTO journal VALUES (?, ?, ?, ?)", place)
    return latest


def own_tags(connection: apsw.Connection, path: bytes) -> list[str]:
    """The tags that the user has put on a post, by name. O(their number + log n)."""
    return [name for (name,) in connection.execute(_OWN_TAGS, (path,))]


def _fold_line(connection: apsw.Connection, line: Line, device: str) -> None:
    """Fold one line in, if it is the newest word on its post and op; an unknown op is left alone."""
    path = line.path
    if line.op == MOVED and isinstance(line.value, str):
        with contextlib.suppress(UnicodeEncodeError):
            connection.execute("INSERT OR REPLACE INTO moved VALUES (?, ?)", (path_bytes(line.value), path))
    if not understood(line.op, line.value):
        return
    stamp = (line.t, line.n, device, line.tag)
    connection.execute(_FOLD, (path, line.op, json.dumps(line.value), *stamp))
    if not connection.changes():
        return
    if line.op in COLUMNS:
        column = COLUMNS[line.op]
        connection.execute(f"UPDATE post SET {column} = ? WHERE path = ?", (int(line.value), path))  # noqa: S608
    elif line.op.startswith(TAG):
        _fold_tag(connection, path, line.op.removeprefix(TAG), on=line.value)


def _fold_tag(connection: apsw.Connection, path: bytes, name: str, *, on: bool) -> None:
    """Put one of the user's tags on a post that is listed, or take it off; a tag of the front matter stays."""
    for (key,) in ask(connection, "SELECT key FROM post WHERE path = ?", (path,)):
        if on:
            connection.execute("INSERT OR IGNORE INTO tag (name, post, own) VALUES (?, ?, 1)", (name, key))
        else:
            connection.execute("DELETE FROM tag WHERE name = ? AND post = ? AND own", (name, key))
        own = json.dumps(own_tags(connection, path), ensure_ascii=False, separators=(",", ":"))
        connection.execute("UPDATE card SET own_tags = ? WHERE key = ?", (own, key))
