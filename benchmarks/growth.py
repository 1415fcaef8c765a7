"""How the reader's costs grow from a thousand posts to a million, kept as JSON for the plot (`benchmarks.plot`).

Measures only: it judges nothing, and draws nothing.
"""

from __future__ import annotations

import json
import shutil
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.bench import ROOT, Bench, generated
from benchmarks.core import seconds_of
from benchmarks.figures import Figure
from benchmarks.indexing import index_seconds
from benchmarks.processes import MEGABYTE
from benchmarks.scale import CURSOR, costs, memory_peaks
from benchmarks.screen import reader_paint

RESULTS = ROOT / "benchmarks" / "results" / "growth.json"
SMALLEST = 1_000
RUNS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One cost, over the sizes of a library."""

    name: str
    unit: str
    """`s` or `MB`."""
    points: tuple[tuple[int, float], ...]
    """Posts and cost, the smallest library first."""


def sizes(largest: int) -> list[int]:
    """A thousand posts, and ten times as many once at least, since a line has two ends, and again and again."""
    found = [SMALLEST, SMALLEST * 10]
    while found[-1] * 10 <= largest:
        found.append(found[-1] * 10)
    return found


def _again_seconds(bench: Bench) -> float:
    library = bench.open()
    try:
        return statistics.median(seconds_of(library.refresh) for _ in range(RUNS))
    finally:
        library.close()


def _costs_of(bench: Bench) -> dict[tuple[str, str], float]:
    """Every cost of one library, by name and unit; its index is made anew, and kept."""
    shutil.rmtree(bench.home)
    bench.home.mkdir()
    indexing, size = index_seconds(bench)
    return {
        ("index from nothing", "s"): indexing,
        ("look again", "s"): _again_seconds(bench),
        ("first paint", "s"): statistics.median(reader_paint(bench) for _ in range(RUNS)),
        ("cursor key, processor time", "s"): costs([bench], [CURSOR])[0][0],
        ("memory, all processes", "MB"): max(memory_peaks(bench).values()),
        ("index on the disk", "MB"): size / MEGABYTE,
    }


def save(path: Path, lines: Sequence[Line]) -> None:
    """Write what was measured."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(line) for line in lines], indent=2) + "\n", encoding="utf-8")


def load(path: Path) -> list[Line]:
    """What `save` has written."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return [Line(line["name"], line["unit"], tuple((posts, value) for posts, value in line["points"])) for line in kept]


def growth(largest: int) -> list[Figure]:
    """Every cost at each size up to `largest` posts; written to `results/growth.json`."""
    points: dict[tuple[str, str], list[tuple[int, float]]] = {}
    figures: list[Figure] = []
    for posts in sizes(largest):
        print(f"measuring growth at {posts:,} posts …", flush=True)
        for (name, unit), value in _costs_of(generated(posts)).items():
            points.setdefault((name, unit), []).append((posts, value))
            figures.append(Figure(f"{name}, {posts:,} posts", value, unit))
    save(RESULTS, [Line(name, unit, tuple(measured)) for (name, unit), measured in points.items()])
    return figures
