"""Where the reader was when it was closed: one small JSON file, written whole or not at all.

A session is a convenience: what can't be read is as good as none.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from pathlib import Path

from tui_reader.errors import LibraryError
from tui_reader.model import Session, View

_NAME = "session.json"


def load_session(state_dir: Path) -> Session | None:
    """What the reader opens with; None where nothing (readable) was kept."""
    try:
        value = json.loads((state_dir / _NAME).read_text("utf-8"))
        category = value["category"]
        session = Session(
            library=value["library"],
            category=None if category is None else tuple(category),
            view=View(value["view"]),
            post=value["post"],
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    texts = (session.library, *(session.category or ()), session.post if session.post is not None else "")
    return session if all(isinstance(text, str) for text in texts) else None


def save_session(state_dir: Path, session: Session) -> None:
    """Keep `session` for the next time.

    Raises:
        LibraryError: It can't be written; what was kept before is still there.
    """
    text = json.dumps(
        {
            "library": session.library,
            "category": session.category,
            "view": session.view.value,
            "post": session.post,
        }
    )
    temporary = state_dir / f"{_NAME}.{secrets.token_hex(4)}"
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        with temporary.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(state_dir / _NAME)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        reason = error.strerror or type(error).__name__
        raise LibraryError("Can't keep the place", f"{state_dir} can't be written: {reason}.") from error
