"""Simple heads are read by a few rules, which must say what a whole parser of YAML says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui_reader.library.encoding import decode
from tui_reader.library.head import Fields, Refused
from tui_reader.library.simple_yaml import simple_fields
from tui_reader.library.splitting import Syntax, find_head
from tui_reader.library.yaml_fields import _parse

SEED = """title: '夜里的船灯'
categories:
 - 新媒体
 - "旧物"

 - 分类
date: Sat, 05 Jul 2025 02:54:00 GMT
tags: [a, b c, 三]
comments: false
thumbnail: 'https://cors.example.org/?http://static.example.com/a.jpeg'
"""

PIECES = st.sampled_from([
    *("a", "b", "三", "title", "tags", ":", ": ", " -", "- ", " ", "\n", "\n - ", "\n- ", ","),
    *("'", '"', "[", "]", "{", "}"),
    *("#", " #", "&", "*", "!", "|", ">", "%", "@", "`", "?", "~", "null", "Null", "\\", "\t", "é", "\u3000", "\u2028"),
    *("\xa0", "0x1f", "2020-01-01 10:20:30", "true", "---", "...", "<<", "=", ".", "\r", "\ufeff", "𠮷", "[a", " b]"),
    *("a: b\n", "title: x\n", "Title: y\n", "\nkey: ", "tags:\n- x\n"),
])  # fmt: skip


def strictly(text: str) -> Fields:
    return _parse(text)


def agree(text: str) -> bool:
    """Whether the rules take `text`; what they say of it must be what the whole parser says."""
    found = simple_fields(text)
    if found is not None:
        assert found == strictly(text), text
    return found is not None


def test_the_usual_head_is_simple() -> None:
    found = simple_fields(SEED)
    assert found is not None
    assert found.values["categories"] == ["新媒体", "旧物", "分类"]
    assert found.values["tags"] == ["a", "b c", "三"]
    assert found.lines["tags"] == 8
    assert agree(SEED)


@pytest.mark.parametrize(
    "text",
    [
        "a: b: c",
        "a: b #c",
        "a: 'b' c",
        "a: 'it''s'",
        'a: "b\\n"',
        "a: |\n b",
        "a: >\n b",
        "a: &x b",
        "a: *x",
        "a: !x b",
        "a: b\n c",
        "a:\n b: c",
        "a:\n  - b\n - c",
        "a: b\n- c",
        "- a",
        "a:\n- - b",
        "a:\n- b: c",
        "a: [b, [c]]",
        "a: [b",
        "a: -1",
        "? a",
        "a",
        "",
        "# a",
        "a: b # c",
        "a:\tb",
        "a: b\x07",
        "--- a",
        "null: a",
        "a: {b: c}",
        "'a': b",
        "a: b:",
        "a:b",
        "a: [b: c]",
        "a: ['b']",
        "a: []",
        "a: 'b",
        "a: <<\n<<: b",
        "a b: c",
        "é: c",
        "a: \u3000b",
        "og:image: a",
    ],
)
def test_what_goes_beyond_the_rules_is_left_to_the_parser(text: str) -> None:
    assert simple_fields(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "a:",
        "a: ",
        "a:\nb:",
        "a: ''",
        'a: ""',
        "a: ~",
        "a: null",
        "a:\n- ~\n- x",
        "a: [null, b]",
        "a: b\na: c",
        "A: b\na:\n- c",
        "a: 'x: y # z'",
        "a: http://x.y/z#k",
        "a: 10:20",
        "a: it's",
        'a: 5" x',
        "a: b,c",
        "a: .5",
        "a: ...",
        "a: =",
        "a:  b  ",
        "a: [b ]",
        "a: [ b , c ]",
        "a:\n- b\n\n- c\n",
        "a: 'null'",
        "a: b - c",
        "a: <b>",
        "a: b|c",
        "a: (b)",
        "a: …",
        "on: yes",
    ],
)
def test_what_the_rules_take_means_the_same_to_the_parser(text: str) -> None:
    assert agree(text)


@given(st.lists(PIECES, max_size=24).map("".join))
@example("a:\n- b\na: c\n- d")
def test_the_rules_and_the_parser_never_differ(text: str) -> None:
    agree(text)
    agree(f"title: {text}")
    agree(f"tags:\n - {text}")
    agree(f"tags: [{text}]")
    agree(f"{SEED}{text}")


def test_the_rules_and_the_parser_agree_on_real_heads(corpora: Path) -> None:
    simple = heads = 0
    for file in sorted(corpora.rglob("*.md"))[::3]:
        head = find_head(decode(file.read_bytes()).text)
        if head is None or head.syntax is not Syntax.YAML:
            continue
        heads += 1
        try:
            simple += agree(head.source)
        except Refused as refused:
            pytest.fail(f"{file}: {refused.message}")
    assert simple > heads / 2
