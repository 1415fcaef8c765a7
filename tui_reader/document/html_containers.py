"""What the tags of HTML mean that hold paragraphs: headings, quotes, details, figures, lists.

Tables, code and what stands within a line have modules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from selectolax.lexbor import LexborNode

from tui_reader.document.blocks import Definition, ListItem, Spans, Text
from tui_reader.document.clean import clean_line
from tui_reader.document.flow import (
    MAX_NESTING,
    Frame,
    definition_blocks,
    details_blocks,
    figure_blocks,
    flattened,
    heading_blocks,
    list_blocks,
    quote_blocks,
)
from tui_reader.document.html_code import code_language
from tui_reader.document.html_inline import show_poster
from tui_reader.document.html_media import hidden_video, image
from tui_reader.document.html_walk import Closer, Opener, Walk, block, number, skip

_LONGEST_NAME = 200
"""Characters of what links call a heading."""


def _paragraph(walk: Walk, node: LexborNode) -> Closer:
    frame = walk.flow.top
    if frame.kind == "item":
        frame.loose = True
    return block(walk, node)


def _division(walk: Walk, node: LexborNode) -> Closer:
    attributes = node.attributes
    if attributes:
        if "data-zkinfo" in attributes and (video := hidden_video(attributes)):
            show_poster(walk, attributes)
            walk.flow.block(video)
            return skip
        if language := code_language(attributes.get("class") or ""):
            return _highlighted(walk, language)
    return block(walk, node)


def _highlighted(walk: Walk, language: str) -> Closer:
    walk.flow.paragraph()
    before = walk.language
    walk.language = language

    def close(walk: Walk) -> None:
        walk.flow.paragraph()
        walk.language = before

    return close


def _heading(level: int) -> Opener:
    def open_heading(walk: Walk, node: LexborNode) -> Closer:
        name = clean_line(node.attributes.get("id") or "").strip()
        walk.flow.open(Frame("heading", inline=True, number=level, name="" if " " in name else name[:_LONGEST_NAME]))
        return close_heading

    def close_heading(walk: Walk) -> None:
        walk.take(heading_blocks)

    return open_heading


def _quote(walk: Walk, node: LexborNode) -> Closer | None:
    if walk.flow.nesting >= MAX_NESTING:
        return block(walk, node)
    walk.flow.nesting += 1
    walk.flow.open(Frame("quote"))
    return _close_quote


def _close_quote(walk: Walk) -> None:
    walk.flow.nesting -= 1
    walk.take(quote_blocks)


def _quote_footer(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "quote":
        return block(walk, node)
    return _part(walk)


def _part(walk: Walk) -> Closer:
    """Open a part of the container around it that holds spans: a caption, a summary, an attribution."""
    walk.flow.open(Frame("part", inline=True))
    return _close_part


def _close_part(walk: Walk) -> None:
    frame = walk.flow.close()
    owner = walk.flow.top
    if owner.spans:
        owner.blocks.extend(frame.blocks)
    elif owner.kind == "quote":
        owner.spans = _without_dash(flattened(frame.blocks))
    else:
        owner.spans = flattened(frame.blocks)


def _without_dash(spans: Spans) -> Spans:
    """An attribution without the dash that its author put before it: one stands there anyhow."""
    if not spans or not isinstance(spans[0], Text):
        return spans
    bare = spans[0].text.lstrip(" \u00a0\u3000-\u2010\u2012\u2013\u2014\u2015\u2500")
    return (replace(spans[0], text=bare), *spans[1:]) if bare else spans[1:]


def _part_of(*kinds: str) -> Opener:
    def open_part(walk: Walk, node: LexborNode) -> Closer:
        return _part(walk) if walk.flow.top.kind in kinds else block(walk, node)

    return open_part


def _details(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.nesting >= MAX_NESTING:
        return block(walk, node)
    walk.flow.nesting += 1
    walk.flow.open(Frame("details", flag="open" in node.attributes))
    return _close_details


def _close_details(walk: Walk) -> None:
    walk.flow.nesting -= 1
    walk.take(details_blocks)


def _figure(walk: Walk, node: LexborNode) -> Closer:
    walk.flow.open(Frame("figure", language=walk.language))
    walk.language = code_language(node.attributes.get("class") or "") or walk.language
    return _close_figure


def _close_figure(walk: Walk) -> None:
    walk.language = walk.flow.top.language
    walk.take(figure_blocks)


def _list(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.nesting >= MAX_NESTING:
        return block(walk, node)
    walk.flow.nesting += 1
    ordered = node.tag == "ol"
    start = number(node.attributes.get("start"), 1) if ordered else 1
    walk.flow.open(Frame("list", flag=ordered, number=start))
    return _close_list


def _close_list(walk: Walk) -> None:
    walk.flow.nesting -= 1
    walk.take(list_blocks)


def _item(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "list":
        return block(walk, node)
    walk.flow.open(Frame("item"))
    return _close_item


def _close_item(walk: Walk) -> None:
    frame = walk.flow.close()
    owner = walk.flow.top
    if owner.blocks:
        owner.items.append(ListItem(tuple(owner.blocks)))
        owner.blocks = []
    owner.loose |= frame.loose
    if frame.blocks or frame.checked is not None:
        owner.items.append(ListItem(tuple(frame.blocks), frame.checked))


def _input(walk: Walk, node: LexborNode) -> Closer:
    attributes = node.attributes
    if attributes.get("type") == "checkbox" and (item := walk.flow.nearest("item")) is not None:
        item.checked = "checked" in attributes
    elif (attributes.get("type") or "").lower() == "image" and (found := image(attributes, walk.link)) is not None:
        walk.picture(found)
    return skip


def _definitions(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.nesting >= MAX_NESTING:
        return block(walk, node)
    walk.flow.nesting += 1
    walk.flow.open(Frame("definitions"))
    return _close_definitions


def _close_definitions(walk: Walk) -> None:
    walk.flow.nesting -= 1
    walk.take(definition_blocks)


def _term(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "definitions":
        return block(walk, node)
    walk.flow.open(Frame("term", inline=True))
    return _close_term


def _close_term(walk: Walk) -> None:
    spans = flattened(walk.flow.close().blocks)
    if not spans:
        return
    definitions = walk.flow.top.definitions
    if definitions and not definitions[-1].descriptions:
        definitions[-1] = Definition((*definitions[-1].terms, spans), ())
    else:
        definitions.append(Definition((spans,), ()))


def _description(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "definitions":
        return block(walk, node)
    walk.flow.open(Frame("description"))
    return _close_description


def _close_description(walk: Walk) -> None:
    blocks = tuple(walk.flow.close().blocks)
    definitions = walk.flow.top.definitions
    if definitions and blocks:
        last = definitions[-1]
        definitions[-1] = Definition(last.terms, (*last.descriptions, blocks))
    elif blocks:
        definitions.append(Definition((), (blocks,)))


CONTAINERS: Mapping[str, Opener] = MappingProxyType(
    {
        **dict.fromkeys(("ul", "ol", "menu", "dir"), _list),
        **{f"h{level}": _heading(level) for level in range(1, 7)},
        "p": _paragraph,
        "div": _division,
        "blockquote": _quote,
        "footer": _quote_footer,
        "details": _details,
        "summary": _part_of("details"),
        "figure": _figure,
        "figcaption": _part_of("figure"),
        "caption": _part_of("table"),
        "li": _item,
        "input": _input,
        "dl": _definitions,
        "dt": _term,
        "dd": _description,
    }
)
