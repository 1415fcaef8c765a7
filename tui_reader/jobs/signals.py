"""The signals with which a user or a system ends a program, heard by whoever works meanwhile. It ends nothing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_USUAL = {
    signal.SIGINT: signal.default_int_handler,
    **{getattr(signal, name): signal.SIG_DFL for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)},
}


@contextmanager
def hearing_signals(hear: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Let `hear` have Ctrl-C, SIGTERM and SIGHUP, each where it does what is usual; all else stays as it is.

    Only the main thread hears signals; in any other nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: handler for number, handler in _USUAL.items() if signal.getsignal(number) == handler}
    for number in before:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
