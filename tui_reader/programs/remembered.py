"""Remembers which program the user chose last for pictures, videos and addresses: one small file, written whole.

It only reorders programs that were found; nothing is ever started because the file names it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

from tui_reader.document import shown_path
from tui_reader.errors import ProgramError
from tui_reader.programs.commands import Viewer
from tui_reader.programs.openers import STARTFILE

_NAME: Final = "programs.json"
_LARGEST: Final = 64 * 1024


class Purpose(StrEnum):
    """What a program is chosen for."""

    PICTURES = "pictures"
    MEDIA = "media"
    ADDRESSES = "addresses"


class Remembered:
    """The user's last choices."""

    def __init__(self, state_dir: Path) -> None:
        """Name the folder; nothing is made before something is chosen."""
        self._file = state_dir / _NAME

    def chosen(self, purpose: Purpose, found: Sequence[Viewer]) -> Viewer | None:
        """The program that was chosen last for `purpose`, where it is among those that were found."""
        name, program = self._read().get(purpose, ("", ""))
        return next((one for one in found if (one.name, one.command[0]) == (name, program)), None)

    def ordered(self, purpose: Purpose, found: Sequence[Viewer]) -> tuple[Viewer, ...]:
        """The programs, the one that was chosen last first; one that the user has named in the settings beats it."""
        chosen = self.chosen(purpose, found)
        if chosen is None or (found and found[0].named):
            return tuple(found)
        return (chosen, *(one for one in found if one is not chosen))

    def choose(self, purpose: Purpose, program: Viewer) -> None:
        """Remember a choice, and forget those whose program is gone.

        Raises:
            ProgramError: It can't be written; what was remembered before is still there.
        """
        choices = {
            known: pair
            for known, pair in self._read().items()
            if known != purpose and (pair[1] == STARTFILE or os.access(pair[1], os.X_OK))
        }
        choices[purpose] = (program.name, program.command[0])
        self._write(json.dumps(choices))

    def _read(self) -> dict[str, tuple[str, str]]:
        """What the file says; nothing where it can't be read."""
        try:
            with self._file.open("rb") as file:
                value = json.loads(file.read(_LARGEST).decode("utf-8"))
            pairs = {str(purpose): tuple(pair) for purpose, pair in value.items()}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}
        return {
            purpose: (pair[0], pair[1])
            for purpose, pair in pairs.items()
            if len(pair) == 2 and all(isinstance(text, str) and "\0" not in text for text in pair)
        }

    def _write(self, text: str) -> None:
        part = self._file.with_name(f"{_NAME}.{secrets.token_hex(4)}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with part.open("x", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._file)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            reason = error.strerror or type(error).__name__
            raise ProgramError(
                "Can't remember the program", f"{shown_path(str(self._file))} can't be written: {reason}."
            ) from error
