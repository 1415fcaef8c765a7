"""From one article to another: the next of the list, the next unread one, and the way back."""

from __future__ import annotations

import asyncio

from textual import on, work

from tui_reader.ui.screens.articles import ArticleFlow
from tui_reader.ui.widgets.article_pane import ArticlePane


class WalkingFlow(ArticleFlow):
    """The commands that leave the open article for another."""

    @on(ArticlePane.EndPassed)
    def _end_passed(self) -> None:
        self.next_unread(1, enter=True)

    def action_step_article(self, step: int) -> None:
        """The next article of the list, from any pane."""
        # In place of an article that is gone, the cursor stands on the one after it already.
        position = self.posts.cursor + (step - 1 if self.is_gone and step > 0 else step)
        row = self.posts.row(position)
        if row is None:
            self.tell("That was the last one." if step > 0 else "That was the first one.")
            return
        self.move_silently(position)
        self.open_row(row, enter=self.place is self.pane)

    def action_history(self, step: int) -> None:
        """Back to what was read before, or forward again."""
        path = self.history.beside(step)
        if path is None:
            self.tell("Nothing was read before that." if step < 0 else "Nothing was read after that.")
        else:
            self._go_in_history(path, step)

    @work(exclusive=True, group="history", exit_on_error=False)
    async def _go_in_history(self, path: str, step: int) -> None:
        row = await asyncio.to_thread(self.library.row, path)
        if row is None:
            self.tell("That post is gone.", wrong=True)
            return
        if self.history.beside(step) != path:
            return
        self.history.go(step)
        listing = self.listing
        position = await asyncio.to_thread(listing.position, path) if listing is not None else None
        if position is not None and listing is self.listing:
            self.move_silently(position)
        self.keep_position()
        self.go_to(self.pane)
        self.load_article(row)

    def action_next_unread(self, step: int) -> None:
        """The next unread post, or the one before."""
        self.next_unread(step, enter=self.place is self.pane)

    @work(exclusive=True, group="next-unread", exit_on_error=False)
    async def next_unread(self, step: int, *, enter: bool) -> None:
        """Go to the next unread post of the list, round its ends; with `enter`, into it."""
        listing = self.listing
        if listing is None:
            return
        position = await asyncio.to_thread(self.library.next_unread, listing, self.posts.cursor, step)
        if listing is not self.listing:
            return
        if position is None:
            self.tell("Everything in this list is read.")
            return
        row = self.posts.row(position)
        self.move_silently(position)
        if row:
            self.open_row(row, enter=enter)
