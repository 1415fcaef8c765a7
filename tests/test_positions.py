"""Runs of positions against plain sets of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.positions import Positions

chosen = st.sets(st.integers(0, 40))


@given(chosen)
def test_they_are_the_sequence_they_were_made_of(wanted: set[int]) -> None:
    positions = Positions.of(sorted(wanted))
    assert list(positions) == sorted(wanted)
    assert len(positions) == len(wanted)
    assert [positions[place] for place in range(len(positions))] == sorted(wanted)
    assert {place for place in range(-1, 45) if place in positions} == wanted
    assert all(first.stop < second.start for first, second in zip(positions.runs, positions.runs[1:], strict=False))
    others: list[object] = ["1", None, 1.5]
    assert not any(other in positions for other in others)
    with pytest.raises(IndexError):
        positions[len(wanted)]


@given(chosen, st.lists(st.integers(0, 40)))
def test_each_toggle_takes_one_in_or_out(wanted: set[int], toggles: list[int]) -> None:
    positions = Positions.of(sorted(wanted))
    for position in toggles:
        positions = positions.toggled(position)
        wanted = wanted ^ {position}
        assert positions == Positions.of(sorted(wanted))


@given(chosen, st.integers(-50, 50) | st.none(), st.integers(-50, 50) | st.none())
def test_a_part_of_them_is_cut_as_from_a_list(wanted: set[int], start: int | None, stop: int | None) -> None:
    part = Positions.of(sorted(wanted))[start:stop]
    assert list(part) == sorted(wanted)[start:stop]
    assert part == Positions.of(list(part))


def test_all_of_a_large_list_are_one_run() -> None:
    every = Positions([range(1_000_000)])
    assert Positions.of(every) is every
    assert Positions.of(range(1_000_000)) == every
    assert hash(Positions.of(range(1_000_000))) == hash(every)
    assert every.toggled(500_000).runs == (range(500_000), range(500_001, 1_000_000))
    assert len(every[10:20]) == 10
    assert every != list(range(3))
    assert repr(Positions.of([1, 2])) == "Positions([range(1, 3)])"
