"""Draws how costs grow with the number of posts: log-log, as SVG text that is readable on light and on dark.

    python -m benchmarks.plot [results/growth.json] [growth.svg]

It measures nothing. What is dashed was not measured: the last two sizes, drawn on to ten million posts.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

from benchmarks.bench import ROOT
from benchmarks.growth import RESULTS, Line, load

PICTURE = ROOT / "benchmarks" / "growth.svg"
ON_PAPER = 10_000_000
"""Posts that nobody has measured: up to here the lines are drawn on."""
WIDTH, HEIGHT = 360, 320
"""Of the area of a panel in which lines are drawn."""
LEFT, TOP, RIGHT, BOTTOM = 76, 44, 440, 44
"""What stands around it: amounts, a title, the lines' names, numbers of posts."""
LABEL_HEIGHT = 18.0
SCALES = {
    "s": (("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3)),
    "MB": (("GB", 1e3), ("MB", 1.0), ("kB", 1e-3)),
}
TITLES = {"s": "Time by number of posts", "MB": "Memory and disk by number of posts"}
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 14px; font-weight: 600; }
.amount { text-anchor: end; } .posts { text-anchor: middle; }
.grid { stroke: #d1d9e0; } .leader { stroke-width: 1; }
path, circle { fill: none; stroke-width: 2; } .paper { stroke-dasharray: 5 4; }
.c0 { stroke: #0550ae; } .c1 { stroke: #bc4c00; } .c2 { stroke: #116329; } .c3 { stroke: #8250df; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; } .grid { stroke: #3d444d; }
  .c0 { stroke: #58a6ff; } .c1 { stroke: #f0883e; } .c2 { stroke: #3fb950; } .c3 { stroke: #bc8cff; }
}
"""
COLOURS = 4


def on_paper(line: Line) -> float:
    """What ten million posts would cost if costs went on to grow as between the last two sizes that were measured."""
    (fewer, less), (more, most) = line.points[-2:]
    power = math.log(most / less) / math.log(more / fewer)
    return most * math.pow(ON_PAPER / more, power)


def amount(value: float, unit: str) -> str:
    """A cost in two digits or so, in the unit that suits it."""
    scales = SCALES[unit]
    name, size = next((scale for scale in scales if value >= scale[1]), scales[-1])
    number = value / size
    return f"{number:,.0f} {name}" if number >= 10 else f"{number:.1f}".removesuffix(".0") + f" {name}"


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Places for labels that would best stand at `heights`, in the same order, none closer than `gap` to the next."""
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    places = list(heights)
    for before, number in pairwise(order):
        places[number] = max(places[number], places[before] + gap)
    return places


@dataclass(frozen=True, slots=True)
class _Panel:
    """An area with logarithmic axes: posts to the right, costs upwards."""

    unit: str
    lines: Sequence[Line]
    top: float
    """Where it begins in the picture."""

    @property
    def _decades(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """The powers of ten between which posts and costs lie."""
        posts = [posts for line in self.lines for posts, _ in line.points]
        values = [value for line in self.lines for value in (*(value for _, value in line.points), on_paper(line))]
        return _powers([*posts, ON_PAPER]), _powers(values)

    def _at(self, posts: float, value: float) -> tuple[float, float]:
        (first, last), (low, high) = self._decades
        right = (math.log10(posts) - first) / (last - first)
        up = (math.log10(value) - low) / (high - low)
        return LEFT + WIDTH * right, self.top + TOP + HEIGHT * (1 - up)

    def draw(self) -> Iterator[str]:
        """Its elements, the grid first."""
        yield f'<text class="title" x="{LEFT}" y="{self.top + 24:.0f}">{TITLES[self.unit]}</text>'
        yield from self._grid()
        ends = [self._at(ON_PAPER, on_paper(line)) for line in self.lines]
        labels = spread([y for _, y in ends], LABEL_HEIGHT)
        for number, (line, (x, y), label) in enumerate(zip(self.lines, ends, labels, strict=True)):
            colour = f"c{number % COLOURS}"
            measured = [self._at(posts, value) for posts, value in line.points]
            yield f'<path fill="none" class="{colour}" d="{_path(measured)}"/>'
            yield from (
                f'<circle fill="none" class="{colour}" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in measured
            )
            yield f'<path fill="none" class="paper {colour}" d="{_path([measured[-1], (x, y)])}"/>'
            yield f'<path fill="none" class="leader {colour}" d="{_path([(x + 3, y), (x + 22, label)])}"/>'
            yield f'<text x="{x + 26:.0f}" y="{label + 4:.0f}">{escape(self._label(line))}</text>'

    def _label(self, line: Line) -> str:
        posts, value = line.points[-1]
        return f"{line.name}: {amount(value, self.unit)} at {posts:,} ({amount(on_paper(line), self.unit)})"

    def _grid(self) -> Iterator[str]:
        (first, last), (low, high) = self._decades
        bottom = self.top + TOP + HEIGHT
        for power in range(first, last + 1):
            x, _ = self._at(10.0**power, 10.0**low)
            yield f'<line class="grid" x1="{x:.1f}" y1="{self.top + TOP}" x2="{x:.1f}" y2="{bottom}"/>'
            yield f'<text class="posts" x="{x:.1f}" y="{bottom + 18}">{10**power:,}</text>'
        for power in range(low, high + 1):
            _, y = self._at(10.0**first, 10.0**power)
            yield f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + WIDTH}" y2="{y:.1f}"/>'
            said = f"{10**power:,} s" if self.unit == "s" and power > 0 else amount(10.0**power, self.unit)
            yield f'<text class="amount" x="{LEFT - 6}" y="{y + 4:.1f}">{said}</text>'


def _powers(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten that enclose `values`, at least one apart."""
    low = math.floor(math.log10(min(values)))
    return low, max(low + 1, math.ceil(math.log10(max(values))))


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def picture(lines: Sequence[Line]) -> str:
    """The SVG: a panel a unit, one below the other."""
    units = list(dict.fromkeys(line.unit for line in lines))
    step = TOP + HEIGHT + BOTTOM
    width, height = LEFT + WIDTH + RIGHT, step * len(units) + 24
    elements = [
        element
        for number, unit in enumerate(units)
        for element in _Panel(unit, [line for line in lines if line.unit == unit], number * step).draw()
    ]
    box = f"0 0 {width} {height}"
    note = f"Dashed and in brackets: on paper, for {ON_PAPER:,} posts, from the last two sizes that were measured."
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{box}">',
            "<title>What a library costs, by its number of posts</title>",
            f"<style>{STYLE}</style>",
            *elements,
            f'<text x="{LEFT}" y="{height - 8}">{note}</text>',
            "</svg>\n",
        )
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Draw what was measured as growth.")
    parser.add_argument("results", type=Path, nargs="?", default=RESULTS)
    parser.add_argument("picture", type=Path, nargs="?", default=PICTURE)
    options = parser.parse_args()
    options.picture.write_text(picture(load(options.results)), encoding="utf-8")


if __name__ == "__main__":
    main()
