"""The article pane: what keys and mouse do with a page, how far the reading has come, and what was clicked.

`page_pane` shows the page and goes from place to place in it. Nothing is parsed or fetched here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui_reader.document import cut, locate, width
from tui_reader.model import ReadingPosition
from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import Where
from tui_reader.ui.widgets.jumps import Jumps
from tui_reader.ui.widgets.line_painter import run_at
from tui_reader.ui.widgets.page_pane import Article, PagePane

__all__ = ["Article", "ArticlePane"]


class ArticlePane(PagePane, can_focus=True):
    """The page of an article, and what its keys and the mouse do."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Where.PANES, Where.ARTICLE)
    DEFAULT_CSS = """
    ArticlePane { overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    """

    @dataclass
    class Scrolled(Message):
        """Another part of the article is on the screen."""

        pane: ArticlePane

    @dataclass
    class Resized(Message):
        """The pane has another size, or is on the screen at last."""

        pane: ArticlePane

    @dataclass
    class EndPassed(Message):
        """A further page was asked for at the end of the article."""

        pane: ArticlePane

    @dataclass
    class LinkClicked(Message):
        """A link of the page was clicked; `link` is its place in `Page.links`."""

        pane: ArticlePane
        link: int

    @dataclass
    class PictureClicked(Message):
        """A picture's line was clicked; `number` is the picture's, from 1."""

        pane: ArticlePane
        number: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._told_of_link = ""
        """Where the chosen link leads."""
        self._end_wanted = False
        """Whether one went to the end of what was only the beginning."""

    # What is shown.

    def show(self, article: Article, position: ReadingPosition | None = None) -> None:
        """Show an article.

        Args:
            article: Laid out for `column_width`.
            position: Where to begin, None for its top.
        """
        if self.article is None or self.article.path != article.path:
            self._jumps, self._stand = Jumps(), None
            self._drawing.link, self._told_of_link = None, ""
        self.article = article
        self._end_wanted = False
        self._drawing.shift = 0
        self._drawing.put(article.lines, article.page_top)
        self._redraw()
        line = locate(article.page, position) if position else 0
        top = article.page_top + line if line else 0
        self._scroll(top)
        self._tell_progress()

    def go_on(self, article: Article) -> None:
        """Show the whole of the article whose beginning is shown, and stay where one reads."""
        top, position = self.scroll_offset.y, self.position()
        to_the_end, shift = self._end_wanted and top >= self.max_scroll_y, self._drawing.shift
        self.show(article, position)
        self._drawing.shift = shift
        if to_the_end:
            self.action_move_last()
        elif position is None:
            self._scroll(top)

    def show_hint(self, *lines: str) -> None:
        """Show a few words in the middle instead of an article: what to do here."""
        self.article = None
        self._drawing.put((), 0, lines)
        self.tell_below("")
        self._redraw()

    # The chosen link.

    @property
    def told_link(self) -> int | None:
        """The chosen link, while the whole of its address stands in the border."""
        is_told = self._told_of_link and width(self._told_of_link) <= self._border_room
        return self.link if is_told else None

    @property
    def _border_room(self) -> int:
        """Cells that the border has for where a link leads."""
        return max(8, self.size.width - 6)

    def choose_link(self, link: int | None, address: str = "") -> None:
        """Choose a link, so that it is told from the others, and write where it leads into the border.

        Args:
            link: Its place in `Page.links`; None for none.
            address: Where it leads, clean.
        """
        self._drawing.link = link
        self._told_of_link = address
        self._draw_again()
        self._tell_progress()

    def step_link(self, step: int, describe: Callable[[str], str]) -> bool:
        """Choose the next link, or the one before, and bring it onto the screen; whether there was one.

        Args:
            step: 1 or -1.
            describe: Gives what the border says of a link's target.
        """
        if self.article is None:
            return False
        links = self.article.page.links
        if self.link is not None:
            chosen = self.link + step
        else:
            shown = self.lines_shown
            below = (place for place, link in enumerate(links) if link.line >= shown.start)
            above = (place for place in reversed(range(len(links))) if links[place].line < shown.stop)
            chosen = next(below if step > 0 else above, -1)
        if not 0 <= chosen < len(links):
            return False
        self.jump_to(links[chosen].line)
        self.choose_link(chosen, describe(links[chosen].target))
        return True

    def on_resize(self, event: events.Resize) -> None:
        """Centre the column anew; the screen lays the page out again where its width has changed."""
        self._redraw()
        self._tell_progress()
        self.post_message(self.Resized(self))

    # Keys and mouse.

    def action_move(self, step: int) -> None:
        """Scroll by `step` lines."""
        self._scroll(self.scroll_offset.y + step)

    def action_move_first(self) -> None:
        """Scroll to the top."""
        self._leave_for(0)

    def action_move_last(self) -> None:
        """Scroll to the end; where the rest is still to come, to its end once it is there."""
        self._end_wanted = self.article is not None and self.article.goes_on
        self._leave_for(self.max_scroll_y)

    def _leave_for(self, y: int) -> None:
        if y != self.scroll_offset.y:
            self._jumps.leave(self.position())
            self._scroll(y)

    def action_move_to(self, number: int) -> None:
        """Scroll to the line of that number, from 1."""
        self._leave_for(number - 1)

    def action_page(self, direction: int) -> None:
        """Scroll by what fits on the screen, less two lines."""
        self.action_move(direction * max(1, self.scrollable_content_region.height - 2))

    def action_half_page(self, direction: int) -> None:
        """Scroll by half of what fits on the screen."""
        self.action_move(direction * max(1, self.scrollable_content_region.height // 2))

    def action_shift_code(self, direction: int) -> None:
        """Shift lines of code by some cells, as far as the longest one on the screen goes."""
        if self.article is not None:
            self._drawing.shift_code(direction, self.lines_shown, self.column_width)
            self.refresh()

    def action_page_or_next(self) -> None:
        """Scroll a page; at the end, ask for the next unread article."""
        if self.scroll_offset.y >= self.max_scroll_y:
            if self.article is None or not self.article.goes_on:
                self.post_message(self.EndPassed(self))
        else:
            self.action_page(1)

    def part(self, direction: int) -> None:
        """Scroll to the next heading, or the one before."""
        if self.article is None:
            return
        lines = [heading.line for heading in self.article.page.headings]
        if not self.step_to(lines, direction, at_top=True) and direction < 0:
            self.action_move_first()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell how far the reading has come."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._tell_progress()
            self.post_message(self.Scrolled(self))

    def _tell_progress(self) -> None:
        if self.article is None:
            return
        if self._told_of_link and self.link is not None:
            self.tell_below(f"→ {cut(self._told_of_link, self._border_room)}")
            return
        if self.article.goes_on:
            self.tell_below("…")
            return
        shown = self.scroll_offset.y + self.scrollable_content_region.height
        share = min(1.0, shown / max(1, len(self._drawing.lines)))
        left = round(self.article.minutes * (1 - share))
        rest = f" · {left} min left" if left else ""
        self.tell_below(f"{share:.0%}{rest}")

    def on_click(self, event: events.Click) -> None:
        """Tell which link or picture was clicked."""
        offset = event.get_content_offset(self)
        if offset is None or self.article is None or self.text_selection is not None:
            return
        number = offset.y + self.scroll_offset.y - self.article.page_top
        if not 0 <= number < len(self.article.page.lines):
            return
        run = run_at(self.article.page.lines[number], offset.x - self._left)
        if run is None:
            return
        if run.image is not None:
            self.post_message(self.PictureClicked(self, self.article.page.images[run.image].number))
        elif run.link is not None:
            self.post_message(self.LinkClicked(self, run.link))
