"""Pictures kept for good: those of the article, or of all that is selected, or released again.

What is kept and how is the store's business; here it is asked for, and told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual import work

from tui_reader import jobs
from tui_reader.document import cut
from tui_reader.model import Row
from tui_reader.ui.screens.dialogs import Question
from tui_reader.ui.screens.fetching import Fetching, FetchingFlow
from tui_reader.ui.screens.reading_base import Target
from tui_reader.ui.wording import count_text

if TYPE_CHECKING:
    from tui_reader import images

_TOLD = 3
"""Failures that are told one by one."""
_TITLE_CELLS, _REASON_CELLS = 24, 120


class KeepingFlow(FetchingFlow):
    """The action that keeps pictures."""

    def keeps_images(self, row: Row) -> bool:
        """Whether the pictures of a post are kept for good."""
        from tui_reader import images

        return images.FrozenPictures(self.library.frozen_dir, self.library.former_paths).holds(row.path)

    def action_keep_images(self) -> None:
        """Keep the pictures of the wanted posts for good; where all are kept already, release them."""
        self._keep_images(self.target())

    @work(exclusive=True, group="keeping", exit_on_error=False)
    async def _keep_images(self, target: Target) -> None:
        from tui_reader import images

        rows = await self.rows_of(target)
        if not rows:
            return
        store = images.FrozenPictures(self.library.frozen_dir, self.library.former_paths)
        fresh = await asyncio.to_thread(lambda: [row for row in rows if not store.holds(row.path)])
        if fresh:
            await self._keep(fresh)
        else:
            await self._release(store, rows)

    async def _keep(self, rows: Sequence[Row]) -> None:
        """Fetch and keep; what has been kept before Esc stays kept."""
        order = self.picture_order(retry=True, freeze=True)
        wanted = [jobs.Wanted(self.library.root, row.path, self.library.options) for row in rows]

        def run(job: Fetching) -> jobs.Fetched:
            return jobs.fetch_query(wanted, order, job.hear, job.stop.is_set, total=len(wanted))

        try:
            done = await self.while_told("keeping", run)
        finally:
            self._lay_out_again()
        if done.kept:
            self.tell(f"{count_text(done.kept, 'picture')} kept for good. P releases them again.")
        elif not done.failures:
            self.tell("There are no pictures from the network to keep: those in the library stay anyway.")
        if done.failures:
            self._tell_not_kept(done, {row.path: row.title for row in rows})

    def _tell_not_kept(self, done: jobs.Fetched, titles: Mapping[str, str]) -> None:
        """Name the first that could not be had."""
        lines = []
        for path, number, reason in done.failed[:_TOLD]:
            of = f"{cut(titles.get(path, path), _TITLE_CELLS)}: " if len(titles) > 1 else ""
            lines.append(f"{of}{f'{number}: ' if number else ''}{cut(reason, _REASON_CELLS)}")
        if done.failures > _TOLD:
            lines.append(f"… and {done.failures - _TOLD:,} more")
        self.tell("\n".join(lines), title=f"{count_text(done.failures, 'picture')} can't be kept", wrong=True)

    async def _release(self, store: images.FrozenPictures, rows: Sequence[Row]) -> None:
        """Release, after asking: what a host has taken away meanwhile would be gone."""
        whose = f"“{rows[0].title}”" if len(rows) == 1 else count_text(len(rows), "post")
        question = Question(
            "Release the pictures?",
            f"The pictures of {whose} are kept for good. Released, they may go when room is needed, and a host may no "
            "longer have them.",
            "Release",
        )
        if not await self.app.push_screen_wait(question):
            return
        removed = await asyncio.to_thread(lambda: sum(store.release(row.path) for row in rows))
        self._lay_out_again()
        self.tell(f"{count_text(removed, 'picture')} released.")

    def _lay_out_again(self) -> None:
        """Show the open article anew: its card says whether its pictures are kept."""
        raise NotImplementedError
