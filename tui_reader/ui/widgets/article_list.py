"""The list of posts: a window over a listing, drawn in columns that are exact in cells.

Holds positions and a cache of rows; asks its source for what is about to be seen, and never knows a library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.message import Message
from textual.strip import Strip

from tui_reader.document import cut, fit, width
from tui_reader.errors import ReaderError
from tui_reader.model import Row
from tui_reader.positions import Positions
from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import Where
from tui_reader.ui.widgets.passage_pane import PassageKey, PassagePane
from tui_reader.ui.widgets.row_pane import RowPane
from tui_reader.ui.wording import byline, category_text, month_of, short_date

if TYPE_CHECKING:
    from tui_reader.document import Wanted

_PAGE = 64
"""Rows asked for at once."""
_DATE_CELLS = 10
_NARROW_CELLS = 42
"""Below this width the list leaves its last column out."""


_DAY_REACH = 1_000
"""Rows looked at for another day; a step never costs more than that."""


class RowSource(Protocol):
    """What the list needs of a listing."""

    def __len__(self) -> int: ...

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        """The rows from `start` up to `stop`, in order.

        Raises:
            ReaderError: They can't be had.
        """
        ...


class _NoRows:
    def __len__(self) -> int:
        return 0

    def rows(self, start: int, stop: int) -> Sequence[Row]:
        return ()


class ArticleList(PassagePane):
    """Posts in order, one under the cursor, some selected."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Where.PANES, Where.LISTS, Where.LIST)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("row--cursor", "row--cursor-blurred", "row--unread", "row--dim", "row--star", "row--problem"),
        *("row--hit", "row--month", "row--selected"),
    }

    @dataclass
    class Unreadable(Message):
        """Rows can't be had from the source; they stay empty until the list is read anew."""

        pane: ArticleList
        error: ReaderError

    def __init__(self, clock: Callable[[], datetime], *, id: str | None = None) -> None:
        """Begin empty.

        Args:
            clock: The local time, for dates that are shown by their distance.
            id: As for any widget.
        """
        super().__init__(id=id)
        self._clock = clock
        self._source: RowSource = _NoRows()
        self._lines = 1
        """Lines of a row where nothing is searched for."""
        self._windows: LRUCache[int, Sequence[Row]] = LRUCache(64)
        self.selected = Positions()
        """What is selected."""

    def show(
        self,
        source: RowSource,
        position: int,
        marks: tuple[Wanted, Wanted] | None = None,
        selected: Positions = Positions(),
        *,
        steady: bool = False,
    ) -> None:
        """Show another listing.

        Args:
            source: The listing.
            position: Where the cursor stands in it.
            marks: What was searched for: to be marked in the titles, and to be shown of the bodies in a second line;
                None where no words were.
            selected: The positions that are selected.
            steady: Whether it is the same list with other posts in it, and the cursor keeps its line on the screen.
        """
        self._source = source
        self.mark_words(marks)
        self.set_reactive(RowPane.row_height, 2 if marks and marks[1] else self._lines)
        self.selected = selected
        self.reload()
        self.rows_changed(position, steady=steady)
        self.tell_place()

    def show_none(self) -> None:
        """Show no listing at all."""
        self.show(_NoRows(), 0)

    def reload(self) -> None:
        """Read the rows anew, since marks or posts have changed."""
        self._windows.clear()
        self._generation += 1
        self._strips.clear()
        self.refresh()

    def row(self, position: int) -> Row | None:
        """The row at `position`, None past the end."""
        if not 0 <= position < len(self._source):
            return None
        page, place = divmod(position, _PAGE)
        window = self._windows.get(page)
        if window is None:
            try:
                window = self._source.rows(page * _PAGE, min(len(self._source), (page + 1) * _PAGE))
            except ReaderError as error:
                window = ()
                self.post_message(self.Unreadable(self, error))
            self._windows[page] = window
        return window[place] if place < len(window) else None

    @property
    def current(self) -> Row | None:
        """The row under the cursor, None in an empty list."""
        return self.row(self.cursor)

    def tell_place(self) -> None:
        """Say in the lower border where the cursor stands and how much is selected."""
        total, chosen = self.row_total(), len(self.selected)
        selected = f"{chosen:,} selected · " if chosen else ""
        self.tell_below(f"{selected}{self.cursor + 1:,} / {total:,}" if total else "")

    def _watch_cursor(self, before: int, after: int) -> None:
        super()._watch_cursor(before, after)
        self.tell_place()

    # Drawing.

    def row_total(self) -> int:
        """How many posts the listing has."""
        return len(self._source)

    def row_key(self, row: int) -> object:
        """A row is drawn anew when the listing was read anew or its selection changed."""
        return (self._generation, row, row in self.selected)

    def draw_row(self, row: int, part: int, width: int) -> Strip:
        """One line of a post: signs, date, title, who; or, in two lines, the title and the rest below it."""
        post = self.row(row)
        base = self.row_style(row)
        if post is None:
            return Strip.blank(width, base)
        if self._bodies and part:
            segments = self.draw_passage(row, post, width, base)
        elif self.row_height == 1 or self._bodies:
            segments = self._one_line(row, post, width, base)
        elif part == 0:
            segments = [*self._signs(row, post), *self._title(row, post, width - 4), Segment(" ", base)]
        else:
            segments = self._second_line(row, post, width, base)
        return Strip(segments).adjust_cell_length(width, base)

    def _one_line(self, row: int, post: Row, cells: int, base: Style) -> list[Segment]:
        with_byline = cells >= _NARROW_CELLS
        who_cells = max(8, min(16, cells // 5)) if with_byline else 0
        title_cells = cells - 3 - _DATE_CELLS - 1 - (who_cells + 1 if with_byline else 0) - 1
        before = self.row(row - 1) if row else None
        opens_month = before is None or month_of(before.date) != month_of(post.date)
        date_style = self.row_style(row, "row--month" if opens_month else "row--dim")
        segments = [
            *self._signs(row, post),
            Segment(fit(short_date(post.date, self._clock()), _DATE_CELLS), date_style),
            Segment(" ", base),
            *self._title(row, post, max(1, title_cells)),
        ]
        if with_byline:
            who = cut(byline(post), who_cells)
            padding = " " * (who_cells - width(who) + 1)
            segments.append(Segment(padding + who, self.row_style(row, "row--dim")))
        segments.append(Segment(" ", base))
        return segments

    def _second_line(self, row: int, post: Row, cells: int, base: Style) -> list[Segment]:
        where = category_text(post.categories[0]) if post.categories else ""
        parts = (short_date(post.date, self._clock()), byline(post), where)
        text = " · ".join(dict.fromkeys(part for part in parts if part))
        return [
            Segment("   ", base),
            Segment(fit(text, max(0, cells - 4)), self.row_style(row, "row--dim")),
            Segment(" ", base),
        ]

    def passage_key(self, row: int) -> PassageKey | None:
        """The post's path."""
        post = self.row(row)
        return ("", post.path) if post is not None else None

    def _signs(self, row: int, post: Row) -> list[Segment]:
        """Three cells: whether it is selected, how it is marked, a space."""
        chosen = row in self.selected
        if post.problems:
            sign, part = "!", "row--problem"
        elif post.starred:
            sign, part = "★", "row--star"
        elif not post.read:
            sign, part = "●", "row--star"
        else:
            sign, part = " ", "row--dim"
        return [
            Segment("▐" if chosen else " ", self.row_style(row, "row--selected")),
            Segment(sign, self.row_style(row, part)),
            Segment(" ", self.row_style(row)),
        ]

    def _title(self, row: int, post: Row, cells: int) -> list[Segment]:
        style = self.row_style(row, *(["row--dim"] if post.draft else [] if post.read else ["row--unread"]))
        return self.draw_title(post.title, cells, style)

    def step_day(self, direction: int) -> None:
        """Go to the first post of the next day, or of the one before, among the next thousand rows."""
        here = self.current
        day = _day_of(here)
        for position in range(self.cursor + direction, self.cursor + direction * _DAY_REACH, direction):
            row = self.row(position)
            if row is None:
                break
            if _day_of(row) != day:
                self.cursor = position
                return
        self.cursor += direction * _DAY_REACH

    # Selecting.

    def action_select(self) -> None:
        """Select the post under the cursor, or take it out, and go down."""
        if self.row_total():
            self.selected = self.selected.toggled(self.cursor)
            self._refresh_row(self.cursor)
            self.cursor += 1
            self.tell_place()

    def action_select_all(self) -> None:
        """Select every post of the list."""
        self.selected = Positions([range(self.row_total())])
        self.refresh()
        self.tell_place()

    def select_none(self) -> bool:
        """Select nothing; tells whether anything was selected."""
        had_any = bool(self.selected)
        self.selected = Positions()
        self.refresh()
        self.tell_place()
        return had_any

    def action_two_lines(self) -> None:
        """Rows of one line, or of two; while something is searched for, two lines are title and passage."""
        self.row_height = 3 - self.row_height
        if not self._bodies:
            self._lines = self.row_height


def _day_of(row: Row | None) -> str:
    return row.date.iso[:10] if row and row.date else ""
