"""From what a person types to the post that is meant: a short id, a path in the library, a path of the file system.

Reads the index alone; nothing is opened.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import apsw

from tui_reader.document import shown_path
from tui_reader.errors import UsageError
from tui_reader.library import catalog
from tui_reader.library.index import ask
from tui_reader.library.orders import newest
from tui_reader.library.search import folded
from tui_reader.model import Row

_SHORTEST_ID = 4
_ID = re.compile(r"(?:.*-(?=[0-9a-f]{8}\Z))?([0-9a-f]{4,8})\Z", re.IGNORECASE | re.DOTALL)
"""A short id or its beginning; or a whole one after a title, as completion writes it for a reader's eyes."""
_NAMED = 5
_HINTS = 3
_SHORTEST_TITLE = 2
_COMPARED = 2_000
"""How many paths at most are compared with what was typed, to name the nearest."""


def find(connection: apsw.Connection, root: Path, text: str) -> Row:
    """The post that `text` means.

    Args:
        connection: To the index.
        root: The library's folder.
        text: The first 4 to 8 digits of a short id, `title-id`, a path in the library, or a path of the file system.

    Raises:
        UsageError: None or several are meant; the message names those that come nearest.
    """
    rows = meant(connection, root, text)
    if len(rows) == 1:
        return rows[0]
    if rows:
        candidates = ", ".join(f"{row.id} {shown_path(row.path)}" for row in rows[:_NAMED])
        raise UsageError("More than one post is meant", f"{shown_path(text)}: {candidates}.")
    shown = _by_shown_path(connection, text)
    if len(shown) == 1:
        return shown[0]
    close = nearest(connection, text)
    hint = f" Did you mean {', '.join(map(shown_path, close))}?" if close else ""
    raise UsageError("No such post", f"{shown_path(text)} is no post of {shown_path(str(root))}.{hint}")


def meant(connection: apsw.Connection, root: Path, text: str) -> tuple[Row, ...]:
    """The posts that `text` may mean, taken exactly: that of a path, else those of a short id, not all if many.

    The arguments are those of `find`. O(log n).
    """
    for path in _paths_meant(root, text):
        row = catalog.row_of(connection, path)
        if row is not None:
            return (row,)
    named = _ID.match(text)
    return _by_id(connection, named[1]) if named else ()


def _paths_meant(root: Path, text: str) -> list[str]:
    """The paths below the root that `text` may stand for; the shown form of an undecodable name is taken back too."""
    meant = [text, os.path.normpath(text).replace(os.sep, "/")]
    if "%" in text:
        bare = re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes.fromhex(match[1].decode()), _encoded(text))
        meant.append(os.fsdecode(bare))
    try:
        real = os.path.realpath(Path(text).expanduser())
    except (OSError, ValueError, RuntimeError):
        real = ""
    for place, top in ((real, os.path.realpath(root)), (_absolute(text), str(root))):
        if place.startswith(top.rstrip(os.sep) + os.sep):
            meant.append(place[len(top.rstrip(os.sep)) + 1 :].replace(os.sep, "/"))
    return [path for path in dict.fromkeys(meant) if _encodable(path)]


def _absolute(text: str) -> str:
    """`text` from the current folder on, without following links; empty where it can be no path."""
    return os.path.abspath(text) if "\0" not in text else ""  # noqa: PTH100 - links are not to be followed


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _readable(text: str | bytes) -> str:
    """A path to be compared with others, whatever it consists of."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if isinstance(text, str) and _encodable(text):
        data = os.fsencode(text)
    return data.decode("utf-8", "replace").replace("\0", " ")


def _encodable(path: str) -> bool:
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return True


def _by_id(connection: apsw.Connection, text: str) -> tuple[Row, ...]:
    digits = text.lower()
    low, high = int(digits.ljust(8, "0"), 16), int(digits.ljust(8, "f"), 16)
    return catalog.rows_with_id(connection, low, high, _NAMED + 1)


def _by_shown_path(connection: apsw.Connection, text: str) -> tuple[Row, ...]:
    """The posts whose paths, with characters that aren't shown as they are, are shown as `text`. O(n), seldom asked."""
    paths = (os.fsdecode(path) for (path,) in ask(connection, "SELECT path FROM post"))
    rows = (catalog.row_of(connection, path) for path in paths if not path.isprintable() and shown_path(path) == text)
    return tuple(row for row in rows if row is not None)


def nearest(connection: apsw.Connection, text: str) -> Sequence[str]:
    """The paths whose titles hold `text`; else those that look most like it, among names alike or the newest."""
    from difflib import get_close_matches

    text = _readable(text)
    titled = _titled(connection, text)
    if titled:
        return titled
    name = text.rpartition("/")[2].lower()
    part = re.sub(r"([%_!])", r"!\1", name[:4])
    like = "SELECT path FROM post WHERE lower(CAST(path AS TEXT)) LIKE ? ESCAPE '!' LIMIT ?"
    found = ask(connection, like, (f"%{part}%", _COMPARED)) if part else []
    if not found:
        sql = "SELECT path FROM post WHERE key IN (SELECT value FROM json_each(?))"
        found = ask(connection, sql, (json.dumps(newest(connection, _COMPARED)),))
    paths = {_readable(path): path for (path,) in found}
    names: dict[str, list[str]] = {}
    for path in paths:
        names.setdefault(path.rpartition("/")[2].lower(), []).append(path)
    close = get_close_matches(text, paths, n=3, cutoff=0.6)
    for candidate in get_close_matches(name, names, n=3, cutoff=0.5):
        close.extend(names[candidate])
    return tuple(os.fsdecode(paths[path]) for path in dict.fromkeys(close))[:_HINTS]


def _titled(connection: apsw.Connection, text: str) -> tuple[str, ...]:
    """The newest posts with `text` in their titles, however it is written. O(n), where nothing was found anyhow."""
    wanted = folded(text).strip()
    if len(wanted) < _SHORTEST_TITLE:
        return ()
    sql = "SELECT path FROM post WHERE instr(title_key, ?) ORDER BY epoch DESC, path LIMIT ?"
    return tuple(os.fsdecode(path) for (path,) in ask(connection, sql, (wanted, _HINTS)))
