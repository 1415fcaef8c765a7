"""Runs programs that draw in the terminal, with the terminal their own, and keeps a picture there until a key comes.

It chooses no program; whoever calls has stepped aside.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tui_reader.document import clean_line, cut
from tui_reader.errors import ProgramError
from tui_reader.programs.commands import Takes, Viewer
from tui_reader.programs.launch import (
    address_arguments,
    checked_address,
    file_arguments,
    not_started,
    standard_input,
)

_GLANCE: Final = 1.0
"""A program that ends sooner has not waited for the user: what it drew is kept on the screen."""
_LEAVE: Final = frozenset({b"q", b"Q", b"\x1b", b"\x03", b"\x04", b""})
_BEFORE: Final = frozenset({b"p", b"b", b"k", b"h", b"\x7f", b"\x1b[D", b"\x1b[A", b"\x1bOD", b"\x1bOA", b"\x1b[5~"})


def run_in_terminal(viewer: Viewer, files: Sequence[Path]) -> int:
    """Run a program that draws in the terminal and wait for its end.

    Returns:
        Its exit status.

    Raises:
        ProgramError: It can't be started.
    """
    return _run(viewer, file_arguments(viewer, files, _room()))


def browse_in_terminal(browser: Viewer, address: str) -> int:
    """Run a text browser, with the terminal its own, and wait for its end.

    Returns:
        Its exit status.

    Raises:
        ProgramError: The address is refused, or the browser can't be started.
    """
    return _run(browser, address_arguments(browser, checked_address(address)))


def show_in_terminal(viewer: Viewer, files: Sequence[Path], captions: Sequence[str] = ()) -> int:
    """Show pictures in the terminal and wait until the user has seen enough of them.

    A viewer that draws and ends at once is run for one picture after another, each kept on the screen with its caption
    until a key is pressed. One that reads keys itself is given all of them.

    Args:
        viewer: From `viewers`, one for the terminal.
        files: As for `launch`.
        captions: Those of the files, clean; may be fewer.

    Returns:
        The last exit status that was not 0, else 0.

    Raises:
        ProgramError: It can't be started.
    """
    if viewer.takes is Takes.ADDRESS:
        raise ProgramError("Can't open the pictures", f"{viewer.name} shows no pictures.")
    rounds = [[file] for file in files] if viewer.brief else [list(files)]
    worst, place = 0, 0
    with _other_screen():
        while 0 <= place < len(rounds):
            begin = time.monotonic()
            _write("\x1b[0m\x1b[2J\x1b[H")
            status = _run(viewer, file_arguments(viewer, rounds[place], _room()))
            worst = status or worst
            if not (viewer.brief or status or time.monotonic() - begin < _GLANCE):
                break
            caption = captions[place] if viewer.brief and place < len(captions) else ""
            _write(_below(place, len(rounds), caption, _ended(viewer, status)))
            key = _key()
            if key in _LEAVE:
                break
            place = max(0, place - 1) if key in _BEFORE else place + 1
    return worst


def work_in_terminal(program: Viewer, words: Sequence[str], given: str | None = None) -> int:
    """Run a program with arguments that are ready, with the terminal its own, and wait for its end.

    What it wrote is kept on the screen until a key is pressed, where it fails or ends before anyone could read it.

    Args:
        program: What it is called.
        words: The program's absolute path and its arguments, as from `own_words`.
        given: What it reads from its standard input; the terminal where it is None.

    Returns:
        Its exit status.

    Raises:
        ProgramError: It can't be started.
    """
    with _other_screen():
        begin = time.monotonic()
        _write("\x1b[0m\x1b[2J\x1b[H")
        status = _run(program, list(words), given)
        if status or time.monotonic() - begin < _GLANCE:
            _write(_below(0, 1, "", _ended(program, status)))
            _key()
    return status


def _ended(viewer: Viewer, status: int) -> str:
    return f"{viewer.name} ended with status {status}." if status else ""


def _size() -> tuple[int, int]:
    """The terminal's columns and rows."""
    with contextlib.suppress(OSError, ValueError):
        size = os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1)
        if size.columns > 0 and size.lines > 0:
            return size.columns, size.lines
    return 80, 24


def _room() -> tuple[int, int]:
    """The columns and rows that a picture may take; the last two rows are ours."""
    columns, rows = _size()
    return columns, max(1, rows - 3)


def _below(place: int, total: int, caption: str, failure: str) -> str:
    """The last two lines: what the picture is, and the keys."""
    columns, rows = _size()
    if total > 1:
        keys = "Enter goes on · p goes back · q leaves" if place + 1 < total else "p goes back · Enter or q leaves"
        number = f"{place + 1}/{total}  "
    else:
        keys, number = "Enter or q goes back to the reader", ""
    lines = (number + (failure or clean_line(caption)), keys)
    return "\x1b[0m" + "".join(
        f"\x1b[{max(1, rows - 1 + line)};1H\x1b[K{cut(text, max(1, columns - 1))}" for line, text in enumerate(lines)
    )


def _write(text: str) -> None:
    """To the terminal itself, past whatever may listen to `sys.stdout`."""
    out = sys.__stdout__
    if out is not None:
        with contextlib.suppress(OSError, ValueError):
            out.write(text)
            out.flush()


@contextmanager
def _other_screen() -> Iterator[None]:
    """The terminal's other screen, so that pictures leave nothing behind on the shell's."""
    _write("\x1b[?1049h")
    try:
        yield
    finally:
        _write("\x1b[0m\x1b[?25h\x1b[?1049l")


def _key() -> bytes:
    """The next key as its bytes; none where nobody can press one."""
    stdin = sys.__stdin__
    try:
        if stdin is None or not stdin.isatty():
            return b""
        return _pressed(stdin.fileno())
    except (OSError, ValueError):
        return b""


if sys.platform == "win32":

    def _pressed(_: int) -> bytes:
        import msvcrt

        return msvcrt.getwch().encode("utf-8", "replace")

else:

    def _pressed(handle: int) -> bytes:
        """Wait for a key with the line discipline off, signals included; what was typed before doesn't count."""
        import termios
        import tty

        before = termios.tcgetattr(handle)
        try:
            tty.setcbreak(handle)
            mode = termios.tcgetattr(handle)
            mode[3] &= ~termios.ISIG
            termios.tcsetattr(handle, termios.TCSADRAIN, mode)
            return os.read(handle, 16)
        finally:
            termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _run(viewer: Viewer, words: list[str], given: str | None = None) -> int:
    try:
        with _interrupts_are_the_programs(), standard_input(given) as stdin:
            # No shell; an absolute path; arguments of our own naming.
            return subprocess.call(words, stdin=stdin)  # noqa: S603
    except (OSError, ValueError) as error:
        raise not_started(viewer, error) from error
    except KeyboardInterrupt:
        return 130


@contextmanager
def _interrupts_are_the_programs() -> Iterator[None]:
    """Ctrl-C is meant for the program in the foreground, and must not end the reader behind it.

    A handler and not `SIG_IGN`, which the program would inherit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
