"""What a search costs: phrases of three frequencies, newest first with passages, ranked, and as one types.

Against `rg -l` over the same files, `notmuch search` over the same posts as mail, and the list's own cursor key.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from random import Random

from benchmarks import mail
from benchmarks.bench import Bench, generated, installed
from benchmarks.core import seconds_of
from benchmarks.figures import Figure, percentile
from benchmarks.generate import first_posts
from benchmarks.screen import library_marks, open_reader
from benchmarks.terminal import Terminal
from tui_reader.document import visible_text
from tui_reader.library import Library, searched
from tui_reader.model import Query, Row, Sort

SHARES = (0.001, 0.04, 0.4)
"""Of the posts, in which a phrase stands."""
EACH = 10
"""Phrases of each share."""
SHOWN = 50
ROUNDS = 5
SAMPLE = 40
"""Posts out of which phrases are taken."""
CANDIDATES = 600
ONE_BY_ONE = 6
"""Phrases that are looked for by slower programs, evenly chosen."""
MAILS = 10_000
ALL = -1
MANY = 100_000
"""Posts, up to which the bars are those of the plan."""
FACETED = {
    (Sort.DATE, SHOWN): f"newest {SHOWN}",
    (Sort.RELEVANCE, SHOWN): f"best {SHOWN}",
    (Sort.DATE, ALL): "all by date",
    (Sort.RELEVANCE, ALL): "all by relevance",
}
"""Lists beside which facets are counted."""
FIRST = 200
"""Posts that the reader shows before it knows them all."""
SEARCH_LINE, FIRST_ROW = 1, 3


def phrases(library: Library, posts: int) -> list[str]:
    """Phrases of two and three characters, and words, of which each third stands in about the same share of posts."""
    total = len(library.listing(Query()))
    known = {word: len(library.listing(Query(words=f'"{word}"'))) for word in _candidates(library, posts)}
    chosen: list[str] = []
    for share in SHARES:
        nearest = sorted(
            (word for word in known if word not in chosen), key=lambda word: abs(known[word] - share * total)
        )
        chosen += nearest[:EACH]
    return chosen


def _candidates(library: Library, posts: int) -> Iterator[str]:
    """Pieces of the newest posts' texts, the same ones each time; each stands so in the files too."""
    random = Random(11)
    shown = {post.text: visible_text(library.document(library.post(post.path))) for post in first_posts(posts, SAMPLE)}
    seen: set[str] = set()
    while len(seen) < CANDIDATES:
        written, text = random.choice(list(shown.items()))
        start, length = random.randrange(len(text) - 3), random.choice((2, 3))
        piece = text[start : start + length]
        if piece.isalpha() and not piece.isascii() and piece not in seen and piece in written:
            seen.add(piece)
            yield piece


def rows(library: Library, words: str) -> tuple[Row, ...]:
    """The newest posts with their rows, as a program gives that shows no passages."""
    return library.listing(Query(words=words), in_windows=True, most=SHOWN).rows(0, SHOWN)


def newest(library: Library, words: str) -> None:
    """The newest posts with their rows and passages: what a screen shows."""
    marks = searched(words)
    for row in rows(library, words):
        if marks is not None:
            library.passage(row.path, marks.bodies)


def ranked(library: Library, words: str) -> None:
    """The same, the best first."""
    library.listing(Query(words=words, sort=Sort.RELEVANCE), in_windows=True, most=SHOWN).rows(0, SHOWN)


def everything(library: Library, words: str) -> None:
    """All that is found, by date."""
    library.listing(Query(words=words), in_windows=True).rows(0, SHOWN)


def with_facets(pool: Executor, library: Library, words: str, *, sort: Sort, most: int) -> None:
    """What is found, and what it is counted by: at the same time, as the reader does while the facets are there."""
    query = Query(words=words, sort=sort)
    counting = pool.submit(library.facets, query)
    library.listing(query, in_windows=True, most=most).rows(0, SHOWN)
    counting.result()


def _times(library: Library, wanted: Sequence[str], work: Callable[[Library, str], object]) -> list[float]:
    """Milliseconds for each phrase, the median of some rounds."""
    for words in wanted:
        work(library, words)
    runs = [[seconds_of(lambda words=words: work(library, words)) * 1e3 for words in wanted] for _ in range(ROUNDS)]  # type: ignore[misc]
    return [statistics.median(times) for times in zip(*runs, strict=True)]


