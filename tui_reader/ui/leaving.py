"""What ends the reader from outside: a signal, or a terminal that is gone and no signal came that says so.

Its window was closed, or its connection cut. Nothing that is typed is read here.
"""

from __future__ import annotations

import asyncio
import select
import signal
import sys
from collections.abc import Callable

HUNG_UP = 128 + 1
"""The status of a program that SIGHUP ended, as shells have it."""


def leave_on_signals(leave: Callable[[int], None]) -> None:
    """Call `leave` with the exit status on SIGTERM and SIGHUP, in the running loop: marks kept, terminal restored."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            try:
                loop.add_signal_handler(number, leave, 128 + number)
            except (NotImplementedError, RuntimeError, ValueError):
                # Windows, and threads other than the main one, have no handlers of this kind.
                return


def terminal() -> int | None:
    """The descriptor of the terminal that keys come from; None where there is none, or no way to ask it."""
    stream = sys.__stdin__
    if stream is None or stream.closed or not stream.isatty() or not hasattr(select, "poll"):
        return None
    return stream.fileno()


def has_hung_up(descriptor: int) -> bool:
    """Whether nobody is at the other side any more; see poll(2), POLLHUP."""
    asked = select.poll()
    asked.register(descriptor, 0)
    return any(event & select.POLLHUP for _, event in asked.poll(0))
