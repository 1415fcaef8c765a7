"""HTML to blocks: an HTML5 tree, walked in document order.

An unknown tag keeps its text; what a browser would not show (`<script>`, `<style>`) is left out. Loads nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tui_reader.document.blocks import FootnoteReference, Math, MathBlock
from tui_reader.document.clean import clean_line, clean_text
from tui_reader.document.flow import Flow, Frame
from tui_reader.document.html_bounds import FEW_TAGS, SENTINEL, SHORT, bounded
from tui_reader.document.html_code import CODE_AND_FORMULAS
from tui_reader.document.html_containers import CONTAINERS
from tui_reader.document.html_inline import INLINES
from tui_reader.document.html_media import may_have_backgrounds
from tui_reader.document.html_tables import TABLES
from tui_reader.document.html_walk import Closer, Opener, Walk, block, drop, number, skip


def html_flow(html: str, *, markdown: bool = False) -> Flow:
    """Read `html`, of any quality, into blocks.

    Args:
        html: hostile until here.
        markdown: whether the Markdown parser wrote it: then its own tags (`reader-…`) have a meaning.
    """
    if "<![CDATA[" in html:
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    if len(html) > SHORT or html.count("<") >= FEW_TAGS:
        html = bounded(html)
    walk = _walked(html, markdown)
    if not walk.complete:
        # A comment, a quote or a raw element that never ends has swallowed the rest.
        walk = _walked(bounded(html), markdown)
    return walk.flow


def _walked(html: str, markdown: bool) -> Walk:
    tree = LexborHTMLParser(f"<!DOCTYPE html><body>{html}<{SENTINEL}>")
    walk = Walk(markdown, styles=may_have_backgrounds(html))
    if tree.body is not None:
        walk.run(tree.body, _OPENERS)
    return walk


def _comment(walk: Walk, node: LexborNode) -> Closer:
    if (node.comment_content or "").strip().lower() in {"more", "excerpt", "read more", "readmore"}:
        walk.flow.mark_lead()
    return skip


def _sentinel(walk: Walk, node: LexborNode) -> None:
    walk.complete = True


def _reader_note(walk: Walk, node: LexborNode) -> Closer | None:
    if not walk.markdown:
        return None
    walk.flow.line.span(FootnoteReference(number(node.attributes.get("n"), 1)))
    return skip


def _reader_footnote(walk: Walk, node: LexborNode) -> Closer | None:
    if not walk.markdown:
        return block(walk, node)
    walk.flow.open(Frame("footnote", number=number(node.attributes.get("n"), 1)))
    return _close_footnote


def _close_footnote(walk: Walk) -> None:
    frame = walk.flow.close()
    walk.flow.footnotes.setdefault(frame.number, tuple(frame.blocks))


def _reader_math(walk: Walk, node: LexborNode) -> Closer | None:
    if not walk.markdown:
        return None
    tex = clean_line(node.text()).strip()
    if tex:
        walk.flow.line.span(Math(tex))
    return skip


def _reader_math_block(walk: Walk, node: LexborNode) -> Closer | None:
    if not walk.markdown:
        return block(walk, node)
    tex = clean_text(node.text()).strip("\n")
    if tex.strip():
        walk.flow.block(MathBlock(tex))
    return skip


_BLOCK_TAGS = (
    "section article main header nav aside address center form fieldset hgroup legend optgroup option dialog search"
    " noembed noframes body html marquee layer ins-block colgroup"
)
_LEFT_OUT = "style template title head meta link base rp col desc defs metadata param track"

_OPENERS: Mapping[str, Opener] = MappingProxyType(
    {
        **dict.fromkeys(_BLOCK_TAGS.split(), block),
        **dict.fromkeys(_LEFT_OUT.split(), drop),
        **CONTAINERS,
        **INLINES,
        **TABLES,
        **CODE_AND_FORMULAS,
        "-comment": _comment,
        SENTINEL: _sentinel,
        "reader-note": _reader_note,
        "reader-footnote": _reader_footnote,
        "reader-math": _reader_math,
        "reader-math-block": _reader_math_block,
    }
)
