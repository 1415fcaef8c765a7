"""Worker processes for a refresh: posts go in, entries come out, and a post that stops its worker costs only itself.

Knows nothing of the index. The workers are programs (`tui_reader.library.worker`) spoken to through pipes: no fork of
a process with threads, no import of the caller's main module, and each can be killed.
"""

from __future__ import annotations

import json
import queue
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import orjson

from tui_reader.library.entry import Entry, How, bare_entry, stamp_of
from tui_reader.library.files import Stamp
from tui_reader.library.tasks import Waiting, task_for
from tui_reader.library.worker_process import Answers, WorkerProcess, hired
from tui_reader.model import LibraryOptions

_AHEAD = 256
"""How many posts a worker is given beyond those it is at, so that it never waits while others are written."""
_WORTH_ONE = 32
"""So many tasks for each worker there is are waiting when another one is started."""

SECONDS_PER_POST = 20.0
"""A net for a worker that neither answers nor uses up its processor time; the processor time is bounded by itself."""

_PAUSE_SECONDS = 0.2
"""Shorter absences of the caller don't count."""

_STOPPED = "The parser stopped on this post: only its name is known."


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
        self._variants = options.variants
        self._order = json.dumps([str(root), astuple(options)])
        self._wanted = workers
        self._workers: list[WorkerProcess] = []
        self._answers: Answers = queue.Queue()
        self._failed_starts = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.kill()
        self._workers.clear()

    def run(self, paths: Sequence[str], how: How = How.WHOLE) -> Iterator[Result | None]:
        """Every post of `paths`, in the order in which they are done; None now and then while there is nothing new.

        Args:
            paths: Of the posts, as `Post.path`.
            how: How much of them is to be read.

        Raises:
            WorkersUnavailableError: Processes can't be started, or die before they are ready.
        """
        waiting = Waiting(paths, how)
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

    def _run(self, waiting: Waiting) -> Iterator[Result | None]:
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

    def _keep_staffed(self, waiting: Waiting) -> None:
        while len(self._workers) < self._wanted and len(self._workers) * _WORTH_ONE < len(waiting) + 1 and len(waiting):
            self._workers.append(self._hire())

    def _hire(self) -> WorkerProcess:
        try:
            return hired(self._answers, self._command, f"{self._order}\n")
        except (OSError, ValueError, TypeError) as error:
            raise WorkersUnavailableError(str(error)) from error

    def _feed(self, worker: WorkerProcess, waiting: Waiting) -> None:
        most = max(_AHEAD // waiting.size, 24)
        if len(worker.pending) > most // 2 or not len(waiting):
            return
        if not worker.pending:
            worker.since = time.monotonic()
        most_now = min(-(-len(waiting) // self._wanted), most - len(worker.pending))
        worker.tell(waiting.take_up_to(most_now, worker.room - worker.in_flight))

    def _take(self, worker: WorkerProcess, answer: bytes) -> Sequence[Result] | None:
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
            answers = _loaded(answer)
            entries = [None if values is None else Entry.from_list(values) for values in answers]
        except (ValueError, TypeError, IndexError):
            return None
        if [entry.path if entry else path for path, entry in zip(paths, entries, strict=False)] != list(paths):
            return None
        worker.answered()
        return list(map(Result, paths, entries))

    def _bury(self, worker: WorkerProcess, waiting: Waiting) -> Iterator[Result]:
        """End a worker that has stopped; the post it was reading is tried as plain text, then known by name only.

        Of several heads that were asked for at once, each is asked for alone.
        """
        self._workers.remove(worker)
        worker.kill()
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
            waiting.put_back([task_for((path,), task.how) for path in task.paths])
        elif task.how is How.WHOLE:
            waiting.put_back([task_for(task.paths, How.PLAIN)])
        else:
            (path,) = task.paths
            stamp = stamp_of(self._root, path) or Stamp(0, 0)
            yield Result(path, bare_entry(path, stamp, _STOPPED, variants=self._variants))


def _loaded(answer: bytes) -> Any:
    try:
        return orjson.loads(answer)
    except orjson.JSONDecodeError:  # a path in it is no text, or it is no answer
        return json.loads(answer)
