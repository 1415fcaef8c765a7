"""What the flows share that hand something to other programs: the article meant, the terminal, the clipboard.

Every address asks `document.checked_link`, every program is started by `programs`, never through a shell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual import work
from textual.app import SuspendNotSupported

from tui_reader.errors import ReaderError
from tui_reader.model import ReadingPosition, Row
from tui_reader.programs import Launched
from tui_reader.ui.screens.clipping import Clipping
from tui_reader.ui.screens.reading_base import Opened

_LOOKS, _LOOK_EVERY = 50, 0.1
"""How often, and after how many seconds each, a program that was started is looked at."""


class Outward(Clipping):
    """The means of the flows that hand something to another program."""

    async def opened_article(self) -> Opened | None:
        """The article that the action means: the open one, or the one under the cursor, read now."""
        row = self.current_row
        if row is None:
            return None
        if self.opened and self.opened.is_whole and self.opened.row.path == row.path:
            return self.opened
        return await asyncio.to_thread(self.read_article, row)

    def read_article(self, row: Row, *, whole: bool = True, position: ReadingPosition | None = None) -> Opened:
        """The post of a row, read from its file and parsed; not for the UI thread.

        Args:
            row: The post.
            whole: Whether the beginning of a long one doesn't do.
            position: What the beginning must hold.
        """
        post = self.library.post(row.path)
        begun = None if whole else self.library.beginning(post)
        if begun is None or (position is not None and position.block >= len(begun.blocks) - 1):
            return Opened(row, post, self.library.document(post))
        return Opened(row, post, begun, is_whole=False)

    def in_terminal(self, run: Callable[[], object]) -> None:
        """Give the terminal to another program and take it back, whatever becomes of the program.

        Raises:
            ReaderError: As `run` raised it.
        """
        failure: ReaderError | None = None
        try:
            with self.app.suspend():
                try:
                    run()
                except ReaderError as error:
                    # Kept until the terminal is ours again: `suspend` takes it back only where its block ends well.
                    failure = error
        except SuspendNotSupported:
            self.tell("This terminal can't be lent to another program.", wrong=True)
        self.app.refresh(layout=True)
        if failure is not None:
            raise failure

    @work(group="watching", exit_on_error=False)
    async def watch_program(self, launched: Launched, title: str, advice: str | None = None) -> None:
        """Tell of a program that fails in its first seconds, with what it wrote. Holds no thread, so that one can quit.

        Args:
            launched: The program.
            title: What could not be done.
            advice: What else can be done; to open with another program if None.
        """
        for _ in range(_LOOKS):
            if launched.ended:
                break
            await asyncio.sleep(_LOOK_EVERY)
        failure = launched.wait(0.0)
        if failure is not None:
            otherwise = self.keyed("open-with", "opens with another program.") if advice is None else advice
            self.tell(f"{failure.message}\n{otherwise}".strip(), title=title, wrong=True)
