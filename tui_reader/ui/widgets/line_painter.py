"""Lines of a page as segments with colours, and what of them the mouse points at or has selected."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.selection import Selection

from tui_reader.document import Line, Role, Run, Style, width

_LEFT_OUT = "\0"
"""Stands in for signs of setting that are no text, while a selection is cut out of its lines."""

Mark = tuple[int, int, RichStyle]
"""A range of a line's characters, and the style that lies over it."""


class Styled(Protocol):
    """A widget whose component classes give the colours."""

    @property
    def rich_style(self) -> RichStyle:
        """The style of its ground."""
        ...

    def get_component_rich_style(self, *names: str, partial: bool = False) -> RichStyle:
        """The style of a component class."""
        ...


class LinePainter:
    """Gives the runs of lines their styles, each of which is made once."""

    def __init__(self, widget: Styled) -> None:
        self._widget = widget
        self._styles: dict[tuple[Role, Style, bool], RichStyle] = {}
        self._ground: RichStyle | None = None

    def forget(self) -> None:
        """The colours are others now."""
        self._styles.clear()
        self._ground = None

    @property
    def ground(self) -> RichStyle:
        """The style of the empty pane; Textual makes it anew each time it is asked."""
        if self._ground is None:
            self._ground = self._widget.rich_style
        return self._ground

    def segments(self, line: Line, marks: Sequence[Mark]) -> list[Segment]:
        """The line's text with its styles, and those of `marks` laid over them."""
        segments: list[Segment] = []
        offset = 0
        for run in line.runs:
            style = self.style(run.role, run.style, linked=run.link is not None)
            segments.extend(_overlaid(run, offset, style, marks))
            offset += len(run.text)
        return segments

    def style(self, role: Role, style: Style = Style.NONE, *, linked: bool = False) -> RichStyle:
        """The style of text of that kind."""
        key = (role, style, linked)
        if key not in self._styles:
            component = self._widget.get_component_rich_style
            result = self.ground + component(f"role--{role.value}", partial=True)
            if linked and role is not Role.FOOTNOTE:
                result += component("article--link", partial=True)
            if style & (Style.CODE | Style.KEYBOARD):
                result += component("article--inline-code", partial=True)
            if style & Style.ABSENT:
                result += component("role--dim", partial=True)
            if style & Style.MARK:
                result += component("article--mark", partial=True)
            result += RichStyle(
                bold=True if style & Style.STRONG else None,
                italic=True if style & Style.EMPHASIS else None,
                strike=True if style & Style.STRIKE else None,
            )
            self._styles[key] = result
        return self._styles[key]


def _overlaid(run: Run, offset: int, style: RichStyle, marks: Sequence[Mark]) -> list[Segment]:
    """The run, which begins at the line's character `offset`, as segments, with the styles of `marks` over it."""
    end = offset + len(run.text)
    cuts = {offset, end}
    for start, stop, _ in marks:
        cuts.update(place for place in (start, stop) if offset < place < end)
    places = sorted(cuts)
    segments = []
    for begin, stop in pairwise(places):
        overlay = style
        for mark_start, mark_stop, mark in marks:
            if mark_start <= begin < mark_stop:
                overlay += mark
        segments.append(Segment(run.text[begin - offset : stop - offset], overlay))
    return segments


def run_at(line: Line, x: int) -> Run | None:
    """The run at the cell `x` of `line`, from 0; None beside the text."""
    end = 0
    for run in line.runs:
        end += width(run.text)
        if 0 <= x < end:
            return run
    return None


def selected_text(lines: Sequence[Line], selection: Selection) -> str | None:
    """The selected text as the post has it: lines that the layout broke are joined again; None where none is."""
    parts: list[str] = []
    for number, line in enumerate(lines):
        span = selection.get_span(number)
        if span is None:
            continue
        start, end = span
        text = "".join(run.text if run.role is not Role.GAP else _LEFT_OUT * len(run.text) for run in line.runs)
        stop = len(text) if end == -1 else end
        joined = bool(parts) and lines[number - 1].end != "\n"
        parts.append(text[max(start, line.indent if joined else 0) : stop].replace(_LEFT_OUT, ""))
        parts.append(line.end if stop >= len(text) else "")
    return "".join(parts).rstrip("\n") if parts else None
