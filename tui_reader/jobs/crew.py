"""Processes that turn posts into files of a format: each post goes to one, and the answers come in order.

A post that stops its process costs only itself. What is said to them stands here; `render_worker` is the other end.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path

from tui_reader.export import Exporter, ExportOptions
from tui_reader.jobs.articles import Rendered, Unread, Wanted
from tui_reader.model import Cancelled

READY = b"ready\n"
"""What a process writes first."""
AHEAD = 32
"""Posts that a process is given beyond the one that is waited for."""
_TICK = 0.1
"""Seconds between two looks at whether the work is still wanted."""
_STOPPED = "The formatter stopped on this post; nothing was written for it."


class WorkersUnavailableError(Exception):
    """No process can be started here; what is left must be done in this one."""


def request_of(wanted: Wanted) -> bytes:
    """A post as a line for a process; names of files may hold what is no text."""
    return json.dumps([str(wanted.root), wanted.path, astuple(wanted.options)]).encode("ascii") + b"\n"


_NOT_SENT = frozenset({"pictures", "force"})
"""Options that matter to whoever finds pictures and writes files."""


def order_of(exporter: Exporter, options: ExportOptions) -> bytes:
    """Format and options as the first line for a process."""
    wanted = {item.name: getattr(options, item.name) for item in fields(options) if item.name not in _NOT_SENT}
    return json.dumps([exporter.name, wanted]).encode("ascii") + b"\n"


def ordered(line: bytes) -> tuple[str, ExportOptions]:
    """The format's name and the options that `order_of` wrote."""
    name, wanted = json.loads(line)
    default = ExportOptions()
    return name, ExportOptions(**{key: type(getattr(default, key))(value) for key, value in wanted.items()})


def answer_of(answer: Rendered | Unread) -> bytes:
    """An article as a line with its name, size and flaws and then its bytes, or a line that says why there is none."""
    if isinstance(answer, Unread):
        return json.dumps(["", 0, False, answer.reason, ()]).encode("ascii") + b"\n"
    is_text = isinstance(answer.content, str)
    data = answer.content.encode(errors="replace") if isinstance(answer.content, str) else answer.content
    return json.dumps([answer.name, len(data), is_text, "", answer.flaws]).encode("ascii") + b"\n" + data


_Answer = tuple[str, str | bytes, str, tuple[str, ...]]
"""Name, content, the reason where there is neither, and flaws."""


@dataclass(slots=True, eq=False)
class _Worker:
    """One process, the posts it has in hand, and what it has answered."""

    process: subprocess.Popen[bytes]
    tasks: deque[Wanted] = field(default_factory=deque)
    answers: queue.Queue[_Answer | None] = field(default_factory=queue.Queue)
    """Never longer than `tasks`; None at its end."""
    ready: threading.Event = field(default_factory=threading.Event)

    def send(self, line: bytes) -> None:
        """Write a line; that the process is gone shows where its answer is awaited."""
        with suppress(OSError, ValueError):
            if self.process.stdin is not None:
                self.process.stdin.write(line)
                self.process.stdin.flush()

    def listen(self) -> None:
        """Take in what the process writes until it ends; runs in a thread."""
        stream = self.process.stdout
        with suppress(OSError, ValueError):
            if stream is not None and stream.readline() == READY:
                self.ready.set()
                while line := stream.readline():
                    name, size, is_text, reason, flaws = json.loads(line)
                    data = stream.read(size)
                    if len(data) < size:
                        break
                    self.answers.put((name, data.decode() if is_text else data, reason, tuple(flaws)))
        self.answers.put(None)

    def stop(self) -> None:
        """End the process and let go of its pipes."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


class Crew:
    """Some processes that take posts in turn, so that their answers come in the order of the posts."""

    def __init__(self, exporter: Exporter, options: ExportOptions, size: int, cancelled: Cancelled) -> None:
        self._order = order_of(exporter, options)
        self._cancelled = cancelled
        self._size = size
        self._workers: list[_Worker] = []
        self._next = 0

    def run(self, posts: Iterable[Wanted]) -> Iterator[Rendered | Unread]:
        """Every post, in order.

        Raises:
            WorkersUnavailableError: A process ended before it was ready.
        """
        for _ in range(self._size):
            self._workers.append(self._hire())
        turn = 0
        for number, wanted in enumerate(posts):
            worker = self._workers[number % self._size]
            self._give(worker, wanted)
            if number >= AHEAD * self._size:
                answer = self._take(turn)
                if answer is None:
                    return
                yield answer
                turn += 1
        while self._workers[turn % self._size].tasks:
            answer = self._take(turn)
            if answer is None:
                return
            yield answer
            turn += 1

    def outstanding(self) -> Iterator[Wanted]:
        """The posts that were taken and not answered, in order."""
        queues = [deque(worker.tasks) for worker in self._workers]
        place = self._next
        while queues and queues[place % len(queues)]:
            yield queues[place % len(queues)].popleft()
            place += 1

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.stop()

    def _give(self, worker: _Worker, wanted: Wanted) -> None:
        worker.tasks.append(wanted)
        worker.send(request_of(wanted))

    def _take(self, turn: int) -> Rendered | Unread | None:
        """The answer to the oldest post; None where nobody wants it any more."""
        place = turn % self._size
        worker = self._workers[place]
        while True:
            if self._cancelled():
                return None
            try:
                answer = worker.answers.get(timeout=_TICK)
                break
            except queue.Empty:
                continue
        if answer is None and not worker.ready.is_set():
            raise WorkersUnavailableError
        wanted = worker.tasks.popleft()
        self._next = turn + 1
        if answer is None:
            self._replace(place)
            return Unread(wanted, _STOPPED)
        name, content, reason, flaws = answer
        return Unread(wanted, reason) if reason else Rendered(wanted, name, content, flaws)

    def _replace(self, place: int) -> None:
        """Another process for one that has ended; it goes on with what that one had in hand."""
        gone = self._workers[place]
        gone.stop()
        try:
            worker = self._hire()
        except WorkersUnavailableError:
            # The next look at it ends the work of all processes.
            gone.ready.clear()
            gone.answers.put(None)
            return
        self._workers[place] = worker
        for wanted in gone.tasks:
            self._give(worker, wanted)

    def _hire(self) -> _Worker:
        package = str(Path(__file__).resolve().parents[2])
        inherited = os.environ.get("PYTHONPATH")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (package, inherited)))}
        try:
            process = subprocess.Popen(
                (sys.executable, "-P", "-m", "tui_reader.jobs.render_worker"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # Ctrl-C is for this process, which then ends the others
            )
        except (OSError, ValueError, TypeError) as error:
            raise WorkersUnavailableError(str(error)) from error
        worker = _Worker(process)
        worker.send(self._order)
        threading.Thread(target=worker.listen, daemon=True).start()
        return worker
