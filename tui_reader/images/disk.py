"""Turns failures of the disk into sentences for the user.

It writes nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui_reader.document import shown_path
from tui_reader.errors import PictureError


@contextmanager
def disk_failures_told(title: str, folder: Path) -> Iterator[None]:
    """Raise a `PictureError` that names `folder` and the reason in the place of an `OSError`."""
    try:
        yield
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise PictureError(title, f"The folder “{shown_path(str(folder))}” can't be written to: {why}.") from error
