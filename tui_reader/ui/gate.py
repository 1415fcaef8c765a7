"""The last gate before the terminal: every segment that leaves a widget passes here.

Texts are clean when they reach the widgets (`document.clean`); this gate stands in case one did not come that way.
It decides nothing about looks.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui_reader.document import clean_line


class CleanSegments(LineFilter):
    """Turns control characters into their visible pictures and takes links out of foreign styles."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give `segments` back as they are where they are clean, else with their texts cleaned.

        Args:
            segments: What a widget wants to print in one line.
            background: The colour behind it; not looked at.
        """
        if all(text.isprintable() for text, _, _ in segments):
            return segments
        return [
            segment if segment.control else Segment(clean_line(segment.text), segment.style) for segment in segments
        ]
