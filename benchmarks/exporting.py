"""What exporting as text costs and how its lines end, against the text browsers w3m and lynx.

It reads real posts where `TUI_READER_CORPORA` names a folder of them, else generated ones; nothing of them is kept.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figures import Figure, medians
from tests.typesetting.kinsoku import violations
from tui_reader.export import ExportOptions, HeaderLanguage, text
from tui_reader.library import open_document, post_from_bytes
from tui_reader.library.site import Site, SiteKind
from tui_reader.model import BodyFormat, Post

POSTS = 5_000
PAGES = 300
"""Posts that each round gives to w3m, evenly spread over all: its time a post is what counts."""
RUNS = 3
WIDTHS = (40, 80)
FAMILY = 200
"""Posts whose line ends are looked at."""
SITE = Site(SiteKind.HEXO)
SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".html"})


def originals(bench: Bench) -> list[Path]:
    """The posts that there are, in an order that is always the same."""
    corpora = os.environ.get("TUI_READER_CORPORA")
    folder = Path(corpora) if corpora else bench.library
    return sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())


def _library(bench: Bench) -> Path:
    """A library of `POSTS` posts: every so manieth of the originals, or all of them again and again."""
    found = originals(bench)
    step = max(1, len(found) // POSTS)
    chosen = found[::step][:POSTS]
    folder = bench.home / "exported-library"
    shutil.rmtree(folder, ignore_errors=True)
    for number in range(POSTS):
        original = chosen[number % len(chosen)]
        part = folder / f"{number // 100:03}"
        part.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, part / f"{number:05}{original.suffix}")
    return folder


def post_of(path: Path) -> Post:
    return post_from_bytes(path.name, path.read_bytes(), SITE)


def _page(post: Post) -> str:
    """The body as the HTML that a site generator would make of it."""
    from markdown_it import MarkdownIt

    body = post.body
    if post.format is BodyFormat.MARKDOWN:
        body = MarkdownIt("commonmark", {"html": True}).enable("table").render(body)
    return f'<!doctype html><meta charset="utf-8"><title>{escape(post.title)}</title><body>{body}</body>'


def _pages(paths: Sequence[Path], folder: Path) -> list[Path]:
    """The posts as HTML files; those that trouble the generator are left out."""
    made: list[Path] = []
    for number, path in enumerate(paths):
        page = folder / f"{number}.html"
        page.write_text(_page(post_of(path)), encoding="utf-8", errors="replace")
        made.append(page)
    return made


def _browsed(program: str, page: Path, width: int) -> str:
    """The page as a text browser prints it."""
    commands = {
        "w3m": ["w3m", "-dump", "-cols", str(width), "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", str(page)],
        "lynx": [
            *("lynx", "-dump", f"-width={width}", "-nolist", "-force_html"),
            *("-assume_charset=utf-8", "-display_charset=utf-8", str(page)),
        ],
    }
    done = subprocess.run(commands[program], check=True, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return done.stdout.decode(errors="replace")


def speed(bench: Bench) -> Iterator[Figure]:
    """Posts to a folder of text files, against one w3m a post."""
    library = _library(bench)
    bench.run(bench.command("index", "--library", str(library)))
    target = bench.home / "exported"
    paths = sorted(path for path in library.rglob("*") if path.is_file())[:: POSTS // PAGES]

    def ours() -> float:
        shutil.rmtree(target, ignore_errors=True)
        command = bench.command("export", "--library", str(library), "--no-refresh", "--to", f"{target}/")
        seconds = bench.run(command)
        assert sum(len(files) for _, _, files in os.walk(target)) == POSTS
        return seconds / POSTS * 1e3

    measures: dict[str, Callable[[], float]] = {"reader": ours}
    with tempfile.TemporaryDirectory() as folder:
        if shutil.which("w3m"):
            pages = _pages(paths, Path(folder))

            def w3m() -> float:
                start = time.perf_counter()
                for page in pages:
                    page.with_suffix(".txt").write_text(_browsed("w3m", page, 80), encoding="utf-8")
                return (time.perf_counter() - start) / len(pages) * 1e3

            measures["w3m"] = w3m
        else:
            print("  w3m is not installed: its rate is left out")
        values = medians(measures, RUNS)
    name = f"export {POSTS:,} posts as text, a post"
    yield Figure(name, values["reader"], "ms", "w3m -dump, a process a post", values.get("w3m"))


def line_ends(bench: Bench) -> Iterator[Figure]:
    """How many line ends are ones that Chinese typesetting forbids, of a hundred."""
    corpora = os.environ.get("TUI_READER_CORPORA")
    family = Path(corpora) / "seed-family" if corpora else bench.library
    paths = sorted(family.rglob("*.md"))[:FAMILY]
    posts = [post_of(path) for path in paths]
    documents = [open_document(post) for post in posts]
    with tempfile.TemporaryDirectory() as folder:
        pages = _pages(paths, Path(folder))
        for width in WIDTHS:
            options = ExportOptions(width=width, header=HeaderLanguage.NONE)
            ours = [text(post, document, options) for post, document in zip(posts, documents, strict=True)]
            yield Figure(f"forbidden line ends at {width} cells, export", _share(ours), "%")
            for program in ("w3m", "lynx"):
                if shutil.which(program):
                    theirs = [_browsed(program, page, width) for page in pages]
                    yield Figure(f"forbidden line ends at {width} cells, {program}", _share(theirs), "%")
                else:
                    print(f"  {program} is not installed: its line ends are left out")


def _share(texts: Sequence[str]) -> float:
    """Forbidden line ends of a hundred; lines follow one another where no blank one stands between them."""
    ends = wrong = 0
    for shown in texts:
        lines = [line.strip() for line in shown.split("\n")]
        for line, following in pairwise(lines):
            if line and following:
                ends += 1
                wrong += bool(violations([(line, ""), (following, "")]))
    return 100 * wrong / max(1, ends)


def exporting(bench: Bench) -> list[Figure]:
    """Both."""
    return [*speed(bench), *line_ends(bench)]
