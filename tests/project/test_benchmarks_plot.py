"""The plot of growth, drawn from a small result of our own."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import growth, plot
from benchmarks.growth import Line

SVG = "{http://www.w3.org/2000/svg}"
LINES = [
    Line("index <from> nothing", "s", ((1_000, 2.0), (10_000, 20.0), (100_000, 200.0))),
    Line("first paint", "s", ((1_000, 0.5), (10_000, 0.5), (100_000, 0.5))),
    Line("look again", "s", ((1_000, 0.005), (10_000, 0.05), (100_000, 0.5))),
    Line("memory", "MB", ((1_000, 60.0), (10_000, 61.0), (100_000, 70.0))),
]


def test_sizes_go_up_by_ten_to_the_largest() -> None:
    assert growth.sizes(100_000) == [1_000, 10_000, 100_000]
    assert growth.sizes(999_999) == [1_000, 10_000, 100_000]
    assert growth.sizes(1) == [1_000, 10_000]


def test_results_come_back_as_they_were_kept(tmp_path: Path) -> None:
    growth.save(tmp_path / "results" / "growth.json", LINES)
    assert growth.load(tmp_path / "results" / "growth.json") == LINES


def test_costs_go_on_as_they_grew() -> None:
    assert plot.on_paper(LINES[0]) == pytest.approx(20_000.0)
    assert plot.on_paper(LINES[1]) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.0034, "s", "3.4 ms"),
        (0.0004, "s", "0.4 ms"),
        (0.25, "s", "250 ms"),
        (1.0, "s", "1 s"),
        (90.0, "s", "1.5 min"),
        (20_000.0, "s", "5.6 h"),
        (58.3, "MB", "58 MB"),
        (12_300.0, "MB", "12 GB"),
    ],
)
def test_amounts_are_said_in_the_unit_that_suits_them(value: float, unit: str, said: str) -> None:
    assert plot.amount(value, unit) == said


@given(st.lists(st.floats(0, 500), min_size=1, max_size=6))
def test_labels_keep_apart_and_in_order(heights: list[float]) -> None:
    places = plot.spread(heights, 18.0)
    assert all(place >= height for place, height in zip(places, heights, strict=True))
    ordered = sorted(places)
    assert all(after - before > 17.99 for before, after in pairwise(ordered))
    by_height = sorted(range(len(heights)), key=lambda number: heights[number])
    assert [places[number] for number in by_height] == ordered


def test_the_picture_has_every_line_with_its_name_and_what_is_on_paper(tmp_path: Path) -> None:
    growth.save(tmp_path / "growth.json", LINES)
    drawn = plot.picture(growth.load(tmp_path / "growth.json"))
    root = ElementTree.fromstring(drawn)
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert "index <from> nothing: 3.3 min at 100,000 (5.6 h)" in texts
    assert "memory: 70 MB at 100,000 (92 MB)" in texts
    paths = [path.attrib for path in root.iter(f"{SVG}path")]
    measured = [path for path in paths if path["class"] in ("c0", "c1", "c2", "c3")]
    assert len(measured) == len(LINES)
    assert len([path for path in paths if path["class"].startswith("paper")]) == len(LINES)
    assert len(list(root.iter(f"{SVG}circle"))) == sum(len(line.points) for line in LINES)
    # Ten times the posts at ten times the cost: equal steps on both axes.
    points = [tuple(map(float, point.split())) for point in measured[0]["d"][1:].split("L")]
    steps = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(points)]
    assert steps[0] == pytest.approx(steps[1], abs=0.2)
    assert steps[0][1] < 0 < steps[0][0]
    assert "prefers-color-scheme: dark" in drawn


def test_everything_stands_inside_the_picture() -> None:
    longest = Line("cursor key, processor time", "s", ((1_000, 0.8), (10_000, 8.0), (1_000_000, 8000.0)))
    root = ElementTree.fromstring(plot.picture([*LINES, longest]))
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    for text in root.iter(f"{SVG}text"):
        letters = len("".join(text.itertext())) if text.get("class") in (None, "title") else 0
        assert 0 < float(text.attrib["x"]) <= width - 6.5 * letters
        assert 0 < float(text.attrib["y"]) < height
