"""The facets of a list with their counts, as a pane of rows in the place of the category tree.

Knows values and numbers; what is done with a value that was chosen is the screen's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from tui_reader.document import cut
from tui_reader.document import width as cells
from tui_reader.query import Facet, Facets, FacetValue, Single
from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import Where
from tui_reader.ui.crumbs import HEADINGS, value_text
from tui_reader.ui.widgets.row_pane import RowPane


@dataclass(frozen=True, slots=True)
class _Heading:
    facet: Facet


@dataclass(frozen=True, slots=True)
class _More:
    facet: Facet
    others: int


_Line = _Heading | FacetValue | _More


class FacetPane(RowPane):
    """Sections of values: those in force marked, then the others; the cursor passes the headings over."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Where.PANES, Where.LISTS, Where.FACETS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *("row--cursor", "row--cursor-blurred", "row--unread", "row--dim", "row--star"),
    }

    @dataclass
    class Picked(Message):
        """A value was chosen."""

        value: FacetValue

    @dataclass
    class MoreWanted(Message):
        """All values of a facet are wanted."""

        facet: Facet

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[_Line] = []
        self._generation = 0

    def show(self, facets: Facets) -> None:
        """Take new values; the cursor stays on its value, else in its section, else near its row."""
        before, facet = self._lines[self.cursor] if self._lines else None, self._facet_at(self.cursor)
        self._lines = list(_lines(facets))
        self._generation += 1
        self.rows_changed(self._row_like(before, facet))

    def clear(self) -> None:
        """Take all values away: those of another list are to come."""
        self._lines = []
        self._generation += 1
        self.rows_changed(0)

    @property
    def current(self) -> FacetValue | None:
        """The value under the cursor."""
        line = self._lines[self.cursor] if self._lines else None
        return line if isinstance(line, FacetValue) else None

    @property
    def terms(self) -> tuple[Single, ...]:
        """What the values that are shown ask for, from the top down."""
        return tuple(line.term for line in self._lines if isinstance(line, FacetValue))

    def _facet_at(self, row: int) -> Facet | None:
        headings = (line.facet for line in reversed(self._lines[: row + 1]) if isinstance(line, _Heading))
        return next(headings, None)

    def _row_like(self, before: _Line | None, facet: Facet | None) -> int:
        rows = range(len(self._lines))
        if isinstance(before, FacetValue):
            terms = [line.term if isinstance(line, FacetValue) else None for line in self._lines]
            if before.term in terms:
                return terms.index(before.term)
        if isinstance(before, FacetValue | _More):
            section = [row for row in rows if self._facet_at(row) is facet][1:]
            if section:
                return min(self.cursor, section[-1]) if self.cursor in section else section[0]
        return self._passed(min(self.cursor, len(self._lines) - 1), 1)

    # The cursor.

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row that is no heading."""
        return self._passed(super().validate_cursor(cursor), 1 if cursor >= self.cursor else -1)

    def _passed(self, row: int, step: int) -> int:
        """The next row from `row` on that is no heading; no section is empty."""
        if not 0 <= row < len(self._lines) or not isinstance(self._lines[row], _Heading):
            return max(0, row)
        return row + step if row + step >= 0 else row + 1

    # Drawing.

    def row_total(self) -> int:
        """How many lines there are, headings included."""
        return len(self._lines)

    def row_key(self, row: int) -> object:
        """A line is drawn anew whenever the values are new."""
        return (self._generation, row)

    def draw_row(self, row: int, part: int, width: int) -> Strip:
        """A heading; or a value, with a mark where it is in force, and its count at the right."""
        line = self._lines[row]
        base = self.row_style(row)
        match line:
            case _Heading(facet):
                segments = [Segment(cut(f" {HEADINGS[facet]}", width), self.row_style(row, "row--dim"))]
            case _More(_, others):
                segments = [Segment(cut(f"   … {others:,} more", width), self.row_style(row, "row--dim"))]
            case FacetValue(_, _, count, in_force):
                number = f"{count:,}"
                mark = " ✓ " if in_force else "   "
                room = max(1, width - cells(number) - cells(mark) - 2)
                label = cut(value_text(line), room)
                padding = " " * max(0, width - cells(mark) - cells(label) - cells(number) - 1)
                segments = [
                    Segment(mark, self.row_style(row, "row--star")),
                    Segment(label, self.row_style(row, *(["row--unread"] if in_force else []))),
                    Segment(padding, base),
                    Segment(number, self.row_style(row, "row--star" if in_force else "row--dim")),
                    Segment(" ", base),
                ]
        return Strip(segments).adjust_cell_length(width, base)

    # Keys and mouse.

    def action_choose(self) -> None:
        """Narrow the list to the value under the cursor, or show the rest of its section."""
        line = self._lines[self.cursor] if self._lines else None
        match line:
            case FacetValue():
                self.post_message(self.Picked(line))
            case _More(facet):
                self.post_message(self.MoreWanted(facet))
            case _:
                pass

    def section(self, step: int) -> None:
        """To the first value of the next section, or of the one before."""
        headings = [row for row, line in enumerate(self._lines) if isinstance(line, _Heading)]
        here = max((row for row in headings if row <= self.cursor), default=0)
        beyond = [row for row in headings if (row > here if step > 0 else row < here)]
        if beyond:
            self.cursor = (beyond[0] if step > 0 else beyond[-1]) + 1

    def on_click(self, event: events.Click) -> None:
        """Choose the value that was clicked."""
        event.prevent_default()
        offset = event.get_content_offset(self)
        row = offset.y + self.scroll_offset.y if offset is not None else -1
        if 0 <= row < len(self._lines) and not isinstance(self._lines[row], _Heading):
            self.cursor = row
            self.action_choose()


def _lines(facets: Facets) -> Iterator[_Line]:
    for section in facets.sections:
        yield _Heading(section.facet)
        yield from section.values
        if section.others:
            yield _More(section.facet, section.others)
