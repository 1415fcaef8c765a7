"""A pane of rows of which only the visible ones exist: the base of the category tree and the article list.

Textual's Line API; cost does not depend on the number of rows. Knows cells and a cursor, never what a row means.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from tui_reader.document import cut
from tui_reader.document import width as cells
from tui_reader.ui.widgets.framed import FramedPane, fitted


class RowPane(FramedPane, can_focus=True):
    """Rows of equal height with one under the cursor."""

    DEFAULT_CSS = """
    RowPane { overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    cursor: var[int] = var(0, init=False)
    """The row under the cursor, from 0."""
    row_height: var[int] = var(1, init=False)
    """Cells in height of a row."""

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        pane: RowPane
        row: int

        @property
        def control(self) -> RowPane:
            """The pane whose cursor moved."""
            return self.pane

    @dataclass
    class Chosen(Message):
        """The row under the cursor was clicked."""

        pane: RowPane
        row: int

        @property
        def control(self) -> RowPane:
            """The pane whose row was clicked."""
            return self.pane

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strips: LRUCache[tuple[object, ...], Strip] = LRUCache(1024)
        self._row_styles: dict[tuple[bool, tuple[str, ...]], Style] = {}
        """Of the lines that are being drawn: Textual reckons a widget's style anew each time that it is asked."""
        self._hint: tuple[str, ...] = ()

    # What a pane of rows must say.

    def row_total(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row_key(self, row: int) -> object:
        """What a drawn row depends on besides its width and the cursor; equal keys are drawn once."""
        raise NotImplementedError

    def draw_row(self, row: int, part: int, width: int) -> Strip:
        """One line of a row.

        Args:
            row: The row, from 0.
            part: The line within the row, from 0.
            width: Cells to fill, exactly.
        """
        raise NotImplementedError

    # Rows and the screen.

    def set_hint(self, *lines: str) -> None:
        """What stands in the pane while it has no rows: what that means, and what to do."""
        self._hint = lines
        self.refresh()

    def rows_changed(self, cursor: int | None = None, *, steady: bool = False) -> None:
        """Take a new number of rows, or new contents, and put the cursor on `cursor`, without a `Moved` message.

        Args:
            cursor: Where it stands now; None for where it stood.
            steady: Whether it is to stand on the same line of the screen, whatever has come above it.
        """
        self._strips.clear()
        line = self.cursor * self.row_height - self.scroll_offset.y
        total = self.row_total()
        wanted = self.cursor if cursor is None else cursor
        with self.prevent(self.Moved):
            self.set_reactive(RowPane.cursor, max(0, min(wanted, total - 1)))
        self._size_changed()
        if steady and 0 <= line < self.scrollable_content_region.height:
            top = max(0, self.cursor * self.row_height - line)
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self._scroll_to_cursor()
        self.refresh()

    def _size_changed(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.row_total() * self.row_height)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the rows to the new width and keep the cursor in sight."""
        self._strips.clear()
        self._size_changed()
        self._scroll_to_cursor()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the old colours."""
        super().notify_style_update()
        self._strips.clear()

    def _watch_row_height(self) -> None:
        self.rows_changed()

    def _watch_cursor(self, before: int, after: int) -> None:
        self._refresh_row(before)
        self._refresh_row(after)
        self._scroll_to_cursor()
        self.post_message(self.Moved(self, after))

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, self.row_total() - 1))

    def _refresh_row(self, row: int) -> None:
        top = row * self.row_height - round(self.scroll_y)
        self.refresh(Region(0, top, self.size.width, self.row_height))

    def _scroll_to_cursor(self) -> None:
        height = self.scrollable_content_region.height
        if not height:
            return
        top = self.cursor * self.row_height
        above, below = self.scroll_offset.y, self.scroll_offset.y + height - self.row_height
        if top < above:
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        elif top > below:
            self.scroll_to(y=top - height + self.row_height, animate=False, force=True, immediate=True)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part of the pane."""
        self._row_styles.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """The line at `y` cells below the top of the pane."""
        width = self.size.width
        if not self.row_total():
            return self._draw_hint(y, width)
        row, part = divmod(y + self.scroll_offset.y, self.row_height)
        if row >= self.row_total():
            return Strip.blank(width, self.rich_style)
        current = row == self.cursor
        key = (self.row_key(row), part, width, current, current and self.has_focus)
        strip = self._strips.get(key)
        if strip is None:
            strip = self.draw_row(row, part, width)
            self._strips[key] = strip
        return strip

    def _draw_hint(self, y: int, width: int) -> Strip:
        base = self.rich_style
        lines = fitted(self._hint, width - 2)
        number = y - self.size.height // 4
        if not 0 <= number < len(lines):
            return Strip.blank(width, base)
        text = cut(lines[number], max(0, width - 2))
        style = base if number == 0 else base + self.get_component_rich_style("row--dim", partial=True)
        left = max(0, (width - cells(text)) // 2)
        return Strip([Segment(" " * left, base), Segment(text, style)]).adjust_cell_length(width, base)

    def row_style(self, row: int, *parts: str) -> Style:
        """The style of component classes `parts` over the ground that the row stands on."""
        key = row == self.cursor, parts
        style = self._row_styles.get(key)
        if style is None:
            style = self._row_styles[key] = self._styled(row, parts)
        return style

    def _styled(self, row: int, parts: tuple[str, ...]) -> Style:
        ground = self.rich_style
        if row == self.cursor:
            ground = self.get_component_rich_style("row--cursor" if self.has_focus else "row--cursor-blurred")
        for part in parts:
            style = self.get_component_rich_style(part, partial=True)
            ground += style if row != self.cursor else Style(color=style.color, bold=style.bold, dim=style.dim)
        return ground

    # Keys and mouse.

    def action_move(self, step: int) -> None:
        """Move the cursor by `step` rows."""
        self.cursor += step

    def action_move_first(self) -> None:
        """Move the cursor to the first row."""
        self.cursor = 0

    def action_move_last(self) -> None:
        """Move the cursor to the last row."""
        self.cursor = self.row_total() - 1

    def action_move_to(self, number: int) -> None:
        """Move the cursor to the row of that number, from 1."""
        self.cursor = number - 1

    def action_page(self, direction: int) -> None:
        """Move the cursor by the rows that fit on the screen, less one."""
        self.cursor += direction * max(1, self._rows_shown() - 1)

    def action_half_page(self, direction: int) -> None:
        """Move the cursor by half the rows that fit on the screen."""
        self.cursor += direction * max(1, self._rows_shown() // 2)

    def _rows_shown(self) -> int:
        return self.scrollable_content_region.height // self.row_height

    def on_focus(self) -> None:
        """Show that the cursor is heard here."""
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        """Show that the cursor is not heard here any more."""
        self._refresh_row(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that was clicked; a row that has it already is chosen."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        row = (offset.y + self.scroll_offset.y) // self.row_height
        if not 0 <= row < self.row_total():
            return
        if row == self.cursor:
            self.post_message(self.Chosen(self, row))
        else:
            self.cursor = row
