from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.document.clean import MARKS_PER_BASE, clean_line, clean_text, shown_path

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
FORBIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{BIDI}\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef]")
ALL = [chr(code) for code in range(0x110000)]


def test_all_code_points_once() -> None:
    text = "x".join(ALL)
    for cleaned in (clean_text(text), clean_line(text)):
        assert FORBIDDEN.search(cleaned) is None
        assert clean_text(cleaned) == cleaned
    assert "\n" not in clean_line(text)
    assert "\t" not in clean_line(text)


def test_letters_digits_marks_and_symbols_stay() -> None:
    kept = [character for character in ALL if unicodedata.category(character)[0] in "LMNPS"]
    altered = [hex(ord(character)) for character in kept if clean_text(character) != character]
    assert altered == []


def test_unassigned_code_points_stay_but_not_the_ignorable_ones() -> None:
    gone = {ord(c) for c in ALL if unicodedata.category(c) == "Cn" and clean_text(c) != c}
    ignorable = {0x2065, *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)}
    noncharacters = {
        *range(0xFDD0, 0xFDF0),
        *(plane + end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)),
    }
    formats_of_egyptian = set(range(0x13430, 0x13440))
    assert gone <= ignorable | noncharacters | formats_of_egyptian
    assert noncharacters <= gone


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("\x9b31m", "␛[31m"),
        ("a\x00b\x7fc", "a␀b␡c"),
        ("a\r\nb\rc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a\tb\nc", "a\tb\nc"),
        ("pay\u202egpj.exe", "paygpj.exe"),
        ("\u2066\u05d0\u2069", "\u05d0"),
        ("a\ud800b\ufffec\U0001ffffd", "abcd"),
        ("zero\u200bwidth\ufeff\u2060", "zerowidth"),
        ("\U0001f3f4\U000e0067\U000e007f", "\U0001f3f4"),
    ],
)
def test_what_becomes_of_dirt(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        "冰城公安“多战场”　持续奋战，",
        "ひらがな カタカナ 한국어",
        "العربية مُشَكَّلة و می\u200cخواهم",
        "עִבְרִית",
        "ภาษาไทย น้ำ",
        "क्\u200dष ശ്രീ",
        "👩\u200d🔬 👨\u200d👩\u200d👧\u200d👦 ❤\ufe0f\u200d🔥 🏳\ufe0f\u200d🌈 🇨🇳 👍🏽",
        "葛\U000e0100飾区",
        "naïve a\u0301\u0323",
    ],
)
def test_text_of_the_world_stays(text: str) -> None:
    assert clean_text(text) == text
    assert clean_line(text) == text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\u200db", "ab"),
        ("汉\u200c字", "汉字"),
        ("👩\u200d", "👩"),
        ("👩\u200dx", "👩x"),
        ("👩\u200d\u200d🔬", "👩🔬"),
        ("\u200dа", "а"),
    ],
)
def test_joiners_that_join_nothing_go(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


def test_marks_are_limited() -> None:
    some = "e" + "\u0301" * MARKS_PER_BASE + "e"
    assert clean_text(some) == some
    assert clean_text("e" + "\u0301" * 500_000 + "e") == some
    assert clean_text(("e" + "\u0301\u20dd\ufe0f" * 9) * 3) == ("e" + ("\u0301\u20dd\ufe0f" * 9)[:MARKS_PER_BASE]) * 3


def test_box_drawing_and_rows_of_emoji_are_no_marks() -> None:
    text = "─" * 500 + "👍🏽" * 50 + "※" * 50
    assert clean_text(text) == text


def test_one_line() -> None:
    assert clean_line("a\nb\tc\r\nd\u2028e") == "a b c d e"


def test_shown_path() -> None:
    assert shown_path("新闻/a 100% b.md") == "新闻/a 100% b.md"
    assert shown_path("caf\udce9/x.md") == "caf%E9/x.md"
    assert shown_path("a\nb\x1b[2J\tc\u202e.md") == "a␊b␛[2J␉c.md"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_cleaning_is_idempotent(text: str) -> None:
    for clean in (clean_text, clean_line, shown_path):
        once = clean(text)
        assert clean(once) == once
        assert FORBIDDEN.search(once) is None


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aه👩🔬\u0301\u064e\u200c\u200d\ufe0f\x1b\u202e\n─", max_size=40))
def test_cleaning_is_idempotent_where_rules_meet(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
