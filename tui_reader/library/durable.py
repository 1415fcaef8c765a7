"""Files that are replaced whole: after a kill, or when the power goes, there is the old one or the new one.

Knows nothing of what is in them; who may write when is for the caller to arrange.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Let `path` hold `data`, on the disk before the old content goes.

    Raises:
        OSError: It can't be written; `path` is as it was.
    """
    # By the process's number: where there are no locks, two that write at once don't meet in one file.
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            fresh.chmod(0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
