"""A terminal's screen as an SVG picture: any monospaced font, and every character in its cell.

It knows nothing of the program that painted the screen, and writes no file.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import combining, east_asian_width
from xml.sax.saxutils import escape

import pyte
from pyte.screens import Char

CELL = 9
LINE = 20
FONT_SIZE = 15
WIDE_SIZE = 17
"""The size of wide characters: they fill their two cells even where `textLength` is not honoured."""
BASELINE = 15
MARGIN = 12
FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace"

NAMED = {
    "black": "000000",
    "red": "cd3131",
    "green": "0dbc79",
    "brown": "c5a332",
    "blue": "2472c8",
    "magenta": "bc3fbc",
    "cyan": "11a8cd",
    "white": "e5e5e5",
}

ARMS = {
    "─": "lr",
    "━": "lr",
    "│": "ud",
    "┃": "ud",
    "┌": "rd",
    "╭": "rd",
    "┐": "ld",
    "╮": "ld",
    "└": "ru",
    "╰": "ru",
    "┘": "lu",
    "╯": "lu",
    "├": "rud",
    "┤": "lud",
    "┬": "lrd",
    "┴": "lru",
    "┼": "lrud",
}
"""Box drawing characters by the arms they have, drawn as lines so that they meet from cell to cell."""

BLOCKS = {
    "█": (0, 0, 8, 8),
    "▀": (0, 0, 8, 4),
    "▄": (0, 4, 8, 8),
    "▌": (0, 0, 4, 8),
    "▐": (4, 0, 8, 8),
    "▔": (0, 0, 8, 1),
    "▁": (0, 7, 8, 8),
    "▂": (0, 6, 8, 8),
    "▃": (0, 5, 8, 8),
    "▅": (0, 3, 8, 8),
    "▆": (0, 2, 8, 8),
    "▇": (0, 1, 8, 8),
    "▏": (0, 0, 1, 8),
    "▎": (0, 0, 2, 8),
    "▍": (0, 0, 3, 8),
    "▋": (0, 0, 5, 8),
    "▊": (0, 0, 6, 8),
    "▉": (0, 0, 7, 8),
    "▕": (7, 0, 8, 8),
}
"""Block elements as left, top, right and bottom in eighths of a cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of the screen."""

    column: int
    width: int
    """In cells: 1 or 2."""
    text: str
    foreground: str
    background: str
    bold: bool
    italic: bool
    underline: bool

    @property
    def drawn(self) -> bool:
        """Whether it is drawn as a shape rather than written."""
        return self.text in ARMS or self.text in BLOCKS


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return "#" + NAMED.get(name.removeprefix("bright"), name)


def _cell(column: int, width: int, char: Char, colours: tuple[str, str]) -> Cell:
    foreground, background = _colour(char.fg, colours[0]), _colour(char.bg, colours[1])
    if char.reverse:
        foreground, background = background, foreground
    return Cell(column, width, char.data, foreground, background, char.bold, char.italics, char.underscore)


def _cells(screen: pyte.Screen, row: int, colours: tuple[str, str]) -> Iterator[Cell]:
    """The cells of a row; a wide character is one cell of width 2."""
    line = screen.buffer[row]
    column = 0
    while column < screen.columns:
        char = line[column]
        first = next((part for part in char.data if not combining(part)), " ")
        follows = column + 1 < screen.columns and line[column + 1].data == ""
        width = 2 if follows or east_asian_width(first) in "WF" else 1
        yield _cell(column, width, char, colours)
        column += width


def _rectangle(left: float, top: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" fill="{colour}"/>'


def _backgrounds(cells: list[Cell], top: int, ground: str) -> Iterator[str]:
    for colour, group in itertools.groupby(cells, key=lambda cell: cell.background):
        run = list(group)
        if colour != ground:
            yield _rectangle(run[0].column * CELL, top, sum(cell.width for cell in run) * CELL, LINE, colour)


def _shape(cell: Cell, top: int) -> str:
    left = cell.column * CELL
    if cell.text in BLOCKS:
        x1, y1, x2, y2 = BLOCKS[cell.text]
        width, height = (x2 - x1) / 8 * CELL, (y2 - y1) / 8 * LINE
        return _rectangle(left + x1 / 8 * CELL, top + y1 / 8 * LINE, width, height, cell.foreground)
    x, y = left + CELL / 2, top + LINE / 2
    ends = {"l": f"H{left:g}", "r": f"H{left + CELL:g}", "u": f"V{top:g}", "d": f"V{top + LINE:g}"}
    path = "".join(f"M{x:g} {y:g}{ends[arm]}" for arm in ARMS[cell.text])
    width = 2 if cell.text in "━┃" else 1
    return f'<path d="{path}" stroke="{cell.foreground}" stroke-width="{width}" stroke-linecap="square"/>'


def _style(cell: Cell) -> str:
    parts = [f'fill="{cell.foreground}"']
    if cell.bold:
        parts.append('font-weight="bold"')
    if cell.italic:
        parts.append('font-style="italic"')
    if cell.underline:
        parts.append('text-decoration="underline"')
    return " ".join(parts)


def _written(cells: list[Cell], top: int) -> Iterator[str]:
    """The text of a row: runs of one style and one width, each stretched to exactly the cells it has."""

    def kind(cell: Cell) -> tuple[str, int, bool]:
        return _style(cell), cell.width, cell.drawn or (cell.text.isspace() and not cell.underline)

    for (style, width, skipped), group in itertools.groupby(cells, key=kind):
        run = list(group)
        if skipped:
            continue
        text = escape("".join(cell.text for cell in run))
        length = len(run) * width * CELL
        size = f' font-size="{WIDE_SIZE}"' if width > 1 else ""
        yield (
            f'<text x="{run[0].column * CELL}" y="{top + BASELINE}" textLength="{length}" '
            f'lengthAdjust="spacingAndGlyphs" {style}{size}>{text}</text>'
        )


def svg(screen: pyte.Screen, *, title: str, foreground: str, background: str) -> str:
    """The screen as it stands.

    Args:
        screen: What the terminal shows.
        title: What the picture shows, for those who can't see it.
        foreground: The colour of text that has none of its own.
        background: The colour behind it, and around the screen.
    """
    width, height = screen.columns * CELL, screen.lines * LINE
    outer = f'x="{-MARGIN}" y="{-MARGIN}" width="{width + 2 * MARGIN}" height="{height + 2 * MARGIN}"'
    view = f"{-MARGIN} {-MARGIN} {width + 2 * MARGIN} {height + 2 * MARGIN}"
    fonts = f'font-family="{FONTS}" font-size="{FONT_SIZE}" xml:space="preserve" shape-rendering="crispEdges"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" {fonts}>',
        f"<title>{escape(title)}</title>",
        f'<rect {outer} rx="8" fill="{background}"/>',
    ]
    for row in range(screen.lines):
        cells = list(_cells(screen, row, (foreground, background)))
        top = row * LINE
        parts += _backgrounds(cells, top, background)
        parts += [_shape(cell, top) for cell in cells if cell.drawn]
        parts += _written(cells, top)
    return "\n".join([*parts, "</svg>", ""])
