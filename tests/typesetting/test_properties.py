"""What holds for every article and every width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from unicodedata import combining, normalize

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.typesetting.samples import PANE, TEXT, all_blocks
from tests.typesetting.strategies import documents, leaves, plain_leaves
from tui_reader.document import anchor, block_text, find, layout, locate, plain_text
from tui_reader.document.blocks import Block, Code, Document, MathBlock, Style, Text, children, spans_of
from tui_reader.document.cells import spans as clusters
from tui_reader.document.cells import width
from tui_reader.document.page import FigureStyle, LayoutOptions, LinkStyle

OPTIONS = st.builds(
    LayoutOptions,
    width=st.integers(1, 50),
    ascii_only=st.booleans(),
    spoken=st.booleans(),
    indent_paragraphs=st.booleans(),
    gaps=st.booleans(),
    links=st.sampled_from(list(LinkStyle)),
    images=st.booleans(),
    ambiguous=st.sampled_from([1, 2]),
    chinese=st.booleans(),
    quote_mark=st.sampled_from(["▎ ", "> "]),
    figures=st.sampled_from(list(FigureStyle)),
    heading_rules=st.booleans(),
    code_labels=st.booleans(),
)


@given(documents(leaves), OPTIONS)
@settings(max_examples=200, deadline=None)
def test_no_line_is_wider_than_asked_for(document: Document, options: LayoutOptions) -> None:
    page = layout(document, options)
    for line in page.lines:
        widest = max((cells for _, _, cells in clusters(line.text, options.ambiguous)), default=0)
        furniture = width(line.text[: line.indent], options.ambiguous)
        assert width(line.text, options.ambiguous) <= max(options.width, furniture + widest), line
        assert "\n" not in line.text
        assert "\t" not in line.text
        assert 0 <= line.indent <= len(line.text)


@given(documents(leaves), OPTIONS)
@settings(max_examples=150, deadline=None)
def test_offsets_count_the_text_of_each_block(document: Document, options: LayoutOptions) -> None:
    page = layout(document, options)
    lengths: Counter[int] = Counter()
    blocks = [line.block for line in page.lines]
    assert blocks == sorted(blocks)
    for line in page.lines:
        assert line.offset == lengths[line.block]
        lengths[line.block] += len(line.content) + len(line.end)


def pieces(block: Block) -> Iterator[str]:
    """The visible text of a block in reading order, cut where spans begin."""
    stack: list[Block] = [block]
    while stack:
        current = stack.pop()
        match current:
            case Code(text=text):
                yield text
            case MathBlock(tex=text):
                yield text
        for spans in spans_of(current):
            for span in spans:
                if isinstance(span, Text) and not span.style & (Style.SUPERSCRIPT | Style.SUBSCRIPT):
                    yield span.text
        stack.extend(reversed(children(current)))


def signs(text: str) -> str:
    return "".join(text.replace("\u00ad", "").split())


@given(documents(plain_leaves), OPTIONS)
@settings(max_examples=200, deadline=None)
def test_no_visible_text_is_lost(document: Document, options: LayoutOptions) -> None:
    page = layout(document, options)
    for number, block in enumerate(document.blocks):
        shown = signs(block_text(page, number))
        at: Counter[str] = Counter(shown)
        at.subtract(Counter("".join(signs(piece) for piece in pieces(block))))
        assert min(at.values(), default=0) >= 0
        if not isinstance(block, Code | MathBlock) and children(block):
            continue
        position = 0
        for piece in pieces(block):
            position = shown.find(signs(piece), position)
            assert position >= 0, (piece, shown)
            position += len(signs(piece))


@given(documents(plain_leaves), st.integers(30, 50), st.integers(51, 100))
@settings(max_examples=150, deadline=None)
def test_a_blocks_text_is_the_same_at_every_width(document: Document, narrow: int, wide: int) -> None:
    for preset in (PANE, TEXT):
        first = layout(document, _with_width(preset, narrow))
        second = layout(document, _with_width(preset, wide))
        endless = layout(document, _with_width(preset, 0))
        for number in range(len(document.blocks) + len(document.footnotes)):
            assert block_text(first, number) == block_text(second, number) == block_text(endless, number)


@given(documents(leaves), st.integers(20, 60), st.integers(20, 60))
@settings(max_examples=100, deadline=None)
def test_reading_positions_survive_a_change_of_width(document: Document, before: int, after: int) -> None:
    first = layout(document, _with_width(PANE, before))
    second = layout(document, _with_width(PANE, after))
    for number, line in enumerate(first.lines):
        position = anchor(first, number)
        again = locate(first, position)
        assert again <= number
        assert (first.lines[again].block, first.lines[again].offset) == (line.block, line.offset)
        found = second.lines[locate(second, position)]
        assert found.block == line.block
        assert found.offset <= position.offset


@given(documents(plain_leaves), st.data())
@settings(max_examples=100, deadline=None)
def test_what_stands_in_the_page_is_found(document: Document, data: st.DataObject) -> None:
    page = layout(document, _with_width(PANE, 16))
    lines = [line for line in plain_text(page).split("\n") if line.strip()]
    if not lines:
        return
    line = " ".join(data.draw(st.sampled_from(lines)).split(" "))
    start = data.draw(st.integers(0, len(line) - 1))
    words = line[start : start + data.draw(st.integers(1, 12))]
    if words != " ".join(words.split()) or words != normalize("NFKC", words):
        return
    if not _plain(words) or combining(words[0]):
        return  # accents alone don't count, and nobody looks for half of a letter
    hits = find(page, words.swapcase() if words.isascii() else words)
    assert hits
    for hit in hits:
        shown = "".join(page.lines[part.line].text[part.start : part.end] for part in hit.parts)
        assert _plain(shown) == _plain(words)


def _plain(text: str) -> str:
    """Without what makes no difference where words are looked for."""
    return "".join(sign for sign in normalize("NFKD", signs(text.replace("-", ""))).lower() if not combining(sign))


@given(documents(leaves), OPTIONS)
@settings(max_examples=100, deadline=None)
def test_links_and_pictures_stand_where_the_page_says(document: Document, options: LayoutOptions) -> None:
    page = layout(document, options)
    for what in ("link", "image"):
        first: dict[int, int] = {}
        for number, line in enumerate(page.lines):
            for run in line.runs:
                place = getattr(run, what)
                if place is not None:
                    first.setdefault(place, number)
        entries = page.links if what == "link" else page.images
        for place, number in first.items():
            assert entries[place].line == number
    numbers = {link.target: link.number for link in page.links if link.number}
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    for heading in page.headings:
        assert page.lines[heading.line].content.strip()


def test_every_width_of_the_samples() -> None:
    document = Document(all_blocks())
    for cells in range(1, 101):
        page = layout(document, _with_width(PANE, cells))
        assert max(width(line.text) for line in page.lines) <= max(2, cells)


def test_an_endless_line_is_a_paragraph() -> None:
    page = layout(Document(all_blocks()), _with_width(TEXT, 0))
    assert all(line.end == "\n" or not line.runs or line.indent == len(line.text) for line in page.lines)


def _with_width(options: LayoutOptions, cells: int) -> LayoutOptions:
    values = {name: getattr(options, name) for name in LayoutOptions.__slots__}
    return LayoutOptions(**{**values, "width": cells})
