"""Going straight to a post: the dialog is opened here, and what it answers with is shown in a list that has it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from textual import work
from textual.message import Message

from tui_reader.model import Query, Row, Sort
from tui_reader.ui.screens.finding import FindingFlow
from tui_reader.ui.screens.post_finder import PostFinder


class GoingFlow(FindingFlow):
    """The commands that lead to any post of the library, or of another."""

    @dataclass
    class EverywhereWanted(Message):
        """All libraries are to be searched."""

        words: str
        """What is searched for at first; empty for what was searched for last."""

    def action_search_everywhere(self) -> None:
        """Search all libraries; for what is searched for here, where anything is."""
        self.post_message(self.EverywhereWanted(self.query_shown.words))

    def go_to_hit(self, path: str, words: str) -> None:
        """Open a post of this library in the list of what is found by `words`; of all posts where there are none."""
        before = self._before_search
        if before is None:
            row = self.posts.current
            before = (replace(self.query_shown, words=self.words_of_place, typing=False), row.path if row else None)
        self.end_search()
        self.categories.go_to(None)
        self._before_search = before if words else None
        self.first_post, self.first_enter = path, True
        self.show_query(Query(words=words))

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
