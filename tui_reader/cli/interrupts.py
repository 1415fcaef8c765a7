"""Ctrl-C, and being told to end, during work that should end between two pieces. It ends nothing by itself."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tui_reader.jobs import hearing_signals


class Interrupts:
    """Ctrl-C while work goes on: the first asks it to end after the piece at hand, a second ends it at once."""

    def __init__(self) -> None:
        self._heard = threading.Event()
        self._ends_at_once = False

    def heard(self) -> bool:
        """Whether the user wants no more."""
        return self._heard.is_set()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear interrupts, where they reach the program at all."""
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            yield
            return
        with hearing_signals(self._hear):
            yield

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """While the program only waits for input, an interrupt ends it at once."""
        self._ends_at_once = True
        try:
            yield
        finally:
            self._ends_at_once = False

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if self._ends_at_once or self._heard.is_set():
            raise KeyboardInterrupt
        self._heard.set()
