"""Terminals with few colours or none: what still tells the cursor, the selection, hits and the focus there.

The rules for it are in `reader.tcss`, under the class that the application has then; themes are elsewhere.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

FEW_COLOURS = "-few-colours"
"""The class of the application where backgrounds alone tell nothing."""
_FULL = frozenset({"256", "truecolor"})


def has_few_colours(color_system: str | None, *, no_color: bool) -> bool:
    """Whether shades of one colour look alike: with sixteen colours, or none.

    Args:
        color_system: As Rich tells it of the terminal; None where it has no colours.
        no_color: Whether the user wants none.
    """
    return no_color or color_system not in _FULL


class WithoutColour(LineFilter):
    """Takes all colours out, and leaves what else tells texts apart: bold, reverse, underlined."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give `segments` back without colours.

        Args:
            segments: What a widget wants to print in one line.
            background: The colour behind it; not looked at.
        """
        return [
            Segment(text, _plain(style) if style is not None else None, control) for text, style, control in segments
        ]


@lru_cache(maxsize=2048)
def _plain(style: Style) -> Style:
    """The style without colours; what the mouse needs to know stays."""
    plain = style.without_color
    return plain + Style.from_meta(style.meta) if style.meta else plain
