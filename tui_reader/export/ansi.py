"""An article as text with colours for a terminal: the lines of the text export, each run in its own rendition.

Only SGR (ECMA-48, 8.3.117) from the table here is ever written, of the terminal's own 16 colours.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tui_reader.document.blocks import Document, Style
from tui_reader.document.page import Role, Run
from tui_reader.export.options import ExportOptions
from tui_reader.export.sheet import sheet
from tui_reader.export.text import BYTE_ORDER_MARK
from tui_reader.model import Post

ROLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.TEXT: "",
        Role.HEADING: "1;36",
        Role.HEADING_MARK: "36",
        Role.TITLE: "1",
        Role.META: "2",
        Role.QUOTE: "3",
        Role.QUOTE_BAR: "2",
        Role.LIST_MARK: "33",
        Role.CODE: "",
        Role.CODE_KEYWORD: "35",
        Role.CODE_NAME: "34",
        Role.CODE_STRING: "32",
        Role.CODE_NUMBER: "36",
        Role.CODE_COMMENT: "2;3",
        Role.CODE_OPERATOR: "33",
        Role.CODE_MARK: "2",
        Role.TABLE_RULE: "2",
        Role.TABLE_HEAD: "1",
        Role.FIGURE_MARK: "33",
        Role.CAPTION: "3",
        Role.EMBED: "33",
        Role.LINK_NUMBER: "2;34",
        Role.FOOTNOTE: "34",
        Role.MATH: "36",
        Role.RULE: "2",
        Role.DIM: "2",
    }
)
"""Each role's SGR parameters."""

STYLES: Mapping[Style, str] = MappingProxyType(
    {
        Style.EMPHASIS: "3",
        Style.STRONG: "1",
        Style.STRIKE: "9",
        Style.CODE: "33",
        Style.MARK: "7",
        Style.KEYBOARD: "7",
        Style.ABSENT: "2",
    }
)
"""Each style's SGR parameters; superscript and subscript have none."""

_LINK = "4;34"


def ansi(post: Post, document: Document, options: ExportOptions) -> str:
    """The article with colours: without its escape sequences it is `text` of the same options, byte for byte."""
    made = "\n".join(_painted(line) for line in sheet(post, document, options, highlight=True)).rstrip("\n") + "\n"
    return BYTE_ORDER_MARK + made if options.bom else made


def _painted(line: tuple[Run, ...]) -> str:
    """One line, each run ending its own rendition."""
    parts: list[str] = []
    for run in line:
        codes = _codes(run)
        parts.append(f"\x1b[{codes}m{run.text}\x1b[0m" if codes and run.text else run.text)
    return "".join(parts)


def _codes(run: Run) -> str:
    codes = [ROLES.get(run.role, "")]
    codes.extend(code for style, code in STYLES.items() if style in run.style)
    if run.link is not None and run.role is not Role.LINK_NUMBER:
        codes.append(_LINK)
    return ";".join(code for code in codes if code)
