"""Draws the lines of an article: hits, the selection, the chosen link, letters over links, code that is shifted.

It knows what stands on which line, and no keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.cache import LRUCache
from textual.geometry import Size
from textual.screen import Screen
from textual.selection import Selection
from textual.strip import Strip

from tui_reader.document import Line, Role, cut, width
from tui_reader.ui.widgets.framed import fitted
from tui_reader.ui.widgets.hints import Spot
from tui_reader.ui.widgets.hit_marks import HitMarks
from tui_reader.ui.widgets.line_painter import LinePainter, Mark, Styled

_SHIFT = 8
"""Cells by which a key shifts code."""


class Canvas(Styled, Protocol):
    """The pane in which the lines stand."""

    @property
    def size(self) -> Size:
        """Cells of its content, the scroll bar included."""
        ...

    @property
    def text_selection(self) -> Selection | None:
        """What is selected in it."""
        ...

    @property
    def screen(self) -> Screen[object]:
        """Its screen, which has the selection's colour."""
        ...


class ArticleDrawing:
    """The lines of one article, or of a hint that stands in its place, as strips."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._painter = LinePainter(canvas)
        self._strips: LRUCache[int, Strip] = LRUCache(1024)
        self._labels: dict[int, list[tuple[int, str]]] = {}
        self.lines: tuple[Line, ...] = ()
        self.page_top = 0
        """The line with which the page begins, below its card."""
        self.hint: tuple[str, ...] = ()
        """What stands in the middle instead of an article."""
        self.hits = HitMarks()
        self.link: int | None = None
        """The place of the chosen link in `Page.links`."""
        self.caret: tuple[int, int] | None = None
        """The line and the character at which a selection by keys goes on."""
        self.shift = 0
        """Cells by which lines of code are shifted to the left."""

    def put(self, lines: tuple[Line, ...], page_top: int, hint: tuple[str, ...] = ()) -> None:
        """Take other lines, or a hint."""
        self.lines, self.page_top, self.hint = lines, page_top, hint
        self.hits = HitMarks()
        self.caret = None
        self._labels.clear()
        self.forget()

    def label(self, labelled: Mapping[str, Spot]) -> None:
        """Let letters stand over what can be opened; none for an empty table."""
        self._labels.clear()
        for letters, spot in labelled.items():
            self._labels.setdefault(spot.line + self.page_top, []).append((spot.start, letters))
        self.forget()

    def forget(self) -> None:
        """Draw all lines anew."""
        self._strips.clear()

    def forget_styles(self) -> None:
        """The colours are others now."""
        self.forget()
        self._painter.forget()

    def strip(self, y: int, number: int, column: int, left: int) -> Strip:
        """A line, as wide as the canvas.

        Args:
            y: Where it stands on the screen, for a hint, which doesn't scroll.
            number: Which line it is.
            column: Cells of the text column.
            left: Cells before it.
        """
        strip = self._strips.get(number)
        if strip is None or strip.cell_length != self._canvas.size.width:
            strip = self._hint(y) if self.hint else self._line(number, column, left)
            self._strips[number] = strip
        return strip

    def shift_code(self, direction: int, shown: range, column: int) -> None:
        """Shift lines of code by some cells, as far as the longest one of those that are shown goes."""
        lines = self.lines[shown.start + self.page_top : shown.stop + self.page_top]
        longest = max((width(line.text) for line in lines if _is_code(line)), default=0)
        self.shift = max(0, min(longest - column, self.shift + direction * _SHIFT))
        self.forget()

    def _hint(self, y: int) -> Strip:
        cells, height = self._canvas.size
        base = self._painter.ground
        lines = fitted(self.hint, cells - 2)
        top = max(0, (height - len(lines)) // 3)
        if not top <= y < top + len(lines):
            return Strip.blank(cells, base)
        text = cut(lines[y - top], max(0, cells - 2))
        left = max(0, (cells - width(text)) // 2)
        style = self._painter.style(Role.TITLE if y == top else Role.META)
        return Strip([Segment(" " * left, base), Segment(text, style)]).adjust_cell_length(cells, base)

    def _line(self, number: int, column: int, left: int) -> Strip:
        cells = self._canvas.size.width
        base = self._painter.ground
        if number >= len(self.lines):
            return Strip.blank(cells, base)
        line = self.lines[number]
        text = Strip(self._painter.segments(line, list(self._marks(line, number))))
        if number in self._labels:
            text = self._labelled(text, line, self._labels[number])
        if _is_code(line):
            text = self._shifted(text, column).apply_offsets(self.shift, number)
        else:
            text = text.apply_offsets(0, number)
        return Strip.join([Strip.blank(left, base), text]).adjust_cell_length(cells, base)

    def _shifted(self, text: Strip, column: int) -> Strip:
        """As much of a line of code as the column has room for, from where it is shifted to."""
        end = self.shift + column
        if text.cell_length <= end:
            return text.crop(self.shift) if self.shift else text
        more = Segment("›", self._painter.style(Role.CODE_MARK))
        return Strip.join([text.crop(self.shift, end - 1), Strip([more])])

    def _labelled(self, text: Strip, line: Line, labelled: Sequence[tuple[int, str]]) -> Strip:
        """The line with letters in the place of what they stand for begins with; they take no room from the rest."""
        style = self._style("article--label")
        for start, letters in labelled:
            at = width(line.text[:start])
            after = at + len(letters)
            rest = text.crop(after) if after < text.cell_length else Strip([])
            text = Strip.join([text.crop(0, at), Strip([Segment(letters, style)]), rest])
        return text

    def _marks(self, line: Line, number: int) -> Iterator[Mark]:
        """What lies over a line: the hits, the chosen link, the selection and its end."""
        for start, end, is_current in self.hits.on(number - self.page_top):
            yield start, end, self._style("article--hit-current" if is_current else "article--hit")
        if self.link is not None and number >= self.page_top:
            at = 0
            for run in line.runs:
                if run.link == self.link:
                    yield at, at + len(run.text), self._style("article--link-current")
                at += len(run.text)
        selection = self._canvas.text_selection
        if selection is not None and (span := selection.get_span(number)) is not None:
            start, end = span
            style = self._canvas.screen.get_component_rich_style("screen--selection", partial=True)
            yield start, len(line.text) if end == -1 else end, style
        if self.caret is not None and self.caret[0] == number:
            yield self.caret[1], self.caret[1] + 1, self._style("article--caret")

    def _style(self, name: str) -> RichStyle:
        return self._canvas.get_component_rich_style(name, partial=True)


def _is_code(line: Line) -> bool:
    return any(run.role.value.startswith("code") for run in line.runs)
