"""What an article is: blocks of spans. The one model that both parsers make and every painter reads.

All text in here is clean (`document.clean`); addresses are cleaned but not judged: who opens one asks
`document.addresses` first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Flag, StrEnum, auto


class Style(Flag):
    """How a span of text is meant; flags combine."""

    NONE = 0
    EMPHASIS = auto()
    STRONG = auto()
    STRIKE = auto()
    CODE = auto()
    SUPERSCRIPT = auto()
    SUBSCRIPT = auto()
    MARK = auto()
    KEYBOARD = auto()
    ABSENT = auto()
    """What stands for something that is not here: a shortcode that the site alone knows."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a span leads."""

    target: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text in one style. White space is folded by the parser, except in code."""

    text: str
    style: Style = Style.NONE
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line end that the author asked for (`<br>`, two spaces)."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, named and not loaded."""

    source: str
    """The address as the post has it (lazy-loading attributes resolved), cleaned."""
    alt: str = ""
    title: str = ""
    width: int | None = None
    """In pixels, where the post states it."""
    height: int | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Ruby:
    """A base text with its reading above it."""

    base: str
    reading: str
    style: Style = Style.NONE


@dataclass(frozen=True, slots=True)
class Math:
    """A formula in its TeX source, without the dollar signs."""

    tex: str


@dataclass(frozen=True, slots=True)
class FootnoteReference:
    """The place where a footnote is called."""

    number: int


Span = Text | LineBreak | Image | Ruby | Math | FootnoteReference
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    """1 to 6."""
    spans: Spans
    id: str = ""
    """What its author calls it in links (`#id`), where that is more than its words; clean, without blanks."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]
    attribution: Spans = ()


@dataclass(frozen=True, slots=True)
class ListItem:
    blocks: tuple[Block, ...]
    checked: bool | None = None
    """For task lists: ticked, not ticked; None for an ordinary item."""


@dataclass(frozen=True, slots=True)
class List:
    items: tuple[ListItem, ...]
    ordered: bool = False
    start: int = 1
    tight: bool = True


@dataclass(frozen=True, slots=True)
class Definition:
    terms: tuple[Spans, ...]
    descriptions: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class DefinitionList:
    items: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code, as they are; no final newline."""

    text: str
    language: str = ""


class Alignment(StrEnum):
    """How a table's column stands."""

    NONE = "none"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Table:
    """Cells hold spans; spanned cells are flattened. Every row has as many cells as there are alignments."""

    head: tuple[Spans, ...]
    """Empty where the table has no head."""
    rows: tuple[tuple[Spans, ...], ...]
    alignments: tuple[Alignment, ...]
    caption: Spans = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that stands for itself, with its caption."""

    image: Image
    caption: Spans = ()


@dataclass(frozen=True, slots=True)
class Embed:
    """A video, an audio piece or a foreign page."""

    kind: str
    """`video`, `audio` or `page`."""
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Details:
    summary: Spans
    blocks: tuple[Block, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class MathBlock:
    tex: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


Block = Heading | Paragraph | Quote | List | DefinitionList | Code | Table | Figure | Embed | Details | MathBlock | Rule


@dataclass(frozen=True, slots=True)
class Footnote:
    number: int
    """From 1, in the order of the first reference."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole article."""

    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...] = ()
    problems: tuple[str, ...] = ()
    """What had to be given up while parsing, a sentence each: "the end is shown without formatting"."""
    covers: int = 0
    """How many of the first blocks are pictures of the front matter that the body doesn't show."""
    lead: int | None = None
    """How many blocks stand before the author's "more" mark, where there is one."""


def children(block: Block) -> tuple[Block, ...]:
    """The blocks that stand directly inside `block`, in reading order."""
    match block:
        case Quote(blocks=blocks) | Details(blocks=blocks):
            return blocks
        case List(items=items):
            return tuple(child for item in items for child in item.blocks)
        case DefinitionList(items=items):
            return tuple(child for item in items for blocks in item.descriptions for child in blocks)
        case _:
            return ()


def walk(document: Document) -> Iterator[Block]:
    """All blocks of `document` in reading order, the footnotes' last; each parent before its children."""
    stack = [block for note in reversed(document.footnotes) for block in reversed(note.blocks)]
    stack.extend(reversed(document.blocks))
    while stack:
        block = stack.pop()
        yield block
        stack.extend(reversed(children(block)))


def spans_of(block: Block) -> Iterator[Spans]:
    """The span sequences that `block` itself holds, in reading order, without those of its children."""
    match block:
        case Heading(spans=spans) | Paragraph(spans=spans):
            yield spans
        case Quote(attribution=spans) | Figure(caption=spans) | Details(summary=spans):
            yield spans
        case DefinitionList(items=items):
            for item in items:
                yield from item.terms
        case Table(head=head, rows=rows, caption=caption):
            yield caption
            yield from head
            for row in rows:
                yield from row
        case _:
            return


def plain(spans: Spans) -> str:
    """The text of `spans` without styles; a picture gives its alt text, a line break a newline."""
    parts: list[str] = []
    for span in spans:
        match span:
            case Text(text=text):
                parts.append(text)
            case LineBreak():
                parts.append("\n")
            case Image(alt=alt):
                parts.append(alt)
            case Ruby(base=base):
                parts.append(base)
            case Math(tex=tex):
                parts.append(tex)
            case FootnoteReference():
                pass
    return "".join(parts)
