"""Links and the editor: where an article leads to.

Other posts open here, pages of the web in the browser, files in the editor.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil

from textual import work

from tui_reader import jobs
from tui_reader.document import is_web
from tui_reader.errors import ReaderError
from tui_reader.model import Row
from tui_reader.programs import (
    Purpose,
    Remembered,
    Takes,
    Viewer,
    browse_in_terminal,
    browsers,
    checked_address,
    launch_address,
    run_in_terminal,
)
from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.screens.outward import Outward


class FollowingFlow(Outward):
    """The actions that follow a link or open the file itself."""

    @work(exclusive=True, group="links", exit_on_error=False)
    async def action_open_source(self) -> None:
        """Open the page that the post came from."""
        row = self.current_row
        if row is None:
            return
        if row.source is None:
            self.tell("This post names no source.")
            return
        await self.follow(row.source)

    @work(exclusive=True, group="links", exit_on_error=False)
    async def action_links(self) -> None:
        """List the links of the article and open the chosen one."""
        article = self.pane.article
        links = {link.target: link for link in article.page.links} if article else {}
        if not links:
            self.tell("The open article has no links." if article else "Open an article first.")
            return
        choices = [
            Choice(f"{place}  {link.text or link.target}", link.target) for place, link in enumerate(links.values(), 1)
        ]
        chosen = await self.choose("Links", choices)
        if chosen is not None:
            await self.follow(list(links)[chosen])

    @work(exclusive=True, group="links", exit_on_error=False)
    async def open_link(self, place: int) -> None:
        """Open the link at `place` of the page's links."""
        if self.pane.article:
            await self.follow(self.pane.article.page.links[place].target)

    async def follow(self, target: str) -> None:
        """Open an address: another post of the library here, a page of the web in the browser."""
        if not is_web(target) and not target.startswith("mailto:"):
            row = await asyncio.to_thread(self._linked_row, target)
            if row is None:
                self.tell(f"{target} is no post of this library.", wrong=True)
            else:
                self.open_row(row, enter=True)
            return
        await self.open_address(target)

    async def open_address(self, target: str, browser: Viewer | None = None) -> None:
        """Open an address in `browser` or the one of choice, after it has been checked."""
        address = checked_address(target)
        if browser is None:
            found = await asyncio.to_thread(browsers, os.environ)
            browser = next(iter(Remembered(self.places.state_dir).ordered(Purpose.ADDRESSES, found)), None)
        if browser is None:
            self.copy_value(address, "address (no browser was found)")
            return
        if browser.terminal:
            chosen = browser
            self.in_terminal(lambda: browse_in_terminal(chosen, address))
            return
        launched = await asyncio.to_thread(launch_address, address, os.environ, browser=browser)
        self.tell(address, title="Opening")
        self.watch_program(launched, "Can't open the link")

    def _linked_row(self, target: str) -> Row | None:
        """The post that a relative link of the open article means."""
        if self.opened is None:
            return None
        return jobs.linked_post(self.library, self.opened.row.path, target)

    def action_editor(self) -> None:
        """Open the post's file in the user's editor; what changed is read again afterwards."""
        row = self.current_row
        if row is None:
            return
        try:
            words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
        except ValueError:
            words = []
        program = shutil.which(words[0]) if words else None
        if program is None:
            self.tell("Set VISUAL or EDITOR to the editor that you use.", title="No editor", wrong=True)
            return
        editor = Viewer(words[0], (program, *words[1:], "{file}"), terminal=True, takes=Takes.FILE)
        try:
            self.in_terminal(lambda: run_in_terminal(editor, [self.library.file(row.path)]))
        except ReaderError as error:
            self.tell(error.message, title=error.title, wrong=True)
            return
        self.refresh_after_edit()

    def refresh_after_edit(self) -> None:
        """Read the library's changes, the open article included."""
        raise NotImplementedError
