"""The libraries that have marks or an index on this machine, by what lies in the program's own folders.

Opens no library, changes nothing in an index, and looks at no folder of posts but for whether it is there.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NOTE = "library.json"
_IDENTITY = re.compile(r"[0-9a-f]{16}")
_INDEX = re.compile(r"index-([0-9a-f]{16})\.db")
_PARTS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class KnownLibrary:
    """What is kept on this machine about one library."""

    id: str
    """As `Library.id`."""
    root: str | None
    """Its folder, as it was named when its marks were first kept; None where nobody noted it."""
    posts: int | None
    """How many posts its index lists; None where there is no index, or none that can be read."""
    index_bytes: int
    marks_bytes: int


def known_libraries(cache_dir: Path, data_dir: Path) -> tuple[KnownLibrary, ...]:
    """All libraries that have an index or marks here, by their folders. O(files of the program)."""
    journals = data_dir / "journals"
    found = {*_named(journals, _IDENTITY), *_named(cache_dir, _INDEX)}
    libraries = [
        KnownLibrary(
            id=identity,
            root=noted_root(journals / identity),
            posts=_posts(index_file(cache_dir, identity)),
            index_bytes=sum(map(_size, index_parts(index_file(cache_dir, identity)))),
            marks_bytes=sum(map(_size, _files(journals / identity))),
        )
        for identity in found
    ]
    return tuple(sorted(libraries, key=lambda library: (library.root is None, library.root or "", library.id)))


def index_file(cache_dir: Path, identity: str) -> Path:
    """Where the index of a library is kept."""
    return cache_dir / f"index-{identity}.db"


def index_files(cache_dir: Path) -> tuple[Path, ...]:
    """The indexes in a folder, of whichever libraries."""
    return tuple(sorted(index_file(cache_dir, identity) for identity in _named(cache_dir, _INDEX)))


def index_parts(file: Path) -> tuple[Path, ...]:
    """The files that one index may consist of."""
    return tuple(file.with_name(file.name + part) for part in _PARTS)


def noted_root(folder: Path) -> str | None:
    """The root of the library whose journals lie in `folder`; None where that isn't noted."""
    try:
        root = json.loads((folder / _NOTE).read_bytes())["root"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return root if isinstance(root, str) and root and "\0" not in root else None


def note_root(folder: Path, root: Path) -> None:
    """Note for people, and for the list of known libraries, which one the journals belong to; whole or not at all.

    Raises:
        OSError: It can't be written.
    """
    fresh = folder / f".{_NOTE}.{secrets.token_hex(4)}"
    fresh.write_text(json.dumps({"root": str(root)}), "utf-8")
    fresh.replace(folder / _NOTE)


def _named(folder: Path, pattern: re.Pattern[str]) -> Iterator[str]:
    """The identities in the names of a folder."""
    for entry in _files(folder):
        match = pattern.fullmatch(entry.name)
        if match:
            yield match[match.lastindex or 0]


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:
        return 0


def _posts(file: Path) -> int | None:
    """How many posts an index lists, by its own tally; nothing is written, not even a lock, where nobody writes."""
    import apsw

    from tui_reader.library import schema
    from tui_reader.library.index import ask

    if not file.is_file():
        return None
    wal = file.with_name(file.name + "-wal")
    mode = "mode=ro" if _size(wal) else "mode=ro&immutable=1"
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    with contextlib.suppress(apsw.Error, OSError):
        connection = apsw.Connection(f"{file.absolute().as_uri()}?{mode}", flags)
        try:
            connection.set_busy_timeout(200)
            kind = ask(connection, "PRAGMA application_id"), ask(connection, "PRAGMA user_version")
            if kind == ([(schema.APPLICATION_ID,)], [(schema.VERSION,)]):
                return int(ask(connection, "SELECT total FROM node WHERE id = ?", (schema.EVERYTHING,))[0][0])
        finally:
            connection.close()
    return None
