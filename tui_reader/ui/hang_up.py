"""Whether the terminal is gone: its window closed, its connection cut, and no signal came that says so.

It reads nothing of what is typed.
"""

from __future__ import annotations

import select
import sys


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
