"""Reads posts for a refresh: a few in this process, more in worker processes, which are started once.

Opens no database; which posts are read, and in which order, is for the caller to say.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tui_reader import limits
from tui_reader.library.entry import Entry, How
from tui_reader.model import LibraryOptions

if TYPE_CHECKING:
    from tui_reader.library.pool import Pool
    from tui_reader.library.site import Site

Entries: TypeAlias = Iterator[tuple[str, Entry | None] | None]
"""Posts with what was read of them, None where their files are gone; now and then, while one waits, None alone."""

_FEW = 16
_SMALL_BYTES = limits.MEBIBYTE
"""So many posts of so many bytes in all are read in this process: starting a worker takes longer."""


class Reader:
    """The means of one refresh; its processes end with its `with`."""

    def __init__(self, root: Path, site: Site, options: LibraryOptions) -> None:
        """Start nothing yet.

        Args:
            root: The library's folder.
            site: What kind of site it is.
            options: What the user says of it.
        """
        self._root = root
        self._site = site
        self._options = options
        self._pool: Pool | None = None
        self._unavailable = False

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.close()

    def entries(self, paths: Sequence[str], how: How) -> Entries:
        """Read posts; a large number of them in the order in which they are done."""
        if self._unavailable or (self._pool is None and self._is_little(paths)):
            yield from self.entries_here(paths, how)
            return
        from tui_reader.library.pool import Pool, WorkersUnavailableError

        if self._pool is None:
            self._pool = Pool(self._root, _worker_count(len(paths)), options=self._options)
        try:
            for result in self._pool.run(paths, how):
                yield (result.path, result.entry) if result is not None else None
        except WorkersUnavailableError as error:
            self._unavailable = True
            yield from self.entries_here(error.left, how)

    def entries_here(self, paths: Sequence[str], how: How) -> Iterator[tuple[str, Entry | None]]:
        """Read posts in this process."""
        if not paths:
            return
        from tui_reader.library.entry import read_entry
        from tui_reader.library.opening import open_document

        for path in paths:
            yield path, read_entry(self._root, path, self._site, open_document if how is How.WHOLE else None)

    def _is_little(self, paths: Sequence[str]) -> bool:
        if len(paths) > _FEW:
            return False
        size = 0
        for path in paths:
            with contextlib.suppress(OSError, ValueError):
                size += (self._root / path).stat().st_size
        return size <= _SMALL_BYTES


def _worker_count(posts: int) -> int:
    """A process a processor that this one may use, and none for fewer than 32 posts each."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, 8, posts // 32))
