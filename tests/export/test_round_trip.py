"""What the Markdown export writes is read as the same blocks, up to the differences that are declared here."""

from __future__ import annotations

import os
from dataclasses import replace
from html import escape
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import Phase, example, given, settings
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
@example("__0__", BodyFormat.TEXT)
@example("a__b__ _c__d_", BodyFormat.TEXT)
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


def test_tables_of_a_head_are_kept() -> None:
    head = (
        "title: T\nnested: {a: 1, b: {c: [x, [y, z]]}}\nmenu:\n- name: Top\n  weight: -10\n- plain\n"
        "params:\n  '1': one\n  flag: true\n  text: '1.10'\nempty: {}\n"
    )
    post = replace(post_from_bytes("a.md", f"---\n{head}---\nBody.\n".encode(), SITE), head=None)
    made = markdown(post, open_document(post), ExportOptions())
    assert "nested:\n  a: 1\n  b:\n    c:\n    - x\n    - - y\n      - z\n" in made
    assert "menu:\n- name: Top\n  weight: -10\n- plain\n" in made
    assert "flag: true\n" in made
    assert post_from_bytes("a.md", made.encode(), SITE).others == post.others


def test_what_is_nested_without_an_end_is_left_out() -> None:
    head = "deep: " + "[" * 60 + "x" + "]" * 60
    post = post_from_bytes("a.md", f"---\ntitle: T\n{head}\n---\nBody.\n".encode(), SITE)
    assert "title: T" in markdown(post, open_document(post), ExportOptions())


KEPT = """title: "It's"
Date: 2021-10-04 11:05:16 +0800  # as written
mathJax: true
weight: 1.5
zip: "12345"
nothing: null
thumbnail: /t.png
headimg: /h.png
authors: [乙, 丙]
author: 甲
tags: &tags [a, b]
more: *tags
"""


@pytest.mark.parametrize(("fence", "head"), [
    ("---", KEPT),
    ("+++", 'title = "T"\ndate = 2021-10-04\nweight = 1.5\n[taxonomies]\ntags = ["a"]\n[extra]\nb = true\n'),
])  # fmt: skip
def test_a_head_is_kept_to_the_letter(fence: str, head: str) -> None:
    text = f"{fence}\n{head}{fence}\n\nBody.\n"
    assert _again(text, "a.md") == text


def test_a_head_in_json_is_kept_to_the_letter() -> None:
    text = '{\n  "title": "T", "date": "2021-10-04",\n  "weight": 1.5\n}\n\nBody.\n'
    assert _again(text, "a.md") == text


def test_headers_without_fences_are_kept_to_the_letter() -> None:
    text = "Title: A walk\nDate: 2021-10-04\nSlug: a-walk\n\nBody.\n"
    assert _again(text, "a.md", SiteKind.PELICAN) == text
    assert _again(text, "news/a.md", SiteKind.PELICAN).startswith("---\ntitle: A walk\n")


def test_a_table_of_taxonomies_keeps_all_that_it_says() -> None:
    head = "title: T\ntaxonomies:\n  tags: [a]\n  categories: [b, c]\n"
    post = post_from_bytes("a.md", f"---\n{head}---\n\nBody.\n".encode(), Site(SiteKind.ZOLA))
    made = markdown(post, open_document(post), ExportOptions())
    again = post_from_bytes("a.md", made.encode(), Site(SiteKind.UNKNOWN))
    assert (again.tags, again.categories) == (post.tags, post.categories) == (("a",), (("b",), ("c",)))


def test_what_folders_and_file_names_say_is_added() -> None:
    made = _again("---\nlayout: post\nTags: a\n---\n\n# Head\n\nBody.\n", "news/2021-09-03-title.md")
    head, _, rest = made.removeprefix("---\n").partition("---\n")
    assert head == "title: Head\ndate: '2021-09-03'\ncategories:\n- news\nlayout: post\nTags: a\n"
    assert "# Head" in rest
    made = _again("+++\nweight = 1\n+++\n\nBody.\n", "_drafts/新闻/2021-09-03-t.md")
    added = 'title = "t"\ndate = "2021-09-03"\ncategories = ["\\u65b0\\u95fb"]\ndraft = true\n'
    assert made.startswith(f"+++\n{added}weight = 1\n+++\n")


def test_what_another_kind_of_site_would_take_otherwise_is_said_for_all() -> None:
    text = "---\ntitle: T\ncategories:\n- a\n# why\n- b\nweight: 1.5\ntags: x y\n---\n\nBody.\n"
    made = _again(text, "_posts/2021-09-03-t.md", SiteKind.JEKYLL)
    assert made == (
        "---\ndate: '2021-09-03'\ncategories:\n- - a\n- - b\ntags:\n- x\n- y\ntitle: T\nweight: 1.5\n---\n\nBody.\n"
    )


@pytest.mark.parametrize("head", [
    "title: a\ntitle: b", "title: [", "{title: T, categories: [a, b]}", "title: T\nx: \x1b[2J",
    "base: &b\n  categories: [a, b]\n<<: *b",
])  # fmt: skip
def test_a_head_that_nobody_should_read_as_it_is_is_written_anew(head: str) -> None:
    made = _again(f"---\n{head}\n---\n\nBody.\n", "posts/a.md", SiteKind.JEKYLL)
    assert "\x1b" not in made
    before = post_from_bytes("posts/a.md", f"---\n{head}\n---\n\nBody.\n".encode(), Site(SiteKind.JEKYLL))
    after = post_from_bytes("a.md", made.encode(), Site(SiteKind.UNKNOWN))
    assert [getattr(after, name) for name in FIELDS] == [getattr(before, name) for name in FIELDS]
    assert not after.problems


@pytest.mark.parametrize(
    "body",
    ["---\n\nkey: 正文\n\n---\n\n后文", "+++\nx = 1\n+++\n", "Title: x\n\nBody", '{"title": "x"}\n\nBody'],
)
def test_a_body_without_a_head_is_not_taken_for_one(body: str) -> None:
    post = post_from_bytes("a.md", f"---\ntitle: T\n---\n\n{body}".encode(), SITE)
    bare = markdown(post, open_document(post), ExportOptions(header=HeaderLanguage.NONE))
    again = post_from_bytes("a.md", bare.encode(), SITE)
    assert open_document(replace(again, title="")).blocks == open_document(replace(post, title="")).blocks


@pytest.mark.corpora
def test_heads_of_real_posts_say_the_same_anywhere(corpora: Path) -> None:
    kinds = (SiteKind.UNKNOWN, SiteKind.JEKYLL, SiteKind.HUGO)
    kept = 0
    paths = posts(corpora)
    for number, path in enumerate(paths):
        site = Site(kinds[number % len(kinds)])
        post = post_from_bytes(os.fspath(path.relative_to(corpora)), path.read_bytes(), site)
        made = markdown(replace(post, body=""), Document(()), ExportOptions())
        again = post_from_bytes("a.md", made.encode(), Site(SiteKind.UNKNOWN))
        assert [getattr(again, name) for name in FIELDS] == [getattr(post, name) for name in FIELDS], (path, site)
        kept += post.head is not None
    assert kept >= 0.9 * len(paths)


def _again(text: str, path: str, kind: SiteKind = SiteKind.HEXO) -> str:
    post = post_from_bytes(path, text.encode(), Site(kind))
    return markdown(post, open_document(post), ExportOptions())
