"""Puts blocks together from events: text, pictures, and containers that open and close.

Knows nothing of tags: `html` says what they mean. Whatever order events come in, no text is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui_reader.document.blocks import (
    Alignment,
    Block,
    Code,
    Definition,
    DefinitionList,
    Details,
    Embed,
    Figure,
    Heading,
    Image,
    LineBreak,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Rule,
    Span,
    Spans,
    Style,
    Table,
    Text,
    children,
    plain,
    spans_of,
)
from tui_reader.document.clean import clean_text
from tui_reader.document.figures import paragraphs
from tui_reader.document.fragments import fragment_key
from tui_reader.document.lines import Line

MAX_NESTING = 32
"""Quotes, lists and the like inside one another; deeper ones give their content to the one around them."""
MAX_COLUMNS = 200
MAX_EMPTY_CELLS = 20_000


@dataclass(slots=True)
class Frame:
    """A container that is open."""

    kind: str
    blocks: list[Block] = field(default_factory=list)
    inline: bool = False
    """Whether it takes spans only: no figures are made of the pictures in it."""
    number: int = 0
    """A heading's level, a list's start, a footnote's number."""
    flag: bool = False
    """Whether a list is ordered, details are open, a cell is a head."""
    language: str = ""
    loose: bool = False
    """Whether a list has paragraphs in its items."""
    checked: bool | None = None
    spans: Spans = ()
    """A summary, a caption, an attribution."""
    items: list[ListItem] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    head_rows: int = 0
    alignment: Alignment = Alignment.NONE
    width: int = 1
    height: int = 1
    text: list[str] = field(default_factory=list)
    """The pieces of code."""
    name: str = ""
    """What links call a heading."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table in the making."""

    blocks: tuple[Block, ...]
    head: bool = False
    alignment: Alignment = Alignment.NONE
    width: int = 1
    height: int = 1


class Flow:
    """The blocks of a body in the making."""

    __slots__ = ("footnotes", "frames", "lead", "line", "nesting")

    def __init__(self) -> None:
        self.line = Line()
        self.frames = [Frame("body")]
        self.nesting = 0
        self.footnotes: dict[int, tuple[Block, ...]] = {}
        self.lead: int | None = None

    @property
    def top(self) -> Frame:
        """The innermost open container."""
        return self.frames[-1]

    def paragraph(self) -> None:
        """End the paragraph in the making; nothing happens where there is none."""
        line = self.line
        if line.is_empty():
            line.take()
            return
        special = line.images or line.breaks
        spans = line.take()
        if not spans or (len(spans) == 1 and isinstance(spans[0], Text) and not spans[0].text.strip()):
            # Writers leave `<p>&nbsp;</p>` between paragraphs.
            return
        frame = self.frames[-1]
        if special and not frame.inline:
            frame.blocks.extend(paragraphs(spans))
        else:
            frame.blocks.append(Paragraph(spans))

    def block(self, block: Block) -> None:
        """Add a finished block."""
        self.paragraph()
        self.frames[-1].blocks.append(block)

    def open(self, frame: Frame) -> None:
        """Open a container."""
        self.paragraph()
        self.frames.append(frame)

    def close(self) -> Frame:
        """Close the innermost container and return it."""
        self.paragraph()
        return self.frames.pop()

    def nearest(self, *kinds: str) -> Frame | None:
        """Return the innermost open container of these kinds, not looking beyond a table's cell."""
        for frame in reversed(self.frames):
            if frame.kind in kinds:
                return frame
            if frame.kind == "cell":
                break
        return None

    def mark_lead(self) -> None:
        """Remember that the author's "more" mark stands here."""
        self.paragraph()
        if self.lead is None and len(self.frames) == 1:
            self.lead = len(self.frames[0].blocks)

    def finish(self) -> tuple[Block, ...]:
        """Close all that is open and return the blocks."""
        self.paragraph()
        while len(self.frames) > 1:
            frame = self.close()
            self.frames[-1].blocks.extend(frame.blocks)
        return tuple(self.frames[0].blocks)


def heading_blocks(frame: Frame) -> list[Block]:
    """Return the heading that `frame` is: its first paragraph, the rest as blocks after it."""
    blocks = frame.blocks
    if not blocks:
        return []
    if not isinstance(blocks[0], Paragraph):
        return blocks
    if len(blocks) > 1 and all(isinstance(block, Paragraph) for block in blocks) and _length(blocks) <= 200:
        return [_heading(frame, flattened(blocks))]
    spans = blocks[0].spans
    if all(isinstance(span, Image | LineBreak) for span in spans):
        return [*paragraphs(spans), *blocks[1:]]
    return [_heading(frame, spans), *blocks[1:]]


def _heading(frame: Frame, spans: Spans) -> Heading:
    """A heading; its name is kept where no generator would make the same of its words."""
    words = fragment_key(plain(spans))
    return Heading(frame.number, spans, frame.name if fragment_key(frame.name) not in ("", words) else "")


def quote_blocks(frame: Frame) -> list[Block]:
    """Return the quotation that `frame` is."""
    return [Quote(tuple(frame.blocks), frame.spans)] if frame.blocks or frame.spans else []


def list_blocks(frame: Frame) -> list[Block]:
    """Return the list that `frame` is; blocks outside of items are items."""
    if frame.blocks:
        frame.items.append(ListItem(tuple(frame.blocks)))
    if not frame.items:
        return []
    return [List(tuple(frame.items), frame.flag, frame.number, not frame.loose)]


