"""The pictures of an article: chosen, fetched, given to a viewer; drawings to a browser, after asking.

Nothing is fetched before it is asked for.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work

from tui_reader.document import Picture, pictures, short_address, shown_path
from tui_reader.errors import ProgramError
from tui_reader.programs import (
    Purpose,
    Remembered,
    Viewer,
    launch,
    launch_page,
    page_viewers,
    show_in_terminal,
    viewers,
)
from tui_reader.ui.screens.dialogs import Choice, Question
from tui_reader.ui.screens.fetching import FetchingFlow
from tui_reader.ui.screens.reading_base import Opened
from tui_reader.ui.wording import count_text

if TYPE_CHECKING:
    from tui_reader import images

_NO_PICTURES = "This article has no pictures."


class PictureFlow(FetchingFlow):
    """The actions on pictures."""

    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def action_open_image(self) -> None:
        """Open the picture on the screen; where there are none or several there, ask which."""
        article = await self.opened_article()
        found = pictures_of(article)
        if article is None or not found:
            self.tell(_NO_PICTURES)
            return
        number = self.number_on_screen(article) or (1 if len(found) == 1 else None)
        if number is None:
            choices = [
                Choice(f"{picture.number}  {picture.caption or 'no caption'}", picture.image.source)
                for picture in found
            ]
            chosen = await self.choose("Open which picture?", choices)
            if chosen is None:
                return
            number = found[chosen].number
        await self.show_pictures(article, [picture for picture in found if picture.number == number])

    def number_on_screen(self, article: Opened) -> int | None:
        """The picture that alone is on the screen, None for none or several."""
        if self.pane.article is None or self.pane.article.path != article.row.path or self.place is not self.pane:
            return None
        shown = self.pane.lines_shown
        numbers = {image.number for image in self.pane.article.page.images if image.line in shown}
        return numbers.pop() if len(numbers) == 1 else None

    def action_open_images(self) -> None:
        """Open all pictures of the article."""
        self._open_all(retry=False)

    def action_retry_images(self) -> None:
        """The same, and ask anew for those that could not be fetched before."""
        self._open_all(retry=True)

    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def _open_all(self, *, retry: bool) -> None:
        article = await self.opened_article()
        found = gallery_of(article)
        if article is None or not found:
            self.tell(_NO_PICTURES)
            return
        await self.show_pictures(article, found, retry=retry)

    @work(exclusive=True, group="pictures", exit_on_error=False)
    async def open_picture(self, number: int) -> None:
        """Open the picture `number`, from 1, of the open article."""
        if self.opened:
            found = pictures_of(self.opened)
            await self.show_pictures(self.opened, [picture for picture in found if picture.number == number])

    def picture_viewers(self, *, named: bool = True) -> tuple[Viewer, ...]:
        """All viewers that are there, the choice first; not for the UI thread.

        Args:
            named: Whether those count that the environment or the configuration name.

        Raises:
            ProgramError: The one that the user names isn't there.
        """
        environ = dict(os.environ)
        configured = self.settings.image_viewer
        if not named:
            environ.pop("TUI_READER_IMAGE_VIEWER", None)
            configured = ()
        found = viewers(environ, configured, configured_terminal=self.settings.image_viewer_terminal)
        return Remembered(self.places.state_dir).ordered(Purpose.PICTURES, found)

    async def show_pictures(
        self, article: Opened, wanted: Sequence[Picture], viewer: Viewer | None = None, *, retry: bool = False
    ) -> None:
        """Fetch pictures and show them. Only inside a worker of `pictures`.

        Args:
            article: Whose they are.
            wanted: Which.
            viewer: What with; the viewer of choice if None.
            retry: Whether those that failed before are asked for anew.
        """
        if viewer is None:
            viewer = next(iter(await asyncio.to_thread(self.picture_viewers)), None)
            if viewer is None:
                await self._offer_addresses(article, wanted)
                return
        fetched = await self.fetch_pictures(article, wanted, retry=retry)
        if all(picture.failed_before for picture in fetched) and await self._wants_retry(fetched):
            fetched = await self.fetch_pictures(article, wanted, retry=True)
        self.tell_missing(fetched)
        there = [picture for picture in fetched if picture.path]
        if there:
            await self._view(viewer, there)
        drawings = [picture for picture in fetched if not picture.path and picture.for_browser]
        if drawings:
            await self._offer_browser(drawings)

    async def _wants_retry(self, fetched: Sequence[images.FetchedPicture]) -> bool:
        """Ask whether what failed before is to be asked for anew."""
        first = fetched[0]
        text = f"{first.resolved.picture.number}: {first.reason}"
        if len(fetched) > 1:
            text += f" So did {count_text(len(fetched) - 1, 'other picture')}."
        return await self.app.push_screen_wait(Question("Try again?", text, "Try again"))

    async def _view(self, viewer: Viewer, there: Sequence[images.FetchedPicture]) -> None:
        """Lay the pictures out and start the viewer."""
        from tui_reader import images

        files = await asyncio.to_thread(images.gallery, there, self.picture_folder)
        if viewer.terminal:
            captions = [picture.resolved.picture.caption for picture in there]
            self.in_terminal(lambda: show_in_terminal(viewer, files, captions))
            return
        launched = await asyncio.to_thread(launch, viewer, files)
        self.tell(f"{count_text(len(files), 'picture')} in {viewer.name}")
        self.watch_program(launched, "Can't show the pictures")

    async def _offer_browser(self, drawings: Sequence[images.FetchedPicture]) -> None:
        """Drawings (SVG) are more than pictures: a browser shows them, where the user wants that."""
        from tui_reader import jobs

        numbers = ", ".join(str(picture.resolved.picture.number) for picture in drawings)
        what = "Picture" if len(drawings) == 1 else "Pictures"
        are = "is a drawing (SVG)" if len(drawings) == 1 else "are drawings (SVG)"
        question = Question(
            "Open in the browser?",
            f"{what} {numbers} {are}, which viewers don't open safely. The browser can show "
            f"{'it' if len(drawings) == 1 else 'them'} as a picture, without running anything inside.",
            "Open",
        )
        if not await self.app.push_screen_wait(question):
            return
        found = await asyncio.to_thread(page_viewers, os.environ)
        if not found:
            raise ProgramError("Can't open the drawing", "There is no browser with a window here.")
        browser = Remembered(self.places.state_dir).ordered(Purpose.ADDRESSES, found)[0]
        for picture in drawings:
            page = await asyncio.to_thread(jobs.drawing_page, picture, self.picture_folder)
            launched = await asyncio.to_thread(launch_page, browser, page)
            self.watch_program(launched, "Can't open the drawing")
        self.tell(f"{count_text(len(drawings), 'drawing')} in {browser.name}")

    async def _offer_addresses(self, article: Opened, wanted: Sequence[Picture]) -> None:
        """Without any viewer: where the pictures are, on the network or the disk, to be copied."""
        from tui_reader import images

        root, path, proxies = self.library.root, article.post.path, self.settings.image_proxies
        resolved = await asyncio.to_thread(images.resolve, wanted, root, path, proxies)
        places = [one.url or str(one.path or one.original_url) for one in resolved]
        choices = [
            Choice(short_address(one.url or shown_path(one.original_url)), one.picture.caption) for one in resolved
        ]
        chosen = await self.choose("No picture viewer was found: Enter copies the address", choices)
        if chosen is not None:
            self.copy_value(places[chosen], "address")


def pictures_of(article: Opened | None) -> tuple[Picture, ...]:
    """The pictures of an article; none of none."""
    return pictures(article.document, article.post.covers) if article else ()


def gallery_of(article: Opened | None) -> tuple[Picture, ...]:
    """The pictures that are shown together: without counters and placeholders, which nobody wants to see."""
    return tuple(picture for picture in pictures_of(article) if not picture.aside)
