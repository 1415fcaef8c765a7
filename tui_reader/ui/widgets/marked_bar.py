"""A scroll bar with marks in it: where in the article the hits of a search stand."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender

_MARK = "━"


def marked_bar(rows: Callable[[int], Collection[int]], colour: Callable[[], Style]) -> type[ScrollBarRender]:
    """A renderer for one vertical scroll bar, which asks for its marks whenever it is drawn.

    Args:
        rows: Gives the rows to be marked, from 0, of a bar of so many.
        colour: The colour of the marks.
    """

    class MarkedBar(ScrollBarRender):
        @classmethod
        def render_bar(cls, size: int = 25, *arguments: Any, **options: Any) -> Segments:
            """The bar as it is, and a mark in each row that is to have one."""
            bar = super().render_bar(size, *arguments, **options)
            marks = rows(size)
            if not marks:
                return bar
            mark = colour()
            segments = [
                Segment(_MARK, (segment.style or Style()) + _over(segment, mark)) if row in marks else segment
                for row, segment in enumerate(bar.segments)
            ]
            return Segments(segments, new_lines=bar.new_lines)

    return MarkedBar


def _over(segment: Segment, mark: Style) -> Style:
    """The mark's colour on the track, and on the thumb, which is drawn reversed."""
    if segment.style is not None and segment.style.reverse:
        return Style(color=mark.color, bgcolor=segment.style.color, reverse=False)
    return Style(color=mark.color)
