"""Gives text to the clipboard's programs: which are there, how each takes it, and what went wrong.

Writes nothing to the terminal: it says what a terminal would take, and whoever owns the screen asks it (OSC 52).
"""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from tui_reader.document import clean_line, clean_text
from tui_reader.errors import ProgramError
from tui_reader.limits import CLIPBOARD_SECONDS, CLIPBOARD_SHELL_SECONDS, TERMINAL_CLIPBOARD_BYTES
from tui_reader.programs.commands import Which, finder, is_remote
from tui_reader.programs.launch import ViewerFailure, last_words

_POWERSHELL_SCRIPT: Final = (
    "$text = [Console]::In.ReadToEnd().Trim(); "
    "Set-Clipboard -Value ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($text)))"
)
_POWERSHELL: Final = ("-NoProfile", "-NonInteractive", "-Command", _POWERSHELL_SCRIPT)
_DEAF: Final = frozenset({"linux", "dumb"})
"""Terminals that have no clipboard; older Linux consoles even print what they are asked."""


class Form(StrEnum):
    """In which bytes a program takes the text."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    """As Windows has it, lines ended by CR LF, without a byte order mark: `clip.exe` would copy that as well."""
    BASE64 = "base64"
    """Of UTF-8; for PowerShell, which decodes by a code page that is not ours to know."""


@dataclass(frozen=True, slots=True)
class Clipboard:
    """A program that is there and puts its standard input into a clipboard."""

    name: str
    """As people call it."""
    command: tuple[str, ...]
    """The program's absolute path and its arguments; the text is never among them."""
    form: Form = Form.UTF8
    guesses: bool = False
    """Whether it tells UTF-16 by the bytes, which goes wrong where none of them is zero: in Chinese without a space."""
    seconds: float = CLIPBOARD_SECONDS
    """How long it may take; one that keeps the selection does so in the background."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a text went."""

    by: str = ""
    """The program that took it into the desktop's clipboard; empty where none did."""
    through_tmux: bool = False
    """Whether tmux has it and hands it to its terminal, so that the terminal needs not be asked again."""
    failure: ProgramError | None = None
    """Why the first program that should have taken it did not, where none did."""


def clipboards(
    environ: Mapping[str, str], which: Which | None = None, platform: str = sys.platform
) -> tuple[Clipboard, ...]:
    """The programs that reach the clipboard of whoever sits at the terminal, the choice first.

    None over SSH: the far computer's clipboard is nobody's, and `xclip` in a forwarded window system would keep the
    connection open for as long as it owns the selection.

    Args:
        environ: The environment.
        which: Finds programs.
        platform: As `sys.platform`.
    """
    if is_remote(environ):
        return ()
    found: list[Clipboard] = []
    find = finder(environ, which, platform)

    def add(program: str, *arguments: str, form: Form = Form.UTF8, **more: Any) -> None:
        path = find(program)
        if path:
            found.append(Clipboard(program, (path, *arguments), form, **more))

    if platform == "win32" or environ.get("WSL_DISTRO_NAME") or environ.get("WSL_INTEROP"):
        add("clip.exe", form=Form.UTF16, guesses=True)
        add("powershell.exe", *_POWERSHELL, form=Form.BASE64, seconds=CLIPBOARD_SHELL_SECONDS)
    if platform == "darwin":
        add("pbcopy")
    if platform in ("darwin", "win32"):
        return tuple(found)
    if environ.get("TERMUX_VERSION") or "com.termux" in environ.get("PREFIX", ""):
        add("termux-clipboard-set")
    if environ.get("WAYLAND_DISPLAY"):
        # Without a type it would guess one, and Markdown might become what editors don't paste.
        add("wl-copy", "--type", "text/plain")
    if environ.get("DISPLAY"):
        add("xclip", "-selection", "clipboard", "-in")
        add("xsel", "--clipboard", "--input")
    return tuple(found)


