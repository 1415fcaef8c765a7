"""A lock on an open file between processes, where the system has such locks.

Waits without an end: what is done under it takes a moment. Never fails: a file system without locks is used without.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def locked(descriptor: int) -> Iterator[None]:
    """Hold the only lock on the file while the block runs; the end of the process gives it back too."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with contextlib.suppress(OSError):  # no locks on this file system
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_UN)
