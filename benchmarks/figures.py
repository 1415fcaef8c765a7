"""What a measurement gives, how it is repeated fairly, and how the results are shown and kept."""

from __future__ import annotations

import json
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import east_asian_width

RUNS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, beside its baseline and its bar where it has them."""

    name: str
    value: float
    unit: str
    """`s`, `ms`, or a rate such as `posts/s`."""
    against: str = ""
    """What the baseline is."""
    baseline: float | None = None
    """The baseline's value, in the same unit and run."""
    bar: float | None = None
    """The ratio that must not be exceeded."""
    at_least: float | None = None
    """The ratio that must be reached: the bar of a rate."""

    @property
    def ratio(self) -> float | None:
        """The value in baselines."""
        return None if not self.baseline else self.value / self.baseline

    @property
    def holds(self) -> bool:
        """Whether the bar is kept; true where there is none."""
        if self.bar is None and self.at_least is None:
            return True
        if self.ratio is None:
            return False
        return (self.bar is None or self.ratio <= self.bar) and (self.at_least is None or self.ratio >= self.at_least)

    @property
    def limit(self) -> str:
        """The bar in words; empty where there is none."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "" if self.bar is None else f"≤ {self.bar:g}"


def interleaved(measures: Mapping[str, Callable[[], float]], runs: int = RUNS) -> dict[str, list[float]]:
    """Each measure's values over `runs` rounds; a round runs each once, so that all meet the same weather."""
    values: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(runs):
        for name, measure in measures.items():
            values[name].append(measure())
    return values


def medians(measures: Mapping[str, Callable[[], float]], runs: int = RUNS) -> dict[str, float]:
    """Each measure's median over interleaved runs."""
    return {name: statistics.median(values) for name, values in interleaved(measures, runs).items()}


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of `values` lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """A table's cells, the head first."""
    table: list[tuple[str, ...]] = [("figure", "value", "baseline", "ratio", "bar", "")]
    for figure in figures:
        baseline = "" if figure.baseline is None else f"{_number(figure.baseline)} {figure.unit} ({figure.against})"
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        verdict = "" if not figure.limit else "holds" if figure.holds else "MISSED"
        table.append((figure.name, f"{_number(figure.value)} {figure.unit}", baseline, ratio, figure.limit, verdict))
    return table


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def table(figures: Sequence[Figure]) -> str:
    """The figures for a terminal."""
    cells = rows(figures)
    widths = [max(_cells(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = (
        "  ".join(cell + " " * (width - _cells(cell)) for cell, width in zip(row, widths, strict=True)) for row in cells
    )
    return "\n".join(line.rstrip() for line in lines)


def save(folder: Path, posts: int, figures: Sequence[Figure]) -> None:
    """Write `latest.json` and `latest.md`."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "posts": posts,
        "python": platform.python_version(),
        "system": platform.system(),
        "runs": RUNS,
    }
    content = {
        **about,
        "figures": [{**asdict(figure), "ratio": figure.ratio, "holds": figure.holds} for figure in figures],
    }
    folder.joinpath("latest.json").write_text(
        json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    head, *rest = rows(figures)
    lines = [f"| {' | '.join(head)} |", "|:--|--:|--:|--:|--:|:--|", *(f"| {' | '.join(row)} |" for row in rest)]
    summary = ", ".join(f"{name} {value}" for name, value in about.items())
    folder.joinpath("latest.md").write_text(f"{summary}\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
