"""Writes one file whole or not at all: a temporary file beside it, fsync, rename. It chooses no name."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from time import time

from tui_reader.document.clean import clean_line, shown_path
from tui_reader.errors import ExportError

TITLE = "Can't write the export"
_PREFIX = ".tui-reader-export-"
_SUFFIX = ".tmp"
_LONGEST_STAY = 24 * 3600
"""Seconds after which a temporary file of another machine, or of a process that still runs, counts as left over."""

_ADVICE = {
    errno.ENOSPC: "Free some space, or export to another place with --to.",
    errno.EDQUOT: "Your quota is used up; free some space, or export to another place with --to.",
    errno.EROFS: "Choose a folder that can be written with --to.",
    errno.EACCES: "Choose a folder that you may write with --to.",
    errno.EPERM: "Choose a folder that you may write with --to.",
    errno.ENOTDIR: "A part of the path is a file; choose another one with --to.",
    errno.EEXIST: "A file has the name of a folder that is needed; choose another place with --to.",
    errno.ENOENT: "The folder has gone; is the medium still there?",
    errno.EIO: "The medium can't be written; is it still there?",
    errno.ENAMETOOLONG: "Choose a shorter name with --name, or a folder nearer to the root.",
}
_OF_ONE_POST = frozenset({errno.ENAMETOOLONG, errno.EISDIR, errno.EFBIG, errno.EEXIST, errno.EILSEQ, errno.EINVAL})
_NO_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.EXDEV})


class FolderError(ExportError):
    """The folder as a whole can't be written: there is no use in going on with the next post."""


def refuse_way_out(path: Path, root: Path) -> None:
    """Refuse a link below the chosen folder that leads out of it."""
    if not path.resolve().is_relative_to(root.resolve()):
        reason = "it is a link that leads out of the chosen folder. Remove it, or choose another folder with --to."
        raise ExportError(TITLE, f"{shown_path(str(path))}: {reason}")


def read_plain(path: Path) -> bytes | None:
    """The content of a regular file; None for anything else, links too."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        return path.read_bytes()
    except OSError:
        return None


def write_temporary(folder: Path, data: bytes) -> Path:
    """A new file in the folder that holds the data, on the disk."""
    while True:
        path = folder / f"{_PREFIX}{_machine()}-{os.getpid()}-{os.urandom(4).hex()}{_SUFFIX}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            descriptor = os.open(path, flags, 0o666)
            break
        except FileExistsError:
            continue
    with ExitStack() as unless_whole:
        unless_whole.callback(discard, path)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        unless_whole.pop_all()
    return path


def discard(path: Path) -> None:
    """Remove a temporary file, as far as that can be done."""
    with suppress(OSError):
        path.unlink()


def rename_exclusively(temporary: Path, target: Path) -> None:
    """Give the temporary file its name, and fail if there is one.

    A hard link does this in one step. Where the file system has none, an empty file is made to hold the name and then
    replaced: only being killed between these two could leave an empty file.
    """
    if os.name == "nt":
        os.rename(temporary, target)  # noqa: PTH104 - on Windows this never replaces; Path.rename says otherwise
        return
    try:
        os.link(temporary, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        try:
            temporary.replace(target)
        except OSError:
            with suppress(OSError):
                target.unlink()
            raise


def _machine() -> str:
    """A name for this machine, fit to stand in a file name."""
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return sha256(name.encode(errors="replace")).hexdigest()[:8]


def sweep(path: Path) -> bool:
    """Remove a temporary file that a killed export has left; one that may still be written to stays.

    Returns:
        Whether it is such a file at all.
    """
    if not (path.name.startswith(_PREFIX) and path.name.endswith(_SUFFIX)):
        return False
    with suppress(OSError, ValueError):
        machine, process, _ = path.name.removeprefix(_PREFIX).removesuffix(_SUFFIX).split("-")
        found = path.lstat()
        is_left = (machine == _machine() and not _runs(int(process))) or time() - found.st_mtime > _LONGEST_STAY
        if stat.S_ISREG(found.st_mode) and is_left:
            path.unlink()
    return True


def _runs(process: int) -> bool:
    """Whether there may be such a process on this machine; Windows keeps the files of running ones by itself."""
    if os.name == "nt":
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


@contextmanager
def failures_told(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a sentence: which file, why, what to do."""
    try:
        yield
    except (OSError, ValueError) as error:
        number = getattr(error, "errno", None)
        reason = clean_line(getattr(error, "strerror", None) or "this name can't be used")
        advice = _ADVICE.get(number or 0, "Choose another place with --to.")
        kind = ExportError if number is None or number in _OF_ONE_POST else FolderError
        raise kind(TITLE, f"{shown_path(str(path))}: {reason}. {advice}") from error