def searching(bench: Bench) -> list[Figure]:
    """A search in the reader's process, and by ripgrep."""
    library = bench.open()
    try:
        wanted = phrases(library, bench.posts)
        few = wanted[:: len(wanted) // ONE_BY_ONE]
        first, best, every = (_times(library, wanted, work) for work in (newest, ranked, everything))
        with ThreadPoolExecutor(1) as pool:
            counted = {
                name: _times(library, wanted, partial(with_facets, pool, sort=sort, most=most))
                for (sort, most), name in FACETED.items()
            }
        small = dict(zip(wanted, first, strict=True))
    finally:
        library.close()
    bar = 30.0 if bench.posts <= MANY else 100.0
    name = f"search in {bench.posts:,} posts"
    figures = [
        Figure(f"{name}, newest {SHOWN} with passages, p95", percentile(first, 0.95), "ms", "the bar", bar, 1.0),
        _below(bench, f"{name}, best {SHOWN}, p95", best, 60.0),
        Figure(f"{name}, all by date, p95", percentile(every, 0.95), "ms"),
        *(_below(bench, f"{name}, {which} with facets, p95", times, 100.0) for which, times in counted.items()),
    ]
    if installed("rg"):
        values = {words: bench.run(["rg", "-l", "-F", words, str(bench.library)]) * 1e3 for words in few}
        ratio = statistics.median(values[words] / small[words] for words in few)
        median = statistics.median(small[words] for words in few)
        figures.append(Figure(f"{name}, newest {SHOWN}, median", median, "ms", "rg -l", median * ratio, 1 / 20))
    size = sum(path.stat().st_size for path in bench.library.rglob("*") if path.is_file())
    figures.append(Figure("the whole index", bench.index_bytes / 1e6, "MB", "the posts", size / 1e6, 0.7))
    return figures


def _below(bench: Bench, name: str, times: Sequence[float], bar: float) -> Figure:
    """The slowest of `times` but for a twentieth, which is to be below a bar in libraries of the usual size."""
    figure = Figure(name, percentile(times, 0.95), "ms")
    return replace(figure, against="the bar", baseline=bar, bar=1.0) if bench.posts <= MANY else figure


def typing(bench: Bench) -> list[Figure]:
    """From a key of a search to the list that it brings, against the list's cursor key."""
    library = bench.open()
    try:
        wanted = list(dict.fromkeys(words[:2] for words in phrases(library, bench.posts)))
        totals = {text: _total(library, text) for words in wanted for text in (words[0], words)}
    finally:
        library.close()

    def latencies(terminal: Terminal) -> list[float]:
        times = []
        for words in wanted:
            terminal.send("/")
            terminal.settle()
            for text in (words[0], words):
                before = terminal.lines()[FIRST_ROW:]
                told = (f"{FIRST}+ posts", f" {totals[text]:,} post")
                sent = terminal.send(text[-1])
                times.append(terminal.wait_for(partial(_answered, text, told, before)) - sent)
                terminal.rest()
            terminal.send("\x1b")
            terminal.rest()
        return times

    with open_reader(bench, library_marks(bench)) as terminal:
        cursor = [terminal.latency("j") for _ in range(2 * len(wanted))]
        typed = latencies(terminal)
    value, base = (percentile(times, 0.95) * 1e3 for times in (typed, cursor))
    name = f"a key of a search in {bench.posts:,} posts, p95"
    return [Figure(name, value, "ms", "a cursor key, and 50 ms", base + 50.0, 1.0)]


def _total(library: Library, text: str) -> int:
    return len(library.listing(Query(words=text, typing=True), in_windows=True))


def _answered(text: str, told: Sequence[str], before: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether the search line tells one of some numbers beside its words, and other rows than before stand below."""
    line = lines[SEARCH_LINE]
    return f" {text} " in line and any(number in line for number in told) and list(lines[FIRST_ROW:]) != list(before)


def searching_mail(_: Bench) -> list[Figure]:
    """The same search over as many posts as mail, by notmuch with the characters and pairs of Chinese."""
    if not installed(mail.PROGRAM):
        return []
    bench = generated(MAILS)
    bench.run(bench.command("index", "--library", str(bench.library)))
    library = bench.open()
    try:
        wanted = phrases(library, bench.posts)
        ours, shown = (statistics.median(_times(library, wanted, work)) for work in (rows, newest))
    finally:
        library.close()
    with mail.indexed(bench, mail.prepared(MAILS)) as environ:
        command = [mail.PROGRAM, "search", f"--limit={SHOWN}"]
        theirs = statistics.median(bench.run([*command, words], environ) * 1e3 for words in wanted)
    name = f"search in {MAILS:,} posts, newest {SHOWN}"
    return [
        Figure(f"{name}, median", ours, "ms", f"notmuch search --limit={SHOWN}, its start included", theirs, 1.0),
        Figure(f"{name} with passages, median", shown, "ms"),
    ]
