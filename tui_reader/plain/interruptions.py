"""Ctrl-C and the signals that end a program: work stops between two pieces, a prompt at once. It does no work."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tui_reader.jobs import hearing_signals


class Interruptions:
    """What the user or the system wants ended, while the plain reader runs."""

    def __init__(self) -> None:
        self._heard = threading.Event()
        self._working = False
        self._ended_by = 0

    def heard(self) -> bool:
        """Whether the work at hand is no longer wanted."""
        return self._heard.is_set()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear signals, where they reach the program as usual; a signal that ends it raises SystemExit."""
        with hearing_signals(self._hear):
            yield

    @contextmanager
    def working(self) -> Iterator[None]:
        """While work goes on: the first Ctrl-C asks it to stop (`heard`), a second raises KeyboardInterrupt.

        Raises:
            SystemExit: Meanwhile the program was asked to end.
        """
        self._heard.clear()
        self._working = True
        try:
            yield
        finally:
            self._working = False
            if self._ended_by:
                raise SystemExit(128 + self._ended_by)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if number != signal.SIGINT:
            self._ended_by = number
        if self._working and not self._heard.is_set():
            self._heard.set()
        elif self._ended_by:
            raise SystemExit(128 + self._ended_by)
        else:
            raise KeyboardInterrupt
