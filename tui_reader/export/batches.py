"""Writes the files of an export in groups: the disk is waited for once a group. It names and renders nothing.

While one group is on its way to the disk, the next is gathered.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Generic, TypeVar

from tui_reader.errors import ExportError
from tui_reader.export.atomic import failures_told
from tui_reader.export.shelves import Content, Written
from tui_reader.export.writing import ExportFolder
from tui_reader.model import Cancelled

GROUP_FILES = 32
GROUP_BYTES = 8 * 1024 * 1024
GROUP_SECONDS = 0.25
"""A group is full when it has so many files or bytes, or when it was begun so long ago."""
_THREADS = 8

Key = TypeVar("Key")
Done = Callable[[Key, "Written | ExportError"], None]
"""Told of each file, in the order of `add`: where it is, or why it isn't."""


@dataclass(slots=True)
class _Pending(Generic[Key]):
    key: Key
    name: str
    content: Content | ExportError
    stored: Future[None] | None = None


class Batches(Generic[Key]):
    """Files on their way into an `ExportFolder`; each is whole and on the disk before it gets its name."""

    def __init__(self, folder: ExportFolder, done: Done[Key], cancelled: Cancelled = lambda: False) -> None:
        """Nothing is written yet.

        Args:
            folder: Where to; it stays the caller's.
            done: Called in the thread of the caller.
            cancelled: Asked before each file is given its name; once true, the others are removed.
        """
        self._folder = folder
        self._done = done
        self._cancelled = cancelled
        self._gathered: list[_Pending[Key]] = []
        self._under_way: list[_Pending[Key]] = []
        self._bytes = 0
        self._begun = 0.0
        self._threads = ThreadPoolExecutor(_THREADS)

    def __enter__(self) -> Batches[Key]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is left; after a failure only remove what was begun."""
        try:
            if kind is None:
                self._turn()
                self._turn()
        finally:
            self._threads.shutdown(cancel_futures=True)
            for pending in (*self._under_way, *self._gathered):
                if isinstance(pending.content, Content):
                    pending.content.close()

    def add(self, key: Key, name: str, content: str | bytes) -> None:
        """Take a file, under a name as `ExportFolder.write` takes it; when its group is full, the one before is ended.

        Raises:
            BaseException: Whatever `done` raises.
        """
        if not self._gathered:
            self._begun = monotonic()
        try:
            made: Content | ExportError = self._folder.begin(name, content)
        except ExportError as error:
            made = error
        self._gathered.append(_Pending(key, name, made))
        self._bytes += len(content)
        is_full = len(self._gathered) >= GROUP_FILES or self._bytes >= GROUP_BYTES
        if is_full or monotonic() - self._begun > GROUP_SECONDS:
            self._turn()

    def _turn(self) -> None:
        """Send the group that was gathered to the disk, and give the one that was under way its names."""
        ending, self._under_way = self._under_way, []
        try:
            if len(self._gathered) > 1 or ending:
                for pending in self._gathered:
                    if isinstance(pending.content, Content):
                        pending.stored = self._threads.submit(pending.content.store)
            while ending and not self._cancelled():
                pending = ending.pop(0)
                self._done(pending.key, self._finished(pending))
        finally:
            self._under_way = [*ending, *self._gathered]
            self._gathered = []
            self._bytes = 0

    def _finished(self, pending: _Pending[Key]) -> Written | ExportError:
        content = pending.content
        if isinstance(content, ExportError):
            return content
        try:
            if pending.stored is not None:
                with failures_told(self._folder.path(pending.name)):
                    pending.stored.result()
            return self._folder.finish(pending.name, content)
        except ExportError as error:
            return error
