"""What the tags of HTML tables mean.

Whether a table is one, or serves the layout of a page, is for `flow` to judge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from selectolax.lexbor import LexborNode

from tui_reader.document.blocks import Alignment
from tui_reader.document.flow import Cell, Frame, table_blocks
from tui_reader.document.html_code import GUTTER
from tui_reader.document.html_walk import Closer, Opener, Walk, block, end_paragraph, number, skip


def _table(walk: Walk, node: LexborNode) -> Closer:
    walk.flow.open(Frame("table"))
    return _close_table


def _close_table(walk: Walk) -> None:
    walk.take(table_blocks)


def _row(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "table":
        return block(walk, node)
    walk.flow.paragraph()
    walk.flow.top.rows.append([])
    return end_paragraph


def _head(walk: Walk, node: LexborNode) -> Closer:
    walk.flow.paragraph()
    if walk.flow.top.kind == "table" and not walk.flow.top.rows:
        walk.flow.top.head_rows = 1
    return end_paragraph


def _cell(walk: Walk, node: LexborNode) -> Closer:
    frame = walk.flow.top
    if frame.kind != "table":
        return block(walk, node)
    attributes = node.attributes
    if GUTTER.search(attributes.get("class") or ""):
        return skip
    if not frame.rows:
        frame.rows.append([])
    walk.flow.open(
        Frame(
            "cell",
            flag=node.tag == "th",
            width=number(attributes.get("colspan"), 1),
            height=number(attributes.get("rowspan"), 1),
            alignment=_alignment(attributes),
        )
    )
    return _close_cell


def _close_cell(walk: Walk) -> None:
    frame = walk.flow.close()
    cell = Cell(tuple(frame.blocks), frame.flag, frame.alignment, frame.width, frame.height)
    walk.flow.top.rows[-1].append(cell)


def _alignment(attributes: Mapping[str, str | None]) -> Alignment:
    if not attributes:
        return Alignment.NONE
    found = _TEXT_ALIGN.search(attributes.get("style") or "")
    value = (found[1] if found else attributes.get("align") or "").lower()
    return Alignment(value) if value in {"left", "center", "right"} else Alignment.NONE


_TEXT_ALIGN = re.compile(r"text-align\s*:\s*(\w+)", re.IGNORECASE)


TABLES: Mapping[str, Opener] = MappingProxyType({"table": _table, "thead": _head, "tr": _row, "td": _cell, "th": _cell})
