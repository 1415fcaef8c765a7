"""The pictures of an article: chosen, fetched, given to a viewer.

Nothing is fetched before it is asked for.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from textual import work

from tui_reader.document import Picture, pictures
from tui_reader.images import FetchedPicture, FetchOptions, PictureCache, fetch, gallery, resolve
from tui_reader.model import Progress
from tui_reader.programs import Viewer, launch, run_in_terminal, viewers
from tui_reader.ui.screens.dialogs import Choice
from tui_reader.ui.screens.outward import Outward, early_failure
from tui_reader.ui.screens.reading_base import Opened
from tui_reader.ui.wording import count_text


class PictureFlow(Outward):
    """The actions on pictures."""

    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def action_open_image(self) -> None:
        """Open the picture on the screen; where there are none or several there, ask which."""
        article = await self.opened_article()
        found = pictures(article.document, article.post.covers) if article else ()
        if article is None or not found:
            self.tell("This article has no pictures.")
            return
        number = self._number_on_screen(article) or (1 if len(found) == 1 else None)
        if number is None:
            choices = [
                Choice(f"{picture.number}  {picture.caption or 'no caption'}", picture.image.source)
                for picture in found
            ]
            chosen = await self.choose("Open which picture?", choices)
            if chosen is None:
                return
            number = found[chosen].number
        await self._show_pictures(article, [picture for picture in found if picture.number == number])

    def _number_on_screen(self, article: Opened) -> int | None:
        """The picture that alone is on the screen, None for none or several."""
        if self.pane.article is None or self.pane.article.path != article.row.path or self.place is not self.pane:
            return None
        shown = self.pane.lines_shown
        numbers = {image.number for image in self.pane.article.page.images if image.line in shown}
        return numbers.pop() if len(numbers) == 1 else None

    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def action_open_images(self) -> None:
        """Open all pictures of the article."""
        article = await self.opened_article()
        found = pictures(article.document, article.post.covers) if article else ()
        if article is None or not found:
            self.tell("This article has no pictures.")
            return
        await self._show_pictures(article, found)

    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def open_picture(self, number: int) -> None:
        """Open the picture `number`, from 1, of the open article."""
        if self.opened:
            found = pictures(self.opened.document, self.opened.post.covers)
            await self._show_pictures(self.opened, [picture for picture in found if picture.number == number])

    async def _show_pictures(self, article: Opened, wanted: Sequence[Picture]) -> None:
        usable = await asyncio.to_thread(
            viewers,
            os.environ,
            self.settings.image_viewer,
            configured_terminal=self.settings.image_viewer_terminal,
        )
        if not usable:
            await self._offer_addresses(wanted)
            return
        stopped = False

        def heard(progress: Progress) -> None:
            count = f" {progress.done}/{progress.total}" if progress.total else ""
            self.app.call_from_thread(self.set_status, f"fetching pictures{count} · Esc stops")

        def fetch_all() -> tuple[FetchedPicture, ...]:
            cache = PictureCache(self.places.cache_dir / "pictures")
            resolved = resolve(wanted, self.library.root, article.row.path)
            options = FetchOptions(allow_private=self.settings.allow_private_hosts, offline=self.settings.offline)
            return fetch(resolved, cache, options, heard, lambda: stopped)

        try:
            fetched = await asyncio.to_thread(fetch_all)
        finally:
            stopped = True
            self.set_status("")
        good = [picture for picture in fetched if picture.path]
        self._tell_missing(fetched)
        if good:
            files = await asyncio.to_thread(gallery, good, self.places.cache_dir / "pictures")
            await self._start_viewer(usable[0], files)

    def _tell_missing(self, fetched: Sequence[FetchedPicture]) -> None:
        bad = [picture for picture in fetched if not picture.path]
        if bad:
            lines = [f"{picture.resolved.picture.number}: {picture.reason}" for picture in bad[:3]]
            more = f"\n… and {len(bad) - 3} more" if len(bad) > 3 else ""
            self.tell("\n".join(lines) + more, title=f"{count_text(len(bad), 'picture')} can't be shown", wrong=True)

    async def _start_viewer(self, viewer: Viewer, files: Sequence[Path]) -> None:
        if viewer.terminal:
            self.in_terminal(lambda: run_in_terminal(viewer, files))
            return
        launched = await asyncio.to_thread(launch, viewer, files)
        self.tell(f"{count_text(len(files), 'picture')} in {viewer.name}")
        failure = await early_failure(launched)
        if failure:
            self.tell(failure.message, title="Can't show the pictures", wrong=True)

    async def _offer_addresses(self, wanted: Sequence[Picture]) -> None:
        """Without any viewer: the addresses, to be copied."""
        choices = [Choice(picture.image.source, picture.caption) for picture in wanted]
        chosen = await self.choose("No picture viewer was found: Enter copies the address", choices)
        if chosen is not None:
            self.copy_value(wanted[chosen].image.source, "address")
