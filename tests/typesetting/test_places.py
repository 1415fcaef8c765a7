"""Places: finding words across lines, and reading positions."""

from __future__ import annotations

import pytest

from tests.typesetting.samples import paragraph
from tui_reader.document import Hit, HitPart, anchor, block_text, find, layout, locate
from tui_reader.document.blocks import Document, List, ListItem, Paragraph, Quote
from tui_reader.document.page import LayoutOptions, Page
from tui_reader.model import ReadingPosition

ARTICLE = Document(
    (
        paragraph("疫情当前，公安当先的战疫精神"),
        Quote((paragraph("Docker ＡＰＩ and docker api"), paragraph("second"))),
        List((ListItem((paragraph("one two three"),)),)),
        Paragraph(()),
        paragraph("Stra\u00dfe 1\u00b2 hyphen\u00adation"),
    )
)


def page(cells: int) -> Page:
    return layout(ARTICLE, LayoutOptions(cells))


def shown(hit: Hit, where: Page) -> list[str]:
    return [where.lines[part.line].text[part.start : part.end] for part in hit.parts]


@pytest.mark.parametrize(
    ("words", "cells", "expected"),
    [
        ("公安", 80, [["公安"]]),
        ("公安", 12, [["公", "安"]]),
        ("DOCKER", 80, [["Docker"], ["docker"]]),
        ("api", 80, [["ＡＰＩ"], ["api"]]),
        ("docker api", 10, [["Docker", "ＡＰＩ"], ["docker", "api"]]),
        ("two  three", 9, [["two", "three"]]),
        ("hyphenation", 17, [["hyphen", "ation"]]),
        ("12", 80, [["1²"]]),
        ("absent", 80, []),
        ("  ", 80, []),
        ("精神 docker", 80, []),
    ],
)
def test_find(words: str, cells: int, expected: list[list[str]]) -> None:
    where = page(cells)
    assert [shown(hit, where) for hit in find(where, words)] == expected


def test_hits_do_not_overlap_and_skip_furniture() -> None:
    where = layout(Document((Quote((paragraph("aaaa"),)),)), LayoutOptions(40))
    assert find(where, "aa") == (Hit((HitPart(0, 2, 4),)), Hit((HitPart(0, 4, 6),)))
    assert find(where, "▎") == ()


def test_positions() -> None:
    narrow, wide = page(12), page(80)
    for number, line in enumerate(narrow.lines):
        position = anchor(narrow, number)
        assert position == ReadingPosition(line.block, line.offset)
        there = wide.lines[locate(wide, position)]
        assert there.block == line.block
        assert there.offset <= line.offset < there.offset + len(there.content) + len(there.end)


def test_positions_outside_the_page() -> None:
    where = page(80)
    empty = layout(Document(()), LayoutOptions(80))
    assert anchor(where, -3) == anchor(where, 0)
    assert anchor(where, 999) == anchor(where, len(where.lines) - 1)
    assert anchor(empty, 0) == ReadingPosition(0, 0)
    assert locate(empty, ReadingPosition(3, 3)) == 0
    assert locate(where, ReadingPosition(99, 0)) == len(where.lines) - 1
    assert where.lines[locate(where, ReadingPosition(3, 0))].block == 4
    assert locate(where, ReadingPosition(0, 0)) == 0


def test_block_text() -> None:
    assert block_text(page(12), 1) == "Docker ＡＰＩ and docker api\n\nsecond"
    assert block_text(page(12), 3) == ""
