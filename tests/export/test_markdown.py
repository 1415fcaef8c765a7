"""The Markdown export: golden files, fields that survive the way there and back, bodies that would harm html2text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.posts import made
from tests.export.test_text import CHINESE, document_of
from tui_reader.document import clean_line, parse
from tui_reader.document.blocks import Document, Figure, Math, Paragraph, Spans, Text, plain, walk
from tui_reader.export import ExportOptions, HeaderLanguage, markdown
from tui_reader.library import open_document, post_from_bytes
from tui_reader.library.site import Site, SiteKind
from tui_reader.model import BodyFormat, Post

GOLDEN = Path(__file__).parent / "golden"
COVER = "https://proxy.example/?https://cdn.example.com/1.jpg"
SITE = Site(SiteKind.HEXO)

BODY = f"""<div>
<p> <strong>本报10月3日讯</strong>(记者 张三)公园开放以来，工作人员<b>“昼夜值守”</b>，保障游客安全。</p>
<p><img src="{COVER}" data-size="600,349" referrerpolicy="no-referrer"> 工作人员核对名单</p>
<p>第二段，见<a href="https://example.com/a_b?x=1&amp;y=2">规划 </a>。</p>
<p><img src="loading.gif" data-src="https://cdn.example.com/2.jpg"> 夜间值守</p>
<figure><img data-original="https://cdn.example.com/3 (a).jpg" alt="门"><figcaption>入口</figcaption></figure>
<p><img src="https://cdn.example.com/4.jpg"></p>
<p># 不是标题<br>1. 不是列表<br>a*b*c &lt;b&gt; [x]</p>
<ul><li>一<ol start="3"><li>二</li><li>三</li></ol></li><li>四</li></ul>
<blockquote><p>公园是城市的客厅。</p></blockquote>
<pre>def f():
\treturn 1


f()</pre>
<table><tr><th>年份</th><th>产值|亿</th></tr><tr><td></td><td>101.5</td></tr></table>
<p>H<sub>2</sub>O，<ruby>漢<rt>kan</rt></ruby>，<code>a`b</code></p>
</div>
"""
HTML = made(
    "公园_开放_，游客“络绎不绝”",
    path="2021/a.html",
    author="张三",
    categories=(("新媒体", "城市", "分类"),),
    tags=("公园", "null", "1,2"),
    language=None,
    covers=(COVER,),
    body=BODY,
    body_format=BodyFormat.HTML,
)
TEXT = made(
    "Lines",
    path="a.txt",
    body="# no heading\n- no list\n\n2 * 3 * 4 = 24, a_b, <b>, [x]\n\n1. first",
    body_format=BodyFormat.TEXT,
)
CASES = {"markdown-html": HTML, "markdown-chinese": CHINESE, "markdown-text": TEXT}


def written(post: Post) -> str:
    return markdown(post, document_of(post), ExportOptions())


def read_back(post: Post, shown: str, path: str = "a.md") -> Post:
    return post_from_bytes(path, shown.encode(), SITE)


@pytest.mark.parametrize("name", CASES)
def test_the_bytes_are_the_contract(name: str) -> None:
    assert written(CASES[name]).encode() == (GOLDEN / f"{name}.md").read_bytes()


def figures(document: Document) -> list[tuple[str, str]]:
    return [(block.image.source, plain(block.caption).strip()) for block in walk(document) if isinstance(block, Figure)]


def test_pictures_and_captions_survive() -> None:
    shown = written(HTML)
    again = document_of(read_back(HTML, shown))
    assert figures(again) == [
        (COVER, "工作人员核对名单"),
        ("https://cdn.example.com/2.jpg", "夜间值守"),
        ("https://cdn.example.com/3 (a).jpg", "入口"),
        ("https://cdn.example.com/4.jpg", ""),
    ]
    assert "loading.gif" not in shown


def texts(document: Document) -> str:
    from tui_reader.document import digest

    return "".join(digest(document).text.split())


@pytest.mark.parametrize("post", [HTML, TEXT], ids=["html", "text"])
def test_the_text_read_back_is_the_same(post: Post) -> None:
    assert texts(document_of(read_back(post, written(post)))) == texts(document_of(post))


def test_a_markdown_body_stays_as_it_is() -> None:
    assert written(CHINESE).endswith("---\n\n" + CHINESE.body)


def test_without_a_header_only_the_body_is_left_and_covers_are_in_it() -> None:
    post = made(body="<p>x</p>", path="a.html", covers=("https://example.com/c.jpg",), body_format=BodyFormat.HTML)
    bare = markdown(post, document_of(post), ExportOptions(header=HeaderLanguage.NONE, bom=True))
    assert bare == "\ufeff![](https://example.com/c.jpg)\n\nx\n"


NAMES = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
    .map(lambda text: " ".join(clean_line(text).split()))
    .filter(bool)
)
TITLES = st.one_of(
    NAMES,
    st.lists(st.sampled_from(["<b>", "</b>", "&amp;", "&", "lt;", "`", "**", "](http:x)", "[", "x"])).map("".join),
).filter(bool)


