"""Limits that a worker process sets itself: the system ends it beyond them, whatever C code it is in.

Nothing is limited where a system can't do it; whoever started the process has a watch of its own then.
"""

from __future__ import annotations

import signal

ENDED_BY_TIME = frozenset({-signal.SIGVTALRM} if hasattr(signal, "SIGVTALRM") else ())
"""Return codes of a process that `limit_time` has ended."""


def limit_memory(size: int) -> None:
    """Let this process have no more than `size` bytes of address space, and leave no picture of it behind."""
    try:
        import resource
    except ImportError:
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (OSError, ValueError):
        return  # macOS may refuse; the time limit stays


def limit_time(seconds: float) -> None:
    """Let the system end this process after so many seconds of processor time from now on; 0 takes that back.

    Time that other programs take counts for nothing: what a post becomes must not depend on how busy the machine is.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
