"""What commands take that need no screen, from their start to their end: short ones, completion, a whole list as JSON.

Each is a process of its own, as a shell would start it.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable

from benchmarks.bench import Bench
from benchmarks.figures import Figure, interleaved, medians

POSTS_PER_SECOND = 50_000
"""What a list as JSON must reach, beyond the start of the program."""
COMPLETION_SECONDS = 0.15
"""What a shell may wait for a TAB."""


def _run(bench: Bench, *words: str) -> Callable[[], float]:
    """A run of the program, measured when it is called."""
    return lambda: bench.run(bench.command(*words))


def short_command(bench: Bench) -> list[Figure]:
    """A command that needs no screen."""
    command = bench.command("list", "--library", str(bench.library), "--limit", "1", "--no-refresh")
    textual = [sys.executable, "-c", "import textual.app"]
    values = interleaved({"list": lambda: bench.run(command), "textual": lambda: bench.run(textual)}, runs=11)
    ours, theirs = (statistics.median(values[name]) * 1e3 for name in ("list", "textual"))
    return [Figure("list --limit 1 --no-refresh", ours, "ms", "python -c 'import textual.app'", theirs, 0.5)]


def list_json(bench: Bench) -> list[Figure]:
    """Every post as JSON; the start of the program, which a list of one has too, is taken off."""
    base = ("list", "--json", "--no-refresh", "--library", str(bench.library))
    values = medians({"all": _run(bench, *base), "one": _run(bench, *base, "--limit", "1")})
    seconds = values["all"] - values["one"]
    wanted = bench.posts / POSTS_PER_SECOND
    return [
        Figure(f"list --json of {bench.posts:,} posts", seconds, "s", f"{POSTS_PER_SECOND:,} posts/s", wanted, 1.0),
        Figure("list --json", bench.posts / seconds, "posts/s"),
    ]


def completion(bench: Bench) -> list[Figure]:
    """What a shell waits for, by what was typed of a post."""
    base = ("completion", "zsh", "--", "--library", str(bench.library), "show")
    typed = {"nothing typed": "", "a title's beginning": "老城", "a category": "音乐/"}
    values = medians({name: _run(bench, *base, word) for name, word in typed.items()})
    return [
        Figure(f"completion, {name}", seconds * 1e3, "ms", "a TAB", COMPLETION_SECONDS * 1e3, 1.0)
        for name, seconds in values.items()
    ]


def ranked_search(bench: Bench) -> list[Figure]:
    """The best of what a common word finds."""
    base = ("list", "邮差", "--limit", "20", "--no-refresh", "--library", str(bench.library))
    values = medians({sort: _run(bench, *base, "--sort", sort) for sort in ("relevance", "date")})
    return [Figure("list --sort relevance", values["relevance"] * 1e3, "ms", "by date", values["date"] * 1e3)]
