"""Sets code and formulas as they are: no line joined, none broken without a mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tui_reader.document.blocks import Code, Style
from tui_reader.document.cells import spans
from tui_reader.document.formulas import readable
from tui_reader.document.highlight import Token, tokens
from tui_reader.document.inline import Prose
from tui_reader.document.page import Role, Run
from tui_reader.document.setting import Setting
from tui_reader.document.spoken import words

_TAB = 4
_LEAST_ROOM = 6
"""Cells below which a broken line gets no mark."""


def set_code(setting: Setting, code: Code) -> None:
    """Set a block of code, its language above it."""
    text = code.text.rstrip("\n").expandtabs(_TAB)
    language = " ".join(code.language.split())
    options = setting.options
    if options.spoken:
        said = words(options)
        label = said.code_in.format(language=language) if language else said.code
        setting.say(label, Role.CODE_MARK)
    elif language and options.code_labels and setting.cells(language) <= setting.first_room:
        setting.line((), "", mark=Run(language, Role.CODE_MARK))
    highlighted = None
    if options.highlight and language and len(text) <= setting.register.code_left:
        setting.register.code_left -= len(text)
        highlighted = tokens(text, language)
    _set(setting, highlighted or ([(line, Role.CODE)] for line in text.split("\n")))
    if options.spoken:
        setting.say(words(options).code_end, Role.CODE_MARK)


def set_formula(setting: Setting, tex: str) -> None:
    """Set a formula's source, indented; a long line of it is broken as prose is, for blanks mean nothing there."""
    if setting.options.formulas:
        tex = readable(tex)
    setting.hang(Run(words(setting.options).formula if setting.options.spoken else "  "))
    for line in tex.expandtabs(_TAB).split("\n"):
        prose = Prose()
        prose.add(line, (Role.MATH, Style.NONE, None, None))
        if prose.length and (setting.options.wrap_code or setting.options.formulas):
            setting.prose(prose)
        else:
            setting.line((Run(line, Role.MATH),) if line else (), "\n")
    setting.unhang()


def _set(setting: Setting, lines: Iterable[list[Token]]) -> None:
    mark = Run("\\ " if setting.options.ascii_only else "↪ ", Role.CODE_MARK)
    mark_cells = setting.cells(mark.text)
    for line in lines:
        runs = tuple(Run(text, role) for text, role in line if text)
        length = sum(len(text) for text, _ in line)
        room = setting.first_room
        if 2 * length <= room or not setting.options.wrap_code:
            setting.line(runs, "\n")
            continue
        marked = setting.room >= _LEAST_ROOM + mark_cells
        rows = _rows("".join(text for text, _ in line), room, setting.room - (mark_cells if marked else 0), setting)
        for number, (start, stop) in enumerate(rows):
            part = _slice(runs, start, stop)
            setting.line(part, "" if stop < length else "\n", mark=mark if number and marked else None)


def _rows(text: str, first: int, room: int, setting: Setting) -> list[tuple[int, int]]:
    """Where the pieces of a long line begin and end: as full as they can be."""
    if text.isascii():
        starts = [0, *range(first, len(text), room)] if len(text) > first else [0]
        return list(zip(starts, [*starts[1:], len(text)], strict=True))
    rows: list[tuple[int, int]] = []
    begin, left = 0, first
    for start, _, cells in spans(text, setting.options.ambiguous):
        if cells > left and start > begin:
            rows.append((begin, start))
            begin, left = start, room
        left -= cells
    return [*rows, (begin, len(text))]


def _slice(runs: Iterable[Run], start: int, stop: int) -> tuple[Run, ...]:
    return tuple(_cut(runs, start, stop))


def _cut(runs: Iterable[Run], start: int, stop: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        text = run.text[max(0, start - at) : max(0, stop - at)]
        if text:
            yield Run(text, run.role)
        at += len(run.text)
        if at >= stop:
            return
