"""Text into the clipboard: a program of the desktop, tmux and the terminal are asked, and what took it is said.

It starts no program itself and chooses none; that is `programs.clipboard`.
"""

from __future__ import annotations

import asyncio
import os

from textual import work

from tui_reader.document import clean_text
from tui_reader.limits import TERMINAL_CLIPBOARD_BYTES
from tui_reader.programs import Copied, copy_text, is_remote, terminal_takes
from tui_reader.ui.screens.reading_base import ReadingBase


class Clipping(ReadingBase):
    """What the flows copy with."""

    _terminal_told = False

    def on_mount(self) -> None:
        """Nothing has been copied yet."""
        self._clipboard_lock = asyncio.Lock()

    def copy_value(self, value: str, name: str) -> None:
        """Put `value` into the clipboard, and say that the `name` is there."""
        self._copy(clean_text(value), name)

    @work(group="clipboard", exit_on_error=False)
    async def _copy(self, text: str, name: str) -> None:
        # One after the other: what was copied last must be what stays, however long a program takes.
        async with self._clipboard_lock:
            copied = await asyncio.to_thread(copy_text, text, dict(os.environ))
            asked = not copied.through_tmux and terminal_takes(text, os.environ)
            if asked:
                self.app.copy_to_clipboard(text)
        if not copied.by and not copied.through_tmux and not asked:
            self._tell_not_copied(text, copied)
            return
        self.tell(self._how_copied(copied, name))
        if copied.failure is not None:
            self.tell(
                f"{copied.failure.message}\nThe terminal was asked instead.", title=copied.failure.title, wrong=True
            )

    def _how_copied(self, copied: Copied, name: str) -> str:
        if copied.by:
            return f"Copied the {name} with {copied.by}."
        if self._terminal_told:
            return f"Copied the {name}."
        self._terminal_told = True
        way = "tmux gave it to the terminal" if copied.through_tmux else "The terminal was asked to (OSC 52)"
        return f"Copied the {name}. {way}; if nothing can be pasted, allow it in the terminal's settings."

    def _tell_not_copied(self, text: str, copied: Copied) -> None:
        size = len(text.encode("utf-8", "replace"))
        if size > TERMINAL_CLIPBOARD_BYTES:
            why = f"{size // 1000:,} kB are more than a terminal takes ({TERMINAL_CLIPBOARD_BYTES // 1000} kB)"
        else:
            why = "This terminal has no clipboard"
        if copied.failure is not None:
            other = f". {copied.failure.message}"
        elif is_remote(os.environ):
            other = ", and over SSH nothing else reaches yours."
        else:
            other = ", and no program for the clipboard was found: wl-copy, xclip or xsel."
        otherwise = self.keyed("save", "saves the article as a text file.")
        self.tell(f"{why}{other}\n{otherwise}", title="Can't copy", wrong=True)
