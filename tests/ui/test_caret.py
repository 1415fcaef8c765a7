"""A caret in the lines of a page: by characters, words and lines, past what is no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.document import Line, Run, clusters
from tui_reader.ui.widgets.caret import Caret


def lines(*texts: str, indent: int = 0) -> list[Line]:
    return [Line((Run(text),), 0, 0, indent=indent if text else 0) for text in texts]


def at(caret: Caret) -> tuple[int, int]:
    return caret.place


def test_characters_are_clusters_and_go_over_the_ends_of_lines() -> None:
    caret = Caret(lines("e\u0301👨‍👩‍👧x", "", "ab"), (0, 0))
    places = [at(caret)]
    for _ in range(5):
        caret.character(1)
        places.append(at(caret))
    assert places == [(0, 0), (0, 2), (0, 7), (2, 0), (2, 1), (2, 1)]
    assert caret.end == (2, 2)
    for _ in range(9):
        caret.character(-1)
    assert at(caret) == (0, 0)


def test_lines_keep_the_cell_as_an_editor_does() -> None:
    caret = Caret(lines("abcdefgh", "字", "字字字字字"), (0, 5))
    caret.line(1)
    assert at(caret) == (1, 0)
    caret.line(1)
    assert at(caret) == (2, 2)
    caret.line(-9)
    assert at(caret) == (0, 5)
    caret.line(-1)
    assert at(caret) == (0, 5)


def test_words_of_an_alphabet_are_whole_and_those_of_han_are_characters() -> None:
    caret = Caret(lines("Green tea, 好茶。", "don't"), (0, 0))
    places = []
    for _ in range(4):
        caret.word(1)
        places.append(at(caret))
    assert places == [(0, 6), (0, 11), (0, 12), (1, 0)]
    caret.word(1)
    assert at(caret) == (1, 4)
    for _ in range(5):
        caret.word(-1)
    assert at(caret) == (0, 0)


def test_what_stands_before_a_line_is_passed_over() -> None:
    caret = Caret(lines("▎ quoted", "▎ more", indent=2), (0, 0))
    assert at(caret) == (0, 2)
    caret.line_end(1)
    caret.character(1)
    assert at(caret) == (1, 2)
    caret.text_end(1)
    assert at(caret) == (1, 5)
    caret.text_end(-1)
    assert at(caret) == (0, 2)


def test_where_there_is_no_text_there_is_no_caret() -> None:
    with pytest.raises(ValueError, match="no text"):
        Caret(lines("", ""), (0, 0))


MOVES = st.tuples(
    st.sampled_from(["character", "line", "word", "line_end", "text_end"]), st.sampled_from([-7, -1, 1, 7])
)


@given(
    texts=st.lists(st.text(alphabet="ab ,。字\u0301👩‍", max_size=9), min_size=1, max_size=6).filter(any),
    begin=st.tuples(st.integers(-2, 9), st.integers(-2, 9)),
    moves=st.lists(MOVES, max_size=12),
)
def test_it_always_stands_at_a_character(
    texts: list[str], begin: tuple[int, int], moves: list[tuple[str, int]]
) -> None:
    page = lines(*texts)
    caret = Caret(page, begin)
    for name, step in moves:
        getattr(caret, name)(step if name == "line" else (1 if step > 0 else -1))
        line, place = caret.place
        found = list(clusters(texts[line]))
        assert place in [len("".join(found[:n])) for n in range(len(found))]
        assert caret.end[1] > place
