"""Starts viewers, players and browsers: detached, without a shell, always reaped, their early failures told.

It chooses none and checks no picture; addresses it does check, whoever has checked them before. What draws in the
terminal is `terminal`'s work.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from tui_reader.document import Refusal, checked_link, clean_line, clean_text
from tui_reader.errors import ProgramError
from tui_reader.limits import VIEWER_WORDS
from tui_reader.programs.browsers import browsers
from tui_reader.programs.commands import Takes, Viewer
from tui_reader.programs.openers import STARTFILE

EARLY_SECONDS: Final = 5.0
"""A viewer that fails within this time never showed anything."""
_STDERR_BYTES: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class ViewerFailure:
    """How a program ended that should have shown something."""

    name: str
    code: int
    """Its exit status; negative for the signal that ended it."""
    text: str
    """What it wrote to standard error, clean, at most 500 characters; may be empty."""

    @property
    def message(self) -> str:
        """One sentence for the user, and what the program wrote."""
        how = f"ended with status {self.code}" if self.code >= 0 else f"was ended by signal {-self.code}"
        return f"{self.name} {how}: {self.text}" if self.text else f"{self.name} {how} without a word."


OnFailure = Callable[[ViewerFailure], None]


class Launched:
    """A program that was started. Nobody needs to wait for it."""

    def __init__(self, viewer: Viewer) -> None:
        """One that has done its work already; `reap` makes it one that is running."""
        self.viewer = viewer
        self._ended = threading.Event()
        self._ended.set()
        self._failure: ViewerFailure | None = None

    @property
    def ended(self) -> bool:
        """Whether it has ended and been reaped."""
        return self._ended.is_set()

    def wait(self, seconds: float) -> ViewerFailure | None:
        """Wait so long at most; how it failed, or None where it runs on or has ended well."""
        self._ended.wait(seconds)
        return self._failure

    def reap(self, process: subprocess.Popen[bytes], errors: IO[bytes], on_failure: OnFailure | None) -> None:
        """Wait for `process` in a thread of its own, so that no zombie stays, and tell of a failure."""
        self._ended.clear()
        name = f"reap-{process.pid}"
        threading.Thread(target=self._reap, args=(process, errors, on_failure), name=name, daemon=True).start()

    def _reap(self, process: subprocess.Popen[bytes], errors: IO[bytes], on_failure: OnFailure | None) -> None:
        begin = time.monotonic()
        code = process.wait()
        early = time.monotonic() - begin <= EARLY_SECONDS
        with errors:
            failure = ViewerFailure(self.viewer.name, code, last_words(errors)) if code else None
        self._failure = failure
        self._ended.set()
        if failure is not None and early and on_failure is not None:
            on_failure(failure)


def launch(viewer: Viewer, files: Sequence[Path], on_failure: OnFailure | None = None) -> Launched:
    """Open `files` in `viewer` and return at once.

    Args:
        viewer: From `viewers`; one for the terminal is started by `run_in_terminal` instead.
        files: Absolute paths of this program's own naming, one at least.
        on_failure: Called from another thread where the viewer fails within five seconds.

    Raises:
        ProgramError: It can't be started.
    """
    return _start(viewer, file_arguments(viewer, files), files[0].parent, on_failure)


def launch_address(
    address: str,
    environ: Mapping[str, str],
    *,
    browser: Viewer | None = None,
    on_failure: OnFailure | None = None,
) -> Launched:
    """Open an address in a browser and return at once.

    Args:
        address: Is checked here (`checked_link`): only http, https and mailto are opened.
        environ: Where `BROWSER` and the display are looked up.
        browser: One of `browsers`; the first that has a window of its own if None.
        on_failure: As in `launch`.

    Raises:
        ProgramError: The address is refused, there is no such browser, or it can't be started.
    """
    checked = checked_address(address)
    if browser is None:
        browser = next((one for one in browsers(environ) if not one.terminal), None)
    if browser is None:
        raise ProgramError("Can't open the link", f"There is no browser with a window here; the address: {checked}")
    return _start(browser, address_arguments(browser, checked), Path(os.sep), on_failure)


def launch_page(browser: Viewer, page: Path, on_failure: OnFailure | None = None) -> Launched:
    """Open a page of this program's own making, an absolute path, in a browser with a window, and return at once.

    Args:
        browser: One of `page_viewers`.
        page: The file.
        on_failure: As in `launch`.

    Raises:
        ProgramError: It can't be started.
    """
    if browser.takes is Takes.FILE:
        return launch(browser, [page], on_failure)
    return _start(browser, address_arguments(browser, page.absolute().as_uri()), page.parent, on_failure)


def launch_words(
    program: Viewer, words: Sequence[str], given: str | None = None, on_failure: OnFailure | None = None
) -> Launched:
    """Start a program with arguments that are ready, in the current folder, and return at once.

    Args:
        program: What it is called, and that it needs no terminal.
        words: The program's absolute path and its arguments, as from `own_words`.
        given: What it can read from its standard input; nothing where it is None.
        on_failure: As in `launch`.

    Raises:
        ProgramError: It can't be started.
    """
    return _start(program, list(words), Path.cwd(), on_failure, given)


def launch_media(player: Viewer, medium: str | Path, on_failure: OnFailure | None = None) -> Launched:
    """Play or open a video or an audio piece and return at once.

    Args:
        player: One of `players`.
        medium: A file's absolute path, or an address, which is checked here: only http and https are opened.
        on_failure: As in `launch`.

    Raises:
        ProgramError: The address is refused, or the program can't be started.
    """
    if isinstance(medium, Path):
        if player.takes is Takes.FILE:
            return launch(player, [medium], on_failure)
        return _start(player, address_arguments(player, str(medium.absolute())), medium.parent, on_failure)
    checked = checked_address(medium)
    if checked.startswith("mailto:"):
        raise ProgramError("Can't open the link", f"“{checked}” is a mail address, no video or audio piece.")
    return _start(player, address_arguments(player, checked), Path(os.sep), on_failure)


def checked_address(address: str) -> str:
    """The address as a browser may be given it.

    Raises:
        ProgramError: It is refused, with the reason.
    """
    checked = checked_link(address)
    if isinstance(checked, Refusal):
        shown = clean_line(address)
        shown = shown if len(shown) <= 200 else shown[:199] + "…"
        raise ProgramError("Can't open the link", f"“{shown}” {checked.reason}.")
    return checked


def file_arguments(viewer: Viewer, files: Sequence[Path], room: tuple[int, int] = (80, 24)) -> list[str]:
    """The words to start a viewer with: placeholders filled, the program first.

    Args:
        viewer: The viewer.
        files: What it shows.
        room: Columns and rows, for one that draws in the terminal.

    Raises:
        ProgramError: There are no files.
    """
    if not files:
        raise ProgramError("Can't open the pictures", "There is no picture to open.")
    paths = [str(file.absolute()) for file in files]
    columns, rows = room
    words = [viewer.command[0]]
    for word in viewer.command[1:]:
        if word == "{files}":
            words += paths
        elif "{columns}" in word:
            words.append(word.replace("{columns}", str(columns)).replace("{rows}", str(rows)))
        else:
            words.append(word.replace("{file}", paths[0]).replace("{dir}", str(files[0].absolute().parent)))
    return words


def address_arguments(program: Viewer, checked: str) -> list[str]:
    """The words to start a browser or player with, for an address that has been checked.

    Raises:
        ProgramError: It takes no addresses.
    """
    if program.takes is not Takes.ADDRESS:
        raise ProgramError("Can't open the link", f"{program.name} is no browser.")
    return [program.command[0], *(word.replace("{url}", checked) for word in program.command[1:])]


def _start(
    viewer: Viewer, words: list[str], folder: Path, on_failure: OnFailure | None, given: str | None = None
) -> Launched:
    """Start a program that outlives this one, and a thread that waits for its end."""
    launched = Launched(viewer)
    if viewer.terminal:
        raise ProgramError(f"Can't start {viewer.name}", f"{viewer.name} draws in the terminal and can't be detached.")
    if words[0] == STARTFILE:
        _startfile(viewer, words[1])
        return launched
    # A file and no pipe: a viewer that is still there when the reader has gone must not die of writing to it.
    errors = tempfile.TemporaryFile()  # noqa: SIM115  # The reaper closes it.
    try:
        with standard_input(given) as stdin:
            process = subprocess.Popen(  # noqa: S603  # No shell; an absolute path; arguments of our own naming.
                words,
                stdin=subprocess.DEVNULL if stdin is None else stdin,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=folder,
                close_fds=True,
                **_detached(),
            )
    except (OSError, ValueError) as error:
        errors.close()
        raise not_started(viewer, error) from error
    launched.reap(process, errors, on_failure)
    return launched


@contextmanager
def standard_input(given: str | None) -> Iterator[IO[bytes] | None]:
    """A file that holds `given` as UTF-8, for a program to read: it may take its time, or none of it."""
    if given is None:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(given.encode("utf-8", "replace"))
        file.seek(0)
        yield file


def _detached() -> dict[str, Any]:
    """What makes a program independent of this one's terminal and signals."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def last_words(errors: IO[bytes]) -> str:
    """The end of what the program wrote, which is where the reason stands, clean."""
    end = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, end - _STDERR_BYTES))
    text = clean_text(errors.read(_STDERR_BYTES).decode("utf-8", "replace").strip())
    return text if len(text) <= VIEWER_WORDS else "…" + text[1 - VIEWER_WORDS :]


def _startfile(viewer: Viewer, what: str) -> None:
    """Hand a file or an address to Windows."""
    startfile: Callable[[str], None] | None = getattr(os, "startfile", None)
    if startfile is None:
        raise ProgramError(f"Can't start {viewer.name}", "Only Windows can open files this way.")
    try:
        startfile(what)
    except OSError as error:
        raise not_started(viewer, error) from error


def not_started(viewer: Viewer, error: OSError | ValueError) -> ProgramError:
    """The failure of a program that did not even start."""
    # A ValueError: a NUL character in what the user configured.
    why = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
    return ProgramError(f"Can't start {viewer.name}", f"“{clean_line(viewer.command[0])}” can't be started: {why}.")
