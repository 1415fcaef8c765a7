"""One worker of a refresh: a process that is told its tasks through a pipe, and whose answers a thread passes on."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO

from tui_reader import limits
from tui_reader.library.starting import start_module
from tui_reader.library.tasks import LONGEST_TASK, Task

_PIPE = 64 * limits.KIBIBYTE
"""So many bytes a pipe holds at least, on every system that has pipes of this kind."""
_WIDE_PIPE = 256 * limits.KIBIBYTE
"""What is asked for where a pipe's size can be chosen."""
_LONGEST_ANSWER = 256 * limits.MEBIBYTE


@dataclass(slots=True, eq=False)
class WorkerProcess:
    """A worker, and what it has in hand."""

    process: subprocess.Popen[bytes]
    pending: deque[Task] = field(default_factory=deque)
    in_flight: int = 0
    """Bytes that were written for what is pending."""
    room: int = _PIPE - LONGEST_TASK
    """Beyond so many bytes in flight it is told nothing more: nobody is to wait for a worker that doesn't read."""
    listener: threading.Thread | None = None
    ready: bool = False
    since: float = field(default_factory=time.monotonic)

    def overdue(self, seconds: float) -> bool:
        """Whether it has been silent for so long, or for too long to be starting."""
        allowed = seconds if self.ready else limits.WORKER_START_SECONDS
        return bool(self.pending) and time.monotonic() - self.since > allowed

    def tell(self, tasks: Iterable[Task]) -> None:
        """Give it some tasks."""
        lines = []
        for task in tasks:
            self.pending.append(task)
            self.in_flight += len(task.line)
            lines.append(task.line)
        self.send(lines)

    def answered(self) -> None:
        """The first of its tasks is done."""
        self.in_flight -= len(self.pending.popleft().line)

    def send(self, lines: Sequence[str]) -> None:
        """Write to it; one that is dead is noticed by its answers ending."""
        assert self.process.stdin is not None  # noqa: S101 - made with a pipe
        try:
            self.process.stdin.write("".join(lines).encode("ascii"))
            self.process.stdin.flush()
        except OSError:
            return

    def kill(self) -> None:
        """End it, and wait until it has ended."""
        self.process.kill()
        self.process.wait()
        if self.listener is not None:
            self.listener.join(timeout=5)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue


Answers = queue.Queue[tuple[WorkerProcess, bytes]]
"""What workers have said, a line at a time; an empty one at a worker's end."""


def hired(answers: Answers, command: Sequence[str] | None, first_line: str) -> WorkerProcess:
    """A new worker that has been told its first line, and whose answers go to `answers`.

    Raises:
        OSError, ValueError, TypeError: No process can be started.
    """
    process = start_module("tui_reader.library.worker", command)
    worker = WorkerProcess(process, room=_widened(process) - LONGEST_TASK)
    worker.listener = threading.Thread(target=_listen, args=(worker, answers), daemon=True)
    worker.listener.start()
    worker.send([first_line])
    return worker


def _widened(process: subprocess.Popen[bytes]) -> int:
    """Make the pipe to a process hold more, where that can be had (fcntl(2), F_SETPIPE_SZ); how much it holds."""
    if sys.platform == "linux" and process.stdin is not None:
        import fcntl

        with contextlib.suppress(OSError):
            return fcntl.fcntl(process.stdin, fcntl.F_SETPIPE_SZ, _WIDE_PIPE)
    return _PIPE


def _listen(worker: WorkerProcess, answers: Answers) -> None:
    """Pass on a worker's answers; an empty one at its end."""
    output: IO[bytes] | None = worker.process.stdout
    assert output is not None  # noqa: S101 - made with a pipe
    while True:
        try:
            line = output.readline(_LONGEST_ANSWER)
        except (OSError, ValueError):
            line = b""
        answers.put((worker, line))
        if not line.endswith(b"\n"):
            return
