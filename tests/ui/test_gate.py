"""The last gate before the terminal, alone and in the application."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.control import Control
from rich.segment import Segment
from textual.color import Color

from tui_reader.ui.gate import CleanSegments

BLACK = Color(0, 0, 0)
FORBIDDEN = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u2028", "\u2029", "\u202e", "\u2066"}


@given(st.lists(st.text(st.characters() | st.sampled_from(sorted(FORBIDDEN)))))
def test_no_control_character_passes(texts: list[str]) -> None:
    out = CleanSegments().apply([Segment(text) for text in texts], BLACK)
    assert len(out) == len(texts)
    assert not FORBIDDEN & set("".join(segment.text for segment in out))


def test_clean_segments_are_not_touched() -> None:
    segments = [Segment("冰城公安"), Segment("—— Reader 🙂")]
    assert CleanSegments().apply(segments, BLACK) is segments


def test_textuals_own_control_segments_pass() -> None:
    control = Control.move_to(3, 4).segment
    assert CleanSegments().apply([Segment("a\x1b]52;c;eA==\x07"), control], BLACK)[1] == control
