"""The text export: golden files (bytes are the contract), and that its body is the page's own layout."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.posts import made
from tui_reader.document import layout, parse, width
from tui_reader.document.blocks import Document
from tui_reader.export import (
    EXPORTERS,
    ExportOptions,
    HeaderLanguage,
    ImageMention,
    LinkPlacement,
    PictureFile,
    ansi,
    is_chinese,
    layout_options,
    shown_date,
    text,
)
from tui_reader.export.header import rule
from tui_reader.model import BodyFormat, Post

GOLDEN = Path(__file__).parent / "golden"
SGR = re.compile(r"\x1b\[[0-9;]*m")
RULE = "─" * 40

ZH_BODY = """今天上午，市里召开了关于公园建设的会议。会议指出，要在三年之内建成十座新公园，让市民推窗见绿、出门见景，\
详情请看[完整的规划](https://example.com/plan)。

![会场外景](https://proxy.example/?https://cdn.example.com/a.jpg)

> 公园是城市的客厅。

| 年份 | 产值 |
|------|-----:|
| 2020 | 101.5 |

- 第一项
- 第二项，见[规划](https://example.com/plan)
"""
EN_BODY = """# Results

A paragraph that is long enough to be wrapped at eighty cells, with a [link](https://example.com/a-rather-long/path) \
and *emphasis*, `code`, and a footnote[^1].

```python
def f(x):
    return x
```

> A quotation
> over two lines.

![](hill.png "The hill")

1. one
2. two

[^1]: The note.
"""


def document_of(post: Post) -> Document:
    """The post's body, parsed."""
    return parse(post.body, post.format, covers=post.covers, title=post.title)


CHINESE = made(
    "国务院印发《公园规划》",
    path="source/_posts/2024/10/01-plan.md",
    date="2024-10-01T09:30:00+08:00",
    author="张三",
    source="https://example.com/a/1.html",
    categories=(("国内", "政策"), ("城市",)),
    tags=("规划", "公园"),
    language=None,
    body=ZH_BODY,
)
ENGLISH = made(
    "Results of the year",
    path="2024/results.md",
    date="2024-10-01",
    categories=(("News", "Local"),),
    tags=("one", "two"),
    language=None,
    body=EN_BODY,
)
HTML = made(
    "A page",
    path="page.html",
    date=None,
    language="en",
    covers=("https://example.com/cover.jpg",),
    body="<p>First <b>bold</b>&#27;[31m <a href='https://example.com/x'>here</a></p><p>e&#769;</p>"
    "<blockquote><p>Said.</p></blockquote><pre>a\tb\n  c</pre><ul><li>x<ul><li>y</li></ul></li></ul>",
    body_format=BodyFormat.HTML,
)
EVERYTHING = made(
    "各式各样的段落，题目也写得比一行能放得下的要长得多，所以它要在第二行接着写下去，好看看对得齐不齐",
    path="docs/everything.md",
    author="张三",
    source="https://example.com/a/1.html",
    categories=(("国内", "政策"),),
    tags=("规划", "经济", "城市", "公园", "人民", "教育", "科技", "体育", "文化", "旅游", "交通", "能源", "水利"),
    language="zh",
    body=(Path(__file__).parent / "everything.md").read_text(encoding="utf-8"),
)
COPIED = ExportOptions(
    images=ImageMention.COPY, pictures={1: PictureFile(Path("/x/1.jpg"), "image/jpeg", "images/01-会场外景.jpg")}
)

CASES = {
    "chinese": (CHINESE, ExportOptions()),
    "chinese-40": (CHINESE, ExportOptions(width=40)),
    "chinese-in-english": (CHINESE, ExportOptions(header=HeaderLanguage.EN, links=LinkPlacement.INLINE)),
    "english": (ENGLISH, ExportOptions()),
    "english-unwrapped": (ENGLISH, ExportOptions(width=0, links=LinkPlacement.NONE, images=ImageMention.NONE)),
    "english-bare": (ENGLISH, ExportOptions(header=HeaderLanguage.NONE)),
    "html": (HTML, ExportOptions()),
    "everything": (EVERYTHING, COPIED),
    "everything-40": (EVERYTHING, ExportOptions(width=40)),
    "everything-unwrapped": (EVERYTHING, ExportOptions(width=0)),
}


@pytest.mark.parametrize("name", CASES)
def test_the_bytes_are_the_contract(name: str) -> None:
    post, options = CASES[name]
    assert text(post, document_of(post), options).encode() == (GOLDEN / f"{name}.txt").read_bytes()


def test_the_colours_are_the_contract() -> None:
    painted = ansi(ENGLISH, document_of(ENGLISH), ExportOptions())
    assert painted.encode() == (GOLDEN / "english.ansi").read_bytes()


def test_the_header_is_chinese_for_a_chinese_post() -> None:
    lines = text(CHINESE, document_of(CHINESE), ExportOptions()).split("\n")
    assert lines[:10] == [
        "标题：国务院印发《公园规划》",
        "日期：2024-10-01 09:30 +08:00",
        "作者：张三",
        "分类：国内 / 政策；城市",
        "标签：规划、公园",
        "来源：https://example.com/a/1.html",
        "文件：source/_posts/2024/10/01-plan.md",
        RULE,
        "",
        lines[9],
    ]
    end = lines[lines.index(RULE, 8) :]
    assert end == [
        RULE,
        "链接",
        "[1] https://example.com/plan",
        "图片",
        "[图 1] https://cdn.example.com/a.jpg（会场外景）",
        "",
    ]


def test_the_header_is_english_for_any_other_and_leaves_out_what_is_not_known() -> None:
    lines = text(HTML, document_of(HTML), ExportOptions()).split("\n")
    assert lines[:3] == ["Title: A page", "File: page.html", RULE]
    shown = text(ENGLISH, document_of(ENGLISH), ExportOptions())
    assert "Date: 2024-10-01\n" in shown
    assert "[Figure 1] hill.png" in shown
    assert not is_chinese(made(language="ja"), Document(()))
    assert is_chinese(made(language="zh-tw"), Document(()))


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2024-10-01T09:30:00+08:00", "2024-10-01 09:30 +08:00"),
        ("2024-10-01T09:30:15", "2024-10-01 09:30"),
        ("2024-10-01", "2024-10-01"),
        ("2021-10-04T11:05:16Z", "2021-10-04 11:05 +00:00"),
        ("2021-10-04T11:05:16.123-0330", "2021-10-04 11:05 -03:30"),
        (None, ""),
    ],
)
def test_dates_stay_in_their_zone(iso: str | None, shown: str) -> None:
    assert shown_date(made(date=iso)) == shown


def test_sections_that_are_not_wanted_are_left_out() -> None:
    document = document_of(CHINESE)
    bare = text(CHINESE, document, ExportOptions(links=LinkPlacement.NONE, images=ImageMention.NONE))
    assert "https://example.com/plan" not in bare
    assert "图 1" not in bare
    assert bare.count(RULE) == 1
    inline = text(CHINESE, document, ExportOptions(links=LinkPlacement.INLINE, width=0))
    assert "<https://example.com/plan>" in inline
    assert "[1]" not in inline
    assert text(made(body=""), document_of(made(body="")), ExportOptions()).count(RULE) == 1


def test_a_picture_with_its_data_is_cut() -> None:
    post = made(body="![x](data:image/png;base64," + "A" * 5000 + ")", language="en")
    shown = text(post, document_of(post), ExportOptions())
    assert "[Figure 1] data:image/png;base64,… (x)" in shown
    assert "AAAA" not in shown


def test_a_long_address_is_never_broken() -> None:
    address = "https://example.com/" + "a-long/path/" * 30
    post = made(body=f"See <{address}> and [here]({address}).", language="en")
    for links in LinkPlacement:
        shown = text(post, document_of(post), ExportOptions(links=links, width=30))
        assert any(address in line for line in shown.split("\n"))


def test_the_mark_at_the_beginning_is_an_option() -> None:
    document = document_of(ENGLISH)
    plain = text(ENGLISH, document, ExportOptions())
    assert text(ENGLISH, document, ExportOptions(bom=True)) == "\ufeff" + plain
    assert not plain.startswith("\ufeff")


MARKDOWN = st.lists(
    st.sampled_from(
        (
            *("# Heading", "- item\n- item two", "> quoted text that goes on", "```\ncode  \n\tx\n```", "---"),
            *("| a | b |\n|---|---|\n| c | 漢字 |", "![cap](x.png)", "[a](https://example.com/é) b", "text&#27;[31m"),
            *("<ruby>漢<rt>kan</rt></ruby>", "e\u0301 \u1100\u1161 \u212b", "今天的天气很好。" * 8, "1. a\n\n   b"),
            *("<details><summary>s</summary>x</details>", "a[^1]\n\n[^1]: note", "x  \ny", "**b** `c` ~~d~~ word " * 9),
        )
    )
    | st.text(max_size=40),
    max_size=6,
).map("\n\n".join)
OPTIONS = st.builds(
    ExportOptions,
    width=st.sampled_from([0, 10, 24, 80]),
    links=st.sampled_from(LinkPlacement),
    images=st.sampled_from(ImageMention),
    header=st.sampled_from(HeaderLanguage),
)


@settings(max_examples=200, deadline=None)
@given(MARKDOWN, OPTIONS, st.text(max_size=30), st.sampled_from(["zh", "en", None]))
def test_the_body_is_the_layout_of_the_page(
    body: str, options: ExportOptions, title: str, language: str | None
) -> None:
    from tui_reader.document import clean_line

    post = made(clean_line(title) or "x", body=body, language=language)
    document = document_of(post)
    shown = text(post, document, options)
    chinese = is_chinese(post, document, options.header)
    page = layout(document, layout_options(options, chinese=chinese))
    wanted = [unicodedata.normalize("NFC", line.text).rstrip() for line in page.lines]
    lines = shown.split("\n")
    start = 0 if options.header is HeaderLanguage.NONE else lines.index(rule(options.width)) + 2
    while wanted and not wanted[-1]:
        wanted.pop()
    assert lines[start : start + len(wanted)] == wanted
    assert unicodedata.is_normalized("NFC", shown)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} and character != "\n" for character in shown)
    assert not any(line != line.rstrip() for line in lines)
    assert shown.endswith("\n")
    assert not shown.endswith("\n\n")
    assert text(post, document, options) == shown
    assert SGR.sub("", ansi(post, document, options)) == shown


