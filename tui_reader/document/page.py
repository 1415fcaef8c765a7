"""A laid-out article: lines of runs, in terminal cells, and the places in it that one can go to.

`layout` makes it; the pane paints it, text and ANSI exports print it. Nothing here knows a terminal or a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui_reader.document.blocks import Image, Style


class Role(StrEnum):
    """What a run is, for the painter to colour: the block it stands in, or the kind of sign it is."""

    TEXT = "text"
    HEADING = "heading"
    HEADING_MARK = "heading-mark"
    TITLE = "title"
    META = "meta"
    QUOTE = "quote"
    QUOTE_BAR = "quote-bar"
    LIST_MARK = "list-mark"
    CODE = "code"
    CODE_KEYWORD = "code-keyword"
    CODE_NAME = "code-name"
    CODE_STRING = "code-string"
    CODE_NUMBER = "code-number"
    CODE_COMMENT = "code-comment"
    CODE_OPERATOR = "code-operator"
    CODE_MARK = "code-mark"
    TABLE_RULE = "table-rule"
    TABLE_HEAD = "table-head"
    FIGURE_MARK = "figure-mark"
    CAPTION = "caption"
    EMBED = "embed"
    LINK_NUMBER = "link-number"
    FOOTNOTE = "footnote"
    MATH = "math"
    RULE = "rule"
    DIM = "dim"
    GAP = "gap"
    """A sign of setting amid the text that is none of it: a gap between Han and Latin, the hyphen of a broken word."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one role and style within a line."""

    text: str
    role: Role = Role.TEXT
    style: Style = Style.NONE
    link: int | None = None
    """The place in `Page.links` that this run belongs to, from 0."""
    image: int | None = None
    """The place in `Page.images` that this run stands for, from 0."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of cells, at most as wide as asked for; never a newline or tab in it."""

    runs: tuple[Run, ...]
    block: int
    """The number of the top-level block that it belongs to, from 0; footnotes count on after the blocks."""
    offset: int
    """Characters of that block's laid-out text that stand before this line."""
    end: str = "\n"
    """What stood between this line and the next: nothing where a word or CJK run was broken, spaces where the text has
    them, or a newline."""
    indent: int = 0
    """How many characters at the start are furniture (indent, quote bar, list mark), no text of the post."""

    @property
    def text(self) -> str:
        """The line as plain text."""
        return "".join(run.text for run in self.runs)

    @property
    def content(self) -> str:
        """The line without its furniture; contents and ends, joined in order, are the text of a block at any width."""
        return "".join(run.text for run in self.runs if run.role is not Role.GAP)[self.indent :]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of the article. The same target within one article has one entry for each place that it stands in."""

    number: int
    """What is printed for it, from 1; equal targets share a number. 0, not printed, for a place in the page (`#…`)."""
    target: str
    text: str
    line: int
    """The line it begins in, from 0."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture of the article, in reading order."""

    number: int
    """From 1; the same picture met again keeps its number."""
    image: Image
    caption: str
    line: int


@dataclass(frozen=True, slots=True)
class PageHeading:
    """A heading of the article."""

    level: int
    text: str
    line: int
    id: str = ""
    """What its author calls it in links, if anything."""


@dataclass(frozen=True, slots=True)
class PageNote:
    """A footnote of the article, below its text."""

    number: int
    text: str
    """What it begins with."""
    line: int
    """The line it begins in, from 0."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article laid out for one width."""

    width: int
    """In cells."""
    lines: tuple[Line, ...]
    links: tuple[PageLink, ...] = ()
    images: tuple[PageImage, ...] = ()
    headings: tuple[PageHeading, ...] = ()
    notes: tuple[PageNote, ...] = ()


class LinkStyle(StrEnum):
    """How links are told apart from text."""

    PLAIN = "plain"
    """By the painter's colour alone."""
    NUMBERED = "numbered"
    """By a number in brackets after the text: `[1]`."""
    INLINE = "inline"
    """By the address after the text, in angle brackets."""


class FigureStyle(StrEnum):
    """How the place of a picture is told."""

    MARK = "mark"
    """By a sign, its number and how many there are, the caption hanging: `▢ 图 1/4  caption`."""
    BRACKETS = "brackets"
    """In brackets: `[图 1：caption]`."""


@dataclass(frozen=True, slots=True)
class LayoutOptions:
    """Everything that decides how a document becomes lines. Pane and exports differ in these values only."""

    width: int = 80
    """Cells a line may have; 0 for one paragraph a line."""
    ascii_only: bool = False
    """Marks (bullets, bars, rules) from ASCII alone. Never changes the post's own text."""
    indent_paragraphs: bool = False
    """Two full-width spaces before each paragraph of Chinese, as print does."""
    gaps: bool = False
    """A thin gap between Han and Latin; shown only, never in an export."""
    hanging: bool = False
    """Whether a comma or full stop may stand beyond the end of a line: its cells are not counted in `width`."""
    right_edge: bool = False
    """Whether paragraphs of right-to-left text stand at the right, as where a terminal shapes them."""
    formulas: bool = False
    """Whether the commonest commands of TeX are shown as the signs they stand for: `\\le` as `≤`."""
    raised_notes: bool = False
    """Whether a footnote is told by its raised number alone, which leads to it, and from it back to its call."""
    links: LinkStyle = LinkStyle.PLAIN
    images: bool = True
    """Whether figures leave a line with their number and caption."""
    ambiguous: int = 1
    """Cells of characters whose East Asian width is ambiguous (UAX #11): 1 or 2."""
    highlight: bool = True
    """Whether code is told apart by tokens."""
    chinese: bool = False
    """Whether the furniture's words (图, Figure) are Chinese."""
    quote_mark: str = "▎ "
    """What stands before a quoted line."""
    figures: FigureStyle = FigureStyle.MARK
    break_addresses: bool = True
    """Whether an address longer than the line is broken after its separators; else it sticks out of the line."""
    wrap_code: bool = True
    """Whether a long line of code goes on in the next one, after a mark; else it sticks out of the line."""
    heading_rules: bool = False
    """A line under headings of levels 1 and 2, for outputs without bold; else deeper headings have a quiet mark."""
    code_labels: bool = True
    """Whether the language of code stands above it."""
    spoken: bool = False
    """Whether words stand for furniture (`Heading 2:`, `End of quote.`), and tables are records: for who hears a page.
    Where marks and rules would stand, nothing does; `figures` and `quote_mark` mean nothing then."""
