"""What the flows share that hand something to other programs: the article meant, the terminal, the clipboard.

Every address asks `document.checked_link`, every program is started by `programs`, never through a shell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.app import SuspendNotSupported

from tui_reader.model import Row
from tui_reader.programs import Launched, ViewerFailure
from tui_reader.ui.screens.reading_base import Opened, ReadingBase

_CLIPBOARD_CHARACTERS = 100_000
"""What is copied at the most: terminals drop longer OSC 52 sequences silently."""


class Outward(ReadingBase):
    """The means of the flows that hand something to another program."""

    async def opened_article(self) -> Opened | None:
        """The article that the action means: the open one, or the one under the cursor, read now."""
        row = self.current_row
        if row is None:
            return None
        if self.opened and self.opened.row.path == row.path:
            return self.opened
        return await asyncio.to_thread(self.read_article, row)

    def read_article(self, row: Row) -> Opened:
        """The post of a row, read from its file and parsed; not for the UI thread."""
        post = self.library.post(row.path)
        return Opened(row, post, self.library.document(post))

    def in_terminal(self, run: Callable[[], object]) -> None:
        """Give the terminal to another program and take it back."""
        try:
            with self.app.suspend():
                run()
        except SuspendNotSupported:
            self.tell("This terminal can't be lent to another program.", wrong=True)
        self.app.refresh(layout=True)

    def copy_value(self, value: str, name: str) -> None:
        """Put `value` into the clipboard, and say that the `name` is there."""
        if len(value) > _CLIPBOARD_CHARACTERS:
            self.tell("That is too long for the clipboard; s saves the article as a text file.", wrong=True)
            return
        self.app.copy_to_clipboard(value)
        self.tell(f"Copied the {name}.")


async def early_failure(launched: Launched) -> ViewerFailure | None:
    """How a program failed in its first seconds, None where it runs on. Holds no thread, so that one can quit."""
    for _ in range(50):
        if launched.ended:
            break
        await asyncio.sleep(0.1)
    return launched.wait(0.0)
