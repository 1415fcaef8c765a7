"""The article pane: it scrolls a laid-out page, goes from place to place in it, and tells what was clicked.

`article_drawing` draws the lines. Nothing is parsed or fetched here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from tui_reader.document import Hit, Line, Page, Role, anchor, cut, locate, width
from tui_reader.model import ReadingPosition
from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import Where
from tui_reader.ui.widgets.article_drawing import ArticleDrawing
from tui_reader.ui.widgets.framed import FramedPane
from tui_reader.ui.widgets.hints import Spot, spots
from tui_reader.ui.widgets.hit_marks import HitMarks
from tui_reader.ui.widgets.jumps import Jumps
from tui_reader.ui.widgets.line_painter import run_at, selected_text
from tui_reader.ui.widgets.marked_bar import marked_bar

_AIR = 2
"""Cells that stay free at least on both sides of the text column."""


@dataclass(frozen=True, slots=True)
class Article:
    """What the pane shows: a header card and the page below it."""

    path: str
    """Which post it is, as `Post.path`."""
    card: tuple[Line, ...]
    page: Page
    minutes: int
    """How long the whole takes to read."""
    goes_on: bool = False
    """Whether that is the beginning alone, and the rest will come."""

    @property
    def page_top(self) -> int:
        """The line at which the page begins, below the card and the free lines around it."""
        return len(self.card) + 3

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, from above the card to below the page."""
        empty = Line((), -1, 0)
        return (empty, *self.card, empty, empty, *self.page.lines, empty)


