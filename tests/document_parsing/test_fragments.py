"""Places within an article: headings with names of their own, and what links within the page mean."""

from __future__ import annotations

import pytest

from tui_reader.document import LayoutOptions, fragment_line, layout, parse
from tui_reader.document.blocks import Heading, plain
from tui_reader.document.page import Page
from tui_reader.model import BodyFormat


def named(body: str, kind: BodyFormat = BodyFormat.MARKDOWN) -> list[tuple[str, str]]:
    return [(plain(block.spans), block.id) for block in parse(body, kind).blocks if isinstance(block, Heading)]


@pytest.mark.parametrize(
    ("body", "words", "name"),
    [
        ("## Words {#name}", "Words", "name"),
        ("## Words {#name .class}", "Words", "name"),
        ("## Words {: #name}", "Words", "name"),
        ("## Words {.class}", "Words", ""),
        ("## 缘起 {#why}", "缘起", "why"),
        ("## Two words {#two-words}", "Two words", ""),
        ("## Sets {a, b}", "Sets {a, b}", ""),
        ("## `code {#name}`", "code {#name}", ""),
        ("## Escaped \\{#name}", "Escaped {#name}", ""),
    ],
)
def test_a_heading_of_markdown_has_the_name_that_is_written_behind_it(body: str, words: str, name: str) -> None:
    assert named(body) == [(words, name)]


def test_a_heading_of_html_has_its_id() -> None:
    body = '<h2 id="why">缘起</h2><h2 id="two-words">Two words</h2><h2 id="a b">Neither</h2><h2 id="x\x1b">Odd</h2>'
    found = named(body, BodyFormat.HTML)
    assert found[:3] == [("缘起", "why"), ("Two words", ""), ("Neither", "")]
    assert "\x1b" not in found[3][1]


BODY = """
# Two words

Text[^1] here.

## Two words

## 缘起 {#why}

Text[^2] there.

[^1]: The first note.
[^2]: The second one.
"""


def page(*, live: bool = True) -> Page:
    return layout(parse(BODY, BodyFormat.MARKDOWN), LayoutOptions(40, raised_notes=live))


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("#two-words", "Two words"),
        ("#Two_Words", "Two words"),
        ("#why", "缘起"),
        ("#%E7%BC%98%E8%B5%B7", "缘起"),
        ("#", "Two words"),
        ("#TOP", "Two words"),
        ("#note:2", "² The second one."),
        ("#call:2", "Text² there."),
    ],
)
def test_a_target_within_the_page_has_its_line(target: str, text: str) -> None:
    line = fragment_line(page(), target)
    assert line is not None
    assert page().lines[line].text.removeprefix("› ") == text


def test_the_second_heading_of_the_same_words_is_told_by_its_number() -> None:
    first, second = (heading.line for heading in page().headings[:2])
    assert fragment_line(page(), "#two-words") == first
    assert fragment_line(page(), "#two-words-1") == second


@pytest.mark.parametrize("target", ["#nowhere", "#note:9", "#note:x", "#call:9", "#！"])
def test_what_is_not_there_has_none(target: str) -> None:
    assert fragment_line(page(), target) is None


def test_a_raised_number_leads_to_its_note_and_back() -> None:
    targets = [link.target for link in page().links]
    assert targets == ["#note:1", "#note:2", "#call:1", "#call:2"]
    assert [(note.number, note.text) for note in page().notes] == [(1, "The first note."), (2, "The second one.")]
    assert page(live=False).links == ()
