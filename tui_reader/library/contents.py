"""The bytes of a post's file: of a regular one inside the library's real root, and of nothing else.

Nothing here is ever written.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from tui_reader import limits
from tui_reader.library.files import Stamp, reason_of
from tui_reader.model import Problem


class FileContent(NamedTuple):
    """What was read of a file."""

    data: bytes
    problem: Problem | None
    """Set when only the beginning was read."""
    stamp: Stamp


def read_bytes(root: Path, path: str, *, limit: int = limits.POST_BYTES) -> FileContent | Problem:
    """The bytes of a post's file, at most `limit` of them.

    Only regular files inside the real root are read; a pipe or a device is refused without waiting for it.

    Args:
        root: The library's folder.
        path: As `FileStat.path`.
        limit: In bytes; a larger file gives its first part and a problem.
    """
    target = os.path.join(root, path)  # noqa: PTH118 - pathlib folds what the file system may tell apart
    try:
        found = _read_unlinked(target, path, limit) if target.startswith(f"{root}{os.sep}") else None
        return found if found is not None else _read(os.path.realpath(root), target, path, limit)
    except OSError as error:
        return Problem(path, None, "unreadable", f"This file can't be read: {reason_of(error)}.")
    except ValueError:
        return Problem(path, None, "unreadable", "This file can't be read: its name holds a null character.")


def _read(root: str, target: str, path: str, limit: int) -> FileContent | Problem:
    folder, name = os.path.split(target)
    real = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118
    if os.path.islink(real):  # noqa: PTH114
        real = os.path.realpath(real)
    if not real.startswith(root.rstrip(os.sep) + os.sep):
        return Problem(path, None, "outside", "This file lies outside the library and was not read.")
    descriptor = _open(real)
    try:
        return _read_open(descriptor, path, limit)
    finally:
        os.close(descriptor)


def _read_unlinked(target: str, path: str, limit: int) -> FileContent | Problem | None:
    """What is read of a file that no link leads to, told by what the kernel calls it; None for any other.

    Linux alone names what a descriptor stands for (proc_pid_fd(5)). Six times as quick as asking for each folder above.
    """
    try:
        descriptor = _open(target)
    except OSError:
        return None
    try:
        try:
            named = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115
        except OSError:  # no such system, or one that doesn't tell
            return None
        return _read_open(descriptor, path, limit) if named == target else None
    finally:
        os.close(descriptor)


def _open(path: str) -> int:
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0))


def _read_open(descriptor: int, path: str, limit: int) -> FileContent | Problem:
    seen = os.fstat(descriptor)
    if not stat.S_ISREG(seen.st_mode):
        return Problem(path, None, "not-a-file", "This is no regular file and was not read.")
    return _read_up_to(descriptor, path, Stamp(seen.st_size, seen.st_mtime_ns), limit)


def _read_up_to(descriptor: int, path: str, stamp: Stamp, limit: int) -> FileContent:
    """Read to the end or one byte beyond the limit, whatever the file's size was said to be: it may be growing."""
    parts: list[bytes] = []
    wanted = min(stamp.size, limit) + 1
    total = 0
    while total <= limit:
        part = os.read(descriptor, min(wanted, limit + 1 - total))
        if not part:
            break
        parts.append(part)
        total += len(part)
        wanted = limits.MEBIBYTE
    data = parts[0] if len(parts) == 1 else b"".join(parts)
    if total <= limit:
        return FileContent(data, None, stamp)
    message = f"This file is larger than {limit // limits.MEBIBYTE} MiB: only its beginning is shown."
    return FileContent(data[:limit], Problem(path, None, "too-large", message), stamp)
