"""The template of `list --format`: fields, widths in cells, escapes; and that nothing else has a meaning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.world import bad_bytes
from tui_reader.cli.template import line_template
from tui_reader.document import width
from tui_reader.errors import UsageError

KNOWN = ("id", "title", "date", "words")
VALUES = {"id": "1f0c2a77", "title": "一篇文章 of mine", "date": "2024-10-01", "words": "42"}


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("", ""),
        ("plain", "plain"),
        ("{date} {title}", "2024-10-01 一篇文章 of mine"),
        (r"{id}\t{words}\n", "1f0c2a77\t42\n"),
        (r"\\t", "\\t"),
        ("{{{id}}}", "{1f0c2a77}"),
        ("{words:5}|", "42   |"),
        ("{words:<5}|", "42   |"),
        ("{words:>5}|", "   42|"),
        ("{words:^5}|", " 42  |"),
        ("{title:.5}|", "一篇…|"),
        ("{title:.6}|", "一篇…|"),
        ("{title:6.6}|", "一篇… |"),
        ("{title:>20}|", "    一篇文章 of mine|"),
        ("{title:.0}|", "|"),
        ("{title:3}|", "一篇文章 of mine|"),
    ],
)
def test_fields_are_filled_and_fitted_in_cells(template: str, made: str) -> None:
    assert line_template(template, KNOWN).filled(VALUES) == made


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{titel}", "did you mean {title}?"),
        ("{zzz}", "the fields are id, title, date, words."),
        ("{}", "the fields are"),
        ("{title.__class__}", "no field"),
        ("{title!r}", "no field"),
        ("{title[0]}", "no field"),
        ("{0}", "no field"),
        ("{title:}", "can't be understood"),
        ("{title:d}", "can't be understood"),
        ("{title:>99999}", "can't be understood"),
        ("{title:{words}}", "a brace stands alone"),
        ("{title", "write {{"),
        ("title}", "write }}"),
        (r"\x41", "means nothing"),
        ("\\", "means nothing"),
    ],
)
def test_what_has_no_meaning_is_told(template: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        line_template(template, KNOWN)
    assert told in caught.value.message
    assert caught.value.title == "Can't use the format"


@given(st.text(alphabet="{}:<>^.0129\\tn\x1b\u202e标题itle wordsa", max_size=30))
def test_any_template_is_a_line_or_a_message(template: str) -> None:
    try:
        made = line_template(template, KNOWN).filled(VALUES)
    except UsageError as error:
        made = error.message
    assert bad_bytes(made.encode()) == []


@given(st.text(max_size=30), st.integers(0, 40))
def test_a_padded_and_cut_field_has_exactly_its_cells(value: str, cells: int) -> None:
    made = line_template(f"{{title:{cells}.{cells}}}", KNOWN).filled({"title": value})
    assert width(made) == cells
