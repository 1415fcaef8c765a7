"""What a process and all below it use: processor time and memory, as Linux tells them.

It starts no process and ends none.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

EVERY = 0.05
"""Seconds between two looks at the memory."""
MEGABYTE = 1_000_000


def family(pid: int) -> list[int]:
    """A process and all that live below it (proc_pid_task(5), `children`)."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        member = waiting.pop()
        found.append(member)
        for tasks in Path(f"/proc/{member}/task").glob("*/children"):
            with contextlib.suppress(OSError):  # it has just ended
                waiting += map(int, tasks.read_text(encoding="ascii").split())
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and all below it have used so far, ended threads and processes included.

    To the nanosecond for those that live, to the clock tick (10 ms) for children that have ended.
    """
    total = 0.0
    for member in family(pid):
        with contextlib.suppress(OSError):
            total += time.clock_gettime(_clock(member)) + _of_ended_children(member)
    return total


def _clock(pid: int) -> int:
    """The clock of another process's processor time, as clock_getcpuclockid(3) makes it."""
    return ~pid << 3 | 2


def _of_ended_children(pid: int) -> float:
    """Processor time of the children that have ended (proc_pid_stat(5), fields 16 and 17)."""
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def memory_bytes(pid: int) -> int:
    """Memory of a process and all below it: what they share counts once, where that can be told."""
    return sum(map(_memory_of, family(pid)))


def _memory_of(pid: int) -> int:
    """The proportional share of one process (PSS), or all it has resident where that may not be read."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


class MemoryWatch:
    """Looks every 50 ms at the memory of a process and all below it, and keeps the most of each phase."""

    def __init__(self, pid: int, phase: str) -> None:
        """Take the process; a thread begins to look when this is entered.

        Args:
            pid: The process.
            phase: What it is doing first.
        """
        self.peaks: dict[str, int] = {}
        """The most that was seen, in bytes, by phase."""
        self._pid = pid
        self._phase = phase
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def enter(self, phase: str) -> None:
        """What is seen from now on belongs to another phase."""
        self._phase = phase

    def _look(self) -> None:
        while True:
            phase = self._phase
            self.peaks[phase] = max(self.peaks.get(phase, 0), memory_bytes(self._pid))
            if self._stop.wait(EVERY):
                return