def test_the_table_of_formats() -> None:
    assert {name: exporter.suffix for name, exporter in EXPORTERS.items()} == {
        "text": ".txt",
        "ansi": ".ansi",
        "markdown": ".md",
        "html": ".html",
        "epub": ".epub",
    }
    assert EXPORTERS["text"].render is text


def test_a_picture_that_is_copied_is_told_with_its_file() -> None:
    shown = text(CHINESE, document_of(CHINESE), COPIED)
    assert "[图 1] https://cdn.example.com/a.jpg（会场外景）→ images/01-会场外景.jpg\n" in shown
    listed = replace(COPIED, images=ImageMention.LIST)
    assert "→" not in text(CHINESE, document_of(CHINESE), listed)


def test_a_place_in_the_page_and_a_player_are_no_numbered_links() -> None:
    post = made(body='[here](#there) <iframe src="https://v.example.com/1"></iframe> [x](https://example.com/)')
    shown = text(post, document_of(post), ExportOptions())
    assert "[0]" not in shown
    assert "[page: https://v.example.com/1]" in shown
    assert shown.endswith("Links\n[1] https://example.com/\n")


def test_long_names_in_the_head_hang_and_a_tag_is_not_parted() -> None:
    tags = ("a long tag", "another long tag", "a third long tag")
    post = made("One title that goes on for rather more than a line", tags=tags, body="x")
    lines = text(post, document_of(post), ExportOptions(width=30)).split("\n")
    assert lines[:2] == ["Title: One title that goes on", "       for rather more than a"]
    assert "Tags: a long tag," in lines
    assert "      another long tag," in lines
    assert all(width(line) <= 30 for line in lines)


def test_blanks_at_line_ends_are_left_out() -> None:
    post = made(body="```\na  \n   \nb\n```\n\n| a | b |\n|---|---|\n| c |  |\n\n> x\n>\n> y\n")
    for cells in (0, 40):
        lines = text(post, document_of(post), ExportOptions(width=cells)).split("\n")
        assert [line for line in lines if line != line.rstrip()] == []
