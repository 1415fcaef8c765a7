"""The article pane: painter of laid-out pages. It draws lines, marks hits, scrolls; it parses and fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Size
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from tui_reader.document import Hit, Line, Page, Role, anchor, cut, locate, width
from tui_reader.model import ReadingPosition
from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import Where
from tui_reader.ui.widgets.framed import FramedPane, fitted
from tui_reader.ui.widgets.hit_marks import HitMarks
from tui_reader.ui.widgets.line_painter import LinePainter, Mark, run_at, selected_text

_SHIFT = 8
"""Cells by which a key shifts code."""
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


class ArticlePane(FramedPane, can_focus=True):
    """A page, scrolled by lines."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Where.PANES, Where.ARTICLE)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"role--{role.value}" for role in Role),
        *("article--link", "article--inline-code", "article--mark", "article--hit", "article--hit-current"),
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
        self._lines: tuple[Line, ...] = ()
        self._hint: tuple[str, ...] = ()
        self._hits = HitMarks()
        self._end_wanted = False
        """Whether one went to the end of what was only the beginning."""
        self._code_shift = 0
        """Cells by which lines of code are shifted to the left."""
        self._strips: LRUCache[int, Strip] = LRUCache(1024)
        self._painter = LinePainter(self)

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
        self.article = article
        self._hint = ()
        self._end_wanted = False
        self._code_shift = 0
        empty = Line((), -1, 0)
        self._lines = (empty, *article.card, empty, empty, *article.page.lines, empty)
        self._hits = HitMarks()
        self._redraw()
        line = locate(article.page, position) if position else 0
        top = article.page_top + line if line else 0
        self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self._tell_progress()

    def go_on(self, article: Article) -> None:
        """Show the whole of the article whose beginning is shown, and stay where one reads."""
        top, position = self.scroll_offset.y, self.position()
        to_the_end, shift = self._end_wanted and top >= self.max_scroll_y, self._code_shift
        self.show(article, position)
        self._code_shift = shift
        if to_the_end:
            self.action_move_last()
        elif position is None:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def show_hint(self, *lines: str) -> None:
        """Show a few words in the middle instead of an article: what to do here."""
        self.article, self._lines, self._hint = None, (), lines
        self._hits = HitMarks()
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
        self._hits = HitMarks(hits)
        self._strips.clear()
        if self._hits:
            self.go_to_hit(self._hits.first_from(self.lines_shown.start))
        self.refresh()

    @property
    def hits(self) -> tuple[int, int]:
        """The current hit, from 1, and how many there are."""
        return self._hits.current + 1, len(self._hits)

    def go_to_hit(self, number: int) -> None:
        """Bring the hit `number`, from 0 and round the ends, onto the screen."""
        if self.article is None or not self._hits:
            return
        self._hits.current = number % len(self._hits)
        self._strips.clear()
        self._bring(self.article.page_top + self._hits.line_of(self._hits.current))
        self.refresh()

    def step_hit(self, step: int) -> None:
        """Go `step` hits on."""
        self.go_to_hit(self._hits.current + step)

    def _bring(self, line: int) -> None:
        height = self.scrollable_content_region.height
        if not self.scroll_offset.y <= line < self.scroll_offset.y + height:
            self.scroll_to(y=max(0, line - height // 3), animate=False, force=True, immediate=True)

    # Drawing.

    def _redraw(self) -> None:
        self._strips.clear()
        # The scroll bar always stands, so another length needs no new layout of the screen.
        self.set_reactive(ArticlePane.virtual_size, Size(self.scrollable_content_region.width, len(self._lines)))
        self.vertical_scrollbar.window_virtual_size = len(self._lines)
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old colours."""
        super().notify_style_update()
        self._strips.clear()
        self._painter.forget()

    def on_resize(self, event: events.Resize) -> None:
        """Centre the column anew; the screen lays the page out again where its width has changed."""
        self._redraw()
        self._tell_progress()
        self.post_message(self.Resized(self))

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what the mouse has selected."""
        self._strips.clear()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line at `y` cells below the top of the pane."""
        number = y + self.scroll_offset.y
        strip = self._strips.get(number)
        if strip is None or strip.cell_length != self.size.width:
            strip = self._draw_hint(y) if self._hint else self._draw(number)
            self._strips[number] = strip
        return strip

    def _draw_hint(self, y: int) -> Strip:
        cells, height = self.size
        base = self._painter.ground
        lines = fitted(self._hint, cells - 2)
        top = max(0, (height - len(lines)) // 3)
        if not top <= y < top + len(lines):
            return Strip.blank(cells, base)
        text = cut(lines[y - top], max(0, cells - 2))
        left = max(0, (cells - width(text)) // 2)
        style = self._painter.style(Role.TITLE if y == top else Role.META)
        return Strip([Segment(" " * left, base), Segment(text, style)]).adjust_cell_length(cells, base)

    def _draw(self, number: int) -> Strip:
        cells = self.size.width
        base = self._painter.ground
        if number >= len(self._lines):
            return Strip.blank(cells, base)
        line = self._lines[number]
        left = max(0, (self.scrollable_content_region.width - self.column_width) // 2)
        text = Strip(self._painter.segments(line, self._marks(line, number)))
        if _is_code(line):
            text = self._shifted(text).apply_offsets(self._code_shift, number)
        else:
            text = text.apply_offsets(0, number)
        return Strip.join([Strip.blank(left, base), text]).adjust_cell_length(cells, base)

    def _shifted(self, text: Strip) -> Strip:
        """As much of a line of code as the column has room for, from where it is shifted to."""
        column = self.column_width
        end = self._code_shift + column
        if text.cell_length <= end:
            return text.crop(self._code_shift) if self._code_shift else text
        more = Segment("›", self._painter.style(Role.CODE_MARK))
        return Strip.join([text.crop(self._code_shift, end - 1), Strip([more])])

    def _marks(self, line: Line, number: int) -> list[Mark]:
        """The hits and the selection on a line."""
        top = self.article.page_top if self.article else 0
        marks: list[Mark] = []
        for start, end, is_current in self._hits.on(number - top):
            name = "article--hit-current" if is_current else "article--hit"
            marks.append((start, end, self.get_component_rich_style(name, partial=True)))
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(number)) is not None:
            start, end = span
            style = self.screen.get_component_rich_style("screen--selection", partial=True)
            marks.append((start, len(line.text) if end == -1 else end, style))
        return marks

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, and what stands between it and that of other widgets."""
        text = selected_text(self._lines, selection)
        return (text, "\n") if text is not None else None

    # Keys and mouse.

    def action_move(self, step: int) -> None:
        """Scroll by `step` lines."""
        self.scroll_to(y=self.scroll_offset.y + step, animate=False, force=True, immediate=True)

    def action_move_first(self) -> None:
        """Scroll to the top."""
        self.scroll_to(y=0, animate=False, force=True, immediate=True)

    def action_move_last(self) -> None:
        """Scroll to the end; where the rest is still to come, to its end once it is there."""
        self._end_wanted = self.article is not None and self.article.goes_on
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True, immediate=True)

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
        if self.article is None:
            return
        lines = self.article.page.lines[self.lines_shown.start : self.lines_shown.stop]
        longest = max((width(line.text) for line in lines if _is_code(line)), default=0)
        most = max(0, longest - self.column_width)
        self._code_shift = max(0, min(most, self._code_shift + direction * _SHIFT))
        self._strips.clear()
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
        tops = [self.article.page_top + heading.line for heading in self.article.page.headings]
        here = self.scroll_offset.y
        targets = [top for top in tops if (top > here + 1 if direction > 0 else top < here)]
        if targets:
            top = (targets[0] if direction > 0 else targets[-1]) - 1
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        elif direction < 0:
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
        if self.article.goes_on:
            self.tell_below("…")
            return
        shown = self.scroll_offset.y + self.scrollable_content_region.height
        share = min(1.0, shown / max(1, len(self._lines)))
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
        column = (self.scrollable_content_region.width - self.column_width) // 2
        run = run_at(self.article.page.lines[number], offset.x - column)
        if run is None:
            return
        if run.image is not None:
            self.post_message(self.PictureClicked(self, self.article.page.images[run.image].number))
        elif run.link is not None:
            self.post_message(self.LinkClicked(self, run.link))


def _is_code(line: Line) -> bool:
    return any(run.role.value.startswith("code") for run in line.runs)
