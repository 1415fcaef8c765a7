"""What of real posts is shown, against parsers that know nothing of ours: parse5 for HTML, markdown-it for Markdown.

Both are fetched with npm, once, into `.benchmarks`; nothing is measured without it or without real posts. Posts with
shortcodes are left out: what they show, no such parser can tell. Left out on both sides are the signs that only some
dialects of Markdown take for markup; declared drops are links without a text, and anchors in code.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from benchmarks.bench import Bench, installed
from benchmarks.figures import Figure
from tui_reader.document import blocks, clean_text, parse, pictures, visible_text
from tui_reader.document.blocks import Document, Embed, spans_of, walk
from tui_reader.document.picture_list import identity
from tui_reader.library.reading import read_post
from tui_reader.library.site import detect_site
from tui_reader.model import BodyFormat, LibraryOptions, Post

PACKAGES = ("parse5@8.1.1", "markdown-it@15.0.3")
SUFFIXES = frozenset({".md", ".markdown", ".html"})
FORMATS = {BodyFormat.HTML: "HTML", BodyFormat.MARKDOWN: "Markdown"}
WHOLE = 0.999
"""Of a post's characters, in their order, that are to be shown."""
MOST = 0.01
"""Of the posts, that may show less."""
LOST_TARGETS = 0.001
AHEAD = 600
"""Characters in which the next one is looked for."""
_SHORTCODE = re.compile(r"\{%|\{\{|\[caption|\[\[|^\{:|\[\^|\^\[", re.MULTILINE)
_SIGNS = re.compile(r"[\s$*#\[\]xX+\-_~`\\|>\u3000\xad]+")


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a parser shows of a post."""

    text: str
    links: Counter[str]
    images: Counter[str]


def fidelity(bench: Bench) -> list[Figure]:
    """The share of posts that show less than they should, and of links and pictures that are not found."""
    corpora = os.environ.get("TUI_READER_CORPORA")
    if not corpora or not installed("npm"):
        return []
    modules = bench.library.parent / "node"
    if not (modules / "node_modules" / "parse5").is_dir():
        modules.mkdir(exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--prefix", str(modules), *PACKAGES], check=True)
    posts = [post for post in _posts(Path(corpora)) if not _SHORTCODE.search(post.body)]
    figures = []
    for body_format, name in FORMATS.items():
        some = [post for post in posts if post.format is body_format]
        theirs = _theirs(some, modules)
        ours = [_ours(post) for post in some]
        whole = [_kept(one.text, other.text) >= WHOLE for one, other in zip(theirs, ours, strict=True)]
        label = f"{len(some):,} real posts of {name}"
        figures.append(Figure(f"{label}, not shown whole", whole.count(False) / len(some), "", "the bar", MOST, 1.0))
        for what in ("links", "images"):
            wanted = sum((getattr(one, what) for one in theirs), Counter[str]())
            found = sum((getattr(one, what) for one in ours), Counter[str]())
            lost = sum((wanted - found).values()) / max(1, sum(wanted.values()))
            figures.append(Figure(f"{label}, {what} not found", lost, "", "the bar", LOST_TARGETS, 1.0))
    return figures


def _posts(corpora: Path) -> Iterator[Post]:
    for root in sorted(path for path in corpora.iterdir() if path.is_dir() and path.name != "derived"):
        site = detect_site(root, LibraryOptions())
        for path in sorted(root.rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                yield read_post(root, str(path.relative_to(root)), site)


def _theirs(posts: Sequence[Post], modules: Path) -> list[_Shown]:
    asked = "".join(json.dumps({"body": post.body, "html": post.format is BodyFormat.HTML}) + "\n" for post in posts)
    script = Path(__file__).with_name("visible.mjs")
    answer = subprocess.run(
        ["node", str(script), str(modules.resolve())], input=asked, capture_output=True, text=True, check=True
    )
    found = [json.loads(line) for line in answer.stdout.split("\n") if line]
    return [_shown(one["text"], one["links"], one["images"]) for one in found]


def _ours(post: Post) -> _Shown:
    document = parse(post.body, post.format)
    return _shown(
        visible_text(document), list(_links(document)), [picture.image.source for picture in pictures(document)]
    )


def _links(document: Document) -> Iterator[str]:
    for block in walk(document):
        if isinstance(block, Embed):
            yield block.url
        if isinstance(block, blocks.Figure) and block.image.link is not None:
            yield block.image.link.target
        for span in (span for spans in spans_of(block) for span in spans):
            link = getattr(span, "link", None)
            if link is not None:
                yield link.target


def _shown(text: str, links: Sequence[str], images: Sequence[str]) -> _Shown:
    return _Shown(
        _SIGNS.sub("", clean_text(text)),
        Counter(set(map(_address, links))),
        Counter({identity(_address(image)) for image in images}),
    )


def _address(written: str) -> str:
    return "".join(unquote(unescape(written)).split()).rstrip("/")


def _kept(text: str, shown: str) -> float:
    """Which share of `text` stands in `shown` in its order, at least: each is looked for not far behind the last."""
    at = kept = 0
    for character in text:
        found = shown.find(character, at, at + AHEAD)
        if found >= 0:
            at = found + 1
            kept += 1
    return kept / len(text) if text else 1.0
