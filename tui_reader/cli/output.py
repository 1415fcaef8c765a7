"""What reaches standard output and standard error: cleaned, in the stream's encoding, never a traceback of its own."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, TextIO

from tui_reader.document.clean import clean_line, clean_text, is_harmless
from tui_reader.model import Progress

_STEP = 0.1
"""Seconds between two looks of the progress line."""
DEFAULT_COLUMNS = 80


def prepare_streams() -> None:
    """Characters that a stream's encoding doesn't have are replaced, and line ends are written as they are."""
    sys.stdout, sys.stderr = _prepared(sys.stdout), _prepared(sys.stderr)


def _prepared(stream: TextIO | None) -> TextIO:
    """The stream, or one in its place that takes all that it is given."""
    if stream is None:  # whoever started the program has closed it
        return Path(os.devnull).open("w", encoding="utf-8")
    if not isinstance(stream, io.TextIOWrapper):  # tests put others here
        return stream
    with suppress(ValueError, OSError):
        stream.reconfigure(errors="replace", newline="\n")
        if isinstance(stream.buffer, io.RawIOBase):
            # Python's -u: what is raw takes as much of a write as there is room for, and TextIOWrapper drops the rest.
            whole = io.BufferedWriter(io.FileIO(stream.fileno(), "wb", closefd=False))
            return io.TextIOWrapper(whole, stream.encoding, "replace", "\n", line_buffering=True)
    return stream


def say(line: str) -> None:
    """Write one line to standard output, cleaned."""
    sys.stdout.write(clean_line(line) + "\n")


def say_fields(*fields: str) -> None:
    """Write one line of fields to standard output, a TAB between two of them and none inside."""
    sys.stdout.write("\t".join(map(clean_line, fields)) + "\n")


def say_rows(rows: Iterable[tuple[str, ...]]) -> None:
    """Write many lines of fields at once, as `say_fields` does one."""
    sys.stdout.write("".join("\t".join(map(clean_line, fields)) + "\n" for fields in rows))


def say_lines(lines: Iterable[str]) -> None:
    """Write many lines at once, cleaned; newlines and TABs in them stay."""
    sys.stdout.write("".join(clean_text(line) + "\n" for line in lines))


def say_object(value: Mapping[str, Any]) -> None:
    """Write one JSON object on a line of its own; what the stream can't encode is escaped."""
    say_objects((value,))


def say_objects(values: Iterable[Mapping[str, Any]]) -> None:
    """Write many JSON objects at once, each on a line of its own; what the stream can't encode is escaped."""
    import json

    lines = list(map(json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode, values))
    written = "\n".join(lines)
    if not is_harmless(written):  # all of them at once: what they hold was cleaned when it was read
        lines = [clean_line(line) for line in lines]
    if not _is_unicode(sys.stdout):
        lines = [line if line.isascii() else json.dumps(json.loads(line)) for line in lines]
    if lines:
        sys.stdout.write("\n".join((*lines, "")))


def emit(content: str | bytes, *, markup: bool = False) -> bool:
    """Write an exporter's work to standard output: text is clean, and may hold the exporter's own colours.

    Args:
        content: What to write.
        markup: Whether it is HTML, in which characters that the locale's encoding lacks can be named; it is all ASCII
            then, for it says of itself that it is UTF-8.

    Returns:
        Whether all of it could be written; else a question mark stands for what the locale's encoding lacks.
    """
    if isinstance(content, bytes):
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return True
    if _is_unicode(sys.stdout):
        sys.stdout.write(content)
        return True
    content = content.removeprefix("\ufeff")
    if markup:
        content = content.encode("ascii", "xmlcharrefreplace").decode("ascii")
    sys.stdout.write(content)
    try:
        content.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return False
    return True


def _is_unicode(stream: TextIO) -> bool:
    """Whether a stream can be given any character."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return encoding.lower().replace("-", "").startswith("utf8")


def tell_of_lost_characters() -> None:
    """Say that question marks stand for characters, and how they are had."""
    encoding = sys.stdout.encoding
    tell(f"question marks stand for characters that {encoding} lacks; files (export --to FILE) are written as UTF-8.")


def tell(message: str) -> None:
    """Write one line to standard error, cleaned, with the program's name; nowhere to write it is no failure."""
    _write_error(f"tui-reader: {clean_line(message)}\n")


def tell_block(text: str) -> None:
    """Write several lines to standard error, cleaned."""
    _write_error(clean_text(text).rstrip("\n") + "\n")


def _write_error(text: str) -> None:
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        silence(sys.stderr)
    except (ValueError, AttributeError):
        return


def silence(stream: TextIO) -> None:
    """Let what a stream still holds, and all that follows, go nowhere.

    Nobody takes it any more; the interpreter would try once more at its end, and change the exit status.
    """
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream leads to a terminal; a closed one doesn't."""
    try:
        return stream is not None and stream.isatty()
    except (ValueError, OSError):
        return False


def columns() -> int:
    """The width of the terminal that standard output leads to, in cells."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError, OSError):
            found = os.get_terminal_size(stream.fileno()).columns
            if found > 0:
                return found
    return DEFAULT_COLUMNS


class ProgressLine:
    """One line on a terminal's standard error that shows how far the work has come, and goes when it is done."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Nothing is written yet.

        Args:
            stream: Where to write; standard error unless given. Where it is no terminal, nothing is ever written.
        """
        self._stream = stream or sys.stderr
        self._shown = 0
        self._last = 0.0

    @property
    def wanted(self) -> Callable[[Progress], None] | None:
        """What the working loop should call, or None where nobody would see it."""
        return self.show if is_terminal(self._stream) else None

    def show(self, progress: Progress) -> None:
        """Show a state of the work, ten times a second at most."""
        now = monotonic()
        if now - self._last < _STEP:
            return
        self._last = now
        how_far = f"{progress.done:,} of {progress.total:,}" if progress.total else f"{progress.done:,}"
        text = clean_line(f"{progress.what} {how_far}")[: max(columns() - 1, 10)]
        with suppress(OSError, ValueError):
            self._stream.write("\r" + text.ljust(self._shown))
            self._stream.flush()
        self._shown = len(text)

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            with suppress(OSError, ValueError):
                self._stream.write("\r" + " " * self._shown + "\r")
                self._stream.flush()
            self._shown = 0
