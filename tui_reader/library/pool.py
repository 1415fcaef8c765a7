"""Worker processes for a refresh: posts go in, entries come out, and a post that stops its worker costs only itself.

Knows nothing of the index. The workers are programs (`tui_reader.library.worker`) spoken to through pipes: no fork of
a process with threads, no import of the caller's main module, and each can be killed.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import IO

from tui_reader import limits
from tui_reader.library.entry import Entry, How, bare_entry, stamp_of
from tui_reader.library.files import Stamp
from tui_reader.library.starting import start_module
from tui_reader.model import LibraryOptions

_AHEAD = 256
"""How many posts a worker is given beyond those it is at, so that it never waits while others are written."""
_WORTH_ONE = 32
"""So many tasks for each worker there is are waiting when another one is started."""

_HEADS = 32
"""So many heads are asked for and answered at once: a single one takes less time than passing it on."""

_TASK_CHARACTERS = 2_000
"""A task has no more paths once they are as long as this together."""

_PIPE = 64 * limits.KIBIBYTE
"""So many bytes a pipe holds at least, on every system that has pipes of this kind."""
_WIDE_PIPE = 256 * limits.KIBIBYTE
"""What is asked for where a pipe's size can be chosen."""
_LONGEST_TASK = 52 * limits.KIBIBYTE
"""In JSON: so many characters of twelve bytes, and one more path of 4,096 bytes that are no text, six bytes each."""

_LONGEST_ANSWER = 256 * limits.MEBIBYTE

SECONDS_PER_POST = 20.0
"""A net for a worker that neither answers nor uses up its processor time; the processor time is bounded by itself."""

_PAUSE_SECONDS = 0.2
"""Shorter absences of the caller don't count."""

_STOPPED = "The parser stopped on this post: only its name is known."


@dataclass(frozen=True, slots=True)
class _Task:
    paths: tuple[str, ...]
    how: How
    line: str
    """What a worker is told, with its end."""


def _task(paths: Sequence[str], how: How) -> _Task:
    return _Task(tuple(paths), how, f"{json.dumps([how, *paths])}\n")


class _Waiting:
    """The tasks that no worker has yet: those that were put back, then one by one the rest of the posts."""

    def __init__(self, paths: Sequence[str], how: How) -> None:
        self._paths = paths
        self._how = how
        self.size = _HEADS if how is How.HEAD else 1
        """How many posts a task has."""
        self._taken = 0
        self._back: deque[_Task] = deque()

    def __len__(self) -> int:
        return len(self._back) - (self._taken - len(self._paths)) // self.size

    def take(self) -> _Task:
        """The next one; only where there are any."""
        if self._back:
            return self._back.popleft()
        paths: list[str] = []
        length = 0
        while self._taken < len(self._paths) and len(paths) < self.size and length < _TASK_CHARACTERS:
            paths.append(self._paths[self._taken])
            length += len(paths[-1])
            self._taken += 1
        return _task(paths, self._how)

    def put_back(self, tasks: Iterable[_Task]) -> None:
        """To be taken before all others, in this order."""
        self._back.extendleft(reversed(tuple(tasks)))

    def all(self) -> Iterator[_Task]:
        """Take every one of them."""
        while len(self):
            yield self.take()


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    pending: deque[_Task] = field(default_factory=deque)
    in_flight: int = 0
    """Bytes that were written for what is pending."""
    room: int = _PIPE - _LONGEST_TASK
    """Beyond so many bytes in flight it is told nothing more: nobody is to wait for a worker that doesn't read."""
    listener: threading.Thread | None = None
    ready: bool = False
    since: float = field(default_factory=time.monotonic)

    def overdue(self, seconds: float) -> bool:
        allowed = seconds if self.ready else limits.WORKER_START_SECONDS
        return bool(self.pending) and time.monotonic() - self.since > allowed


class WorkersUnavailableError(Exception):
    """No worker process can be started here; what is left must be read in this process."""

    left: Sequence[str] = ()
    """The paths of the posts that have not come back."""


@dataclass(slots=True)
class Result:
    """One post that came back."""

    path: str
    entry: Entry | None
    """None: its file is gone."""


