"""Articles made ready in threads: the one that is wanted, and ahead of it the one that is wanted next.

Knows nothing of panes: it is given the work, and gives back what came of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from tui_reader.model import Row

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class _Ahead(Generic[_Made]):
    path: str
    width: int
    stamp: tuple[int, int] | None
    future: Future[_Made]


class Preparing(Generic[_Made]):
    """Runs the work on an article, at most one ahead."""

    def __init__(self, prepare: Callable[[Row, int], _Made], file: Callable[[str], Path]) -> None:
        """Keep the work.

        Args:
            prepare: Reads an article and lays it out for a width in cells; runs in a thread.
            file: The file of a post, to see whether it is still the one that was read ahead.
        """
        self._prepare = prepare
        self._file = file
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="article")
        self._ahead: _Ahead[_Made] | None = None

    def want(self, row: Row, width: int) -> Future[_Made]:
        """The article `row` for `width` cells: the one made ahead, where it is that and its file has not changed."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            if (ahead.path, ahead.width) == (row.path, width) and ahead.stamp == self._stamp(row.path):
                return ahead.future
            ahead.future.cancel()
        return self._threads.submit(self._prepare, row, width)

    def ahead(self, row: Row, width: int) -> None:
        """Make `row` ready, since it is probably wanted next."""
        if self._ahead is not None:
            if (self._ahead.path, self._ahead.width) == (row.path, width):
                return
            self._ahead.future.cancel()
        stamp = self._stamp(row.path)
        self._ahead = _Ahead(row.path, width, stamp, self._threads.submit(self._prepare, row, width))

    def close(self) -> None:
        """Let the threads end; what they are at is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _stamp(self, path: str) -> tuple[int, int] | None:
        try:
            status = os.stat(self._file(path))  # noqa: PTH116 - the same, without another object
        except (OSError, ValueError):
            return None
        return status.st_size, status.st_mtime_ns
