"""What the Markdown export writes is read as the same blocks, up to the differences that are declared here."""

from __future__ import annotations

import os
from dataclasses import replace
from html import escape
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.export.posts import made
from tests.typesetting.strategies import documents, leaves
from tui_reader.document import digest, parse
from tui_reader.document.addresses import bare_links
from tui_reader.document.blocks import (
    Block,
    Document,
    Figure,
    Footnote,
    Image,
    Link,
    List,
    MathBlock,
    Paragraph,
    Span,
    Spans,
    Style,
    Text,
)
from tui_reader.document.figures import is_figure
from tui_reader.export import ExportOptions, HeaderLanguage, markdown
from tui_reader.library import open_document, post_from_bytes
from tui_reader.library.site import Site, SiteKind
from tui_reader.model import BodyFormat

BARE = ExportOptions(header=HeaderLanguage.NONE)
SITE = Site(SiteKind.HEXO)
FIELDS = (*("title", "date", "author", "source", "categories", "tags", "language", "draft", "covers", "others"),)


def plainly(blocks: tuple[Block, ...]) -> list[object]:
    """Blocks with the declared differences taken out of them.

    - The size of a picture that stands for itself: Markdown has no words for it.
    - An address that is no link in HTML is one in Markdown.
    - The lines of a formula may be indented otherwise.
    - Whether a list is tight, where it has one item.
    - Text is in NFC; white space at the edges of a paragraph, or of a link, may stand beside it.
    """
    return [_plainly(block) for block in blocks]


def _plainly(value: object) -> object:
    if isinstance(value, Figure):
        image = replace(value.image, width=None, height=None) if is_figure(value.image) else value.image
        return ("Figure", _plainly(image), _plainly(value.caption))
    if isinstance(value, List) and len(value.items) == 1 and not value.tight:
        value = replace(value, tight=True)
    if isinstance(value, MathBlock):
        return ("MathBlock", "".join(value.tex.split()))
    if isinstance(value, tuple) and value and all(isinstance(span, Span) for span in value):
        return _spans(value)
    if isinstance(value, tuple):
        return tuple(map(_plainly, value))
    if isinstance(value, str):
        return normalize("NFC", value)
    if hasattr(value, "__dataclass_fields__"):
        return (type(value).__name__, *(_plainly(getattr(value, name)) for name in value.__dataclass_fields__))
    return value


def _spans(spans: Spans) -> object:
    """Each character with its style and link, blanks with none; other spans as they are."""
    made: list[object] = []
    for span in spans:
        if not isinstance(span, Text):
            made.append(_image(span) if isinstance(span, Image) else span)
            continue
        text = normalize("NFC", span.text)
        pieces = bare_links(text) if span.link is None and Style.CODE not in span.style else [(text, None)]
        for piece, target in pieces:
            link = Link(target) if target else span.link
            made.extend((sign, span.style, link) if not sign.isspace() else sign for sign in piece)
    while made and isinstance(made[-1], str):
        made.pop()
    while made and isinstance(made[0], str):
        made.pop(0)
    return tuple(made)


def _image(image: Image) -> Image:
    return replace(image, alt=normalize("NFC", image.alt), title=normalize("NFC", image.title))


def read(text: str) -> Document:
    return parse(text, BodyFormat.MARKDOWN)


def written(document: Document) -> str:
    post = made(body="", body_format=BodyFormat.TEXT)
    return markdown(post, document, BARE)


NOTES = tuple(Footnote(number, (Paragraph((Text(f"note {number}"),)),)) for number in (1, 2, 3))
DOCUMENTS = documents(leaves).map(lambda document: replace(document, footnotes=NOTES))


def test_what_was_read_is_written_so_that_it_is_read_again() -> None:
    """Documents of random blocks in random order hold much that nobody writes: a few may be read otherwise."""
    same: list[bool] = []

    @settings(max_examples=300, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(DOCUMENTS)
    def look(document: Document) -> None:
        first = read(written(document))
        same.append(plainly(read(written(first)).blocks) == plainly(first.blocks))

    look()
    assert len(same) >= 300
    assert sum(same) >= 0.95 * len(same)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from([BodyFormat.TEXT, BodyFormat.HTML]))
def test_any_text_says_the_same_when_read_again(text: str, body_format: BodyFormat) -> None:
    body = escape(text) if body_format is BodyFormat.HTML else text
    document = parse(body, body_format)
    shown = digest(read(written(document))).text
    assert "".join(shown.split()) == "".join(normalize("NFC", digest(document).text).split())


def posts(corpora: Path) -> list[Path]:
    found = [
        path
        for path in sorted(corpora.rglob("*"))
        if path.suffix in {".md", ".markdown", ".html", ".mdx"} and "derived" not in path.parts and path.is_file()
    ]
    return found[:: max(1, len(found) // 600)]


@pytest.mark.corpora
def test_real_posts_are_read_again_as_the_same_blocks(corpora: Path) -> None:
    other: list[Path] = []
    paths = posts(corpora)
    for path in paths:
        post = post_from_bytes(os.fspath(path.relative_to(corpora)), path.read_bytes(), SITE)
        document = open_document(post)
        again = post_from_bytes("a.md", markdown(post, document, ExportOptions()).encode(), SITE)
        assert [getattr(again, name) for name in FIELDS] == [getattr(post, name) for name in FIELDS], path
        if plainly(open_document(again).blocks) != plainly(document.blocks):
            other.append(path)
    assert len(other) <= len(paths) // 100, other