class Pool:
    """Some workers and the posts they have in hand; closed by leaving its `with`."""

    def __init__(
        self,
        root: Path,
        workers: int,
        *,
        options: LibraryOptions = LibraryOptions(),
        seconds: float = SECONDS_PER_POST,
        command: Sequence[str] | None = None,
    ) -> None:
        """Take the number; processes are started by `run`.

        Args:
            root: The library's folder.
            workers: How many processes at once, at least 1.
            options: What the user says of the library.
            seconds: How long a worker may take for one post before it is ended.
            command: What is started as a worker, instead of this interpreter with our module.
        """
        self._seconds = seconds
        self._command = command
        self._root = root
        self._order = json.dumps([str(root), astuple(options)])
        self._wanted = workers
        self._workers: list[_Worker] = []
        self._answers: queue.Queue[tuple[_Worker, bytes]] = queue.Queue()
        self._failed_starts = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            _kill(worker)
        self._workers.clear()

    def run(self, paths: Sequence[str], how: How = How.WHOLE) -> Iterator[Result | None]:
        """Every post of `paths`, in the order in which they are done; None now and then while there is nothing new.

        Args:
            paths: Of the posts, as `Post.path`.
            how: How much of them is to be read.

        Raises:
            WorkersUnavailableError: Processes can't be started, or die before they are ready.
        """
        waiting = _Waiting(paths, how)
        try:
            for result in self._run(waiting):
                left = time.monotonic()
                yield result
                self._excuse(time.monotonic() - left)
        except WorkersUnavailableError as error:
            pending = [task for worker in self._workers for task in worker.pending]
            error.left = [path for task in (*pending, *waiting.all()) for path in task.paths]
            raise

    def _excuse(self, seconds: float) -> None:
        """Blame no worker for the time in which nobody heard its answers, as while the caller writes to a busy disk."""
        if seconds > _PAUSE_SECONDS:
            for worker in self._workers:
                worker.since += seconds

    def _run(self, waiting: _Waiting) -> Iterator[Result | None]:
        while len(waiting) or any(worker.pending for worker in self._workers):
            self._keep_staffed(waiting)
            for worker in self._workers:
                self._feed(worker, waiting)
            for worker in [worker for worker in self._workers if worker.overdue(self._seconds)]:
                yield from self._bury(worker, waiting)
            try:
                worker, answer = self._answers.get(timeout=0.1)
            except queue.Empty:
                yield None
                continue
            if worker not in self._workers:
                continue
            results = self._take(worker, answer)
            if results is not None:
                yield from results
            else:
                yield from self._bury(worker, waiting)

    def _keep_staffed(self, waiting: _Waiting) -> None:
        while len(self._workers) < self._wanted and len(self._workers) * _WORTH_ONE < len(waiting) + 1 and len(waiting):
            self._workers.append(self._hire())

    def _hire(self) -> _Worker:
        try:
            process = start_module("tui_reader.library.worker", self._command)
        except (OSError, ValueError, TypeError) as error:
            raise WorkersUnavailableError(str(error)) from error
        worker = _Worker(process, room=_widened(process) - _LONGEST_TASK)
        worker.listener = threading.Thread(target=_listen, args=(worker, self._answers), daemon=True)
        worker.listener.start()
        _send(worker, [f"{self._order}\n"])
        return worker

    def _feed(self, worker: _Worker, waiting: _Waiting) -> None:
        most = max(_AHEAD // waiting.size, 24)
        if len(worker.pending) > most // 2 or not len(waiting):
            return
        if not worker.pending:
            worker.since = time.monotonic()
        lines: list[str] = []
        for _ in range(min(-(-len(waiting) // self._wanted), most - len(worker.pending))):
            if worker.in_flight > worker.room:
                break
            task = waiting.take()
            lines.append(task.line)
            worker.pending.append(task)
            worker.in_flight += len(task.line)
        _send(worker, lines)

    def _take(self, worker: _Worker, answer: bytes) -> Sequence[Result] | None:
        """What a worker has answered; None where it makes no sense, as from one that is dead."""
        worker.since = time.monotonic()
        if not worker.ready:
            worker.ready = answer == b"ready\n"
            self._failed_starts = 0 if worker.ready else self._failed_starts
            return () if worker.ready else None
        if not worker.pending:
            return None
        paths = worker.pending[0].paths
        try:
            answers = json.loads(answer)
            entries = [None if values is None else Entry.from_list(values) for values in answers]
        except (ValueError, TypeError, IndexError):
            return None
        if [entry.path if entry else path for path, entry in zip(paths, entries, strict=False)] != list(paths):
            return None
        worker.in_flight -= len(worker.pending.popleft().line)
        return list(map(Result, paths, entries))

    def _bury(self, worker: _Worker, waiting: _Waiting) -> Iterator[Result]:
        """End a worker that has stopped; the post it was reading is tried as plain text, then known by name only.

        Of several heads that were asked for at once, each is asked for alone.
        """
        self._workers.remove(worker)
        _kill(worker)
        if not worker.ready:
            self._failed_starts += 1
            waiting.put_back(worker.pending)
            if self._failed_starts > 2:
                raise WorkersUnavailableError("worker processes end before they are ready")
            return
        if not worker.pending:
            return
        task = worker.pending.popleft()
        waiting.put_back(worker.pending)
        if len(task.paths) > 1:
            waiting.put_back([_task((path,), task.how) for path in task.paths])
        elif task.how is How.WHOLE:
            waiting.put_back([_task(task.paths, How.PLAIN)])
        else:
            (path,) = task.paths
            stamp = stamp_of(self._root, path) or Stamp(0, 0)
            yield Result(path, bare_entry(path, stamp, _STOPPED))


def _widened(process: subprocess.Popen[bytes]) -> int:
    """Make the pipe to a process hold more, where that can be had (fcntl(2), F_SETPIPE_SZ); how much it holds."""
    if sys.platform == "linux" and process.stdin is not None:
        import fcntl

        with contextlib.suppress(OSError):
            return fcntl.fcntl(process.stdin, fcntl.F_SETPIPE_SZ, _WIDE_PIPE)
    return _PIPE


def _send(worker: _Worker, lines: Sequence[str]) -> None:
    """Write to a worker; one that is dead is noticed by its answers ending."""
    assert worker.process.stdin is not None  # noqa: S101 - made with a pipe
    try:
        worker.process.stdin.write("".join(lines).encode("ascii"))
        worker.process.stdin.flush()
    except OSError:
        return


def _listen(worker: _Worker, answers: queue.Queue[tuple[_Worker, bytes]]) -> None:
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


def _kill(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.wait()
    if worker.listener is not None:
        worker.listener.join(timeout=5)
    for stream in (worker.process.stdin, worker.process.stdout):
        if stream is not None:
            try:
                stream.close()
            except OSError:
                continue
