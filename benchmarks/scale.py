"""What a large library costs while one reads: processor time by key, and memory, through a pseudo-terminal.

Keys are compared with the same ones in a small library, memory with a bar that no size moves.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks import feeds
from benchmarks.bench import Bench, installed, prepared
from benchmarks.figures import Figure, medians
from benchmarks.generate import first_posts, oldest_post
from benchmarks.processes import MEGABYTE, MemoryWatch
from benchmarks.screen import PACE, library_marks, on_screen, open_newsboat, open_reader
from benchmarks.terminal import Terminal

SMALL = 1_000
"""Posts of the library that a large one is compared with."""
MOST_MEGABYTES = 300.0
PAGE_DOWN, PAGE_UP = "\x1b[6~", "\x1b[5~"
DELIBERATE = 0.5
"""Seconds between keys that bring another list: each is there before the next is pressed."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A kind of key, and how it is pressed to be measured."""

    name: str
    way: str
    """The keys that lead to where it is pressed."""
    keys: Sequence[str]
    strokes: int
    """How often `keys` holds what is measured."""
    every: float
    bar: float
    """How much more than in the small library it may cost."""


CURSOR = Stroke("a cursor key", "2", ["j"] * 100, 100, PACE, 1.2)
"""Goes on from where it ended: its rows are always new ones."""
STROKES = (
    CURSOR,
    Stroke("a page key", "2g", [PAGE_DOWN] * 15 + [PAGE_UP] * 15, 30, 0.05, 1.5),
    Stroke("G, then g", "2g", ["G", "g"] * 4, 4, DELIBERATE, 2.0),
    Stroke("another category", "1gj", ["j", "k"] * 4, 8, DELIBERATE, 3.0),
    Stroke("another order of a category", "1gjj2", [","] * 6, 6, DELIBERATE, 3.0),
    Stroke("another order of its unread posts", "a", [","] * 6, 6, DELIBERATE, 3.0),
)


def _cost(terminal: Terminal, stroke: Stroke) -> float:
    """Seconds of processor time a stroke, whatever it sets off included, until nothing is done any more."""
    for key in stroke.way:
        terminal.send(key)
        terminal.settle()
    terminal.rest()
    before = terminal.cpu_seconds()
    terminal.pace(stroke.keys, stroke.every)
    terminal.rest()
    return (terminal.cpu_seconds() - before) / stroke.strokes


def costs(benches: Sequence[Bench], strokes: Sequence[Stroke]) -> list[list[float]]:
    """What each stroke costs in each library, in seconds of processor time.

    The readers are open beside each other and take turns, so that all meet the same weather.
    """
    with contextlib.ExitStack() as stack:
        terminals = [stack.enter_context(open_reader(bench, library_marks(bench))) for bench in benches]
        measured = []
        for stroke in strokes:
            turns = {str(number): partial(_cost, terminal, stroke) for number, terminal in enumerate(terminals)}
            measured.append(list(medians(turns).values()))
        return measured


def keys_at_scale(bench: Bench) -> list[Figure]:
    """Keys in this library against the same keys in one of 1,000 posts."""
    figures = []
    for stroke, (ours, small) in zip(STROKES, costs([bench, prepared(SMALL)], STROKES), strict=True):
        name = f"{stroke.name} in {bench.posts:,} posts, processor time"
        figures.append(Figure(name, ours * 1e3, "ms", f"in {SMALL:,} posts", small * 1e3, stroke.bar))
    return figures


def press(terminal: Terminal, keys: Sequence[str], shown: str) -> None:
    """Press keys one after another, and wait until what the last one brings is shown."""
    for key in keys[:-1]:
        terminal.send(key)
        terminal.settle()
    terminal.send(keys[-1])
    terminal.wait_for(lambda lines: on_screen(lines, shown))


def memory_peaks(bench: Bench) -> dict[str, float]:
    """The most memory that the reader and all its processes take together in each phase of reading, in MB."""
    marks = library_marks(bench)
    newest, oldest = marks[0], oldest_post(bench.posts).title[:8]
    steps = (
        ("last row", "2G", oldest),
        ("first row", "g", newest),
        ("a category", "1gjj", marks[-1]),
        ("a search", ("2", "/", "邮差", "\r"), "邮差"),
        ("an article", "\r", "封来信"),
    )
    with bench.reader() as terminal, MemoryWatch(terminal.pid, "first paint") as watch:
        terminal.wait_for(lambda lines: on_screen(lines, *marks))
        watch.enter("looking again")
        terminal.rest()
        for phase, keys, shown in steps:
            watch.enter(phase)
            press(terminal, keys, shown)
            terminal.rest()
    return {phase: peak / MEGABYTE for phase, peak in watch.peaks.items()}


def _newsboat_megabytes(bench: Bench) -> float:
    """The most memory that newsboat takes: its feeds, one of them, an article."""
    cache = feeds.cached(bench)
    newest = first_posts(cache.posts, 1)[0]
    with open_newsboat(bench, cache) as terminal, MemoryWatch(terminal.pid, "all") as watch:
        terminal.wait_for(lambda lines: on_screen(lines, feeds.feed_title(0)))
        for shown in (newest.title[:8], newest.opening):
            press(terminal, "\r", shown)
        terminal.rest()
    return watch.peaks["all"] / MEGABYTE


def memory(bench: Bench) -> list[Figure]:
    """The most memory in each phase, and the most of all against the bar."""
    peaks = memory_peaks(bench)
    most = max(peaks.values())
    name = f"memory with {bench.posts:,} posts"
    figures = [Figure(f"{name}, {phase}", peak, "MB") for phase, peak in peaks.items()]
    figures.append(Figure(f"{name}, the most", most, "MB", "the bar", MOST_MEGABYTES, 1.0))
    if installed(feeds.PROGRAM):
        against = f"newsboat with {feeds.CACHED:,} articles"
        figures.append(Figure(f"{name}, the most", most, "MB", against, _newsboat_megabytes(bench)))
    return figures