class ArticlePane(FramedPane, can_focus=True):
    """A page, scrolled by lines."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Where.PANES, Where.ARTICLE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"role--{role.value}" for role in Role),
        *("article--link", "article--inline-code", "article--mark", "article--hit", "article--hit-current"),
        *("article--hit-current-bar", "article--link-current", "article--label", "article--caret"),
    }
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
        self.article: Article | None = None
        """What is shown, None while a hint stands there."""
        self.text_width = 80
        """The greatest width of the text column, in cells."""
        self._drawing = ArticleDrawing(self)
        self._jumps = Jumps()
        self._stand: tuple[int, int] | None = None
        """Which line was gone to last, and how far the page was scrolled then."""
        self._told_of_link = ""
        """Where the chosen link leads."""
        self._end_wanted = False
        """Whether one went to the end of what was only the beginning."""
        # As Textual's guide has it, a bar may have a renderer of its own.
        self.vertical_scrollbar.renderer = marked_bar(  # type: ignore[misc]
            self._marked_lines, partial(self.get_component_rich_style, "article--hit-current-bar", partial=True)
        )

    @property
    def column_width(self) -> int:
        """Cells that a line of the article may have now."""
        return max(8, min(self.text_width, self.scrollable_content_region.width - 2 * _AIR))

    # What is shown.

    def show(self, article: Article, position: ReadingPosition | None = None) -> None:
        """Show an article.

        Args:
            article: Laid out for `column_width`.
            position: Where to begin, None for its top.
        """
        if self.article is None or self.article.path != article.path:
            self._jumps, self._drawing.link, self._told_of_link = Jumps(), None, ""
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

    def position(self) -> ReadingPosition | None:
        """Where reading stands: an anchor in the first line on the screen, None above the text and without one."""
        if self.article is None:
            return None
        line = self.scroll_offset.y - self.article.page_top
        if line <= 0 or not self.article.page.lines:
            return None
        return anchor(self.article.page, min(line, len(self.article.page.lines) - 1))

    @property
    def lines_shown(self) -> range:
        """The lines of the page that are on the screen, numbered as in `Page.lines`."""
        if self.article is None:
            return range(0)
        top = self.scroll_offset.y - self.article.page_top
        return range(max(0, top), max(0, top + self.scrollable_content_region.height))

    # Finding.

    def mark_hits(self, hits: Sequence[Hit]) -> None:
        """Mark all places of a search and go to the first at or after the screen's top."""
        drawing = self._drawing
        drawing.hits = HitMarks(hits)
        self._draw_again()
        self.vertical_scrollbar.refresh()
        if drawing.hits:
            self.go_to_hit(drawing.hits.first_from(self.lines_shown.start))

    @property
    def hits(self) -> tuple[int, int]:
        """The current hit, from 1, and how many there are."""
        return self._drawing.hits.current + 1, len(self._drawing.hits)

    def go_to_hit(self, number: int) -> None:
        """Bring the hit `number`, from 0 and round the ends, onto the screen."""
        hits = self._drawing.hits
        if self.article is None or not hits:
            return
        hits.current = number % len(hits)
        self._draw_again()
        self.jump_to(hits.line_of(hits.current))

    def step_hit(self, step: int) -> None:
        """Go `step` hits on."""
        self.go_to_hit(self._drawing.hits.current + step)

    def _marked_lines(self) -> frozenset[int]:
        """The lines that the scroll bar marks."""
        hits, top = self._drawing.hits, self._drawing.page_top
        return frozenset(top + hits.line_of(number) for number in range(len(hits)))

    # Places.

    def jump_to(self, line: int, *, at_top: bool = False) -> None:
        """Bring a line of the page onto the screen, and remember where one was; nothing moves where it is there.

        Args:
            line: From 0, as in `Page.lines`.
            at_top: Whether it is to be the first but one on the screen, as a heading is.
        """
        if self.article is None:
            return
        before, top = self.position(), self.scroll_offset.y
        height = self.scrollable_content_region.height
        wanted = self.article.page_top + line
        if at_top or not top <= wanted < top + height:
            self._scroll(max(0, wanted - (1 if at_top else height // 3)))
        if self.scroll_offset.y != top:
            self._jumps.leave(before)
        self._stand = line, self.scroll_offset.y

    def jump_back(self, step: int) -> bool:
        """Go back over a jump where `step` is negative, else on again; whether there was one."""
        found = self._jumps.go(self.position(), step)
        if found is None or self.article is None:
            return False
        (stand,) = found
        self._scroll(self.article.page_top + locate(self.article.page, stand) if stand else 0)
        return True

    def step_to(self, lines: Sequence[int], step: int, *, at_top: bool = False) -> bool:
        """Go to the next of some lines of the page, in order, or the one before; whether there was one."""
        here = self._here(at_top)
        targets = [line for line in lines if (line > here if step > 0 else line < here)]
        if targets:
            self.jump_to(targets[0] if step > 0 else targets[-1], at_top=at_top)
        return bool(targets)

    def _here(self, at_top: bool) -> int:
        """The line of the page from which the next place counts: the last one gone to, while it stands there."""
        if self._stand is not None and self._stand[1] == self.scroll_offset.y:
            return self._stand[0]
        top = self.scroll_offset.y - (self.article.page_top if self.article else 0)
        return top + 1 if at_top and top >= 0 else top - 1

    @property
    def link(self) -> int | None:
        """The place of the chosen link in `Page.links`, while it is on the screen."""
        link = self._drawing.link
        return link if link is not None and any(spot.link == link for spot in self.spots()) else None

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

    def spots(self) -> tuple[Spot, ...]:
        """What can be opened on the screen, in reading order."""
        return tuple(spots(self.article.page.lines, self.lines_shown)) if self.article else ()

    def label(self, labelled: Mapping[str, Spot]) -> None:
        """Let letters stand over what can be opened; none for an empty table."""
        self._drawing.label(labelled)
        self.refresh()

    def put_caret(self, caret: tuple[int, int] | None) -> None:
        """Show at which character, of which line, a selection by keys goes on; None for nowhere."""
        self._drawing.caret = caret
        if caret is not None:
            top, height = self.scroll_offset.y, self.scrollable_content_region.height
            self._scroll(min(max(top, caret[0] - height + 1), caret[0]))
        self._draw_again()

    @property
    def interest(self) -> tuple[int, int]:
        """The line, of all, and the character at which one is: the hit or the link, else the top of the screen."""
        top, page_top = self.scroll_offset.y, self._drawing.page_top
        hit = self._drawing.hits.place
        if hit is not None and top <= hit[0] + page_top < top + self.scrollable_content_region.height:
            return hit[0] + page_top, hit[1]
        link = self._drawing.link
        chosen = next((spot for spot in self.spots() if link is not None and spot.link == link), None)
        return (chosen.line + page_top, chosen.start) if chosen else (top, 0)

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines that can be scrolled to, the card's included."""
        return self._drawing.lines

    # Drawing.

    def _redraw(self) -> None:
        self._drawing.forget()
        # The scroll bar always stands, so another length needs no new layout of the screen.
        lines = len(self._drawing.lines)
        self.set_reactive(ArticlePane.virtual_size, Size(self.scrollable_content_region.width, lines))
        self.vertical_scrollbar.window_virtual_size = lines
        self.refresh()

    def _draw_again(self) -> None:
        """Draw the lines that are on the screen anew; no more of them are there than before."""
        self._drawing.forget()
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old colours."""
        super().notify_style_update()
        self._drawing.forget_styles()

    def on_resize(self, event: events.Resize) -> None:
        """Centre the column anew; the screen lays the page out again where its width has changed."""
        self._redraw()
        self._tell_progress()
        self.post_message(self.Resized(self))

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        self._draw_again()

    def render_line(self, y: int) -> Strip:
        """The line at `y` cells below the top of the pane."""
        return self._drawing.strip(y, y + self.scroll_offset.y, self.column_width, self._left)

    @property
    def _left(self) -> int:
        """Cells before the text column."""
        return max(0, (self.scrollable_content_region.width - self.column_width) // 2)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, and what stands between it and that of other widgets."""
        text = selected_text(self._drawing.lines, selection)
        return (text, "\n") if text is not None else None

    # Keys and mouse.

    def action_move(self, step: int) -> None:
        """Scroll by `step` lines."""
        self._scroll(self.scroll_offset.y + step)

    def _scroll(self, y: int) -> None:
        self.scroll_to(y=y, animate=False, force=True, immediate=True)

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
        self.scroll_to(y=number - 1, animate=False, force=True, immediate=True)

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
