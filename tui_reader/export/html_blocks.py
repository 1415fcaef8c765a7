"""Writes the blocks of a document as HTML that is XML too: what web pages and books are made of.

It opens no file and knows neither page nor book around it; nothing in a document, however deep, makes it recurse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tui_reader.document import HIGHLIGHTED, short_address, tokens
from tui_reader.document.blocks import (
    Alignment,
    Block,
    Code,
    DefinitionList,
    Details,
    Document,
    Embed,
    Figure,
    Heading,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Rule,
    Spans,
    Table,
)
from tui_reader.document.page import Role
from tui_reader.export.html_outline import Place, anchors, heading_text
from tui_reader.export.html_pictures import Pictures
from tui_reader.export.html_spans import SpanWriter
from tui_reader.export.html_text import address, attribute, escaped
from tui_reader.export.html_words import Words

Part = str | Block | Spans
"""Markup as it is, or what is still to be written."""

_LANGUAGE = re.compile(r"[\w+#.-]{1,40}")
_TOKENS = {
    Role.CODE_KEYWORD: "k",
    Role.CODE_NAME: "n",
    Role.CODE_STRING: "s",
    Role.CODE_NUMBER: "m",
    Role.CODE_COMMENT: "c",
    Role.CODE_OPERATOR: "o",
}
_MARKS = {None: "", True: '<span class="tick">☑</span> ', False: '<span class="tick">☐</span> '}


class BlockWriter:
    """Blocks of one article as markup."""

    def __init__(self, places: Sequence[Place], pictures: Pictures, words: Words, *, book: bool = False) -> None:
        """Take what blocks refer to.

        Args:
            places: The document's outline.
            pictures: How pictures are shown.
            words: For what is not the post's own.
            book: Whether the markup is for an EPUB: notes have their types, and nothing is folded away.
        """
        self._places = iter(places)
        self._lowered = int(any(place.level == 1 for place in places))
        self._anchors = anchors(places)
        self._pictures = pictures
        self._words = words
        self._book = book
        self._code_left = HIGHLIGHTED
        self._spans = self._span_writer(frozenset())

    def write(self, document: Document) -> str:
        """The whole document, its footnotes last."""
        self._spans = self._span_writer(frozenset(note.number for note in document.footnotes))
        made = [self._blocks(document.blocks)]
        if document.footnotes:
            made.append(f'<section class="notes" aria-label="{self._words.notes}"{self._type("footnotes")}>\n')
            made.extend(self._note(note.number, note.blocks) for note in document.footnotes)
            made.append("</section>\n")
        return "".join(made)

    def _span_writer(self, notes: frozenset[int]) -> SpanWriter:
        return SpanWriter(self._pictures, self._anchors, notes, book=self._book)

    def _type(self, name: str) -> str:
        return f' epub:type="{name}"' if self._book else ""

    def _note(self, number: int, blocks: Sequence[Block]) -> str:
        back = f"{number}"
        if self._spans.is_called(number):
            back = f'<a role="doc-backlink" href="#call-{number}" aria-label="{self._words.back}">{number}</a>'
        inside = self._blocks(blocks)
        return (
            f'<aside role="doc-footnote" id="note-{number}"{self._type("footnote")}>\n'
            f'<p class="number">{back}</p>\n<div>\n{inside}</div>\n</aside>\n'
        )

    def _blocks(self, blocks: Sequence[Block]) -> str:
        made: list[str] = []
        left: list[Part] = list(reversed(blocks))
        while left:
            part = left.pop()
            if isinstance(part, str):
                made.append(part)
            elif isinstance(part, tuple):
                made.append(self._spans.write(part))
            else:
                left.extend(reversed(tuple(self._parts(part))))
        return "".join(made)

    def _parts(self, block: Block) -> Iterator[Part]:  # noqa: C901 - one branch a kind of block
        match block:
            case Paragraph(spans=spans):
                yield from self._around("p", spans)
            case Heading():
                yield from self._heading(block)
            case Quote():
                yield from _quote(block)
            case List():
                yield from _list(block)
            case DefinitionList():
                yield from _definitions(block)
            case Code():
                yield self._code(block)
            case Table():
                yield from self._table(block)
            case Figure():
                yield self._figure(block)
            case Embed():
                yield self._embed(block)
            case Details(summary=summary, blocks=blocks, open=is_open):
                yield '<details open="open">\n' if is_open or self._book else "<details>\n"
                yield f"<summary>{self._spans.write(summary).strip() or self._words.details}</summary>\n"
                yield from blocks
                yield "</details>\n"
            case MathBlock(tex=tex):
                yield f'<pre class="math"><code>{_text(tex)}</code></pre>\n' if tex.strip() else ""
            case Rule():
                yield "<hr/>\n"

    def _around(self, tag: str, spans: Spans) -> Iterator[str]:
        """The spans in a tag; nothing where they leave nothing to see."""
        made = self._spans.write(spans).strip()
        if made:
            yield f"<{tag}>{made}</{tag}>\n"

    def _heading(self, block: Heading) -> Iterator[Part]:
        if not heading_text(block):
            yield from self._around("p", block.spans)
            return
        place = next(self._places)
        level = min(6, block.level + self._lowered)
        yield f'<h{level} id="{place.id}">{self._spans.write(block.spans).strip()}</h{level}>\n'

    def _code(self, block: Code) -> str:
        text = block.text.strip("\n")
        if not text.strip():
            return ""
        language = block.language.strip()
        named = f' class="language-{attribute(language)}"' if _LANGUAGE.fullmatch(language) else ""
        label = f' data-language="{attribute(language)}"' if named else ""
        found = None
        if language and len(text) <= self._code_left:
            self._code_left -= len(text)
            found = tokens(text, language)
        made = _text(text) if found is None else "\n".join("".join(map(_token, line)) for line in found)
        return f"<pre{label}><code{named}>{made}</code></pre>\n"

    def _table(self, block: Table) -> Iterator[Part]:
        if not block.head and not block.rows:
            yield from self._around("p", block.caption)
            return
        yield '<div class="table">\n<table>\n'
        yield from self._around("caption", block.caption)
        if block.head:
            yield "<thead>\n"
            yield from self._row(block.head, block.alignments, '<th scope="col"{}>{}</th>')
            yield "</thead>\n"
        if block.rows:
            yield "<tbody>\n"
            for row in block.rows:
                yield from self._row(row, block.alignments, "<td{}>{}</td>")
            yield "</tbody>\n"
        yield "</table>\n</div>\n"

    def _row(self, row: Sequence[Spans], alignments: Sequence[Alignment], cell: str) -> Iterator[str]:
        yield "<tr>"
        for spans, alignment in zip(row, alignments, strict=True):
            place = "" if alignment is Alignment.NONE else f' class="{alignment}"'
            yield cell.format(place, self._spans.write(spans).strip())
        yield "</tr>\n"

    def _figure(self, block: Figure) -> str:
        caption = self._spans.write(block.caption).strip()
        image = block.image
        picture = self._pictures.shown(image)
        if picture is not None:
            below = f"<figcaption>{caption}</figcaption>\n" if caption else ""
            return f"<figure>\n{picture}\n{below}</figure>\n"
        name = self._pictures.named(image)
        if not name:
            return f'<p class="caption">{caption}</p>\n' if caption else ""
        caption = caption or (escaped(image.alt) if image.alt.strip() else "")
        below = f"<figcaption>{caption}</figcaption>\n" if caption else ""
        host = self._pictures.host(image)
        where = f' <span class="host">{host}</span>' if host else ""
        return f'<figure class="away">\n<p>{name}{where}</p>\n{below}</figure>\n'

    def _embed(self, block: Embed) -> str:
        words = self._words
        kind = _text(words.embeds.get(block.kind, block.kind))
        title = " ".join(block.title.split())
        shown = _text(title or short_address(block.url))
        label = f"{kind}{words.colon}{shown}" if shown else kind
        place = address(block.url)
        made = label if place is None else f'<a href="{place}">{label}</a>'
        return f'<p class="embed">▶ {made}</p>\n' if label else ""


def _quote(block: Quote) -> Iterator[Part]:
    if not block.attribution:
        yield "<blockquote>\n"
        yield from block.blocks
        yield "</blockquote>\n"
        return
    yield '<figure class="quote">\n<blockquote>\n'
    yield from block.blocks
    yield "</blockquote>\n<figcaption>— "
    yield block.attribution
    yield "</figcaption>\n</figure>\n"


def _list(block: List) -> Iterator[Part]:
    if not block.items:
        return
    tag = "ol" if block.ordered else "ul"
    start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
    yield f"<{tag}{start}>\n"
    for item in block.items:
        yield '<li class="task">' if item.checked is not None else "<li>"
        yield from _item(item, tight=block.tight)
        yield "</li>\n"
    yield f"</{tag}>\n"


def _item(item: ListItem, *, tight: bool) -> Iterator[Part]:
    """What stands in an item; a single paragraph of a tight list stands there without a tag of its own."""
    mark = _MARKS[item.checked]
    first = item.blocks[0] if item.blocks else None
    followed = any(isinstance(block, Paragraph) for block in item.blocks[1:])
    if isinstance(first, Paragraph) and tight and not followed:
        yield mark
        yield first.spans
        if len(item.blocks) > 1:
            yield "\n"
            yield from item.blocks[1:]
    elif isinstance(first, Paragraph) and mark:
        yield "\n<p>" + mark
        yield first.spans
        yield "</p>\n"
        yield from item.blocks[1:]
    else:
        yield mark + "\n" if item.blocks else mark.strip()
        yield from item.blocks


def _definitions(block: DefinitionList) -> Iterator[Part]:
    if not block.items:
        return
    yield "<dl>\n"
    for item in block.items:
        for term in item.terms or ((),):
            yield "<dt>"
            yield term
            yield "</dt>\n"
        for blocks in item.descriptions or ((),):
            yield "<dd>"
            # A paragraph alone needs no tag of its own.
            only = blocks[0] if len(blocks) == 1 else None
            if isinstance(only, Paragraph):
                yield only.spans
            else:
                yield "\n"
                yield from blocks
            yield "</dd>\n"
    yield "</dl>\n"


def _token(token: tuple[str, Role]) -> str:
    text, role = token
    name = _TOKENS.get(role)
    return _text(text) if name is None else f'<span class="{name}">{_text(text)}</span>'


def _text(text: str) -> str:
    return escaped(text) if text else ""
