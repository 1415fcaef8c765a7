"""The log: a small file in the log directory, rotated, cleaned, and without any text of a post."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from pathlib import Path
from time import gmtime, strftime
from types import TracebackType

from tui_reader.document.clean import clean_line

LOG_BYTES = 2_000_000
"""A file this long is put aside as `.1`; both together stay below 5 MB."""
_LONGEST_LINE = 4_000
_NAME = "tui-reader.log"


def log_file(log_dir: Path) -> Path:
    """The file that the log is written to."""
    return log_dir / _NAME


class QuietHandler(logging.Handler):
    """Appends to one file, puts it aside when it is long, and never disturbs anyone when that can't be done."""

    def __init__(self, file: Path) -> None:
        """Nothing is opened or made yet."""
        super().__init__()
        self._file = file

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            when = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(record.created))
            line = clean_line(f"{when} {record.levelname} {record.name}: {record.getMessage()[:_LONGEST_LINE]}")
        except (TypeError, ValueError):
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("ab") as opened:
                opened.write(line.encode(errors="replace") + b"\n")
                long = opened.tell() > LOG_BYTES
            if long:
                self._file.replace(self._file.with_name(_NAME + ".1"))
        except OSError:
            return


def start_log(log_dir: Path) -> None:
    """Send the program's log, warnings, and failures of threads and finalizers to the file: never to the terminal."""
    root = logging.getLogger()
    if any(isinstance(handler, QuietHandler) for handler in root.handlers):
        return
    logging.raiseExceptions = False
    root.addHandler(QuietHandler(log_file(log_dir)))
    root.setLevel(logging.WARNING)
    warnings.showwarning = _log_warning
    threading.excepthook = _log_thread
    sys.unraisablehook = _log_unraisable


def log_failure(error: BaseException) -> None:
    """Log an unexpected failure: its type and the lines it came through; its text may be a post's and stays out."""
    where = " < ".join(_frames(error.__traceback__))
    logging.getLogger("tui_reader").error("%s at %s", type(error).__name__, where or "an unknown place")


def _frames(trace: TracebackType | None) -> list[str]:
    """The places of a traceback, the innermost first, without the values of any variable."""
    from traceback import extract_tb

    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(extract_tb(trace))][:30]


def _log_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_rest: object, **_named: object
) -> None:
    logging.getLogger("tui_reader").warning("%s at %s:%s", category.__name__, Path(filename).name, lineno)


def _log_thread(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is not None:
        log_failure(failure.exc_value)


def _log_unraisable(failure: sys.UnraisableHookArgs) -> None:
    if failure.exc_value is not None:
        log_failure(failure.exc_value)
