"""Turns a body into a document: the one entrance for Markdown, HTML and plain text.

Bounds depth and shapes that take for ever, not size: who opens a body of any size does that where it can be stopped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING

from tui_reader.document.addresses import bare_links
from tui_reader.document.blocks import (
    Block,
    Document,
    Figure,
    Footnote,
    Heading,
    Image,
    LineBreak,
    Link,
    Paragraph,
    Span,
    Text,
    plain,
)
from tui_reader.document.clean import clean_line, clean_text
from tui_reader.document.picture_list import identity, pictures
from tui_reader.model import BodyFormat

if TYPE_CHECKING:
    from tui_reader.document.flow import Flow

GIVEN_UP = "This post is shown without formatting: it is nested too deeply."


def parse(body: str, format: BodyFormat, *, covers: Sequence[str] = (), title: str = "") -> Document:  # noqa: A002
    """Return the document that `body` is.

    Args:
        body: as it was written, hostile.
        format: what it is written in.
        covers: picture addresses of the front matter: those that the body doesn't show come first, as figures.
        title: the post's title; a first heading that says the same is left out.
    """
    if format is BodyFormat.MARKDOWN and "\u200b" in body:
        body = _without_hidden_indents(body)
    body = clean_text(body)
    try:
        document = _PARSERS[format](body)
    except RecursionError:
        document = Document(_plain_text(body), problems=(GIVEN_UP,))
    return _with_covers(_without_title(document, title), covers)


def first_heading(body: str, format: BodyFormat) -> str:  # noqa: A002
    """Return the text of the first heading of `body`, on one line; nothing where there is none.

    A quick look at the beginning, not a parse: headings in code fences don't count, signs of emphasis and links are
    taken off.
    """
    if format is BodyFormat.TEXT:
        return ""
    beginning = body[:_LOOK_AT]
    if format is BodyFormat.MARKDOWN:
        beginning = _FENCE.sub("\n\n", beginning)
    for found in _HEADING[format].finditer(beginning):
        text = next(group for group in found.groups() if group is not None)
        if format is BodyFormat.MARKDOWN:
            text = _SIGNS.sub(r"\1", text)
        text = " ".join(clean_line(unescape(_TAG.sub("", text))).split())
        if text:
            return text
    return ""


def _without_hidden_indents(body: str) -> str:
    """Take the blanks behind zero-width spaces out, but for those in code."""
    pieces: list[str] = []
    position = 0
    for fence in _FENCE.finditer(body):
        pieces += _HIDDEN_INDENT.sub(r"\1", body[position : fence.start()]), fence[0]
        position = fence.end()
    return "".join((*pieces, _HIDDEN_INDENT.sub(r"\1", body[position:])))


_HIDDEN_INDENT = re.compile("^([ \t]*)\u200b[ \t\u200b]+", re.MULTILINE)
"""Blanks behind a zero-width space begin a paragraph; without that, which goes, they would make it code."""
_LOOK_AT = 20_000
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[^\n]*$|\Z)", re.MULTILINE | re.DOTALL)
_HEADING = {
    BodyFormat.HTML: re.compile(r"<h[1-6](?:\s[^>]{0,1000})?>(.{1,1000}?)</h[1-6]>", re.IGNORECASE | re.DOTALL),
    BodyFormat.MARKDOWN: re.compile(
        r"^ {0,3}#{1,6}[ \t]+([^\n]{1,1000}?)(?:[ \t]+#+)?[ \t]*$"
        r"|^ {0,3}(?![ \t#>*+-]|\d+[.)])(\S[^\n]{0,1000})\n {0,3}(?:=+|-{2,})[ \t]*$"
        r"|^ {0,3}<h[1-6](?:\s[^>\n]{0,1000})?>([^\n]{1,1000}?)</h[1-6]>",
        re.IGNORECASE | re.MULTILINE,
    ),
}
_TAG = re.compile(r"<[^>]{0,1000}>")
_SIGNS = re.compile(r"!?\[([^\]]{0,500})\]\([^)]{0,500}\)|\{#[\w-]{1,200}\}|(?<!\w)[*_`~]+|[*_`~]+(?!\w)")


def _markdown(body: str) -> Document:
    from tui_reader.document.html import html_flow
    from tui_reader.document.markdown import markdown_html
    from tui_reader.document.shortcodes import expand

    html, problems = markdown_html(expand(body, BodyFormat.MARKDOWN))
    return _document(html_flow(html, markdown=True), problems)


def _html(body: str) -> Document:
    from tui_reader.document.html import html_flow
    from tui_reader.document.shortcodes import expand

    return _document(html_flow(_with_paragraphs(expand(body, BodyFormat.HTML))), ())


def _text(body: str) -> Document:
    return Document(_plain_text(body))


def _document(flow: Flow, problems: tuple[str, ...]) -> Document:
    blocks = flow.finish()
    notes = tuple(
        Footnote(number, flow.footnotes[number]) for number in sorted(flow.footnotes) if flow.footnotes[number]
    )
    return Document(blocks, notes, problems, lead=flow.lead)


def _plain_text(text: str) -> tuple[Block, ...]:
    """Return the paragraphs of plain text, their lines as they are."""
    blocks: list[Block] = []
    for paragraph in _BLANK_LINES.split(text.strip("\n")):
        spans: list[Span] = []
        for line in paragraph.split("\n"):
            if spans:
                spans.append(LineBreak())
            spans.extend(
                Text(piece, link=Link(address) if address else None)
                for piece, address in bare_links(clean_line(line).rstrip())
            )
        if spans:
            blocks.append(Paragraph(tuple(spans)))
    return tuple(blocks)


_BLANK_LINES = re.compile(r"\n(?:[ \t\u3000\xa0]*\n)+")
OWN_PARAGRAPHS = re.compile(r"<(?:p|div|br)[\s/>]", re.IGNORECASE)
"""Tags without any of which blank lines part the paragraphs of HTML."""
_KEPT_LINES = re.compile(r"<(/?)(?:pre|script|style|textarea)\b", re.IGNORECASE)


def _with_paragraphs(html: str) -> str:
    """Let blank lines part paragraphs, as WordPress does, where no tag does it."""
    if "\n" not in html.strip("\n") or OWN_PARAGRAPHS.search(html):
        return html
    pieces: list[str] = []
    kept = False
    position = 0
    for found in _KEPT_LINES.finditer(html):
        piece = html[position : found.start()]
        pieces.append(piece if kept else _BLANK_LINES.sub("\n<p>\n", piece))
        kept = not found[1]
        position = found.start()
    rest = html[position:]
    pieces.append(rest if kept else _BLANK_LINES.sub("\n<p>\n", rest))
    return "".join(pieces)


def _without_title(document: Document, title: str) -> Document:
    """Leave out a first heading that repeats the title."""
    if not title or not document.blocks or not isinstance(document.blocks[0], Heading):
        return document
    if _folded(plain(document.blocks[0].spans)) != _folded(title):
        return document
    lead = None if document.lead is None else max(0, document.lead - 1)
    return Document(document.blocks[1:], document.footnotes, document.problems, document.covers, lead)


def _folded(text: str) -> str:
    return "".join(text.split()).casefold()


def _with_covers(document: Document, covers: Sequence[str]) -> Document:
    """Put the covers that the body doesn't show before it."""
    if not covers:
        return document
    shown = {identity(picture.image.source) for picture in pictures(document)}
    missing: dict[str, Block] = {}
    for cover in covers:
        source = clean_line(cover).strip()
        if identity(source) not in {*shown, ""}:
            missing.setdefault(identity(source), Figure(Image(source)))
    if not missing:
        return document
    lead = None if document.lead is None else document.lead + len(missing)
    blocks = (*missing.values(), *document.blocks)
    return Document(blocks, document.footnotes, document.problems, len(missing), lead)


_PARSERS = {BodyFormat.MARKDOWN: _markdown, BodyFormat.HTML: _html, BodyFormat.TEXT: _text}
