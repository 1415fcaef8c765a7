"""What a typed folder is: there, to be made, or impossible; completes its name. It makes none."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.suggester import Suggester

from tui_reader.document import clean_line, shown_path


class FolderSuggester(Suggester):
    """Completes the names of folders."""

    def __init__(self) -> None:
        """Look each time: folders come and go."""
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first folder whose path begins with `value`, None where there is none."""
        folder, start = os.path.split(value)
        if not start:
            return None
        try:
            names = await asyncio.to_thread(_folders_in, folder, start)
        except (OSError, RuntimeError, ValueError):
            return None
        if not names or clean_line(names[0]) != names[0]:
            return None
        return value[: len(value) - len(start)] + names[0]


def _folders_in(folder: str, start: str) -> list[str]:
    """The names of the folders in `folder` that begin with `start`, in order."""
    with os.scandir(Path(folder or ".").expanduser()) as entries:
        return sorted(entry.name for entry in entries if entry.name.startswith(start) and entry.is_dir())


def is_folder(text: str) -> bool:
    """Whether what was typed is a folder that is there."""
    try:
        return Path(text).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        return False


def folder_to_write(text: str) -> tuple[Path | None, str]:
    """The folder that a typed path means, and what is to be said of it; None where it can't be one.

    Asks the file system: not for the UI thread.
    """
    if not text.strip():
        return None, "name a folder"
    try:
        path = Path(os.path.abspath(Path(text.strip()).expanduser()))  # noqa: PTH100 - links are left as they are
        if path.is_dir():
            told = "" if os.access(path, os.W_OK | os.X_OK) else "may not be written by you"
            return (None if told else path), told or shown_path(str(path))
        if os.path.lexists(path):
            return None, "is a file, no folder"
        above = next(folder for folder in path.parents if os.path.lexists(folder))
        if not above.is_dir():
            return None, f"can't be made: {shown_path(str(above))} is a file"
        if not os.access(above, os.W_OK | os.X_OK):
            return None, f"can't be made: {shown_path(str(above))} may not be written by you"
    except (OSError, RuntimeError, ValueError) as error:
        return None, f"can't be used: {clean_line(str(getattr(error, 'strerror', None) or error))}"
    return path, f"{shown_path(str(path))} (new)"
