"""Pictures kept for good: those of the article, or of all that is selected, or released again.

What is kept and how is the store's business; here it is asked for, and told.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual import work

from tui_reader.document import pictures
from tui_reader.errors import ReaderError
from tui_reader.images import FrozenPictures, PictureCache, fetch, resolve
from tui_reader.model import Progress, Row
from tui_reader.ui.screens.dialogs import Question
from tui_reader.ui.screens.fetching import Fetching, FetchingFlow
from tui_reader.ui.screens.reading_base import Target
from tui_reader.ui.wording import count_text


class KeepingFlow(FetchingFlow):
    """The action that keeps pictures."""

    def keeps_images(self, row: Row) -> bool:
        """Whether the pictures of a post are kept for good."""
        return FrozenPictures(self.library.frozen_dir).holds(row.path)

    def action_keep_images(self) -> None:
        """Keep the pictures of the wanted posts for good; where all are kept already, release them."""
        self._keep_images(self.target())

    @work(exclusive=True, group="keeping", exit_on_error=False)
    async def _keep_images(self, target: Target) -> None:
        rows = await self.rows_of(target)
        if not rows:
            return
        store = FrozenPictures(self.library.frozen_dir)
        fresh = await asyncio.to_thread(lambda: [row for row in rows if not store.holds(row.path)])
        if fresh:
            await self._keep(store, fresh)
        else:
            await self._release(store, rows)

    async def _keep(self, store: FrozenPictures, rows: Sequence[Row]) -> None:
        """Fetch and keep; what has been kept before Esc stays kept."""
        failures: list[str] = []
        kept = 0

        def run(job: Fetching) -> None:
            nonlocal kept
            for done, row in enumerate(rows):
                if job.stop.is_set():
                    return
                if len(rows) > 1:
                    job.hear(Progress(done, len(rows), "keeping the pictures of posts"))
                try:
                    kept += self._keep_one(store, row, job, failures, alone=len(rows) == 1)
                except ReaderError as error:
                    failures.append(f"{row.title}: {error.message}")

        try:
            await self.while_told("keeping", run)
        finally:
            self._lay_out_again()
        if kept:
            self.tell(f"{count_text(kept, 'picture')} kept for good. P releases them again.")
        elif not failures:
            self.tell("There are no pictures from the network to keep: those in the library stay anyway.")
        if failures:
            more = f"\n… and {len(failures) - 3:,} more" if len(failures) > 3 else ""
            self.tell("\n".join(failures[:3]) + more, title="Not all can be kept", wrong=True)

    def _keep_one(self, store: FrozenPictures, row: Row, job: Fetching, failures: list[str], *, alone: bool) -> int:
        """Fetch and keep the pictures of one post; how many are kept. Not for the UI thread."""
        article = self.read_article(row)
        resolved = resolve(pictures(article.document, article.post.covers), self.library.root, row.path)
        fetched = fetch(
            resolved,
            PictureCache(self.picture_folder),
            self.fetch_options,
            job.hear if alone else None,
            job.stop.is_set,
            frozen=store,
        )
        if not job.stop.is_set():
            beginning = "" if alone else f"{row.title}, "
            failures.extend(
                f"{beginning}{one.resolved.picture.number}: {one.reason}"
                for one in fetched
                if not one.path and not one.for_browser
            )
        return store.keep(row.path, fetched)

    async def _release(self, store: FrozenPictures, rows: Sequence[Row]) -> None:
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
