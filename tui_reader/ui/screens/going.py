"""Going straight to a post: the dialog is opened here, and what it answers with is shown in a list that has it."""

from __future__ import annotations

import asyncio

from textual import work

from tui_reader.model import Query, Row, Sort
from tui_reader.ui.screens.finding import FindingFlow
from tui_reader.ui.screens.post_finder import PostFinder


class GoingFlow(FindingFlow):
    """The command that leads to any post of the library."""

    @work(exclusive=True, group="go-to", exit_on_error=False)
    async def action_go_to_post(self) -> None:
        """Ask for a post by a few letters, and open it."""
        finder, latest = self.library.title_finder(), self.history.latest()
        row = await self.app.push_screen_wait(PostFinder(finder, latest, self.now))
        if row is not None:
            await self._go_to_post(row)

    async def _go_to_post(self, row: Row) -> None:
        """Open a post: in the list that is shown, where that has it, else in the list of all."""
        listing = self.listing
        position = await asyncio.to_thread(listing.position, row.path) if listing is not None else None
        if position is not None and listing is self.listing:
            self.move_silently(position)
        else:
            sort = self.query_shown.sort
            self.end_search()
            self.categories.go_to(None)
            self.show_query(Query(sort=Sort.DATE if sort is Sort.RELEVANCE else sort), keep=row.path)
        self.open_row(row, enter=True)
