"""Ctrl-C, and being told to end, during work that should end between two pieces. It ends nothing by itself."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ALSO = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""What ends a program that doesn't listen in the middle of a piece; work that listens ends as with Ctrl-C."""


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
        usual = signal.getsignal(signal.SIGINT)
        if usual is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.getsignal(number) for number in _ALSO}
        before = {number: handler for number, handler in before.items() if handler is signal.SIG_DFL}
        before[signal.SIGINT] = usual
        for number in before:
            signal.signal(number, self._hear)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

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
