"""A real pseudo-terminal with a real process in it: size, keys, every byte that it was sent."""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from typing import Self

NET = 40.0
"""Seconds after which waiting is given up; a net, not a measurement."""


class Terminal:
    """Runs a command in a pseudo-terminal of its own."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], *, columns: int = 120, rows: int = 36
    ) -> None:
        self.output = b""
        self._master, slave = pty.openpty()
        self._name = os.ttyname(slave)
        self._typed = 0
        self.resize(columns, rows)
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environ),
            start_new_session=True,
            close_fds=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(NET)
        os.close(self._master)

    def hang_up(self) -> None:
        """Close the other side; as the terminal is not the process's controlling one, no signal tells it."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDWR)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if hasattr(self, "process"):
            os.killpg(self.process.pid, signal.SIGWINCH)

    def read(self, quiet: float = 0.25, net: float = NET) -> bytes:
        """Read until nothing has come for `quiet` seconds; what has come is also in `output`."""
        got = b""
        end = time.monotonic() + net
        while time.monotonic() < end:
            ready, _, _ = select.select([self._master], [], [], quiet)
            if not ready:
                break
            try:
                piece = os.read(self._master, 65536)
            except OSError as error:
                if error.errno == errno.EIO:
                    break
                raise
            if not piece:
                break
            got += piece
        self.output += got
        return got

    def wait_for(self, text: str, net: float = NET) -> bytes:
        """Read until `text` has come since the last key, styles and moves apart; what has come since then."""
        end = time.monotonic() + net
        start = self._typed
        while time.monotonic() < end:
            ended = self.process.poll() is not None
            self.read(quiet=0.1)
            if text.encode() in self.output[start:]:
                return self.output[start:]
            if ended:
                break
        raise AssertionError(f"{text!r} never came; the end of what came: {self.output[-800:]!r}")

    def send(self, keys: str) -> None:
        """Type, and wait until the program has taken what was typed: a busy one would read `Esc`, `j` as `Alt+j`."""
        self._typed = len(self.output)
        os.write(self._master, keys.encode())
        end = time.monotonic() + NET
        while self._untaken() and self.process.poll() is None and time.monotonic() < end:
            self.read(quiet=0.01)

    def _untaken(self) -> int:
        """How many bytes that were typed the program has not read yet."""
        terminal = os.open(self._name, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
        try:
            (count,) = struct.unpack("i", fcntl.ioctl(terminal, termios.FIONREAD, b"\0" * 4))
        finally:
            os.close(terminal)
        return int(count)

    def press(self, *keys: str, quiet: float = 0.25) -> None:
        """Type keys one by one, reading what each brings.

        A program knows `Esc` for a key of its own by the silence after it, of which a busy one takes notice late.
        """
        for key in keys:
            self.send(key)
            self.read(quiet=max(quiet, 0.8) if key == "\x1b" else quiet)

    def wait(self) -> int:
        """Wait for the process to end, reading on; its exit status."""
        end = time.monotonic() + NET
        while self.process.poll() is None and time.monotonic() < end:
            self.read(quiet=0.1)
        self.read(quiet=0.1)
        return self.process.wait(1)
