"""Puts lines on the page under each other: what stands before them (indents, bars, marks), blank lines, counting.

Knows no blocks: `layout` says what is set and where it hangs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tui_reader.document.cells import cut, is_right_to_left
from tui_reader.document.cells import width as cells_of
from tui_reader.document.inline import Prose
from tui_reader.document.page import LayoutOptions, Line, Role, Run
from tui_reader.document.paragraphs import SetLine, set_prose
from tui_reader.document.register import Register

DEEPEST = 40
"""How many indents may stand in each other; what is deeper is set as if it were here."""
UNLIMITED = 1 << 40
"""The room of a line that may be as long as it wants."""
_LEAST_ROOM = 12
"""Cells that indents leave to the text, where the line has as many."""


@dataclass(slots=True)
class Hang:
    """What stands before the lines of a block: once before the first, then before all others."""

    first: Run
    rest: Run
    first_cells: int
    rest_cells: int
    used: bool = False


class Setting:
    """A page in the making: lines, and where the next one goes."""

    def __init__(self, options: LayoutOptions, register: Register) -> None:
        self.options = options
        self.register = register
        self.width = options.width if options.width > 0 else UNLIMITED
        self.lines: list[Line] = []
        self.block = 0
        self._offset = 0
        self._hangs: list[Hang | None] = []
        self._cells = 0
        self._deep = 0
        self._blank: int | None = None

    @property
    def room(self) -> int:
        """Cells that a line has for its text."""
        return max(1, self.width - self._cells)

    @property
    def first_room(self) -> int:
        """Cells that the next line has for its text."""
        return max(1, self.width - sum(_cells_now(hang) for hang in self._hangs if hang is not None))

    @property
    def depth(self) -> int:
        """How many blocks the current one stands in."""
        return len(self._hangs)

    def cells(self, text: str) -> int:
        """The cells of `text` with the page's ambiguous width."""
        return cells_of(text, self.options.ambiguous)

    def can_hang(self, cells: int) -> bool:
        """Whether a mark of so many cells leaves enough room for text beside it."""
        return self._deep < DEEPEST and self.first_room - cells >= min(_LEAST_ROOM, (self.width + 1) // 2)

    def hang(self, first: Run, rest: Run | None = None) -> None:
        """Let what follows hang: `first` before its first line, `rest`, else as much space, before the others.

        Where too little room would be left, the lines stand further left; a first mark that has no room is left out.
        """
        first_cells = self.cells(first.text)
        rest = rest if rest is not None else Run(" " * first_cells)
        rest_cells = self.cells(rest.text)
        least = min(_LEAST_ROOM, (self.width + 1) // 2)
        if self._deep >= DEEPEST or self.first_room - first_cells < max(2, least // 2):
            self._hangs.append(None)
            return
        if self.width - self._cells - max(first_cells, rest_cells) < least:
            rest, rest_cells = Run(""), 0
        self._deep += 1
        self._cells += rest_cells
        self._hangs.append(Hang(first, rest, first_cells, rest_cells))

    def unhang(self) -> None:
        """End the last `hang`; the mark of an item or a note that had no line gets one."""
        hang = self._hangs[-1]
        if hang is not None and not hang.used and hang.first.role in (Role.LIST_MARK, Role.FOOTNOTE):
            self.line((), "\n")
        self._hangs.pop()
        if hang is not None:
            self._deep -= 1
            self._cells -= hang.rest_cells

    def gap(self) -> None:
        """Let a blank line stand before the next line."""
        if self.lines and all(hang is None or hang.used for hang in self._hangs):
            level = len(self._hangs)
            self._blank = level if self._blank is None else min(self._blank, level)

    def no_gap(self) -> None:
        """Take back the blank line that was asked for."""
        self._blank = None

    def line(self, runs: tuple[Run, ...], end: str, *, mark: Run | None = None) -> None:
        """Set one line.

        Args:
            runs: Its text.
            end: What stood between it and the next.
            mark: Furniture of this line alone.
        """
        if self._blank is not None:
            blank, self._blank = self._blank, None
            self._put((), "\n", self._bars(blank))
        if self.lines and self.lines[-1].block != self.block:
            self._offset = 0
        furniture: tuple[Run, ...] = ()
        if self._hangs:
            furniture = tuple(run for hang in self._hangs if hang is not None and (run := _run_now(hang)).text)
            for hang in self._hangs:
                if hang is not None:
                    hang.used = True
        if furniture and not runs and mark is None:
            furniture = _without_end(furniture)
        self._put(runs, end, (*furniture, mark) if mark else furniture, self.block)

    def say(self, text: str, role: Role) -> None:
        """Set a line of words that are none of the article's, cut where there is too little room."""
        self.line((), "", mark=Run(cut(text, self.first_room, ambiguous=self.options.ambiguous), role))

    def _put(self, runs: tuple[Run, ...], end: str, furniture: tuple[Run, ...], block: int | None = None) -> None:
        if block is None:
            block = self.lines[-1].block
        whole = (*furniture, *runs) if furniture else runs
        indent = length = 0
        for run in furniture:
            indent += len(run.text)
        for run in whole:
            if run.role is not Role.GAP:
                length += len(run.text)
            if run.link is not None or run.image is not None:
                self.register.met(run, len(self.lines))
        self.lines.append(Line(whole, block, self._offset, end, indent))
        self._offset += length - indent + len(end)

    def _bars(self, level: int) -> tuple[Run, ...]:
        """What stands before a blank line between blocks of the first `level` hangs: bars go on."""
        return _without_end(tuple(hang.rest for hang in self._hangs[:level] if hang is not None and hang.rest.text))

    def set_lines(self, lines: Iterable[SetLine]) -> None:
        """Set lines that are made already."""
        for runs, end in lines:
            self.line(runs, end)

    def prose(self, prose: Prose, indent: Run | None = None) -> None:
        """Set a paragraph; `indent` stands before its first line only."""
        if not prose.length:
            return
        first = self.first_room - (self.cells(indent.text) if indent else 0)
        if indent and first < _LEAST_ROOM:
            indent, first = None, self.first_room
        if self.width == UNLIMITED:
            lines = set_prose(prose, 0, self.options)
        else:
            lines = set_prose(prose, self.room, self.options, first)
        from_right = self.options.right_edge and self.width != UNLIMITED and is_right_to_left(prose.text)
        for number, (runs, end) in enumerate(lines):
            mark = indent if number == 0 else None
            if from_right:
                free = self.first_room - sum(self.cells(run.text) for run in runs)
                mark = Run(" " * free) if free > 0 else None
            self.line(runs, end, mark=mark)


def _cells_now(hang: Hang) -> int:
    return hang.rest_cells if hang.used else hang.first_cells


def _run_now(hang: Hang) -> Run:
    return hang.rest if hang.used else hang.first


def _without_end(furniture: tuple[Run, ...]) -> tuple[Run, ...]:
    """Furniture of a line without text: no space at its end."""
    kept = list(furniture)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        last = kept[-1]
        kept[-1] = Run(last.text.rstrip(), last.role, last.style, last.link, last.image)
    return tuple(kept)
