"""Sets tables: columns exact in cells, cells wrapped where they must be, records where columns can't be.

Knows no document; `layout` says where a table stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tui_reader.document.blocks import Alignment, Spans, Style, Table
from tui_reader.document.inline import Prose, Weaver
from tui_reader.document.linebreak_address import addresses
from tui_reader.document.page import Role, Run
from tui_reader.document.paragraphs import SetLine, natural_width, set_prose
from tui_reader.document.setting import Setting
from tui_reader.document.spoken import words

_GAP = 2
"""Cells between two columns."""
_LEAST = 6
"""Cells that a column keeps, where its text has as many."""
_LONGEST_WORD = 16
"""Words up to this length widen the least width of their column."""
_NUMBER = re.compile(r"[-+−±~≈<>≤≥]?\s?[$￥£€¥]?\s?\d[\d,. ]*\s?(?:%|‰|℃|°|[万亿]?[元个人次台]?|[kKMGT]i?B|ms|s|x)?\s?")
_WORD = re.compile(r"[!-~]+")

_Row = list[Prose]


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table whose spans are prose."""

    head: _Row
    rows: list[_Row]
    alignments: Sequence[Alignment]
    natural: list[int]
    """Cells of each column where nothing wraps."""
    least: list[int]
    """Cells below which a column is no column any more."""


def set_table(setting: Setting, weaver: Weaver, table: Table) -> None:
    """Set a table, its caption above it."""
    caption = weaver.weave(table.caption, Role.CAPTION)
    setting.prose(caption)
    if not table.alignments:
        return
    grid = _grid(setting, weaver, table)
    if setting.options.spoken:
        size = words(setting.options).table.format(rows=len(grid.rows), columns=len(grid.natural))
        setting.say(size, Role.TABLE_RULE)
        _set_records(setting, grid)
        return
    widths = _widths(grid, min(setting.room, setting.first_room))
    if widths is None:
        _set_records(setting, grid)
    else:
        _set_columns(setting, grid, widths)


def _grid(setting: Setting, weaver: Weaver, table: Table) -> _Grid:
    count = len(table.alignments)
    natural, least, numeric = [1] * count, [1] * count, [True] * count

    def row(cells: Sequence[Spans], role: Role, *, body: bool) -> _Row:
        made = [weaver.weave(cell, role) for cell in cells[:count]]
        made.extend(Prose() for _ in range(count - len(made)))
        for column, prose in enumerate(made):
            if not prose.length:
                continue
            text = prose.text
            natural[column] = max(natural[column], natural_width(prose, setting.options))
            longest = max((len(word) for word in _WORD.findall(text)), default=0)
            least[column] = max(least[column], min(longest, _LONGEST_WORD), _kept(setting, prose, text))
            if body and not _NUMBER.fullmatch(text):
                numeric[column] = False
        return made

    head = row(table.head, Role.TABLE_HEAD, body=False) if table.head else []
    rows = [row(cells, Role.TEXT, body=True) for cells in table.rows]
    alignments = [
        Alignment.RIGHT if given is Alignment.NONE and right and rows else given
        for given, right in zip(table.alignments, numeric, strict=True)
    ]
    least = [min(wide, max(_LEAST, word)) for wide, word in zip(natural, least, strict=True)]
    return _Grid(head, rows, alignments, natural, least)


def _kept(setting: Setting, prose: Prose, text: str) -> int:
    """The cells of the longest address that no line end may part; 0 where addresses may be broken."""
    if setting.options.break_addresses:
        return 0
    return max((setting.cells(text[start:end]) for start, end in (*addresses(text), *prose.addresses)), default=0)


def _widths(grid: _Grid, room: int) -> list[int] | None:
    """The cells of each column; None where they don't fit beside each other."""
    available = room - _GAP * (len(grid.natural) - 1)
    if sum(grid.natural) <= available:
        return grid.natural
    if sum(grid.least) > available:
        return None
    widths = list(grid.least)
    left = available - sum(widths)
    hungry = sorted(range(len(widths)), key=lambda column: grid.natural[column] - widths[column])
    for served, column in enumerate(hungry):
        share = min(grid.natural[column] - widths[column], left // (len(hungry) - served))
        widths[column] += share
        left -= share
    return widths


def _set_columns(setting: Setting, grid: _Grid, widths: list[int]) -> None:
    if grid.head:
        setting.set_lines(_row_lines(setting, grid, grid.head, widths))
        sign = "-" if setting.options.ascii_only else "─"
        each = setting.cells(sign)
        rule = (" " * _GAP).join(sign * (cells // each) + " " * (cells % each) for cells in widths)
        setting.line((), "", mark=Run(rule.rstrip(), Role.TABLE_RULE))
    made = [_row_lines(setting, grid, row, widths) for row in grid.rows]
    airy = any(len(lines) > 1 for lines in made)
    for number, lines in enumerate(made):
        if airy and number:
            setting.gap()
        setting.set_lines(lines)


def _row_lines(setting: Setting, grid: _Grid, row: _Row, widths: list[int]) -> list[SetLine]:
    """A row's lines: its cells side by side, each filled to the width of its column."""
    options = replace(setting.options, hanging=False)  # a mark would move the next column
    columns = [
        set_prose(prose, 0 if cells >= wide else cells, options) if prose.length else []
        for prose, cells, wide in zip(row, widths, grid.natural, strict=True)
    ]
    lines: list[SetLine] = []
    for number in range(max(1, *(len(lines) for lines in columns))):
        runs: list[Run] = []
        gap = 0
        for column, cells in enumerate(widths):
            part = columns[column][number][0] if number < len(columns[column]) else ()
            spare = max(0, cells - sum(setting.cells(run.text) for run in part))
            before = _before(grid.alignments[column], spare)
            if part:
                if gap + before:
                    runs.append(Run(" " * (gap + before)))
                runs.extend(part)
                gap = spare - before + _GAP
            else:
                gap += cells + _GAP
        lines.append((tuple(runs), "\n"))
    return lines


def _before(alignment: Alignment, spare: int) -> int:
    """How much of the spare room stands before the text."""
    match alignment:
        case Alignment.RIGHT:
            return spare
        case Alignment.CENTER:
            return spare // 2
        case _:
            return 0


def _set_records(setting: Setting, grid: _Grid) -> None:
    """Each row as a record: `column: value`, a line each."""
    colon = "：" if setting.options.chinese else ": "
    for number, row in enumerate(grid.rows or ([grid.head] if grid.head else [])):
        if number:
            setting.gap()
        for column, value in enumerate(row):
            if not value.length:
                continue
            prose = Prose()
            if grid.rows and column < len(grid.head) and grid.head[column].length:
                prose.extend(grid.head[column])
                prose.add(colon, (Role.TABLE_HEAD, Style.NONE, None, None))
            prose.extend(value)
            setting.hang(Run(""), Run("  "))
            setting.prose(prose)
            setting.unhang()
