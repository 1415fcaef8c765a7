"""Drives a program in a pseudo-terminal: starts it, sends keys, and knows to the moment what stood on its screen when.

It answers none of the program's questions about the terminal, and it looks at what was painted only after the clock
has been read, so that looking costs the program nothing.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

from benchmarks.processes import cpu_seconds

COLUMNS = 120
ROWS = 40
QUIET = 0.08
"""Seconds without output after which a burst of it is taken to have ended."""

IDLE_SECONDS = 0.02
"""Processor time within a second that counts as doing nothing."""
LOOK_EVERY = 1.0
"""Seconds after which output that never pauses is looked at all the same."""

Seen = Callable[[Sequence[str]], bool]
"""Asked about the lines of the screen."""


class NotShownError(Exception):
    """The screen never showed what was waited for; the message has the screen."""


class Terminal:
    """A program in a pseudo-terminal. All times are `time.perf_counter()` seconds."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], *, columns: int = COLUMNS, rows: int = ROWS
    ) -> None:
        """Start `command` on a screen of that size."""
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._unpainted: list[tuple[float, bytes]] = []
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=dict(environ), start_new_session=True, close_fds=True
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self, timeout: float) -> bool:
        """Take one piece of output, waiting at most `timeout` seconds; False when there was none."""
        if not select.select([self._master], [], [], max(0.0, timeout))[0]:
            return False
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # Linux's way to say that the other side is closed
            return False
        if data:
            self._unpainted.append((time.perf_counter(), data))
        return bool(data)

    def _paint(self, seen: Seen | None = None) -> float | None:
        """Paint what was read; with `seen`, only up to the piece after which it holds, whose time is the answer."""
        while self._unpainted:
            moment, data = self._unpainted.pop(0)
            self._stream.feed(data)
            if seen is not None and seen(self._lines()):
                return moment
        return None

    def _lines(self) -> list[str]:
        """What stands in each row; a half that is left of an overwritten wide character counts as nothing."""
        columns = range(self.screen.columns)
        return ["".join(self.screen.buffer[row][column].data for column in columns) for row in range(self.screen.lines)]

    def lines(self) -> list[str]:
        """The screen as it is now."""
        self._paint()
        return self._lines()

    def send(self, keys: str) -> float:
        """Send keys; the moment at which they were sent."""
        moment = time.perf_counter()
        os.write(self._master, keys.encode())
        return moment

    def wait_for(self, seen: Seen, timeout: float = 60.0) -> float:
        """Wait until the screen shows something; the moment at which the last piece of it was read.

        Raises:
            NotShownError: It was not there in time, or the program has ended.
        """
        end = time.perf_counter() + timeout
        while time.perf_counter() < end:
            if self._read(QUIET) and self._unpainted[-1][0] - self._unpainted[0][0] < LOOK_EVERY:
                continue
            moment = self._paint(seen)
            if moment is not None:
                return moment
            if self._process.poll() is not None and not self._read(0):
                break
        screen = "\n".join(line.rstrip() for line in self.lines())
        raise NotShownError(f"{self._process.args!r}, exit {self._process.poll()}, showed:\n{screen}")

    def settle(self, quiet: float = 0.5, timeout: float = 30.0) -> None:
        """Read and paint until nothing has come for `quiet` seconds."""
        end = time.perf_counter() + timeout
        while time.perf_counter() < end and self._read(quiet):
            pass
        self._paint()

    def rest(self, timeout: float = 300.0) -> None:
        """Read and paint until the program uses no processor time for a second: its background work is done."""
        end = time.perf_counter() + timeout
        before = -1.0
        while time.perf_counter() < end and self.cpu_seconds() - before > IDLE_SECONDS:
            before = self.cpu_seconds()
            until = time.perf_counter() + 1.0
            while (left := until - time.perf_counter()) > 0:
                self._read(left)
            self._paint()

    def latency(self, key: str) -> float:
        """Seconds from a key to the last byte of what it paints."""
        sent = self.send(key)
        last = sent
        timeout = 2.0
        while self._read(timeout):
            last = self._unpainted[-1][0]
            timeout = QUIET
        self._paint()
        return last - sent

    def pace(self, keys: Sequence[str], every: float) -> None:
        """Send keys one after another at a steady pace, reading what is painted and throwing it away."""
        start = time.perf_counter()
        for number, key in enumerate(keys):
            self.send(key)
            while (left := start + (number + 1) * every - time.perf_counter()) > 0:
                self._read(left)
                self._unpainted.clear()

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._process.pid

    def cpu_seconds(self) -> float:
        """Processor time that the program and all that it has started have used so far."""
        return cpu_seconds(self.pid)

    def close(self) -> None:
        """End the program, by force where it must be."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            end = time.perf_counter() + 5
            while self._process.poll() is None and time.perf_counter() < end:
                self._read(0.02)
                self._unpainted.clear()
            if self._process.poll() is None:
                self._process.kill()
        self._process.wait()
        os.close(self._master)
