"""Cells: agreement with Rich, whole clusters, exact fits."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_reader.document import cells

PIECES = st.sampled_from(
    [
        *"aZ9 ,中文，“”…—·①é€°あーｱﾞ한각",
        "e\u0301",
        "\u200d",
        "\ufe0f",
        "1\ufe0f\u20e3",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\U0001f44d\U0001f3fd",
        "\U0001f1e8\U0001f1f3",
        "\U0001f1e8",
        "\u1100\u1161\u11a8",
        "☺",
        "❤\ufe0f",
        "क\u094dष",
        "\u200b",
        "\u3000",
        "\xad",
    ]
)
MIXED = st.lists(PIECES | st.characters(), max_size=12).map("".join)


@given(MIXED | st.text())
@settings(max_examples=400, deadline=None)
def test_width_agrees_with_rich(text: str) -> None:
    assert cells.width(text) == cell_len(text)


@given(MIXED, st.sampled_from([1, 2]))
@settings(max_examples=200, deadline=None)
def test_spans_and_counts_add_up_to_the_width(text: str, ambiguous: int) -> None:
    spans = list(cells.spans(text, ambiguous))
    assert "".join(text[start:end] for start, end, _ in spans) == text
    assert sum(taken for _, _, taken in spans) == cells.width(text, ambiguous)
    assert sum(cells.cell_counts(text, ambiguous)) == cells.width(text, ambiguous)
    assert len(cells.cell_counts(text, ambiguous)) == len(text)


@given(st.lists(PIECES, max_size=12).map("".join))
@settings(max_examples=200, deadline=None)
def test_no_cluster_of_the_annex_is_parted(text: str) -> None:
    ours = {end for _, end, _ in cells.spans(text)}
    theirs = set()
    at = 0
    for cluster in importlib.import_module("uniseg.graphemecluster").grapheme_clusters(text):  # it has no types
        at += len(cluster)
        theirs.add(at)
    assert ours <= theirs


@given(MIXED, st.integers(0, 20), st.sampled_from([1, 2]))
@settings(max_examples=200, deadline=None)
def test_cut_and_fit(text: str, room: int, ambiguous: int) -> None:
    shown = cells.cut(text, room, ambiguous=ambiguous)
    assert cells.width(shown, ambiguous) <= room
    if cells.width(text, ambiguous) <= room:
        assert shown == text
    assert cells.width(cells.fit(text, room, ambiguous), ambiguous) == room


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("北京大学", 8, "北京大学"),
        ("北京大学", 7, "北京大…"),
        ("北京大学", 6, "北京…"),
        ("北京大学", 1, "…"),
        ("北京大学", 0, ""),
        ("ab\U0001f1e8\U0001f1f3cd", 4, "ab…"),
        ("ab\U0001f1e8\U0001f1f3cd", 5, "ab\U0001f1e8\U0001f1f3…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
    ],
)
def test_cut_at_a_grapheme(text: str, room: int, expected: str) -> None:
    assert cells.cut(text, room) == expected


def test_ambiguous_characters_take_two_cells_where_the_terminal_says_so() -> None:
    assert cells.width("——“中”…", 1) == 7
    assert cells.width("——“中”…", 2) == 12
    assert cells.width("abc中", 2) == 5
    assert cells.width("☺\ufe0f", 2) == 2