@given(
    title=TITLES,
    names=st.lists(NAMES, max_size=3, unique=True),
    paths=st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), max_size=3, unique=True),
    author=st.none() | NAMES,
    date=st.sampled_from([None, "2024-10-01", "2024-10-01T09:30:00", "1969-01-02T03:04:05-09:30"]),
)
@settings(max_examples=150, deadline=None)
def test_the_fields_read_back_are_the_same(
    title: str, names: list[str], paths: list[tuple[str, ...]], author: str | None, date: str | None
) -> None:
    source = "https://example.com/a?b=c#d"
    post = made(title, date=date, author=author, source=source, tags=tuple(names), categories=tuple(paths), body="x")
    shown = written(post)
    again = read_back(post, shown)
    assert (again.title, again.author, again.source) == (title, author, source)
    assert (again.tags, again.categories) == (post.tags, post.categories)
    assert (again.date.iso if again.date else None) == date
    assert (again.language, again.draft, again.problems) == ("en", False, ())
    assert unicodedata.is_normalized("NFC", shown)


BOMBS = {
    "newlines": "<p>x" + "\n" * 50_000 + "y",
    "open tags": "<a" * 40_000,
    "comments": "<!--" * 40_000 + "x",
    "lists": "<ul>" * 4_000 + "x",
    "items": "<ul><li>x" * 4_000,
    "quotes": "<blockquote>" * 3_000 + "x",
    "paragraphs": "<p>x</p>" * 60_000,
    "spaces": "<p>x" + " \u3000" * 200_000 + "y",
    "entities": "<p>" + "&amp;*[_" * 60_000,
    "cells": "<table>" + ("<tr>" + "<td>x</td>" * 9 + "</tr>") * 900 + "</table>",
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("body_format", list(BodyFormat))
def test_hostile_bodies_end_and_give_text(name: str, body_format: BodyFormat) -> None:
    post = made(body=BOMBS[name], path="a.html", body_format=body_format)
    shown = markdown(post, open_document(post), ExportOptions())
    assert shown.startswith("---\n")
    assert len(shown) < 10 * len(post.body)
    if name not in {"open tags", "comments"}:
        assert shown.partition("\n---\n")[2].strip()


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            str.split(
                "<p> </p> <ul> <ol> <li> </ul> <pre> </pre> <table> <tr> <td> <a\0href=x> </a> <img\0src=a> &#27;"
                " <b> </b>"
                " <code> <h2> <br> <![x <!-- &#x110000; <blockquote> <dl><dt> <dd> <ol\0start=99999999999> <ruby>a<rt>"
                " ` | \\"
                " 1. # > - = ~~ [x] $ & _ *"
            )
            + list("\r\t\x1b\x85\u2028 \n\xa0\u3000")
        ),
        st.text(max_size=5),
    ),
    max_size=20,
).map(lambda pieces: "".join(pieces).replace("\0", " "))


@given(body=PIECES, body_format=st.sampled_from(list(BodyFormat)))
@settings(max_examples=300, deadline=None)
def test_no_body_raises_or_brings_controls(body: str, body_format: BodyFormat) -> None:
    post = made(body=body, body_format=body_format)
    shown = written(post)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in shown)
    assert unicodedata.is_normalized("NFC", shown)
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")
    assert written(post) == shown


def test_an_article_too_deep_for_html2text_keeps_its_pictures() -> None:
    body = "<blockquote>" * 40 + "<p># x</p><img src='https://example.com/1.jpg'>"
    shown = written(made(body=body, path="a.html", body_format=BodyFormat.HTML))
    assert shown.endswith("\n\n\\# x\n\n![](https://example.com/1.jpg)\n")


@pytest.mark.parametrize("spans", [
    (Math("x"), Text("1")), (Text("1"), Math("x")), (Math("x"), Math("y")), (Text("5$"), Math("x"), Text("$5")),
    (Math("x"), Text("，1")),
])  # fmt: skip
def test_formulas_beside_digits_are_read_again(spans: Spans) -> None:
    document = Document((Paragraph((Text("a "), *spans)),))
    made_of = markdown(made(body="", body_format=BodyFormat.TEXT), document, ExportOptions(header=HeaderLanguage.NONE))
    assert [span for span in _spans(parse(made_of, BodyFormat.MARKDOWN)) if isinstance(span, Math)] == [
        span for span in spans if isinstance(span, Math)
    ]
    assert ("<!---->" in made_of) == (spans[1] != Text("，1"))


def _spans(document: Document) -> Spans:
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    return block.spans
