"""Line breaks: the annex as oracle, line ends as JLREQ and CLREQ ask, full lines."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.typesetting import texts
from tests.typesetting.kinsoku import violations
from tui_reader.document.cells import spans, width
from tui_reader.document.filling import break_lines
from tui_reader.document.linebreak import opportunities

ALL_TEXTS = [texts.CHINESE, texts.JAPANESE, texts.ENGLISH, texts.KOREAN, texts.MIXED]

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
LETTERS = (
    "abcXYZ012中文字年第한국あっーア，。、；：！？（）《》“”‘’「」…—·%‰℃$￥"
    "()[]{},.;:!?-/|+ \u00a0\u2060\u200be\u0301é①→"
)
RANDOM = st.text(alphabet=LETTERS, max_size=30)


def lines_of(text: str, cells: int, glue: tuple[int, ...] = (), break_addresses: bool = True) -> list[tuple[str, str]]:
    pieces = break_lines(text, cells, glue=glue, break_addresses=break_addresses)
    return [(text[start:stop], text[stop:after]) for start, stop, after in pieces]


@given(RANDOM)
@settings(max_examples=600, deadline=None)
def test_no_break_that_the_annex_forbids(text: str) -> None:
    annex = importlib.import_module("uniseg.linebreak")
    theirs = {at for at, way in enumerate(annex.line_break_breakables(text)) if way}
    for at in opportunities(text):
        if at in theirs:
            continue
        before, after = text[:at].rstrip("\u0301\u200d")[-1:], text[at]
        # The looser tailorings: quotation marks are opening or closing by themselves, wide marks end a number.
        quotes = after in "“‘\"'" or before in "”’\"'"
        signs = (after in "$￥+" and before in "，。、）》」") or (before in "%‰℃" and after in "（《「")
        assert quotes or signs, (text, at)


@pytest.mark.parametrize("text", ALL_TEXTS)
@pytest.mark.parametrize("cells", range(10, 101))
def test_nothing_forbidden_begins_or_ends_a_line(text: str, cells: int) -> None:
    lines = lines_of(text, cells)
    assert violations(lines) == []
    assert all(width(line) <= cells for line, _ in lines)
    assert "".join(line + end for line, end in lines) == text


@pytest.mark.parametrize(("text", "least"), [(texts.CHINESE, 0.93), (texts.ENGLISH, 0.88), (texts.JAPANESE, 0.9)])
def test_lines_are_full(text: str, least: float) -> None:
    for cells in (40, 80):
        lines = [line for line, _ in lines_of(text, cells)][:-1]
        assert sum(map(width, lines)) / (cells * len(lines)) >= least


@given(
    st.text(alphabet=LETTERS + "\U0001f468\u200d\U0001f469\ufe0f☺\U0001f1e8\U0001f1f3", max_size=40), st.integers(1, 30)
)
@settings(max_examples=500, deadline=None)
def test_every_width_and_any_text(text: str, cells: int) -> None:
    lines = lines_of(text, cells)
    widest = max((taken for _, _, taken in spans(text)), default=0)
    assert "".join(line + end for line, end in lines) == text
    assert all(width(line) <= max(cells, widest) for line, _ in lines)
    assert all(set(end) <= {" "} for _, end in lines)
    clusters = {end for _, end, _ in spans(text)} | {0}
    assert {start for start, _, _ in break_lines(text, cells)} <= clusters


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("Apple 今天宣布推出新的产品", 12, ["Apple 今天宣", "布推出新的", "产品"]),
        ("共有一千二百三十四人，", 20, ["共有一千二百三十", "四人，"]),
        ("世界你好世界你好世", 16, ["世界你好世界你", "好世"]),
        ("他说——“你好”——便走了", 8, ["他说——", "“你好”——", "便走了"]),
        ("价格为3.50元", 8, ["价格为", "3.50元"]),
        ("长度 12 km 以上", 9, ["长度", "12 km", "以上"]),
        ("温度为25℃的水", 8, ["温度为", "25℃的水"]),
        ("don’t stop", 6, ["don’t", "stop"]),
        ("internationalisation", 8, ["internat", "ionalisa", "tion"]),
        ("한국어 문장입니다", 9, ["한국어", "문장입니", "다"]),
        ("a\u00a0b c", 3, ["a\u00a0b", "c"]),
        ("ab\u200bcd", 2, ["ab\u200b", "cd"]),
        ("a\u2060b cd", 2, ["a\u2060b", "cd"]),
        ("er sagte „Wort“ und ging", 15, ["er sagte „Wort“", "und ging"]),
        ('他说"你好"然后走', 6, ["他说", '"你好"', "然后走"]),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f1e8\U0001f1f3",
            2,
            ["\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e8\U0001f1f3"],
        ),
        ("x --flag", 4, ["x", "--fl", "ag"]),
        ("", 5, [""]),
        ("中", 1, ["中"]),
    ],
)
def test_breaks(text: str, cells: int, expected: list[str]) -> None:
    assert [line for line, _ in lines_of(text, cells)] == expected


def test_an_address_is_broken_after_its_separators_or_not_at_all() -> None:
    text = "见 https://example.com/archive/2021/10/a-post.html?x=1 一文"
    broken = lines_of(text, 20)
    assert [line for line, _ in broken] == ["见 https://example.", "com/archive/2021/10/", "a-post.html?x=1 一文"]
    kept = [line for line, _ in lines_of(text, 20, break_addresses=False)]
    assert kept == ["见", "https://example.com/archive/2021/10/a-post.html?x=1", "一文"]


def test_glue_keeps_a_number_with_its_link() -> None:
    text = "一二三 [1]四五"
    assert [line for line, _ in lines_of(text, 8, glue=(3,))] == ["一二", "三 [1]", "四五"]


def test_soft_hyphens_need_room_for_their_hyphen() -> None:
    assert [line for line, _ in lines_of("exam\u00adple", 5)] == ["exam\u00ad", "ple"]
    assert [line for line, _ in lines_of("exam\u00adple", 7)] == ["exam\u00adple"]
    assert [line for line, _ in lines_of("a exam\u00adple", 6)] == ["a", "exam\u00ad", "ple"]


def test_a_huge_paragraph_of_any_kind_ends() -> None:
    for unit in (
        "，",
        "a",
        " .",
        "\u0301",
        "\U0001f1e8",
        "中 ",
        "(",
        "https://a.b/c?d ",
        "https://a.b/cdefghijklmnopqrstuvwxyz，",
    ):
        text = unit * 20_000
        lines = lines_of(text, 20, break_addresses="z" not in unit)
        assert "".join(line + end for line, end in lines) == text
