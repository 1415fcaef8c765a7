"""What a browser would show as text is there, whole and in order: real posts against parsers that know nothing of ours.

HTML is read by the standard library's parser, Markdown by CommonMark's rules and tables alone. The signs that other
dialects of Markdown take for markup (math, task lists, headings without a space, `**` beside Chinese) are left out on
both sides; posts with shortcodes have no text that a browser could tell, and footnotes stand elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.document_parsing.test_corpora import FORMATS, FRONT
from tui_reader.document import clean_text, parse, visible_text
from tui_reader.model import BodyFormat

HIDDEN = frozenset({"script", "style", "template", "title", "noscript", "iframe", "video", "audio", "svg", "select"})
SHORTCODES = re.compile(r"\{%|\{\{|\[caption|\[\[|^\{:|\[\^|\^\[", re.MULTILINE)
SIGNS = re.compile(r"[\s$*#\[\]xX+\-_~`\\|>\u3000]+")
LEAST_WHOLE = 0.99
SAMPLED = 2


class Shown(HTMLParser):
    """Collects the text outside of what no browser shows."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in HIDDEN

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def browser_text(html: str) -> str:
    shown = Shown()
    shown.feed(html)
    shown.close()
    return "".join(shown.text)


def is_kept(text: str, shown: str) -> bool:
    """Whether all of `text` stands in `shown` in its order, whatever stands between."""
    rest = iter(shown)
    return all(character in rest for character in text)


def bare(text: str) -> str:
    return SIGNS.sub("", clean_text(text))


@pytest.mark.corpora
@pytest.mark.parametrize("body_format", [BodyFormat.MARKDOWN, BodyFormat.HTML])
def test_no_text_of_real_posts_is_lost(corpora: Path, body_format: BodyFormat) -> None:
    commonmark = MarkdownIt("commonmark").enable("table")
    to_html: Callable[[str], str] = commonmark.render if body_format is BodyFormat.MARKDOWN else str
    files = sorted(path for path in corpora.rglob("*") if FORMATS.get(path.suffix) is body_format and path.is_file())
    files = [path for path in files if "derived" not in path.parts]  # in other encodings
    lost: list[Path] = []
    compared = 0
    for path in files[::SAMPLED]:
        body = FRONT.sub("", path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n"))
        if SHORTCODES.search(body):
            continue
        compared += 1
        if not is_kept(bare(browser_text(to_html(body))), bare(visible_text(parse(body, body_format)))):
            lost.append(path)
    assert compared > 400
    assert len(lost) <= (1 - LEAST_WHOLE) * compared, lost
