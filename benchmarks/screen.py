"""What a reader sees and feels: first paint, keys and articles through a pseudo-terminal, against Textual's own.

It knows the reader only as a command, its keys and what stands on its screen.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence

from benchmarks import feeds
from benchmarks.baselines import READY
from benchmarks.bench import Bench, installed
from benchmarks.figures import Figure, medians, percentile
from benchmarks.generate import GeneratedPost, first_posts
from benchmarks.terminal import Terminal

KEYS = 1_000
PACE = 0.025
"""Seconds between keys: slower than a frame, so that each is painted, and quicker than the preview waits."""
LATENCIES = 40
ARTICLES = 20

COUNTED = 5_000
"""Posts by which the commonest category is known: it has more than twice as many as the next."""

UNREAD = "●"
SCREENFUL = 20
"""Rows that are enough of a screen to begin with."""
SCREENFUL_SECONDS = 1.0

OPTION_LIST = "Textual's OptionList of 200 rows"


def on_screen(lines: Sequence[str], *texts: str) -> bool:
    """Whether all `texts` stand somewhere, each within a line; blanks don't count, as gaps are set between scripts."""
    squeezed = [line.replace(" ", "") for line in lines]
    return all(any(text in line for line in squeezed) for text in texts)


def library_marks(bench: Bench) -> tuple[str, ...]:
    """What stands on the screen when the list and the tree are there."""
    posts = first_posts(bench.posts, 2)
    return (*(post.title[:8] for post in posts), top_category(bench.posts))


def top_category(posts: int) -> str:
    """The category that the tree shows first: the one with the most posts."""
    counts = Counter(post.categories[0] for post in first_posts(posts, min(posts, COUNTED)))
    return min(counts, key=lambda name: (-counts[name], name))


def reader_paint(bench: Bench) -> float:
    """Seconds from the reader's start to its list and tree."""
    marks = library_marks(bench)
    with bench.reader() as terminal:
        return terminal.wait_for(lambda lines: on_screen(lines, *marks)) - terminal.started


def open_newsboat(bench: Bench, cache: feeds.Feeds) -> Terminal:
    """Newsboat on articles that it has in its cache."""
    return Terminal(cache.command(), {**bench.environ, **feeds.ENVIRON})


def first_paint(bench: Bench) -> list[Figure]:
    """Start to a useful screen, against an empty app and against newsboat with its list of feeds."""

    def empty() -> float:
        with bench.baseline("empty") as terminal:
            return terminal.wait_for(lambda lines: on_screen(lines, READY)) - terminal.started

    measures = {"reader": lambda: reader_paint(bench), "empty": empty}
    if installed(feeds.PROGRAM):
        cache = feeds.cached(bench)

        def newsboat() -> float:
            with open_newsboat(bench, cache) as terminal:
                return terminal.wait_for(lambda lines: on_screen(lines, feeds.feed_title(0))) - terminal.started

        measures["newsboat"] = newsboat
    values = {name: seconds * 1e3 for name, seconds in medians(measures).items()}
    name = f"first paint, {bench.posts:,} posts"
    figures = [Figure(name, values["reader"], "ms", "an empty Textual app", values["empty"], 2.5)]
    if "newsboat" in values:
        against = f"newsboat with {feeds.CACHED:,} articles"
        figures.append(Figure(name, values["reader"], "ms", against, values["newsboat"], 1.0))
    return figures


def screenful(bench: Bench) -> list[Figure]:
    """With no index: from first paint to a screenful of posts, which the list says is provisional."""

    def seconds() -> float:
        with bench.empty_home() as empty, empty.reader() as terminal:
            painted = terminal.wait_for(lambda lines: any(map(str.strip, lines)))
            full = terminal.wait_for(
                lambda lines: on_screen(lines, "provisional") and sum(UNREAD in line for line in lines) >= SCREENFUL
            )
            return full - painted

    value = medians({"reader": seconds})["reader"]
    name = f"a screenful without an index, {bench.posts:,} posts, after first paint"
    return [Figure(name, value, "s", "the bar", SCREENFUL_SECONDS, 1.0)]


def open_reader(bench: Bench, marks: Sequence[str]) -> Terminal:
    terminal = bench.reader()
    terminal.wait_for(lambda lines: on_screen(lines, *marks))
    terminal.rest()
    terminal.send("2")
    terminal.settle()
    return terminal


def _open_options(bench: Bench) -> Terminal:
    terminal = bench.baseline("options")
    terminal.wait_for(lambda lines: on_screen(lines, "003"))
    terminal.rest()
    return terminal


def cursor(bench: Bench) -> list[Figure]:
    """Moving through the list."""
    marks = library_marks(bench)
    latencies: dict[str, list[float]] = {"reader": [], "options": []}

    def work(terminal: Terminal, name: str, key: str) -> float:
        latencies[name] += [terminal.latency(key) for _ in range(LATENCIES)]
        terminal.rest()
        before = terminal.cpu_seconds()
        terminal.pace([key] * KEYS, PACE)
        return (terminal.cpu_seconds() - before) / KEYS

    def reader() -> float:
        with open_reader(bench, marks) as terminal:
            return work(terminal, "reader", "j")

    def options() -> float:
        with _open_options(bench) as terminal:
            return work(terminal, "options", "\x1b[B")

    values = medians({"reader": reader, "options": options})
    figures = [
        Figure("a cursor key, processor time", values["reader"] * 1e3, "ms", OPTION_LIST, values["options"] * 1e3, 1.3)
    ]
    for share in (0.5, 0.95):
        ours, theirs = (percentile(latencies[name], share) * 1e3 for name in ("reader", "options"))
        figures.append(
            Figure(f"a cursor key to its last byte, p{share:.0%}".rstrip("%"), ours, "ms", OPTION_LIST, theirs)
        )
    return figures


def _step(terminal: Terminal, post: GeneratedPost) -> float:
    sent = terminal.send("J")
    return terminal.wait_for(lambda lines: on_screen(lines, post.opening)) - sent


def next_article(bench: Bench) -> list[Figure]:
    """`J` onto a post that was never shown."""
    marks = library_marks(bench)
    posts = first_posts(bench.posts, ARTICLES + 1)

    def reader() -> float:
        with open_reader(bench, marks) as terminal:
            times = []
            for post in posts[1:]:
                times.append(_step(terminal, post))
                terminal.settle()
            return statistics.median(times)

    def options() -> float:
        with _open_options(bench) as terminal:
            return statistics.median(terminal.latency("\x1b[B") for _ in range(LATENCIES))

    values = medians({"reader": reader, "options": options})
    return [
        Figure("J to a new article's text", values["reader"] * 1e3, "ms", OPTION_LIST, values["options"] * 1e3, 2.0)
    ]
