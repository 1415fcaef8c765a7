"""What was searched for before, in any library: one small JSON file, written whole or not at all.

A convenience, as sessions are: what can't be read is as good as none.
"""

from __future__ import annotations

import json
from pathlib import Path

from tui_reader import limits
from tui_reader.document import clean_line
from tui_reader.errors import LibraryError
from tui_reader.library.durable import replace_file

_NAME = "searches.json"


def past_queries(state_dir: Path) -> tuple[str, ...]:
    """The last queries, the latest first; none twice."""
    try:
        with (state_dir / _NAME).open("rb") as file:
            value = json.loads(file.read(limits.QUERY_HISTORY_BYTES))
    except (OSError, ValueError, RecursionError):
        return ()
    texts = value if isinstance(value, list) else []
    cleaned = (clean_line(text[: limits.QUERY_CHARACTERS]) for text in texts if isinstance(text, str))
    return tuple(dict.fromkeys(text for text in cleaned if text.strip()))[: limits.QUERY_HISTORY]


def keep_query(state_dir: Path, words: str) -> None:
    """Keep a query as the latest one.

    Raises:
        LibraryError: It can't be written; what was kept before is still there.
    """
    if not words.strip() or len(words) > limits.QUERY_CHARACTERS:
        return
    texts = dict.fromkeys((words, *past_queries(state_dir)))
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps(list(texts)[: limits.QUERY_HISTORY], ensure_ascii=False, indent=0)
        replace_file(state_dir / _NAME, text.encode())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise LibraryError("Can't keep the search", f"{state_dir} can't be written: {reason}.") from error
