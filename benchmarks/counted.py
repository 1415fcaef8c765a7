"""Brings the index of a library up to date until every post is counted and sorted, and tells when that was.

    python -m benchmarks.counted LIBRARY CACHE DATA

It prints the moment, as `time.monotonic()` tells it, which is one clock for all processes of a system, and how many
posts were counted. What comes after, the full text, is stopped.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tui_reader.library import Library
from tui_reader.model import Progress


@dataclass(slots=True)
class Listener:
    """Hears how far a refresh is."""

    moment: float = 0.0
    """When the last post was sorted; 0 before any was."""
    done: bool = False
    """Whether something else has begun since."""

    def hear(self, progress: Progress) -> None:
        """Take one step."""
        if progress.what == "sorting":
            self.moment = time.monotonic()
        elif self.moment:
            self.done = True


def main() -> None:
    """The program."""
    root, cache, data = map(Path, sys.argv[1:])
    listener = Listener()
    library = Library.open(root, cache_dir=cache, data_dir=data)
    try:
        library.refresh(progress=listener.hear, cancelled=lambda: listener.done)
        print(listener.moment or time.monotonic(), library.counts().total)
    finally:
        library.close()


if __name__ == "__main__":
    main()
