"""Writes blocks as CommonMark with the extensions that our own parser reads, so that they are read as the same blocks.

What Markdown has no words for is HTML, around Markdown where that can be. It knows no post and bounds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from tui_reader.document import CAPTION_LENGTH, is_figure
from tui_reader.document.blocks import (
    Alignment,
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
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Rule,
    Spans,
    Table,
    Text,
)
from tui_reader.export.markdown_inline import inline, picture

_LARGEST_START = 999_999_999
_FENCES = re.compile(r"`+")
_WRITABLE_NAME = re.compile(r"[^\s{}#.\\<>*_`\[\]]+")
_ALIGNED = {Alignment.NONE: "---", Alignment.LEFT: ":--", Alignment.CENTER: ":-:", Alignment.RIGHT: "--:"}
_PLAYERS = {"video": "video", "audio": "audio"}


def block_markdown(document: Document) -> str:
    """The whole document, its footnotes last."""
    parts = list(_joined(document.blocks))
    parts.extend(_hung(f"[^{note.number}]: ", "    ", "\n\n".join(_joined(note.blocks))) for note in document.footnotes)
    return "\n\n".join(parts)


def _joined(blocks: Sequence[Block]) -> Iterator[str]:
    """Each block's Markdown; what would be read as one list with the one before it gets other marks."""
    before: Block | None = None
    other = False
    for block in blocks:
        if isinstance(block, List) and isinstance(before, List) and before.ordered == block.ordered:
            other = not other
        else:
            other = False
        made = _list(block, other=other) if isinstance(block, List) else _block(block)
        if made:
            yield made
            before = block


def _block(block: Block) -> str:  # noqa: C901 - one branch a kind of block
    match block:
        case Paragraph(spans=spans):
            return inline(spans)
        case Heading(level=level, spans=spans, id=name):
            made = inline(spans, line_break="<br>")
            if name and _WRITABLE_NAME.fullmatch(name):
                return f"{'#' * level} {made} {{#{name}}}"
            return f"{'#' * level} {made[:-1]}\\#" if made.endswith("#") else f"{'#' * level} {made}"
        case Quote():
            return _quote(block)
        case List():
            return _list(block, other=False)
        case DefinitionList(items=items):
            return "\n\n".join(map(_definition, items))
        case Code():
            return _code(block)
        case Table():
            return _table(block)
        case Figure(image=image, caption=caption):
            return _figure(image, caption)
        case Embed(kind=kind, title=title, url=url):
            name = _PLAYERS.get(kind, "iframe")
            told = f' title="{escape(title)}"' if title and title != url else ""
            return f'<{name} src="{escape(url)}"{told}></{name}>'
        case Details(summary=summary, blocks=blocks):
            opened = "<details open>" if block.open else "<details>"
            told = inline(summary)
            head = (f"{opened}\n<summary>", told, "</summary>") if told else (opened,)
            return _around(*head, *_joined(blocks), "</details>")
        case MathBlock(tex=tex):
            return f"$$\n{tex}\n$$"
        case Rule():
            return "* * *"


def _around(*parts: str) -> str:
    """Tags and Markdown between them, parted by blank lines, where CommonMark 4.6 lets HTML end and begin."""
    return "\n\n".join(part for part in parts if part)


def _hung(first: str, rest: str, text: str) -> str:
    """The text with a mark before its first line, and as much space before the others that aren't empty."""
    return first + "\n".join(rest + line if number and line else line for number, line in enumerate(text.split("\n")))


def _quote(block: Quote) -> str:
    parts = list(_joined(block.blocks))
    if block.attribution:
        parts.append(_around("<footer>", inline(block.attribution), "</footer>"))
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(parts).split("\n"))


def _list(block: List, *, other: bool) -> str:
    items: list[str] = []
    for number, item in enumerate(block.items, min(block.start, _LARGEST_START)):
        mark = f"{min(number, _LARGEST_START)}{'.)'[other]} " if block.ordered else f"{'-*'[other]} "
        items.append(_hung(mark, " " * len(mark), _item(item, tight=block.tight)).rstrip())
    return ("\n" if block.tight else "\n\n").join(items)


def _item(item: ListItem, *, tight: bool) -> str:
    ticked = {None: "", True: "[x] ", False: "[ ] "}[item.checked]
    parts = list(_joined(item.blocks))
    if ticked and not (parts and isinstance(item.blocks[0], Paragraph)):
        return "\n\n".join((f"{ticked}&nbsp;", *parts))  # a box must stand before a text
    if not parts:
        return ""
    made = parts[0]
    for before, block, part in zip(item.blocks, item.blocks[1:], parts[1:], strict=False):
        made += ("\n" if tight and _follows(before, block) else "\n\n") + part
    return ticked + made


def _follows(before: Block, block: Block) -> bool:
    """Whether a block may stand below another in a tight item without a blank line, and is still read as itself."""
    match block:
        case List(ordered=ordered, start=start):
            return isinstance(before, Paragraph) and (not ordered or start == 1)
        case Code() | Quote() | Heading() | Rule():
            return isinstance(before, Paragraph | Code | Heading | Rule)
        case Paragraph():
            return isinstance(before, Code | Heading | Rule)
        case _:
            return False


def _definition(item: Definition) -> str:
    terms = [inline(term, line_break="<br>") for term in item.terms]
    if len(terms) == 1 and item.descriptions and all(item.descriptions):
        hung = (_hung(":   ", "    ", "\n\n".join(_joined(blocks))) for blocks in item.descriptions)
        return "\n\n".join((terms[0], *hung))
    parts = ["<dl>"]
    for term in terms:
        parts.extend(("<dt>", term, "</dt>"))
    for blocks in item.descriptions:
        parts.extend(("<dd>", *_joined(blocks), "</dd>"))
    return _around(*parts, "</dl>")


def _code(block: Code) -> str:
    language = "".join(block.language.split()[:1])
    sign = "~" if "`" in language else "`"
    runs = re.findall(f"{sign}+", block.text)
    fence = sign * max(3, max(map(len, runs), default=0) + 1)
    return f"{fence}{language}\n{block.text}\n{fence}"


def _table(block: Table) -> str:
    count = len(block.alignments)
    if not count:
        return inline(block.caption)
    head = block.head or ((),) * count
    lines = [_row(head), "| " + " | ".join(_ALIGNED[alignment] for alignment in block.alignments) + " |"]
    lines.extend(map(_row, block.rows))
    made = "\n".join(lines)
    if not block.caption:
        return made
    return _around("<figure>", made, "<figcaption>", inline(block.caption), "</figcaption>", "</figure>")


def _row(cells: Sequence[Spans]) -> str:
    made = (inline(cell, line_break="<br>", in_table=True) for cell in cells)
    return "| " + " | ".join(cell or " " for cell in made) + " |"


def _figure(image: Image, caption: Spans) -> str:
    """A picture that stands for itself: its size is left out, unless without it it would be one amid the text."""
    shown = picture(replace(image, width=None, height=None) if is_figure(image) else image)
    below = inline(caption)
    if not below or below == inline((Text(image.title),)):
        # The title is the caption where no other stands below the picture.
        return shown
    if sum(len(getattr(span, "text", " ")) for span in caption) <= CAPTION_LENGTH and "\n" not in below:
        return f"{shown}\\\n{below}"
    return _around("<figure>", shown, "<figcaption>", below, "</figcaption>", "</figure>")
