"""Posts from their files, whatever the files hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.helpers import fields_are_clean, post_of, write
from tui_reader.library.files import discover
from tui_reader.library.reading import post_from_bytes, read_post, read_post_and_content
from tui_reader.library.site import Site, SiteKind, detect_site
from tui_reader.model import BodyFormat

SITE = Site(SiteKind.UNKNOWN)

AGGREGATED = """

---
title: '一只白猫_多日_坐在长椅下'
categories:\x20
 - 新闻
 - 动物
 - 猫
headimg: 'https://proxy.example/?http://pictures.example/a.jpeg'
author: 公园报
comments: false
date: Mon, 04 Oct 2021 11:05:16 GMT
thumbnail: 'https://proxy.example/?http://pictures.example/a.jpeg'
---

<div>\x20\x20
<p> <strong>公园报10月3日讯</strong>一只白猫。</p>
</div>
            """


def test_a_post_of_an_aggregator() -> None:
    post = post_of(AGGREGATED, "新闻/动物/猫/a.md")
    assert post.title == "一只白猫_多日_坐在长椅下"
    assert post.categories == (("新闻", "动物", "猫"),)
    assert post.date is not None
    assert (post.date.iso, post.date.epoch) == ("2021-10-04T11:05:16+00:00", 1633345516)
    assert post.author == "公园报"
    assert post.covers == ("https://proxy.example/?http://pictures.example/a.jpeg",)
    assert post.body.startswith("\n<div>")
    assert (post.body_line, post.format, post.problems) == (15, BodyFormat.MARKDOWN, ())


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_line_ends_and_encodings_change_nothing(ends: str, encoding: str) -> None:
    data = AGGREGATED.replace("\n", ends).encode(encoding)
    assert post_from_bytes("a.md", data, SITE) == post_of(AGGREGATED)


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_a_post_with_a_problem(tmp_path: Path, data: bytes) -> None:
    write(tmp_path, "x/name.md", data=data)
    post = read_post(tmp_path, "x/name.md", SITE)
    assert post.title == "name"
    assert [problem.code for problem in post.problems] == ["empty"]


def test_an_unreadable_file_is_a_post_with_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "folder.md/x.md")
    post, content = read_post_and_content(tmp_path, "folder.md", SITE)
    assert (post.title, post.body, content) == ("folder", "", None)
    assert [problem.code for problem in post.problems] == ["not-a-file"]


def test_a_large_file_is_shown_from_its_beginning(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.write(b"---\ntitle: A\n---\n" + b"x\n" * 11_000_000)
    post, content = read_post_and_content(tmp_path, "a.md", SITE)
    assert post.title == "A"
    assert content is not None
    assert len(content) == 20 * 1024 * 1024
    assert [problem.code for problem in post.problems] == ["too-large"]


def test_problems_name_file_and_line() -> None:
    post = post_of("\n\n---\ntitle: A: b\ndate: soon\n---\n", "x/y.md")
    assert [(p.path, p.line, p.code) for p in post.problems] == [("x/y.md", 4, "front-matter"), ("x/y.md", 5, "date")]


def test_quotes_in_problems_are_clean() -> None:
    for head in ('date: "\\e[2J"', '"\\e]0;x\\a": 1\n"\\e]0;x\\a": 2', "a: b: \x1b[2J", "date: \x9b2J"):
        post = post_of(f"---\n{head}\n---\n")
        assert post.problems
        assert fields_are_clean(post)


PARTS = st.lists(
    st.one_of(
        st.sampled_from(
            ["---\n", "+++\n", "{\n", "title: ", "title = ", '"title": ', "date: ", "tags: ", "categories: "]
        ),
        st.sampled_from(
            ["- ", "[", "]", "{", "}", '"', "'", ": ", ", ", "\n", "  ", "\r\n", "\t", "|\n", "&a ", "*a ", "<<: "]
        ),
        st.sampled_from(
            ["\x1b]0;x\x07", "\x9b", "&#27;", "\u202e", "\u2028", "\0", "\ufeff", "\ufffe", "<b>", "`", "**", "猫"]
        ),
        st.text(max_size=6),
    ),
    max_size=40,
).map("".join)


def anything() -> st.SearchStrategy[bytes]:
    def damaged(draw: Callable[[st.SearchStrategy[bytes]], bytes]) -> bytes:
        return draw(st.binary(max_size=20))

    texts = PARTS.map(lambda text: text.encode("utf-8", "surrogatepass"))
    headed = PARTS.map(lambda text: f"---\n{text}\n---\nBody".encode("utf-8", "surrogatepass"))
    encoded = st.tuples(PARTS, st.sampled_from(["gb18030", "utf-16", "shift_jis", "cp1252"])).map(
        lambda pair: pair[0].encode(pair[1], "ignore")
    )
    mixed = st.tuples(texts, st.composite(damaged)(), texts).map(b"".join)
    return st.one_of(texts, headed, encoded, mixed, st.binary(max_size=400))


@settings(max_examples=600, deadline=None)
@given(
    anything(),
    st.sampled_from(["a.md", "x/2021/index.html", "b\n\udcff.mdx", "_posts/c.txt"]),
    st.sampled_from(SiteKind),
)
def test_any_bytes_are_a_post(data: bytes, path: str, kind: SiteKind) -> None:
    post = post_from_bytes(path, data, Site(kind))
    assert post.title.strip()
    assert len(post.title) <= 500
    assert fields_are_clean(post)
    for text in (post.title, *post.tags, *(name for category in post.categories for name in category)):
        text.encode()  # no lone surrogates
    assert "\r" not in post.body


@pytest.mark.corpora
def test_every_real_file_is_a_post(corpora: Path) -> None:
    folders = [folder for folder in corpora.iterdir() if folder.is_dir()]
    assert folders
    for folder in folders:
        site = detect_site(folder)
        paths = [entry.path for entry in discover(folder)]
        assert paths
        for path in paths:
            post = read_post(folder, path, site)
            assert post.title.strip(), path
            assert fields_are_clean(post), path
            assert not any(problem.code in ("unreadable", "outside") for problem in post.problems), path