def copy_text(
    text: str, environ: Mapping[str, str], which: Which | None = None, platform: str = sys.platform
) -> Copied:
    """Give `text` to the first program that takes it, and to tmux; not for the UI thread.

    tmux ignores what is asked of the terminal inside it (`set-clipboard external`, its default), but hands on what is
    loaded into a buffer; it does so over SSH, too.

    Args:
        text: Is cleaned here: newline and tab are the only controls that reach a clipboard.
        environ: The environment.
        which: Finds programs.
        platform: As `sys.platform`.
    """
    text = clean_text(text)
    by, failure = "", None
    usable = clipboards(environ, which, platform)
    if not any(character < "\u0100" for character in text):
        usable = tuple(sorted(usable, key=lambda clipboard: clipboard.guesses))
    for clipboard in usable:
        try:
            put(text, clipboard, environ)
        except ProgramError as error:
            failure = failure or error
        else:
            by, failure = clipboard.name, None
            break
    through_tmux = False
    tmux = finder(environ, which, platform)("tmux") if environ.get("TMUX") else None
    if tmux:
        try:
            put(text, Clipboard("tmux", (tmux, "load-buffer", "-w", "-")), environ)
            through_tmux = True
        except ProgramError as error:
            # One before 3.2, which knows no `-w`, or a server that is gone: the terminal is asked directly.
            failure = failure or (None if by else error)
    return Copied(by, through_tmux, failure)


def terminal_takes(text: str, environ: Mapping[str, str]) -> bool:
    """Whether a terminal may be asked to copy `text`: not too long for any, and not one that surely can't.

    Only the terminal knows whether it does; many ask their user first or must be told to allow it.
    """
    if environ.get("TERM", "") in _DEAF or (environ.get("STY") and not environ.get("TMUX")):
        return False  # GNU screen passes nothing on.
    return len(clean_text(text).encode("utf-8", "replace")) <= TERMINAL_CLIPBOARD_BYTES


def put(text: str, clipboard: Clipboard, environ: Mapping[str, str]) -> None:
    """Give clean `text` to one program and wait until it has it.

    Standard input and errors are files, not pipes: a program that stays behind to own the selection holds no end of
    ours, and one that never reads can't block. It gets a session of its own, to outlive the reader and its terminal.

    Raises:
        ProgramError: It can't be started, fails or doesn't answer, with what it wrote.
    """
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as errors:
        stdin.write(encoded(text, clipboard.form))
        stdin.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603  # No shell; an absolute path; constant arguments.
                clipboard.command,
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                cwd=Path(clipboard.command[0]).anchor,
                env=_environment(environ, clipboard),
                close_fds=True,
                **_detached(),
            )
        except (OSError, ValueError) as error:
            why = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
            raise ProgramError(
                f"Can't copy with {clipboard.name}", f"“{clean_line(clipboard.command[0])}” can't be started: {why}."
            ) from error
        _wait(process, clipboard, errors)


def encoded(text: str, form: Form) -> bytes:
    """The bytes that a program takes for `text`."""
    match form:
        case Form.UTF16:
            return text.replace("\n", "\r\n").encode("utf-16-le", "replace")
        case Form.BASE64:
            return base64.b64encode(text.replace("\n", "\r\n").encode("utf-8", "replace"))
        case _:
            return text.encode("utf-8", "replace")


def _wait(process: subprocess.Popen[bytes], clipboard: Clipboard, errors: IO[bytes]) -> None:
    """Wait for the program's end; one that takes too long is ended, all of its session."""
    title = f"Can't copy with {clipboard.name}"
    try:
        code = process.wait(clipboard.seconds)
    except subprocess.TimeoutExpired as error:
        if sys.platform == "win32":
            process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):  # It has ended just now.
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise ProgramError(title, f"{clipboard.name} took more than {clipboard.seconds:.0f} seconds.") from error
    if code:
        raise ProgramError(title, ViewerFailure(clipboard.name, code, last_words(errors)).message)


def _environment(environ: Mapping[str, str], clipboard: Clipboard) -> dict[str, str]:
    if clipboard.name != "pbcopy":
        return dict(environ)
    # It takes its input to be in the locale's encoding, MacRoman where there is none.
    return {**{name: value for name, value in environ.items() if name != "LC_ALL"}, "LC_CTYPE": "en_US.UTF-8"}


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
