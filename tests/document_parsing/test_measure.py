from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.document import digest, parse
from tui_reader.document.measure import EXCERPT_LENGTH, count_words, guess_language
from tui_reader.model import BodyFormat


def test_digest() -> None:
    body = (
        "# Head\n\nOne two 三四.\n\n![alt](a.png)\n\n"
        "```\ncode here\n```\n\n| a | b |\n|---|---|\n| c | d |\n\nNote[^1].\n\n[^1]: at the end"
    )
    found = digest(parse(body, BodyFormat.MARKDOWN), covers=["b.png"])
    assert found.text == "Head\nOne two 三四.\nalt\ncode here\na b\nc d\nNote.\nat the end"
    assert found.words == 16
    assert found.images == 2
    assert found.excerpt == "One two 三四. Note."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two-three don't 3.14 v1", 5),
        ("汉字，标点。", 4),
        ("ひらがな カナ", 6),
        ("한국어 말", 4),
        ("Python语言", 3),
        ("привет мир", 2),
        ("— … !", 0),
    ],
)
def test_words(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", ""),
        ("今天天气很好，我们去公园 with Python。", "zh"),
        ("これは日本語の文章です。", "ja"),
        ("이것은 한국어 문장입니다.", "ko"),
        ("This is the text that we have written for you.", "en"),
        ("Das ist der Text, den wir für dich geschrieben haben, und er ist nicht lang.", "de"),
        ("C'est le texte que nous avons écrit pour les lecteurs et il est dans la langue.", "fr"),
        ("Это русский текст для проверки.", "ru"),
        ("هذا نص عربي", "ar"),
        ("xyz 123", ""),
    ],
)
def test_language(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_excerpt_is_of_paragraphs_else_of_what_there_is() -> None:
    assert digest(parse("# Head\n\n![](a.png)", BodyFormat.MARKDOWN)).excerpt == "Head"
    assert digest(parse("", BodyFormat.MARKDOWN)).excerpt == ""


def test_excerpt_ends_between_words() -> None:
    excerpt = digest(parse("word " * 100, BodyFormat.TEXT)).excerpt
    assert excerpt.endswith("word…")
    assert len(excerpt) <= EXCERPT_LENGTH


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="汉a e\u0301👩\u200d🔬🏽\n", min_size=150, max_size=400))
def test_excerpt_is_one_short_line_of_whole_graphemes(text: str) -> None:
    excerpt = digest(parse(text, BodyFormat.TEXT)).excerpt
    assert len(excerpt) <= EXCERPT_LENGTH
    assert "\n" not in excerpt
    if excerpt.endswith("…"):
        assert not excerpt.endswith("\u200d…")
