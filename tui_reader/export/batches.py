"""Writes the files of an export in groups: the disk is waited for once a group. It names and renders nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, TypeVar

from tui_reader.errors import ExportError
from tui_reader.export.atomic import failures_told
from tui_reader.export.shelves import Content, Written
from tui_reader.export.writing import ExportFolder
from tui_reader.model import Cancelled

GROUP_FILES = 32
GROUP_BYTES = 8 * 1024 * 1024
"""A group is written when it has so many files or bytes."""
_THREADS = 8

Key = TypeVar("Key")
Done = Callable[[Key, "Written | ExportError"], None]
"""Told of each file, in the order of `add`: where it is, or why it isn't; never of one that is still waited for."""


@dataclass(slots=True)
class _Pending(Generic[Key]):
    key: Key
    name: str
    content: Content | ExportError


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
        self._pending: list[_Pending[Key]] = []
        self._bytes = 0

    def __enter__(self) -> Batches[Key]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is left; after a failure only remove what was begun."""
        if kind is None:
            self.flush()
        else:
            self._drop()

    def add(self, key: Key, name: str, content: str | bytes) -> None:
        """Take a file, under a name as `ExportFolder.write` takes it; a full group is written at once."""
        try:
            made: Content | ExportError = self._folder.prepare(name, content)
        except ExportError as error:
            made = error
        self._pending.append(_Pending(key, name, made))
        self._bytes += len(content)
        if len(self._pending) >= GROUP_FILES or self._bytes >= GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write the group that there is."""
        self._settle()
        try:
            while self._pending and not self._cancelled():
                pending = self._pending.pop(0)
                self._done(pending.key, self._finished(pending))
        finally:
            self._drop()

    def _settle(self) -> None:
        """Wait for the disk for all files at once: it answers many together nearly as fast as one."""
        waiting = [pending for pending in self._pending if isinstance(pending.content, Content)]
        if len(waiting) < 2:
            return
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_THREADS) as threads:
            for pending, error in zip(waiting, threads.map(self._settled, waiting), strict=True):
                if error is not None:
                    pending.content = error

    def _settled(self, pending: _Pending[Key]) -> ExportError | None:
        try:
            with failures_told(self._folder.path(pending.name)):
                if isinstance(pending.content, Content):
                    pending.content.settle()
        except ExportError as error:
            return error
        return None

    def _finished(self, pending: _Pending[Key]) -> Written | ExportError:
        if isinstance(pending.content, ExportError):
            return pending.content
        try:
            return self._folder.finish(pending.name, pending.content)
        except ExportError as error:
            return error

    def _drop(self) -> None:
        """Remove what was begun and not ended."""
        for pending in self._pending:
            if isinstance(pending.content, Content):
                with suppress(OSError):
                    pending.content.close()
        self._pending.clear()
        self._bytes = 0
