"""The signs that the screen is drawn with, and their ASCII twins, in one table; and the filter that puts the twins in.

Letters are not touched, whatever the terminal can show of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_SAME = {
    "-": "─━┄┅┈┉╌╍═–—−‒―▁▂▔",
    "|": "│┃┆┇┊┋╎╏║▌▐▎▍▏▕▊▋",
    "+": "┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋╋╒╕╘╛",
    "#": "█▀▄▆▇▅▃▛▜▙▟▗▖▝▘▉▪■▣",
    ".": "·•◦∙░▒▓",
    "~": "…",
    "*": "★",
    "o": "●◉⬤",
    "_": "○◯☆▢□⭘☐",
    "v": "▾▼↓⌄",
    ">": "▸▶→›❯⏵»",
    "<": "◂◀←‹❮⏴«↪",
    "^": "▴▲↑",
    "x": "✓✔✗✕☑✖×",
    "/": "⌕╱",
    "\\": "╲",
    '"': "“”„",
    "'": "‘’‚",
    "?": "�",
}
TWINS: Mapping[int, str] = MappingProxyType(
    {ord(sign): twin for twin, signs in _SAME.items() for sign in signs} | {0x1F50E: "/ ", 0x2328: "k", 0xA0: " "}
)
"""Each sign by its number, and what takes its cells; two for one that is wide."""


class AsciiSigns(LineFilter):
    """Puts the twins in the place of signs, in whatever is painted; also of those that stand in posts."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Give `segments` back with ASCII signs; as they are where they have no others.

        Args:
            segments: What a widget wants to print in one line.
            background: The colour behind it; not looked at.
        """
        if all(text.isascii() for text, _, _ in segments):
            return segments
        return [
            segment if segment.control else Segment(segment.text.translate(TWINS), segment.style)
            for segment in segments
        ]
