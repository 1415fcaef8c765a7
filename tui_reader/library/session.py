"""Where the reader was in each of the last libraries: one small JSON file, written whole or not at all.

A session is a convenience: what can't be read is as good as none, and of two readers that are left in the same moment
one may be forgotten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tui_reader import limits
from tui_reader.errors import LibraryError
from tui_reader.library.durable import replace_file
from tui_reader.library.keeping import library_id
from tui_reader.model import Session, View

_NAME = "session.json"


def load_sessions(state_dir: Path) -> tuple[Session, ...]:
    """What is remembered of the last libraries, the one that was read last first; looks at none of them."""
    try:
        with (state_dir / _NAME).open("rb") as file:
            value = json.loads(file.read(limits.SESSION_BYTES))
    except (OSError, ValueError, RecursionError):
        return ()
    entries = value if isinstance(value, list) else [value]  # one alone, as it was written once
    sessions = map(_session, entries[: limits.RECENT_LIBRARIES])
    return tuple(session for session in sessions if session is not None)


def load_session(state_dir: Path, root: Path | None = None) -> Session | None:
    """What the reader opens with: in the library at `root`, by whatever path, or in the one that was read last."""
    sessions = load_sessions(state_dir)
    if root is None:
        return next(iter(sessions), None)
    wanted = library_id(root)
    return next((session for session in sessions if _id(session) == wanted), None)


def save_session(state_dir: Path, session: Session) -> None:
    """Keep `session` for the next time, as that of the library that was read last.

    Raises:
        LibraryError: It can't be written; what was kept before is still there.
    """
    _write(state_dir, (session, *_others(state_dir, session)))


def forget_session(state_dir: Path, session: Session) -> None:
    """Remember the library of a session no more.

    Raises:
        LibraryError: It can't be written; what was kept before is still there.
    """
    _write(state_dir, _others(state_dir, session))


def _others(state_dir: Path, session: Session) -> tuple[Session, ...]:
    """What is remembered of other libraries."""
    own = _id(session)
    return tuple(other for other in load_sessions(state_dir) if _id(other) != own)


def _id(session: Session) -> str:
    return library_id(Path(session.library))


def _session(value: Any) -> Session | None:
    """A session as the file has it; None where it can't be understood."""
    try:
        category = value["category"]
        session = Session(
            library=value["library"],
            category=None if category is None else tuple(category),
            view=View(value["view"]),
            post=value["post"],
            reading=value.get("reading") is True,
            search=value.get("search"),
        )
        os.fsencode(session.library)
        others = (session.post, session.search)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    texts = (session.library, *(session.category or ()), *(text for text in others if text is not None))
    return session if all(isinstance(text, str) and "\0" not in text for text in texts) else None


def _write(state_dir: Path, sessions: Iterable[Session]) -> None:
    """Write the file anew."""
    text = json.dumps(
        [
            {
                "library": session.library,
                "category": session.category,
                "view": session.view.value,
                "post": session.post,
                "reading": session.reading,
                "search": session.search,
            }
            for session in sessions
        ][: limits.RECENT_LIBRARIES]
    )
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace_file(state_dir / _NAME, text.encode())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise LibraryError("Can't keep the place", f"{state_dir} can't be written: {reason}.") from error
