"""Opening long posts: from the key to the text, against a post of the usual size and Textual's own Markdown widget.

What is opened is never the next post, which the reader makes ready ahead.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType

from benchmarks.baselines import OPENING, READY
from benchmarks.bench import Bench, kept
from benchmarks.figures import Figure
from benchmarks.screen import on_screen
from benchmarks.terminal import Terminal
from benchmarks.words import PARAGRAPHS, paragraphs

ROUNDS = 5
LINE_BYTES = 1_600_000
TIMEOUT = 120.0


def _usual(opening: str) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs(12, opening))


def _line(opening: str) -> str:
    made = _usual(opening)
    filler = "".join(f"<p>{text}</p>" for text in paragraphs(400, ""))
    return made + filler * (LINE_BYTES // len(filler.encode()) + 1)


def _markdown(opening: str) -> str:
    return "\n\n".join(paragraphs(PARAGRAPHS, opening))


def _items(opening: str) -> str:
    items = (
        f"- [{text[:8]}](https://example.org/{number}) {text}" for number, text in enumerate(paragraphs(5_000, ""))
    )
    return "\n".join((opening, "", *items))


def _rows(opening: str) -> str:
    rows = "".join(
        f"<tr><td>{number}</td><td>{text[:20]}</td></tr>" for number, text in enumerate(paragraphs(10_000, ""))
    )
    return f"<p>{opening}</p><table>{rows}</table>"


def _nested(opening: str) -> str:
    return f"<p>{opening}</p>{'<div>' * 100_000}text{'</div>' * 100_000}"


KINDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "usual": _usual,
        f"{LINE_BYTES / 1e6} MB on one line": _line,
        f"{PARAGRAPHS:,} paragraphs": _markdown,
        "5,000 items": _items,
        "a table of 10,000 rows": _rows,
        "100,000 nested tags": _nested,
    }
)


def _opening(round_: int, kind: int) -> str:
    return f"第{'零一二三四五六七八九'[round_]}轮第{'零一二三四五六七八九'[kind]}种"


def _write(folder: Path) -> None:
    """Each post between two short ones, the newest first in the order of the rounds."""
    day = date(2024, 1, 1)
    for round_ in range(ROUNDS):
        for number, (name, body) in enumerate(KINDS.items()):
            for title, text in (("between", "short"), (name, body(_opening(round_, number)))):
                day -= timedelta(days=1)
                head = f"---\ntitle: {title}\ndate: {day}\n---\n\n"
                (folder / f"{day}.md").write_text(f"{head}{text}\n", "utf-8")


def long_posts(bench: Bench) -> list[Figure]:
    """Opening each kind, in turns."""
    library = kept("library-long", _write)
    ours = replace(bench, library=library, home=library.with_name("home-long"))
    shutil.rmtree(ours.home, ignore_errors=True)  # with the places at which one stopped reading
    ours.home.mkdir(parents=True)
    ours.run(ours.command("index", "--library", str(library)))
    times: dict[str, list[float]] = {name: [] for name in KINDS}
    with ours.reader() as terminal:
        terminal.wait_for(lambda lines: on_screen(lines, "between"))
        terminal.rest()
        terminal.send("2")
        for round_ in range(ROUNDS):
            for number, name in enumerate(KINDS):
                times[name].append(_open(terminal, _opening(round_, number), is_first=not round_ and not number))
    medians = {name: statistics.median(values) * 1e3 for name, values in times.items()}
    usual = medians.pop("usual")
    figures = [Figure("Enter to a usual post's text", usual, "ms")]
    figures += [
        Figure(f"Enter to the text of {name}", value, "ms", "the usual post", usual, 3.0)
        for name, value in medians.items()
    ]
    with ours.baseline("markdown") as terminal:
        terminal.wait_for(lambda lines: on_screen(lines, READY))
        terminal.rest()
        sent = terminal.send("m")
        theirs = terminal.wait_for(lambda lines: on_screen(lines, OPENING), TIMEOUT) - sent
    name = f"{PARAGRAPHS:,} paragraphs"
    against = "Textual's Markdown"
    return [*figures, Figure(f"Enter to the text of {name}", medians[name], "ms", against, theirs * 1e3, 1 / 30)]


def _open(terminal: Terminal, opening: str, *, is_first: bool) -> float:
    """Seconds from the key to the text; then back to the list, which has the cursor on that post."""
    terminal.send("j" if is_first else "jj")
    sent = terminal.send("\r")
    shown = terminal.wait_for(lambda lines: on_screen(lines, opening)) - sent
    terminal.rest()
    terminal.send("2")
    terminal.settle()
    return shown
