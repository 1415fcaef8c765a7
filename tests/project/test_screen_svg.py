"""Screens as SVG: each character in its cell, boxes drawn, text escaped."""

from __future__ import annotations

from xml.etree import ElementTree

import pyte

from scripts.screen_svg import CELL, svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


def _drawn(painted: str, columns: int = 20) -> ElementTree.Element:
    screen = pyte.Screen(columns, 2)
    pyte.Stream(screen).feed(painted)
    return ElementTree.fromstring(svg(screen, title="a < b", foreground="#eeeeee", background="#111111"))


def _texts(picture: ElementTree.Element) -> list[tuple[str, int, int]]:
    """Each run of text with its first column and its length, in cells."""
    return [
        ("".join(node.itertext()), int(node.attrib["x"]) // CELL, int(node.attrib["textLength"]) // CELL)
        for node in picture.iter(f"{NAMESPACE}text")
    ]


def test_wide_characters_take_two_cells() -> None:
    assert _texts(_drawn("ab中文cd")) == [("ab", 0, 2), ("中文", 2, 4), ("cd", 6, 2)]


def test_a_letter_with_its_accent_is_one_cell() -> None:
    assert ("ae\u0301b", 0, 3) in [(text.replace("é", "e\u0301"), x, n) for text, x, n in _texts(_drawn("ae\u0301b"))]


def test_text_is_escaped() -> None:
    picture = _drawn("<&>")
    assert _texts(picture) == [("<&>", 0, 3)]
    assert picture.findtext(f"{NAMESPACE}title") == "a < b"


def test_colours_and_styles_are_kept() -> None:
    picture = _drawn("\x1b[1;38;2;1;2;3;48;2;4;5;6mx\x1b[0m \x1b[7my")
    first, second = picture.iter(f"{NAMESPACE}text")
    assert (first.attrib["fill"], first.attrib["font-weight"]) == ("#010203", "bold")
    assert second.attrib["fill"] == "#111111"
    fills = [node.attrib["fill"] for node in picture.iter(f"{NAMESPACE}rect")]
    assert fills == ["#111111", "#040506", "#eeeeee"]


def test_boxes_and_blocks_are_shapes() -> None:
    picture = _drawn("┌─┐▌")
    assert _texts(picture) == []
    assert len(list(picture.iter(f"{NAMESPACE}path"))) == 3
    assert [node.attrib["width"] for node in picture.iter(f"{NAMESPACE}rect")][1:] == [f"{CELL / 2:g}"]


def test_blanks_are_not_drawn() -> None:
    assert _texts(_drawn("a    b")) == [("a", 0, 1), ("b", 5, 1)]
