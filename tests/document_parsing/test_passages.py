"""What was searched for, found again in shown texts, and the passages that show it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.document import LayoutOptions, Passage, Wanted, find_wanted, fitted, layout, parse, passage, width
from tui_reader.model import BodyFormat

TEXTS = st.text(alphabet="渡轮船灯夜ab A，。. \n[]Ｗé", max_size=80)


def marked(text: str, *words: str, goes_on: bool = False, expressions: tuple[str, ...] = ()) -> list[str]:
    wanted = Wanted([(word, goes_on) for word in words], expressions)
    return [text[start:end] for start, end in wanted.spans(text)]


def test_words_are_found_as_the_index_takes_them() -> None:
    assert marked("进出口，出口", "出口") == ["出口", "出口"]
    assert marked("Run, running, trunk and 跑RUN跑", "run") == ["Run", "RUN"]
    assert marked("Run, running, trunk", "run", goes_on=True) == ["Run", "run"]
    assert marked("用Ｗｉｎ１１家庭版。", "win11家庭") == ["Ｗｉｎ１１家庭"]
    assert marked("5G 网络", "5g网络") == ["5G 网络"]
    assert marked("green  tea, greentea, green/tea", "green tea") == ["green  tea", "green/tea"]
    assert marked("出，口", "出口") == [], "nothing reaches over the end of a sentence"
    assert marked("a b", "…", "") == []
    assert marked("第一章 第二章", expressions=("第.章", "(", "x*")) == ["第一章", "第二章"]


@given(TEXTS, st.lists(st.tuples(TEXTS, st.booleans()), max_size=3))
def test_spans_are_in_order_and_apart(text: str, words: list[tuple[str, bool]]) -> None:
    end = 0
    for span in Wanted(words).spans(text):
        assert end <= span[0] < span[1] <= len(text)
        end = span[1]


@given(TEXTS, st.sampled_from(["渡轮", "a", "船 a", "é"]))
def test_passages_hold_the_words_on_one_line(text: str, word: str) -> None:
    wanted = Wanted([(word, False)])
    found = passage(text, wanted)
    assert (found is None) == (not wanted.spans(text))
    if found is not None:
        assert "\n" not in found.text
        assert found.hits
        first = found.hits[0]
        assert [(0, first[1] - first[0])] == wanted.spans(found.text[slice(*first)])


@settings(max_examples=300)
@given(TEXTS, TEXTS, st.integers(1, 60))
def test_a_fitted_passage_has_the_first_hit_in_sight(before: str, after: str, cells: int) -> None:
    found = passage(f"{before}信号{after}", Wanted([("信号", False)]))
    assert found is not None
    shown = fitted(found, cells)
    assert width(shown.text) <= cells
    assert all(0 <= start < end <= len(shown.text) for start, end in shown.hits)
    if cells >= 12:
        assert [shown.text[start:end] for start, end in shown.hits] == ["信号"]


def test_it_begins_and_ends_where_sentences_do() -> None:
    text = "昨天下雨。渡口的船照例在七点出发，船上有人唱歌。后来大家都睡着了，谁也没有听见。"
    found = passage(text, Wanted([("船上", False)]))
    assert found is not None
    assert found.text.startswith("渡口的船")
    assert fitted(found, 60).text == "渡口的船照例在七点出发，船上有人唱歌。"
    assert fitted(found, 30).text == "…出发，船上有人唱歌。"


def test_indents_and_runs_of_blanks_are_no_part_of_it() -> None:
    found = passage("Code:\n\n        my ($p, $q)   = map;\n        if ($q)  {\n", Wanted([("map", False)]))
    assert found is not None
    assert found.text == "my ($p, $q) = map; if ($q) {"
    assert [found.text[start:end] for start, end in found.hits] == ["map"]
    wide = passage("\u3000\u3000渡口的船。", Wanted([("船", False)]))
    assert wide is not None
    assert wide.text == "渡口的船。"


def test_the_sentence_with_most_of_the_words_is_chosen() -> None:
    text = "Tea is old. " + "Nothing here. " * 30 + "Green tea wants boiling water."
    found = passage(text, Wanted([("tea", False), ("water", False)]))
    assert found is not None
    assert found.text.startswith("Green tea")
    assert [found.text[slice(*hit)] for hit in found.hits] == ["tea", "water"]
    assert passage(text, Wanted([("coffee", False)])) is None


def test_the_mark_of_a_cut_is_no_hit() -> None:
    found = passage("信号先来，信号又来，信号还来，信号不停地来", Wanted([("信号", False)]))
    assert found is not None
    for cells in range(4, 44):
        shown = fitted(found, cells)
        assert "…" not in "".join(shown.text[start:end] for start, end in shown.hits), cells


def test_nothing_to_cut() -> None:
    assert fitted(Passage("short", ((0, 5),)), 40) == Passage("short", ((0, 5),))
    assert fitted(Passage("", ()), 1) == Passage("", ())


@pytest.mark.parametrize("columns", [12, 40])
def test_words_are_found_across_broken_lines(columns: int) -> None:
    page = layout(
        parse("夜里的船灯落在水面上，像一行行没有写完的字。" * 3, BodyFormat.MARKDOWN), LayoutOptions(width=columns)
    )
    hits = find_wanted(page, Wanted([("没有写完", False)]))
    assert len(hits) == 3
    for hit in hits:
        shown = "".join(page.lines[part.line].text[part.start : part.end] for part in hit.parts)
        assert shown == "没有写完"
    assert find_wanted(page, Wanted([], ("\n",))) == ()
