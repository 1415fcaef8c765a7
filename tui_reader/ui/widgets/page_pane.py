"""A pane that shows a laid-out page: hits, links and jumps in it, and what of it is drawn. It hears no keys.

`article_drawing` draws the lines. Nothing is parsed or fetched here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Protocol, cast

from textual.geometry import Size
from textual.scrollbar import ScrollBarRender
from textual.selection import Selection
from textual.strip import Strip

from tui_reader.document import Hit, Line, Page, Role, anchor, locate
from tui_reader.model import ReadingPosition
from tui_reader.ui.widgets.article_drawing import ArticleDrawing
from tui_reader.ui.widgets.framed import FramedPane
from tui_reader.ui.widgets.hints import Spot, spots
from tui_reader.ui.widgets.hit_marks import HitMarks
from tui_reader.ui.widgets.jumps import Jumps
from tui_reader.ui.widgets.line_painter import selected_text
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


class _Rendered(Protocol):
    """A scroll bar with a renderer of its own, as Textual's documentation of `ScrollBar.renderer` has it."""

    renderer: type[ScrollBarRender]


class PagePane(FramedPane):
    """A page, scrolled by lines, and the way from place to place in it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"role--{role.value}" for role in Role),
        *("article--link", "article--inline-code", "article--mark", "article--hit", "article--hit-current"),
        *("article--hit-current-bar", "article--link-current", "article--label", "article--caret"),
    }

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
        cast(_Rendered, self.vertical_scrollbar).renderer = marked_bar(
            self._marked_rows, partial(self.get_component_rich_style, "article--hit-current-bar", partial=True)
        )

    @property
    def column_width(self) -> int:
        """Cells that a line of the article may have now."""
        return max(8, min(self.text_width, self.scrollable_content_region.width - 2 * _AIR))

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

    def _marked_rows(self, rows: int) -> frozenset[int]:
        """The rows of a scroll bar of so many that stand for lines with hits."""
        drawing = self._drawing
        return drawing.hits.rows(rows, len(drawing.lines), drawing.page_top)

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

    def _scroll(self, y: int) -> None:
        self.scroll_to(y=y, animate=False, force=True, immediate=True)

    # Drawing.

    def _redraw(self) -> None:
        self._drawing.forget()
        # The scroll bar always stands, so another length needs no new layout of the screen.
        lines = len(self._drawing.lines)
        self.set_reactive(PagePane.virtual_size, Size(self.scrollable_content_region.width, lines))
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
