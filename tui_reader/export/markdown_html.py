"""Writes a document as the plain HTML that html2text turns into Markdown: whole, shallow, lazy pictures resolved.

Text in it is Markdown already; tags say only what stands where. The HTML is for no browser.
"""

from __future__ import annotations

from html import escape

from tui_reader.document.blocks import (
    Block,
    Code,
    Definition,
    DefinitionList,
    Details,
    Document,
    Embed,
    Figure,
    Heading,
    Image,
    LineBreak,
    Link,
    List,
    MathBlock,
    Paragraph,
    Quote,
    Rule,
    Spans,
    Table,
    Text,
    children,
)
from tui_reader.export.markdown_spans import escaped, other, styled, target

MAX_DEPTH = 32
"""Blocks within blocks; deeper articles are no lists and quotes that anybody wrote, and indent without end."""

_BREAK = "<br>"


def is_deep(document: Document) -> bool:
    """Whether it is deeper than `MAX_DEPTH`."""
    notes = [block for note in document.footnotes for block in note.blocks]
    stack = [(block, 1) for block in (*document.blocks, *notes)]
    while stack:
        block, depth = stack.pop()
        if depth > MAX_DEPTH:
            return True
        stack.extend((child, depth + 1) for child in children(block))
    return False


def article_html(document: Document) -> str:
    """The document as HTML; it must not be too deep."""
    parts = [_block(block) for block in document.blocks]
    parts.extend(f"<p>[^{note.number}]: {_flat(note.blocks)}</p>" for note in document.footnotes)
    return "\n".join(parts)


def _block(block: Block) -> str:
    match block:
        case Heading(level=level, spans=spans):
            return f"<h{level}>{_spans(spans, line_break=' ')}</h{level}>"
        case Quote(blocks=blocks, attribution=attribution):
            said_by = f"<p>{_spans(attribution)}</p>" if attribution else ""
            return f"<blockquote>{_blocks(blocks)}{said_by}</blockquote>"
        case List():
            return _list(block)
        case DefinitionList(items=items):
            return "".join(map(_definition, items))
        case Code(text=text):
            return f"<pre>{escape(text)}</pre>" if text.strip() else ""
        case Table():
            return _table(block)
        case Details(summary=summary, blocks=blocks):
            return (f"<p>{_spans(summary)}</p>" if summary else "") + _blocks(blocks)
        case Rule():
            return "<hr>"
        case Paragraph() | Figure() | Embed() | MathBlock():
            return f"<p>{_flat((block,))}</p>"


def _blocks(blocks: tuple[Block, ...]) -> str:
    return "".join(map(_block, blocks))


def _flat(blocks: tuple[Block, ...]) -> str:
    """Blocks of text as lines of one paragraph; what can't be one follows as it is."""
    parts: list[str] = []
    after_line = False
    for block in blocks:
        made = _as_line(block)
        if made is None:
            # CommonMark 5.3: below a line, only a list that begins with 1 can follow without a blank line.
            apart = after_line and isinstance(block, List) and block.ordered and block.start != 1
            parts.append(("<p></p>" if apart else "") + _block(block))
        elif made:
            parts.append(_BREAK + made if after_line else made)
        after_line = bool(made)
    return "".join(parts)


def _as_line(block: Block) -> str | None:
    """A block of text without its tag; None for blocks that hold more than that."""
    match block:
        case Paragraph(spans=spans):
            return _spans(spans)
        case Figure(image=image, caption=caption):
            return _image(image) + (_BREAK + _spans(caption) if caption else "")
        case Embed(kind=kind, title=title, url=url):
            return f'<a href="{_address(url)}">{escape(escaped(title or kind))}</a>'
        case MathBlock(tex=tex):
            return escape(f"$${tex}$$")
        case _:
            return None


def _list(block: List) -> str:
    tag = "ol" if block.ordered else "ul"
    start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
    ticks = {None: "", True: "[x] ", False: "[ ] "}
    items = "".join(f"<li>{ticks[item.checked]}{_flat(item.blocks)}</li>" for item in block.items)
    return f"<{tag}{start}>{items}</{tag}>"


def _definition(item: Definition) -> str:
    terms = _BREAK.join(_spans(term) for term in item.terms)
    return f"<p>{terms}</p>" + "".join(f"<p>: {_flat(blocks)}</p>" for blocks in item.descriptions)


def _table(block: Table) -> str:
    caption = f"<p>{_spans(block.caption)}</p>" if block.caption else ""
    if len(block.alignments) < 2:
        # With one column it would be a heading, underlined.
        return caption + "".join(f"<p>{_spans(cell)}</p>" for row in (block.head, *block.rows) for cell in row)
    head = block.head or ((),) * len(block.alignments)
    rows = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in (head, *block.rows))
    return f"{caption}<table>{rows}</table>"


def _cell(spans: Spans) -> str:
    made = _spans(spans, line_break="&lt;br&gt;").replace("|", "&#92;|")
    return f"<td>{made.strip() or '&nbsp;'}</td>"


def _spans(spans: Spans, *, line_break: str = _BREAK) -> str:
    parts: list[str] = []
    at_start = True
    for span in spans:
        if isinstance(span, LineBreak):
            parts.append(line_break)
        elif isinstance(span, Image):
            parts.append(_image(span))
        elif isinstance(span, Text):
            made = escape(styled(span, parts[-1] if parts else "", at_start=at_start), quote=False)
            parts.append(_linked(made, span.link))
        else:
            parts.append(escape(other(span), quote=False))
        at_start = isinstance(span, LineBreak) or (at_start and not parts[-1].strip())
    return "".join(parts)


def _linked(made: str, link: Link | None) -> str:
    """Text with a link around it, but for the spaces at its ends."""
    core = made.strip()
    if link is None or not core:
        return made
    start = made.index(core)
    return f'{made[:start]}<a href="{_address(link.target)}">{core}</a>{made[start + len(core) :]}'


def _image(image: Image) -> str:
    alt = escape(image.alt.replace("`", "'").replace("<", "‹"))
    made = f'<img src="{_address(image.source)}" alt="{alt}"/>'
    return f'<a href="{_address(image.link.target)}">{made}</a>' if image.link else made


def _address(address: str) -> str:
    return escape(target(address))
