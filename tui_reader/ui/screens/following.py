"""Links and the editor: where an article leads to.

Other posts open here, pages of the web in the browser, files in the editor.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import threading

from textual import work

from tui_reader.document import Refusal, checked_link, fragment_line, is_web, readable_address
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
from tui_reader.ui.screens.dialogs import Choice, Question
from tui_reader.ui.screens.outward import Outward
from tui_reader.ui.widgets.row_pane import RowPane
from tui_reader.ui.wording import count_text, short_date


class FollowingFlow(Outward):
    """The actions that follow a link or open the file itself."""

    _place_wanted: tuple[str, str] | None = None
    """The place within a post that a link leads to, until the post stands in the pane: its path, and the target."""

    @work(exclusive=True, group="links", exit_on_error=False)
    async def action_open_source(self) -> None:
        """Open the page that the post came from."""
        row = self.current_row
        if row is None:
            return
        if row.source is None:
            self.tell("This post names no source.")
            return
        await self.open_address(row.source)

    @work(exclusive=True, group="links", exit_on_error=False)
    async def action_links(self) -> None:
        """List the links of the article and open the chosen one."""
        article = self.pane.article
        links = {link.target: link for link in article.page.links if link.number} if article else {}
        if not links:
            self.tell("The open article has no links." if article else "Open an article first.")
            return
        choices = [Choice(f"{link.number}  {link.text or link.target}", told(link.target)) for link in links.values()]
        chosen = await self.choose("Links", choices)
        if chosen is not None:
            await self.follow(list(links)[chosen], seen=True)

    @work(exclusive=True, group="links", exit_on_error=False)
    async def open_link(self, place: int) -> None:
        """Open the link at `place` of the page's links."""
        if self.pane.article:
            link = self.pane.article.page.links[place]
            await self.follow(link.target, seen=link.text.strip() == link.target or self.pane.told_link == place)

    @work(exclusive=True, group="links", exit_on_error=False)
    async def action_backlinks(self) -> None:
        """List the posts that have links to this one, and open the chosen one."""
        row = self.current_row
        if row is None:
            return
        over = threading.Event()
        try:
            found = await asyncio.to_thread(self.library.links.to, row.path, cancelled=over.is_set)
        finally:
            over.set()
        if not found.rows:
            self.tell("No post of this library has a link to this one.")
            return
        choices = [Choice(each.title, short_date(each.date, self.now())) for each in found.rows]
        more = "" if found.is_whole else " · more may have one"
        chosen = await self.choose(f"{count_text(len(choices), 'post')} with a link to this one{more}", choices)
        if chosen is not None:
            await self._go_to_linked(found.rows[chosen])

    async def follow(self, target: str, *, seen: bool = False) -> None:
        """Open what a link leads to: a place of this article, a post of the library, a page of the web elsewhere.

        Args:
            target: The link's target.
            seen: Whether its address has been shown already.
        """
        if target.startswith("#"):
            self._open_within(target)
            return
        source = self.opened.row if self.opened else None
        row = await asyncio.to_thread(self.library.links.post_of, source, target) if source else None
        leads_out = is_web(target) or target.startswith("mailto:")
        # A post's link to where it came from leads there.
        if row is not None and not (leads_out and source is not None and row.path == source.path):
            fragment = target.partition("#")[2]
            self._place_wanted = (row.path, f"#{fragment}") if fragment else None
            await self._go_to_linked(row)
        elif not leads_out:
            self.tell(f"{target} is no post of this library.", wrong=True)
        elif seen or not self.settings.ask_before_opening or await self._wants_opened(target):
            await self.open_address(target)

    async def _wants_opened(self, target: str) -> bool:
        """Show an address, and ask whether it is to be opened; what can't be opened is told of elsewhere."""
        if isinstance(checked_link(target), Refusal):
            return True
        readable, asked = readable_address(target)
        text = readable if readable == asked else f"{readable}\n\n{asked}"
        return await self.app.push_screen_wait(Question("Open outside the library?", text, "Open"))

    async def _go_to_linked(self, row: Row) -> None:
        """Open a post that a link leads to; the list's cursor goes to it, where the list has it."""
        listing = self.listing
        position = await asyncio.to_thread(listing.position, row.path) if listing is not None else None
        if position is not None and listing is self.listing:
            self.move_silently(position)
        is_open = self.opened is not None and self.opened.row.path == row.path
        self.open_row(row, enter=True)
        if is_open:
            self.place_wanted_shown()

    def place_wanted_shown(self) -> None:
        """Go to the place that a link leads to, now that its post stands in the pane; of a beginning, only if it can.

        Where the rest is still to come, the place may be in that.
        """
        if self._place_wanted is None or self.opened is None or self.pane.article is None:
            return
        path, target = self._place_wanted
        if path != self.opened.row.path:
            self._place_wanted = None
        elif self.opened.is_whole or fragment_line(self.pane.article.page, target) is not None:
            self._place_wanted = None
            self._open_within(target)

    def _open_within(self, target: str) -> None:
        """Go to the place of the open article that a link to it means."""
        article = self.pane.article
        line = fragment_line(article.page, target) if article else None
        if line is None:
            self.tell(f"This article has no place {target}.", wrong=True)
        else:
            self.pane.jump_to(line, at_top=not target.startswith(("#note:", "#call:")))

    def move_silently(self, position: int) -> None:
        """Put the list's cursor on a post that is shown anyway."""
        with self.posts.prevent(RowPane.Moved):
            self.posts.cursor = position

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


def told(target: str) -> str:
    """An address as it is shown on one line, its host in both forms where they differ."""
    if not is_web(target):
        return target
    readable, asked = readable_address(target)
    host = asked.split("/")[2] if "://" in asked else ""
    return readable if host in readable else f"{readable} = {host}"
