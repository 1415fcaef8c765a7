"""Text with places in it that are marked, as segments; it knows no widget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from rich.style import Style


def marked(text: str, spans: Sequence[tuple[int, int]], style: Style, mark: Style) -> Iterator[Segment]:
    """`text` in segments.

    Args:
        text: What is shown.
        spans: What of it is marked: from and up to which characters, in order, none overlapping.
        style: Of the text.
        mark: Of what is marked.
    """
    at = 0
    for start, end in spans:
        if start > at:
            yield Segment(text[at:start], style)
        if end > start:
            yield Segment(text[start:end], mark)
        at = end
    if at < len(text):
        yield Segment(text[at:], style)