def details_blocks(frame: Frame) -> list[Block]:
    """Return the details that `frame` is."""
    return [Details(frame.spans, tuple(frame.blocks), frame.flag)] if frame.blocks or frame.spans else []


def definition_blocks(frame: Frame) -> list[Block]:
    """Return the definition list that `frame` is, and what stood outside of its definitions."""
    blocks: list[Block] = [DefinitionList(tuple(frame.definitions))] if frame.definitions else []
    return blocks + frame.blocks


def code_blocks(frame: Frame) -> list[Block]:
    """Return the code that `frame` is."""
    text = clean_text("".join(frame.text)).strip("\n")
    return [Code(text, frame.language)] if text.strip() else []


def figure_blocks(frame: Frame) -> list[Block]:
    """Return the blocks of a `<figure>`: its caption given to its last picture or to its table."""
    blocks = frame.blocks
    if not frame.spans:
        return blocks
    for number in range(len(blocks) - 1, -1, -1):
        block = blocks[number]
        if isinstance(block, Figure):
            return [*blocks[:number], Figure(block.image, frame.spans), *blocks[number + 1 :]]
        if isinstance(block, Table) and not block.caption:
            table = Table(block.head, block.rows, block.alignments, frame.spans)
            return [*blocks[:number], table, *blocks[number + 1 :]]
    return [*blocks, Paragraph(frame.spans)]


def table_blocks(frame: Frame) -> list[Block]:
    """Return the table that `frame` is, or its blocks one after another where it only serves the layout of a page."""
    rows = [row for row in frame.rows if row]
    outside = frame.blocks
    caption = [Paragraph(frame.spans)] if frame.spans else []
    if not any(cell.blocks for row in rows for cell in row):
        return [*outside, *caption]
    if _is_layout(rows):
        return [*outside, *caption, *(block for row in rows for cell in row for block in cell.blocks)]
    grid, alignments = _grid(rows)
    head: tuple[Spans, ...] = ()
    if frame.head_rows or all(cell.head for cell in rows[0]):
        head = grid.pop(0)
        if grid and not any(head):  # Markdown has no tables without a head: authors leave it empty.
            head = ()
    return [*outside, Table(head, tuple(grid), alignments, frame.spans)]


def flattened(blocks: Sequence[Block]) -> Spans:
    """Return the spans of `blocks` one after another, a line break between them."""
    spans: list[Span] = []
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        pieces: list[Spans] = []
        match block:
            case Code(text=text):
                pieces = [(Text(line, Style.CODE),) for line in text.split("\n") if line]
            case Figure(image=image, caption=caption):
                pieces = [(image, Text(" "), *caption) if caption else (image,)]
            case Embed(title=title, url=url):
                pieces = [(Text(title or url),)]
            case MathBlock(tex=tex):
                pieces = [(Text(tex),)]
            case Rule():
                pass
            case _:
                pieces = [piece for piece in spans_of(block) if piece]
        for piece in pieces:
            if spans:
                spans.append(LineBreak())
            spans.extend(piece)
        stack.extend(reversed(children(block)))
    return tuple(spans)


def _length(blocks: Sequence[Block]) -> int:
    return sum(
        len(span.text) for block in blocks for spans in spans_of(block) for span in spans if isinstance(span, Text)
    )


def _is_layout(rows: list[list[Cell]]) -> bool:
    """Tell whether a table is no table: one column without a head, or cells that hold blocks that no cell can show."""
    if len(rows) > 1 and any(cell.head for row in rows for cell in row) and all(len(row) == 1 for row in rows):
        return False
    if all(len(row) == 1 for row in rows):
        return True
    if max(map(len, rows)) > MAX_COLUMNS:
        return True
    return any(isinstance(block, _NOT_IN_CELLS) for row in rows for cell in row for block in cell.blocks)


_NOT_IN_CELLS = (Code, Table, Embed, Heading, Quote, Details, DefinitionList)


def _grid(rows: list[list[Cell]]) -> tuple[list[tuple[Spans, ...]], tuple[Alignment, ...]]:
    """Give every row the same number of cells: those that a spanned cell covers are empty."""
    covered: dict[int, int] = {}
    grid: list[list[Spans]] = []
    alignments: dict[int, Alignment] = {}
    spare = MAX_EMPTY_CELLS
    for row in rows:
        line: list[Spans] = []
        for cell in row:
            while covered.get(len(line), 0) > 0 and spare > 0:
                covered[len(line)] -= 1
                line.append(())
                spare -= 1
            column = len(line)
            alignments.setdefault(column, cell.alignment)
            if alignments[column] is Alignment.NONE:
                alignments[column] = cell.alignment
            width = min(cell.width, max(1, MAX_COLUMNS - column), spare + 1)
            if cell.height > 1:
                covered.update(dict.fromkeys(range(column, column + width), cell.height - 1))
            line.append(flattened(cell.blocks))
            line.extend(() for _ in range(width - 1))
            spare -= width - 1
        for place in range(len(line), max(covered, default=-1) + 1):
            covered[place] = max(0, covered.get(place, 0) - 1)
        grid.append(line)
    columns = max(map(len, grid))
    square = [(*row, *[()] * (columns - len(row))) for row in grid]
    return square, tuple(alignments.get(column, Alignment.NONE) for column in range(columns))
