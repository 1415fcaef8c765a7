"""Measures the reader and prints a table; `make bench` runs it.

    python -m benchmarks.run --posts 100000 [--only first_paint --only cursor …]

    python -m benchmarks.run --only growth [--largest 1000000]

The library is generated once and kept in `.benchmarks/`; results go to `benchmarks/results/`. The exit status is 1
when a bar was missed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from benchmarks import (
    commands,
    core,
    exporting,
    fidelity,
    growth,
    indexing,
    long_posts,
    scale,
    screen,
    searching,
    typesetting,
)
from benchmarks.bench import ROOT, Bench, prepared
from benchmarks.figures import Figure, save, table

PARTS: dict[str, Callable[[Bench], Sequence[Figure]]] = {
    "short_command": commands.short_command,
    "list_json": commands.list_json,
    "completion": commands.completion,
    "ranked_search": commands.ranked_search,
    "first_paint": screen.first_paint,
    "screenful": screen.screenful,
    "next_article": screen.next_article,
    "long_posts": long_posts.long_posts,
    "cursor": screen.cursor,
    "searching": searching.searching,
    "searching_mail": searching.searching_mail,
    "typing": searching.typing,
    "look_again": core.look_again,
    "listing": core.listing,
    "counting": core.counting,
    "laying_out": core.laying_out,
    "exporting": exporting.exporting,
    "fidelity": fidelity.fidelity,
    "typesetting": typesetting.typesetting,
    "keys_at_scale": scale.keys_at_scale,
    "memory": scale.memory,
    "headers": indexing.headers,
    "full_index": indexing.full_index,
}
GROWTH = "growth"
"""A part that takes long, and libraries of many sizes: measured only where it is asked for."""


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure the reader against baselines.")
    parser.add_argument("--posts", type=int, default=100_000, help="how many posts the library has")
    parser.add_argument("--only", action="append", choices=[*PARTS, GROWTH], help="measure this part; may be repeated")
    parser.add_argument("--largest", type=int, default=100_000, help="up to how many posts growth is measured")
    options = parser.parse_args()
    parts: dict[str, Callable[[Bench], Sequence[Figure]]] = {**PARTS, GROWTH: lambda _: growth.growth(options.largest)}
    bench = prepared(growth.SMALLEST if options.only == [GROWTH] else options.posts)
    figures: list[Figure] = []
    for name in options.only or PARTS:
        print(f"measuring {name.replace('_', ' ')} …", flush=True)
        figures += parts[name](bench)
    print()
    print(table(figures))
    if not options.only:
        save(ROOT / "benchmarks" / "results", options.posts, figures)
    return 0 if all(figure.holds for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
