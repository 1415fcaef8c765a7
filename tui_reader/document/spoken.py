"""The words that stand for furniture where a page is heard, or read in one line after another: no signs, no columns.

Sets nothing; `composition` and its neighbours ask for the words where `LayoutOptions.spoken` wants them.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui_reader.document.page import LayoutOptions


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; those that take numbers are templates of `str.format`."""

    heading: str
    picture: str
    note: str
    colon: str
    quote: str
    quote_end: str
    attribution: str
    code: str
    code_in: str
    code_end: str
    formula: str
    table: str
    rule: str
    details: str
    bullet: str
    to_do: str
    done: str


_ENGLISH = Words(
    heading="Heading {level}: ",
    picture="Picture {number}",
    note="Note {number}",
    colon=": ",
    quote="Quote:",
    quote_end="End of quote.",
    attribution="Quoted from: ",
    code="Code:",
    code_in="Code, {language}:",
    code_end="End of code.",
    formula="Formula: ",
    table="Table, {rows} by {columns}:",
    rule="Section break.",
    details="Details: ",
    bullet="- ",
    to_do="To do: ",
    done="Done: ",
)
_CHINESE = Words(
    heading="{level}级标题：",
    picture="图 {number}",
    note="注 {number}",
    colon="：",
    quote="引文：",
    quote_end="引文完。",
    attribution="引自：",
    code="代码：",
    code_in="代码，{language}：",
    code_end="代码完。",
    formula="公式：",
    table="表格，{rows} 行 {columns} 列：",
    rule="分节。",
    details="详情：",
    bullet="- ",
    to_do="待办：",
    done="已办：",
)


def words(options: LayoutOptions) -> Words:
    """The words in the language of the page's furniture."""
    return _CHINESE if options.chinese else _ENGLISH
