"""Composes a page: each kind of block as lines, in reading order. Paints nothing and opens nothing.

Nesting costs no stack: what is still to be set waits in a list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import assert_never

from tui_reader.document.blocks import (
    Block,
    Code,
    Definition,
    DefinitionList,
    Details,
    Document,
    Embed,
    Figure,
    Footnote,
    Heading,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Rule,
    Spans,
    Style,
    Table,
    plain,
)
from tui_reader.document.code import set_code, set_formula
from tui_reader.document.inline import Weaver, note_mark
from tui_reader.document.media import set_embed, set_figure
from tui_reader.document.page import LayoutOptions, Page, Role, Run
from tui_reader.document.register import Register
from tui_reader.document.setting import Setting
from tui_reader.document.spoken import words
from tui_reader.document.tables import set_table

Step = Callable[[], None]

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ADDRESS = re.compile(r"https?://[!-~]+")
_LATIN = re.compile("[A-Za-z]")
_KANA = re.compile("[\u3041-\u30ff]")
_INDENT = Run("\u3000\u3000")
_RULE_CELLS = 8
_NOTES_RULE_CELLS = 16


class Composition:
    """One article on its way to a page."""

    def __init__(self, document: Document, options: LayoutOptions) -> None:
        self._document = document
        self._options = options
        self._register = Register(document)
        self._setting = Setting(options, self._register)
        self._weaver = Weaver(options, self._register)
        self._steps: list[Step] = []
        self._role = Role.TEXT
        self._lists = 0
        self._spoken = words(options) if options.spoken else None
        self._quote = options.quote_mark
        if options.ascii_only and not self._quote.isascii():
            self._quote = "> "

    def page(self) -> Page:
        """Set everything."""
        for number, block in enumerate(self._document.blocks):
            self._setting.block = number
            self._run(block)
        for number, note in enumerate(self._document.footnotes):
            self._setting.block = len(self._document.blocks) + number
            self._setting.gap()
            if number == 0:
                if self._setting.lines and not self._spoken:
                    self._rule(_NOTES_RULE_CELLS)
            elif self._is_short(note.blocks):
                self._setting.no_gap()
            self._note(note)
        last = max(0, len(self._setting.lines) - 1)
        register = self._register
        return Page(
            self._options.width,
            tuple(self._setting.lines),
            register.links(last),
            register.images(last),
            register.headings(),
            register.notes(),
        )

    def _note(self, note: Footnote) -> None:
        label = self._note_label(note.number)
        link = self._register.note(note.number, label.strip()) if self._options.raised_notes else None
        self._setting.hang(Run(label, Role.FOOTNOTE, link=link), Run("") if self._spoken else None)
        before = len(self._setting.lines)
        self._sequence(note.blocks)
        self._finish()
        self._setting.unhang()
        # A blank line may stand before its first one.
        lines = self._setting.lines
        first = next((at for at in range(before, len(lines)) if lines[at].text.strip()), before)
        self._register.note_set(note.number, lines[first].content if first < len(lines) else "", first)

    def _note_label(self, number: int) -> str:
        """What stands before a footnote."""
        if self._spoken:
            return self._spoken.note.format(number=number) + self._spoken.colon
        return note_mark(number, self._options) + " "

    def _run(self, block: Block) -> None:
        self._setting.gap()
        self._block(block)
        self._finish()

    def _finish(self) -> None:
        steps = self._steps
        while steps:
            steps.pop()()

    def _is_short(self, blocks: Sequence[Block]) -> bool:
        return len(blocks) == 1 and isinstance(blocks[0], Paragraph)

    def _sequence(self, blocks: Sequence[Block], *, tight: bool = False) -> None:
        """Set `blocks` next, a blank line between them unless they are `tight`."""
        for number in range(len(blocks) - 1, -1, -1):
            self._steps.append(partial(self._block, blocks[number]))
            if number and not tight:
                self._steps.append(self._setting.gap)

    def _block(self, block: Block) -> None:  # noqa: C901 - one branch a kind of block
        match block:
            case Paragraph(spans=spans):
                self._paragraph(spans)
            case Heading():
                self._heading(block)
            case Quote():
                self._quoted(block)
            case List():
                self._list(block)
            case DefinitionList(items=items):
                self._definitions(items)
            case Code():
                set_code(self._setting, block)
            case Table():
                set_table(self._setting, self._weaver, block)
            case Figure():
                set_figure(self._setting, self._weaver, block)
            case Embed():
                set_embed(self._setting, self._weaver, block)
            case Details():
                self._details(block)
            case MathBlock(tex=tex):
                set_formula(self._setting, tex)
            case Rule() if self._spoken:
                self._setting.say(self._spoken.rule, Role.RULE)
            case Rule():
                self._rule(_RULE_CELLS)
            case _:
                assert_never(block)

    def _paragraph(self, spans: Spans) -> None:
        prose = self._weaver.weave(spans, self._role)
        indented = self._options.indent_paragraphs and not self._setting.depth and _is_chinese(prose.text)
        self._setting.prose(prose, _INDENT if indented else None)

    def _heading(self, block: Heading) -> None:
        options = self._options
        prose = self._weaver.weave(block.spans, Role.HEADING)
        if not prose.text.strip():
            return
        mark = self._heading_mark(block.level)
        if mark:
            self._setting.hang(Run(mark, Role.HEADING_MARK), Run("") if self._spoken else None)
        text = plain(block.spans).replace("\n", " ").strip()
        before = len(self._setting.lines)
        self._setting.prose(prose)
        first = next(
            (at for at in range(before, len(self._setting.lines)) if self._setting.lines[at].content.strip()), before
        )
        self._register.heading(block.level, text, first, block.id)
        if mark:
            self._setting.unhang()
        if options.heading_rules and block.level <= 2 and not self._spoken:
            sign = "=-"[block.level - 1] if options.ascii_only else "═─"[block.level - 1]
            widest = max(self._setting.cells(line.content) for line in self._setting.lines[first:])
            self._rule(widest, sign, Role.HEADING_MARK)

    def _heading_mark(self, level: int) -> str:
        """What stands before a heading; mostly nothing."""
        if self._spoken:
            return self._spoken.heading.format(level=level)
        if level <= 2 or self._options.heading_rules or self._options.ascii_only:
            return ""
        return "›" * (level - 2) + " "

    def _rule(self, cells: int, sign: str = "", role: Role = Role.RULE) -> None:
        sign = sign or ("-" if self._options.ascii_only else "─")
        count = min(cells, self._setting.first_room) // self._setting.cells(sign)
        self._setting.line((), "", mark=Run(sign * max(1, count), role))

    def _quoted(self, block: Quote) -> None:
        mark = Run("" if self._spoken else self._quote, Role.QUOTE_BAR)
        before, self._role = self._role, Role.QUOTE
        if self._spoken:
            self._setting.say(self._spoken.quote, Role.QUOTE_BAR)
        self._setting.hang(mark, mark)

        def end() -> None:
            self._setting.unhang()
            self._role = before
            if self._spoken:
                self._setting.say(self._spoken.quote_end, Role.QUOTE_BAR)

        self._steps.append(end)
        if block.attribution:
            self._steps.append(partial(self._attribution, block.attribution))
        self._sequence(block.blocks)

    def _attribution(self, spans: Spans) -> None:
        sign = "-- " if self._options.ascii_only else "— "
        self._setting.hang(Run(self._spoken.attribution if self._spoken else sign, Role.QUOTE_BAR))
        self._setting.prose(self._weaver.weave(spans, Role.QUOTE))
        self._setting.unhang()

    def _list(self, block: List) -> None:
        last = block.start + len(block.items) - 1
        cells = max(len(str(block.start)), len(str(last)))
        depth, self._lists = self._lists, self._lists + 1

        def end() -> None:
            self._lists = depth

        self._steps.append(end)
        for number in range(len(block.items) - 1, -1, -1):
            item = block.items[number]
            mark = f"{block.start + number}.".rjust(cells + 1) + " " if block.ordered else self._bullet(depth)
            self._steps.append(partial(self._item, item, mark, tight=block.tight))
            if number and not block.tight:
                self._steps.append(self._setting.gap)

    def _bullet(self, depth: int) -> str:
        if self._spoken:
            return self._spoken.bullet
        return ("-*+" if self._options.ascii_only else "•◦▪")[depth % 3] + " "

    def _item(self, item: ListItem, mark: str, *, tight: bool) -> None:
        if item.checked is not None:
            box = self._box(checked=item.checked)
            mark = mark + box if mark[:-1].strip().rstrip(".").isdigit() else box
        self._setting.hang(Run(mark, Role.LIST_MARK))
        self._steps.append(self._setting.unhang)
        self._sequence(item.blocks, tight=tight and _is_tight(item.blocks))

    def _box(self, *, checked: bool) -> str:
        if self._spoken:
            return self._spoken.done if checked else self._spoken.to_do
        return (("[ ] ", "[x] ") if self._options.ascii_only else ("☐ ", "☑ "))[checked]

    def _definitions(self, items: Sequence[Definition]) -> None:
        for number in range(len(items) - 1, -1, -1):
            self._steps.append(partial(self._definition, items[number]))
            if number:
                self._steps.append(self._setting.gap)

    def _definition(self, item: Definition) -> None:
        for term in item.terms:
            self._setting.prose(self._weaver.weave(term, self._role, Style.STRONG))
        for blocks in reversed(item.descriptions):
            self._steps.append(partial(self._indented, blocks, Run("  ")))

    def _indented(self, blocks: Sequence[Block], first: Run) -> None:
        self._setting.hang(first)
        self._steps.append(self._setting.unhang)
        self._sequence(blocks)

    def _details(self, block: Details) -> None:
        if block.summary:
            sign = "v " if self._options.ascii_only else "▾ "
            self._setting.hang(Run(self._spoken.details if self._spoken else sign, Role.LIST_MARK))
            self._setting.prose(self._weaver.weave(block.summary, self._role, Style.STRONG))
            self._setting.unhang()
        self._steps.append(partial(self._indented, block.blocks, Run("  ")))


def _is_chinese(text: str) -> bool:
    """Whether a paragraph is mainly Chinese, and does not bring its own indent."""
    if not text or text[0] == "\u3000":
        return False
    looked_at = _ADDRESS.sub("", text[:400])
    han = len(_HAN.findall(looked_at))
    latin = len(_LATIN.findall(looked_at))
    kana = len(_KANA.findall(looked_at))
    return han > kana and 3 * han > latin


def _is_tight(blocks: Sequence[Block]) -> bool:
    """Whether an item of a tight list stays so: a text, and lists below it."""
    return all(isinstance(block, Paragraph | List) for block in blocks)
