"""Titles that fit a few typed letters: the rule against a slow reading of it, the order, where a search stops."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.index import title_rule
from tests.index.world import write_post
from tui_reader.library import Library
from tui_reader.library.readings import Readings
from tui_reader.library.search import folded
from tui_reader.library.title_finder import title_marks
from tui_reader.library.title_patterns import Fit, TitlePattern, divisions
from tui_reader.library.titles import Titles, TitleSearch
from tui_reader.model import ReadingPosition

TITLES = st.text("行疫情中国绿西安网abnotesxé5 ,_-ー語", max_size=14).map(str.strip) | st.lists(
    st.sampled_from(["疫情", "行", "中国", "西安", "notes", "note", "tones", "on", " ", "，", "语言", "5g", "网", "e"]),
    max_size=6,
).map("".join)
_PARTS = ["yi", "qing", "hang", "xing", "zhong", "zh", "guo", "lv", "xian", "wang", "note", "noets", "notes", "yuyan"]
TYPED = st.text("xinghayqzonglvw5é,_行疫 bts", max_size=8) | st.lists(
    st.sampled_from([*_PARTS, *"xhyqzga5 ", "疫", "行", " "]), max_size=4
).map("".join)


_READINGS = Readings()
"""Of all tests: its table takes tens of milliseconds."""


def loaded(titles: Sequence[str]) -> Titles:
    made = Titles(_READINGS)
    made.add([folded(title) for title in titles])
    return made


def searched(titles: Titles, typed: str, limit: int = 1_000) -> TitleSearch:
    search = titles.search(typed, limit)
    while not search.step(1.0):
        pass
    return search


def found(titles: Sequence[str], typed: str) -> list[tuple[str, Fit]]:
    return [(titles[place], fit) for place, fit in searched(loaded(titles), typed).found]


@pytest.mark.parametrize(
    ("title", "typed", "fit"),
    [
        ("疫情", "疫情", Fit.WHOLE),
        ("Slow Trains", "slow  TRAINS", Fit.WHOLE),
        ("疫情防控", "疫情", Fit.BEGINNING),
        ("ＡＢＣ", "ab", Fit.BEGINNING),
        ("新的疫情", "疫情", Fit.WORD),
        ("Slow trains", "trains slow", Fit.WORD),
        ("Slow trains", "rain", Fit.INSIDE),
        ("夜行列車の窓", "列車 窓", Fit.WORD),
        ("첫눈 오는 날의 국수", "국수", Fit.WORD),
        ("疫情", "yq", Fit.READ_FIRST),
        ("疫情", "yiqing", Fit.READ_FIRST),
        ("疫情", "yiq", Fit.READ_FIRST),
        ("疫情", "yqing", Fit.READ_FIRST),
        ("疫情", "yiqi", Fit.READ_FIRST),
        ("《疫情》", "yq", Fit.READ_FIRST),
        ("疫情：防控", "yqfk", Fit.READ_FIRST),
        ("中国", "zhg", Fit.READ_FIRST),
        ("西安", "xian", Fit.READ_FIRST),
        ("绿", "lv", Fit.READ_FIRST),
        ("绿", "lu", Fit.READ_FIRST),
        ("银行", "yinhang", Fit.READ_FIRST),
        ("行人", "xingren", Fit.READ_FIRST),
        ("银行", "yinxing", Fit.READ_FIRST),
        ("5G网络", "5gwl", Fit.READ_FIRST),
        ("5G网络", "5g网luo", Fit.READ_FIRST),
        ("Slow trains", "st", Fit.READ_FIRST),
        ("Café", "cafe", Fit.READ_FIRST),
        ("新的疫情", "yq", Fit.READ),
        ("新的疫情", "xin yq", Fit.READ),
        ("疫情和防控", "yqfk", Fit.SCATTERED),
        ("Slow trains", "tarins", Fit.TYPO),
        ("Slow trains", "tranis slwo", Fit.TYPO),
        ("Coronavirus", "koronavyrus", Fit.TYPO),
        ("疫情", "qy", None),
        ("疫情", "yiqingx", None),
        ("疫情", "yiqixx", None),
        ("Slow trains", "slow bus", None),
        ("cat", "cta", None),
        ("", "a", None),
    ],
)
def test_titles_fit_as_the_rule_says(title: str, typed: str, fit: Fit | None) -> None:
    assert found([title], typed) == ([(title, fit)] if fit is not None else [])
    assert title_rule.fit(title, typed) == fit


@settings(max_examples=400)
@given(st.lists(TITLES, max_size=12), TYPED)
@example(["notes on tea"], "noets")
@example(["疫,情"], "yi,q")
@example(["_疫情"], "_y")
@example(["a_疫"], "ay")
@example(["bnotes x"], "ns")
def test_what_is_found_is_what_fits_in_order(titles: list[str], typed: str) -> None:
    fits = [(fit, place) for place, title in enumerate(titles) if (fit := title_rule.fit(title, typed)) is not None]
    assert [(fit, place) for place, fit in searched(loaded(titles), typed).found] == sorted(fits)


@settings(max_examples=200)
@given(st.lists(TITLES, max_size=12), TYPED)
def test_typing_letter_by_letter_finds_the_same(titles: list[str], typed: str) -> None:
    narrowed = loaded(titles)
    for end in range(len(typed) + 1):
        ends = searched(narrowed, typed[:end]).found
        assert ends == searched(loaded(titles), typed[:end]).found


@given(st.lists(TITLES, max_size=12), st.lists(TITLES, max_size=12), TYPED)
def test_titles_that_come_later_are_found_after_a_search(first: list[str], later: list[str], typed: str) -> None:
    titles = loaded(first)
    searched(titles, typed)
    titles.add([folded(title) for title in later])
    assert searched(titles, typed).found == searched(loaded([*first, *later]), typed).found


@given(TITLES, TYPED)
def test_marks_lie_on_what_is_typed(title: str, typed: str) -> None:
    search = searched(loaded([title]), typed)
    marks = title_marks(title, search.pattern)
    if not search.found:
        return
    assert marks
    assert all(0 <= mark < len(title) for mark in marks)
    (_, fit), letters = search.found[0], folded(typed)
    if fit <= Fit.SCATTERED:
        # A syllable types a character by any of its letters; which begins it is told by the characters in order.
        assert all(
            any(title_rule.types(letter, folded(title)[mark], is_last=True) for letter in letters) for mark in marks
        )


@pytest.mark.parametrize(
    ("title", "typed", "marked"),
    [
        ("新的疫情", "yq", "疫情"),
        ("疫情：防控", "yiqingfk", "疫情防控"),
        ("Slow trains", "st", "St"),
        ("Slow trains", "slow", "Slow"),
        ("Slow trains to 西安", "tr xian", "tr西安"),
        ("ﬁre 疫情", "fire yq", "ﬁre疫情"),
        ("Ｆｉｒｅ", "fire", "Ｆｉｒｅ"),
        ("Slow trains", "tarins", "trains"),
        ("疫情和防控", "yqfk", "疫情防控"),
    ],
)
def test_what_is_typed_is_marked(title: str, typed: str, marked: str) -> None:
    pattern = searched(loaded([title]), typed).pattern
    assert "".join(title[mark] for mark in sorted(title_marks(title, pattern))) == marked


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=60))
@example(["[/]\x1b[31m\\"], "[/]\\")
@example(["a^-]b"], "^-]")
@example(["x\ny"], "xy")
@example(["İ"], "i̇")
def test_no_text_is_too_strange(titles: list[str], typed: str) -> None:
    lines = [folded(title).replace("\n", " ") for title in titles]
    search = searched(loaded(lines), typed)
    for place, fit in search.found:
        assert isinstance(fit, Fit)
        assert all(mark < len(titles[place]) for mark in title_marks(titles[place], search.pattern))


def test_equal_ones_keep_their_order_and_no_more_than_wanted_come() -> None:
    titles = [f"疫情 {number}" for number in range(50)]
    assert [place for place, _ in searched(loaded(titles), "yq", limit=7).found] == list(range(7))


def test_what_was_found_only_grows_while_the_search_goes_on() -> None:
    titles = loaded([f"{'新' * (number % 7)}疫情 {number}" for number in range(40_000)])
    for typed in ("yq", "yq 39", "q y", "xyq"):
        search = titles.search(typed, 500)
        before: Sequence[tuple[int, Fit]] = ()
        while not search.step(0.0):
            assert search.found[: len(before)] == before
            before = search.found
        assert search.found[: len(before)] == before
        assert search.is_done


def test_a_step_ends_in_time() -> None:
    titles = loaded([f"中国和平发展的报告 {number}" for number in range(100_000)])
    search = titles.search("zzzz", 100)
    began = monotonic()
    assert not search.step(0.001)
    assert monotonic() - began < 1.0


def test_no_title_takes_long() -> None:
    hostile = ["a a " * 125, "aa" * 250, "行 " * 250, "行行" * 250, "a行" * 250, "hang" * 125]
    titles = loaded(hostile * 20)
    began = monotonic()
    for typed in (
        "aaaaaaaaaaaaaaaaaaaaaaab",
        "hanghanghanghanghanghz",
        "hhhhhhhhhhhhhhhhhhhhhhhz",
        "ahahahahahahahahahahahaz",
    ):
        searched(titles, typed)
    assert monotonic() - began < 20.0


def test_a_word_is_divided_into_syllables() -> None:
    readings = Readings()
    readings.add("疫情西安现")
    found = divisions("xian", readings, 16)
    assert found[0] == ("x", "i", "a", "n")
    assert found[1] == ("xian",)
    assert ("xi", "an") in found
    assert ("yi", "qing") in divisions("yiqing", readings, 2)
    assert len(divisions("yiqing" * 4, readings, 16)) == 16


def test_all_readings_of_a_character_count() -> None:
    readings = Readings()
    readings.add("行女é")
    assert readings.read("hang") == readings.read("xing") == "行"
    assert readings.begun("x") == readings.begun("h") == "行"
    assert readings.read("nv") == readings.read("nu") == "女"
    assert readings.accented("e") == "é"
    assert readings.read("zh") == ""


def test_no_phrases_are_loaded_for_readings() -> None:
    code = (
        "import sys; from tui_reader.library.readings import Readings; Readings().add('行');"
        "print(sorted({'pypinyin', 'rapidfuzz'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_expressions_are_made_of_what_was_typed_alone() -> None:
    pattern = TitlePattern("a.c [x] (", Readings())
    assert [word.word for word in pattern.words] == ["a.c", "[x]", "("]
    assert pattern.fit("\nabc x") is None
    assert re.compile(pattern.phrase_expression(Fit.WHOLE)).match("\na.c [x] (")


# The library.


def titles_of(library: Library, typed: str) -> list[str]:
    finder = library.title_finder()
    while not finder.load(1.0):
        pass
    search = finder.search(typed, 100)
    while not search.step(1.0):
        pass
    return [post.row.title for post in finder.posts(search)]


def test_posts_are_found_the_newest_first(library: Library) -> None:
    assert titles_of(library, "cukou") == []
    assert titles_of(library, "ckzz") == ["出口增长"]
    assert titles_of(library, "a") == ["Alpha", "Beta", "Delta"]
    assert titles_of(library, "") == []


def test_posts_that_went_since_are_left_out(library: Library, root: Path) -> None:
    finder = library.title_finder()
    while not finder.load(1.0):
        pass
    (root / "a.md").unlink()
    library.refresh(rebuild=True)
    search = finder.search("a", 100)
    search.step(1.0)
    assert all(post.row.path != "" for post in finder.posts(search))


def test_the_posts_read_last_are_offered_then_the_newest(library: Library) -> None:
    library.set_position("c.md", ReadingPosition(1, 2))
    finder = library.title_finder()
    offered = [post.row.title for post in finder.offered(["a.md", "nowhere.md"], 10)]
    assert offered == ["Alpha", "出口增长", "Beta", "Epsilon", "Delta"]
    assert len(finder.offered([], 2)) == 2


def test_an_empty_library_offers_and_finds_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    library = Library.open(tmp_path / "empty", cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    library.refresh()
    assert titles_of(library, "a") == []
    assert library.title_finder().offered([], 5) == ()
    library.close()


def test_hostile_titles_are_found_as_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    write_post(folder, "x.md", title="'[red]疫情[/] \\\\ $(x)'", date="2021-01-01")
    library = Library.open(folder, cache_dir=tmp_path / "cache", data_dir=tmp_path / "data")
    library.refresh()
    assert len(titles_of(library, "[red] yq")) == 1
    library.close()
