"""Turns failures of the disk into sentences for the user, and makes writes last.

It knows no picture.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tui_reader.document import shown_path
from tui_reader.errors import PictureError

OWNER_ONLY: Final = 0o700


@contextmanager
def disk_failures_told(title: str, folder: Path) -> Iterator[None]:
    """Raise a `PictureError` that names `folder` and the reason in the place of an `OSError`."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise PictureError(title, f"The folder “{shown_path(str(folder))}” can't be written to: {why}.") from error


def make_private(folder: Path) -> None:
    """Make a folder, its owner's alone.

    Raises:
        OSError: It can't be made.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=OWNER_ONLY)
    if folder.stat().st_mode & 0o077:
        folder.chmod(OWNER_ONLY)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk; where the system can't, they get there by themselves."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep every other program and thread that asks for the same lock out of `folder`, which must be there.

    The lock ends with the process, however that ends. Where the file system knows no locks, there is none.

    Raises:
        OSError: The file of the lock can't be made.
    """
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with contextlib.suppress(OSError):
            _lock(descriptor)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
