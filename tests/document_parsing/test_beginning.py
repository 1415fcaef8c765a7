"""The beginning of a long body: its blocks are those of the whole, but for the last."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.document import beginning_of, parse
from tui_reader.document.blocks import Footnote, Link, Paragraph, Text
from tui_reader.model import BodyFormat

WORDS = st.text("ab 中文，。é", min_size=1, max_size=30).filter(str.strip)
MARKDOWN = st.sampled_from(
    ["{}\n\n", "# {}\n\n", "> {}\n\n", "- {}\n- b\n\n", "```\n{}\n```\n\n", "| a |\n|--|\n| {} |\n\n"]
)
HTML = st.sampled_from(
    ["<p>{}</p>", "<h2>{}</h2>", "<ul><li>{}</li></ul>", "<pre>{}</pre>", "{}<br>", "<div>{}</div>\n"]
)


def bodies(shapes: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.builds(str.format, shapes, WORDS), min_size=1, max_size=30).map("".join)


def begins(body: str, body_format: BodyFormat, characters: int) -> None:
    cut = beginning_of(body, body_format, characters)
    if cut is None:
        return
    begun = parse(cut, body_format).blocks
    whole = parse(body, body_format).blocks
    assert begun[:-1] == whole[: max(0, len(begun) - 1)]


@given(bodies(MARKDOWN), st.integers(20, 400))
@settings(max_examples=200, deadline=None)
def test_markdown_begins_as_the_whole_does(body: str, characters: int) -> None:
    begins(body, BodyFormat.MARKDOWN, characters)


@given(bodies(HTML), st.integers(20, 400))
@settings(max_examples=200, deadline=None)
def test_html_begins_as_the_whole_does(body: str, characters: int) -> None:
    begins(body, BodyFormat.HTML, characters)


@given(st.text(max_size=200), st.sampled_from(BodyFormat), st.integers(1, 300))
def test_any_text_has_a_beginning(body: str, body_format: BodyFormat, characters: int) -> None:
    begun = beginning_of(body, body_format, characters)
    assert begun is None or len(begun) <= max(len(body) * 2, characters) + 2
    if len(body) <= characters:
        assert begun == body


@pytest.mark.parametrize("body_format", BodyFormat)
def test_one_long_line_has_a_beginning_too(body_format: BodyFormat) -> None:
    body = "\n" + "词" * 5_000
    assert len(beginning_of(body, body_format, 1_000) or "") > 500


def test_no_tag_is_cut_in_two() -> None:
    body = f"text {'x' * 80} <a href='https://example.org/{'y' * 100}'>link</a>"
    assert (beginning_of(body, BodyFormat.HTML, 120) or "").endswith("x ")


def test_where_links_lead_is_known_from_the_end() -> None:
    filler = "\n\n".join(["filler"] * 100)
    body = f"See [the page][1] and a note[^n].\n\n{filler}\n\n[1]: https://example.org/\n[^n]: The note.\n"
    begun = parse(beginning_of(body, BodyFormat.MARKDOWN, 200) or "", BodyFormat.MARKDOWN)
    first = begun.blocks[0]
    assert isinstance(first, Paragraph)
    assert Text("the page", link=Link("https://example.org/")) in first.spans
    assert begun.footnotes == (Footnote(1, (Paragraph((Text("The note."),)),)),)


@pytest.mark.parametrize(
    ("body", "body_format"),
    [
        ("{% codeblock %}\n" + "a line\n\n" * 200 + "{% endcodeblock %}\n\nend", BodyFormat.MARKDOWN),
        ("one\n\ntwo\n\n" * 100 + "<p>three</p>", BodyFormat.HTML),
        ("Hi\n\n![a](data:image/png;base64," + "iVBOR" * 5_000 + ")", BodyFormat.MARKDOWN),
    ],
)
def test_what_would_be_another_thing_by_itself_has_no_beginning(body: str, body_format: BodyFormat) -> None:
    assert beginning_of(body, body_format, 400) is None


def test_notes_that_the_beginning_does_not_call_are_left_out() -> None:
    notes = "".join(f"[^{number}]: Note {number}.\n\n" for number in range(1, 90))
    begun = beginning_of("One[^1].\n\n" + "filler\n\n" * 200 + notes, BodyFormat.MARKDOWN, 200)
    assert begun is not None
    assert begun.count("Note ") == 1
