"""The open article: read and laid out in a thread, previewed or entered, its place kept, the way back remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from time import monotonic

from textual import on, work
from textual.content import Content

from tui_reader.document import LayoutOptions, LinkStyle, layout, layout_card
from tui_reader.errors import ReaderError
from tui_reader.model import Mark, ReadingPosition, Row
from tui_reader.ui.history import History
from tui_reader.ui.screens.copying import CopyingFlow
from tui_reader.ui.screens.in_page import InPageFlow
from tui_reader.ui.screens.keeping import KeepingFlow
from tui_reader.ui.screens.opening import OpeningFlow
from tui_reader.ui.screens.preparing import Preparing
from tui_reader.ui.screens.reading_base import Opened
from tui_reader.ui.screens.saving import SavingFlow
from tui_reader.ui.screens.tagging import TaggingFlow
from tui_reader.ui.widgets.article_pane import Article, ArticlePane
from tui_reader.ui.widgets.row_pane import RowPane
from tui_reader.ui.wording import card_of, reading_minutes

ARTICLE_TITLE = Content("Article")
_PREVIEW_PAUSE = 0.12
"""Seconds that the cursor rests on a post before it is shown beside the list."""
_AT_ONCE = 0.02
"""Seconds that an article is waited for with the screen held: a usual one is there by then and costs no second frame.
Whatever takes longer, a slow disk or a huge post, comes when it is ready, and holds nothing up."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """An article that can be shown."""

    opened: Opened
    article: Article
    position: ReadingPosition | None


class ArticleFlow(InPageFlow, TaggingFlow, OpeningFlow, KeepingFlow, SavingFlow, CopyingFlow):
    """What happens to the article pane."""

    _preview_due = 0.0
    _preview_waits = False
    _kept: ReadingPosition | None = None
    is_gone = False
    """Whether the open article's file is gone, and so its row in the list."""

    history: History
    """What was read in this library since the reader was started."""

    def on_mount(self) -> None:
        """Let articles be made ready."""
        self._preparing: Preparing[_Ready] = Preparing(self._prepared, self.library.file)

    def on_unmount(self) -> None:
        """Let the threads end."""
        self._preparing.close()

    @on(RowPane.Moved, "#posts")
    def _post_moved(self) -> None:
        self.preview(pause=_PREVIEW_PAUSE)

    def preview(self, pause: float = 0.0) -> None:
        """Show the post under the cursor, without marking it, once the cursor has rested for `pause` seconds."""
        self._preview_due = monotonic() + pause
        if not pause:
            self._preview_now()
        elif not self._preview_waits:
            # One timer at a time, however quickly the cursor moves: it looks again where it comes too early.
            self._preview_waits = True
            self.set_timer(pause, self._preview_when_due)

    def _preview_when_due(self) -> None:
        left = self._preview_due - monotonic()
        if left > 0.001:
            self.set_timer(left, self._preview_when_due)
        else:
            self._preview_waits = False
            self._preview_now()

    def _preview_now(self) -> None:
        row = self.posts.current
        if row is None or not self.pane.display:
            return
        shown = self.wanted or (self.opened.row if self.opened else None)
        if shown is None or shown.path != row.path:
            self.open_row(row, enter=False)

    def open_row(self, row: Row, *, enter: bool) -> None:
        """Show an article; with `enter` the keys go to it and it is marked read."""
        if not row.path:
            return  # A post that the index has lost; the next refresh brings it back.
        self.keep_position()
        self.wanted = row
        if enter:
            self.go_to(self.pane)
            if not row.read:
                self.mark([row.path], Mark.READ, value=True)
            self.history.enter(row.path)
        if self.opened and self.opened.row.path == row.path and self.pane.article:
            self.workers.cancel_group(self, "article")
            self.wanted = None
            return
        self.load_article(row)

    def load_article(self, row: Row) -> None:
        """Read and lay out the article in a thread; where that is quick, show it in this very frame."""
        self.workers.cancel_group(self, "article")
        width = self.pane.column_width
        future = self._preparing.want(row, width)
        wait([future], timeout=_AT_ONCE)
        if future.done() and not future.exception():
            self._show(future.result())
        else:
            # Not there yet, or failed: a worker waits for it, and tells of any failure.
            self._show_later(future)

    def _prepared(self, row: Row, width: int) -> _Ready:
        position = self.library.position(row.path)
        opened = self.read_article(row, whole=False, position=position)
        return _Ready(opened, self._laid_out(opened, width), position)

    @work(exclusive=True, group="article", exit_on_error=False)
    async def _show_later(self, future: Future[_Ready]) -> None:
        try:
            ready = await asyncio.wrap_future(future)
        except ReaderError as error:
            self._show_failure(error)
        else:
            self._show(ready)

    def _show(self, ready: _Ready) -> None:
        self.opened, self.wanted = ready.opened, None
        self.is_gone = False
        self.pane.border_title = ARTICLE_TITLE
        self._kept = ready.position
        self.pane.show(ready.article, ready.position)
        if ready.article.page.width != self.pane.column_width:
            # The pane had no size yet, or another one, when the article was asked for.
            self._lay_out_again()
        for problem in ready.opened.document.problems:
            self.tell(problem)
        self.article_shown()
        self.place_wanted_shown()
        if ready.opened.is_whole:
            self.call_after_refresh(self._read_ahead)
        else:
            self._show_whole(ready.opened)

    @work(exclusive=True, group="whole", exit_on_error=False)
    async def _show_whole(self, begun: Opened) -> None:
        """Put the whole of an article in the place of its beginning, which is shown already."""
        width = self.pane.column_width
        opened, article = await asyncio.to_thread(self._made_whole, begun, width)
        shown = self.opened
        if shown is None or shown.is_whole or shown.post is not begun.post:
            return
        self.opened = replace(opened, row=shown.row)
        self.pane.go_on(article)
        if width != self.pane.column_width:
            self._lay_out_again()
        for problem in opened.document.problems:
            self.tell(problem)
        self.article_shown()
        self.place_wanted_shown()
        self.call_after_refresh(self._read_ahead)

    def _made_whole(self, begun: Opened, width: int) -> tuple[Opened, Article]:
        opened = replace(begun, document=self.library.document(begun.post), is_whole=True)
        return opened, self._laid_out(opened, width)

    def _read_ahead(self) -> None:
        """Make the next article of the list ready while this one is read."""
        row = self.posts.row(self.posts.cursor + 1)
        if row:
            self._preparing.ahead(row, self.pane.column_width)

    def _show_failure(self, error: ReaderError) -> None:
        self.pane.border_title = ARTICLE_TITLE
        self.opened = self.wanted = None
        self.pane.show_hint(error.title, error.message, self.keyed("refresh", "reads the folder again"))

    def _laid_out(self, opened: Opened, width: int) -> Article:
        options = LayoutOptions(
            width=width,
            ascii_only=self.settings.glyphs == "ascii",
            ambiguous=self.settings.ambiguous_width,
            chinese=opened.row.language == "zh",
            gaps=self.settings.gaps,
            hanging=self.settings.hanging_punctuation,
            formulas=self.settings.formula_signs,
            right_edge=True,
            raised_notes=self.settings.glyphs != "ascii",
            wrap_code=self.settings.wrap_code,
            links=LinkStyle.NUMBERED if self.settings.link_numbers else LinkStyle.PLAIN,
        )
        return Article(
            opened.row.path,
            layout_card(card_of(opened.row, self.now(), kept=self.keeps_images(opened.row)), options),
            layout(opened.document, options),
            reading_minutes(opened.row),
            goes_on=not opened.is_whole,
        )

    def _lay_out_again(self) -> None:
        """Set the article for the column as it is now, keeping the place; one that is still to come, comes so."""
        if self.wanted is not None:
            self.load_article(self.wanted)
        else:
            self._lay_out_opened()

    @work(exclusive=True, group="article", exit_on_error=False)
    async def _lay_out_opened(self) -> None:
        """Set the open article for the column as it is now, keeping the place."""
        opened, width = self.opened, self.pane.column_width
        if opened is None:
            return
        position = self.pane.position()
        article = await asyncio.to_thread(self._laid_out, opened, width)
        if self.opened is not opened:
            self._lay_out_again()
            return
        self.pane.show(article, position)
        self.article_shown()

    @work(exclusive=True, group="reopen", exit_on_error=False)
    async def reopen(self) -> None:
        """Read the open article's file again, wherever it is by now, and stay where one reads; keep what is gone."""
        opened = self.opened
        if opened is None or self.wanted is not None:
            return
        self.keep_position()
        row = await asyncio.to_thread(self.library.row_now, opened.row)
        if row is None:
            self._tell_gone(opened)
            return
        try:
            ready = await asyncio.wrap_future(self._preparing.want(row, self.pane.column_width))
        except ReaderError:
            self._tell_gone(opened)
            return
        if not self._is_open(opened):
            return
        self.history.rename(opened.row.path, row.path)
        if (ready.opened.post, card_of(row, self.now())) == (opened.post, card_of(opened.row, self.now())):
            self.opened = replace(self.opened or opened, row=row)
            self.is_gone = False
            self.pane.border_title = ARTICLE_TITLE
        else:
            if not ready.opened.is_whole:
                made = await asyncio.to_thread(self._made_whole, ready.opened, self.pane.column_width)
                if not self._is_open(opened):
                    return
                ready = _Ready(*made, ready.position)
            self._show(replace(ready, position=self.pane.position()))

    def _is_open(self, opened: Opened) -> bool:
        """Whether an article is shown still, be it by now the whole of it, and no other one is to come."""
        return self.opened is not None and self.opened.row.path == opened.row.path and self.wanted is None

    def _tell_gone(self, opened: Opened) -> None:
        """Say in the border that the article stands only here any more."""
        if self.opened is opened:
            self.is_gone = True
            self.pane.border_title = Content(f"{ARTICLE_TITLE.plain} · its file is gone")

    def tags_changed(self, paths: Sequence[str]) -> None:
        """The card of the open article names its tags."""
        if self.opened is not None and self.opened.row.path in paths:
            self.reopen()

    @on(ArticlePane.Resized)
    def _pane_resized(self, event: ArticlePane.Resized) -> None:
        if self.opened is None or self.place is not self.pane:
            self.preview()
        if self.opened is None:
            return
        if self.pane.article and self.pane.article.page.width != self.pane.column_width:
            self._lay_out_again()

    @on(ArticlePane.LinkClicked)
    def _link_clicked(self, event: ArticlePane.LinkClicked) -> None:
        self.open_link(event.link)

    @on(ArticlePane.PictureClicked)
    def _picture_clicked(self, event: ArticlePane.PictureClicked) -> None:
        self.open_picture(event.number)

    def keep_position(self) -> None:
        """Write down where the reading of the open article stands, where that has changed."""
        position = self._new_position()
        if position is not None and self.opened:
            self._write_position(self.opened.row.path, position)

    def keep_position_now(self) -> None:
        """The same at once, for leaving."""
        position = self._new_position()
        if position is not None and self.opened:
            try:
                self.library.set_position(self.opened.row.path, position)
            except ReaderError as error:
                self.log.error(str(error))

    def _new_position(self) -> ReadingPosition | None:
        """The position to be kept, None where the one that is kept already says the same."""
        if self.opened is None or self.pane.article is None or self.pane.article.path != self.opened.row.path:
            return None
        position = self.pane.position()
        if position is None and self._kept is not None:
            position = ReadingPosition(0, 0)
        if position == self._kept:
            return None
        self._kept = position
        return position

    @work(group="positions", exit_on_error=False)
    async def _write_position(self, path: str, position: ReadingPosition) -> None:
        async with self._marks_lock:
            await asyncio.to_thread(self.library.set_position, path, position)

    def action_zen(self) -> None:
        """The article alone on the screen, and back."""
        if self.opened is None:
            return
        self.go_to(self.pane)
        self.toggle_class("zen")

    def action_text_width(self, change: int) -> None:
        """Make the text column wider or narrower by `change` cells; 0 for the settings' width."""
        width = self.pane.text_width + change if change else self.settings.text_width
        self.pane.text_width = max(20, min(200, width))
        self._lay_out_again()
