"""How real Chinese, Japanese and Korean posts are set: line ends, how full lines are, and how quickly it goes.

Against Textual's own wrapper, Rich's, and the line breaks of `uniseg`, which implements UAX #14. Reads real posts where
`TUI_READER_CORPORA` names a folder of them, else generated ones; nothing of them is kept.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rich.console import Console
from rich.text import Text as RichText
from textual.content import Content

from benchmarks.bench import Bench
from benchmarks.core import seconds_of
from benchmarks.exporting import originals, post_of
from benchmarks.figures import Figure, medians
from tests.typesetting.kinsoku import violations
from tui_reader.document import LayoutOptions, layout, parse, width
from tui_reader.document.blocks import Document, Paragraph, Text
from tui_reader.document.filling import break_lines
from tui_reader.document.linebreak import opportunities
from tui_reader.document.measure import language_of
from tui_reader.document.page import Line, Page, Role, Run

WIDTHS = range(20, 121)
EACH = 5
"""Widths that a post is set at: other ones than the post before."""
LANGUAGES = frozenset({"zh", "ja", "ko"})
SAMPLE = 400
"""Paragraphs, evenly spread, that slower programs set and break."""
FILL_CELLS = 80
LEAST_PARAGRAPH = 100
CHARACTERS = 200_000


def typesetting(bench: Bench) -> list[Figure]:
    """Line ends, fill, breaks and speed."""
    documents = [
        document
        for post in map(post_of, originals(bench))
        if language_of(document := parse(post.body, post.format)) in LANGUAGES
    ]
    if not documents:
        return []
    return [*_ends(documents), *_paragraphs([text for document in documents for text in _texts(document)])]


def _ends(documents: Sequence[Document]) -> list[Figure]:
    """How many line ends there are that must not be."""
    wrong = ends = 0
    for number, document in enumerate(documents):
        for step in range(EACH):
            cells = WIDTHS[(number + step * len(WIDTHS) // EACH) % len(WIDTHS)]
            for line, following in _broken(layout(document, LayoutOptions(width=cells))):
                ends += 1
                wrong += len(violations([(line.content, line.end), (following.content, "")]))
    name = f"{len(documents):,} real posts at widths of 20 to 120, {ends:,} line ends, forbidden ones"
    return [Figure(name, wrong / ends * 100, "%", "the bar", 0.001, 1.0)]


def _broken(page: Page) -> Iterator[tuple[Line, Line]]:
    """The lines of prose that the layout ended, each with the next."""
    for line, following in pairwise(page.lines):
        if line.end != "\n" and line.content and not any(map(_is_code, line.runs)):
            yield line, following


def _is_code(run: Run) -> bool:
    return run.role is Role.MATH or run.role.value.startswith("code")


def _texts(document: Document) -> Iterator[str]:
    """The longer paragraphs that are text alone."""
    for block in document.blocks:
        if isinstance(block, Paragraph) and all(isinstance(span, Text) for span in block.spans):
            text = "".join(span.text for span in block.spans if isinstance(span, Text))
            if len(text) >= LEAST_PARAGRAPH:
                yield text


def _paragraphs(texts: Sequence[str]) -> list[Figure]:
    """How full lines are, how many breaks are another program's, and characters a second."""
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    ours = _fill([[text[start:stop] for start, stop, _ in break_lines(text, FILL_CELLS)] for text in sample])
    theirs = _fill([[line.plain.rstrip() for line in Content(text).wrap(FILL_CELLS)] for text in sample])
    annex = {(number, at) for number, text in enumerate(sample) for at in _annex(text)}
    found = {(number, at) for number, text in enumerate(sample) for at in opportunities(text)}
    console = Console(width=FILL_CELLS)
    some = sample[: max(1, CHARACTERS // (sum(map(len, sample)) // len(sample)))]
    values = medians(
        {
            "layout": lambda: seconds_of(lambda: [break_lines(text, FILL_CELLS) for text in some]),
            "rich": lambda: seconds_of(lambda: [RichText(text).wrap(console, FILL_CELLS) for text in some]),
        }
    )
    characters = sum(map(len, some))
    return [
        Figure("unused part of lines of 80 cells", (1 - ours) * 100, "%", "Textual's", (1 - theirs) * 100 + 2, 1.0),
        Figure("places where lines may end but by UAX #14 may not", len(found - annex) / len(annex) * 100, "%"),
        Figure("places where by UAX #14 lines may end but don't", len(annex - found) / len(annex) * 100, "%"),
        Figure(
            "a character in a line", values["layout"] / characters * 1e6, "µs", "Rich's wrap",
            values["rich"] / characters * 1e6, 1.0,
        ),
    ]  # fmt: skip


def _annex(text: str) -> list[int]:
    breakables = importlib.import_module("uniseg.linebreak").line_break_breakables(text)  # without types
    return [at for at, way in enumerate(breakables) if way and 0 < at < len(text)]


def _fill(paragraphs: Sequence[Sequence[str]]) -> float:
    """The mean share of their cells that lines use, but for the last of each paragraph."""
    shares = [width(line) / FILL_CELLS for lines in paragraphs for line in lines[:-1]]
    return sum(shares) / len(shares)
