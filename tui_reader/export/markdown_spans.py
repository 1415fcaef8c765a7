"""Writes spans as Markdown, escaped so that they say what they say; and whole documents as plain paragraphs.

Knows nothing of lists and tables: how blocks are laid out in Markdown is html2text's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui_reader.document.blocks import (
    Block,
    Code,
    Document,
    Embed,
    Figure,
    FootnoteReference,
    Image,
    LineBreak,
    Math,
    MathBlock,
    Ruby,
    Rule,
    Span,
    Spans,
    Style,
    Table,
    Text,
    spans_of,
    walk,
)

_SIGNS = re.compile(r"[\\`*\[\]<$]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|&(?=#?\w+;)")
_AT_START = re.compile(r"\s*(?:(?=[>|]|#{1,6}(?:\s|$)|[-+=:~](?:[-+=:~\s]|$))|\d{1,9}(?=[.)](?:\s|$)))")
MARKS = ((Style.STRONG, "**", "strong"), (Style.EMPHASIS, "*", "em"))
TAGS = (
    (Style.STRIKE, "del"),
    (Style.SUPERSCRIPT, "sup"),
    (Style.SUBSCRIPT, "sub"),
    (Style.MARK, "mark"),
    (Style.KEYBOARD, "kbd"),
)
_BACKQUOTES = re.compile("`+")
_ADDRESS = str.maketrans({" ": "%20", "<": "%3C", ">": "%3E", "(": "%28", ")": "%29", "\\": "%5C", "\n": "", "\t": ""})


def escaped(text: str, *, at_start: bool = False) -> str:
    """The text with a backslash before each sign that Markdown would take for its own.

    Args:
        text: As it is to be read.
        at_start: Whether a line begins with it, where further signs count.
    """
    made = _SIGNS.sub(lambda found: "\\" + found[0], text)
    if at_start:
        found = _AT_START.match(made)
        if found is not None:
            made = f"{found[0]}\\{made[found.end() :]}"
    return made


def target(address: str) -> str:
    """The address as it may stand between the brackets of a link."""
    return address.translate(_ADDRESS)


def styled(span: Text, before: str, *, at_start: bool = False) -> str:
    """A run of text with the marks of its style.

    Args:
        span: The run.
        before: What was written before it on this line: marks that would run into others become tags.
        at_start: As for `escaped`.
    """
    core = span.text.strip()
    if not core or not span.style:
        return escaped(span.text, at_start=at_start)
    head, tail = span.text[: span.text.index(core[0])], span.text[len(span.text.rstrip()) :]
    made = code(core) if Style.CODE in span.style else escaped(core)
    # CommonMark 6.2: beside punctuation a mark opens or closes nothing when a letter is on its other side.
    plain_edges = core[0].isalnum() and core[-1].isalnum() and Style.CODE not in span.style
    for style, tag in TAGS:
        if style in span.style:
            made, plain_edges = f"<{tag}>{made}</{tag}>", False
    for style, mark, tag in MARKS:
        if style in span.style:
            usable = plain_edges and not (before + head).endswith("*")
            made = f"{mark}{made}{mark}" if usable else f"<{tag}>{made}</{tag}>"
    return head + made + tail


def other(span: Span) -> str:
    """A span that is neither text nor a picture, in Markdown or, where it has no words for it, in HTML."""
    match span:
        case Ruby(base=base, reading=reading):
            return f"<ruby>{escaped(base)}<rt>{escaped(reading)}</rt></ruby>"
        case Math(tex=tex):
            return f"${' '.join(tex.split())}$"
        case FootnoteReference(number=number):
            return f"[^{number}]"
        case _:
            return ""


def code(text: str) -> str:
    """A code span whose fence is longer than any run of backquotes in it."""
    text = " ".join(text.split("\n"))
    fence = "`" * (max(map(len, _BACKQUOTES.findall(text)), default=0) + 1)
    edge = " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def plain_markdown(document: Document) -> str:
    """Every block's text as a paragraph of its own, with pictures and code; no other structure."""
    return "\n\n".join(part for block in walk(document) for part in _paragraphs(block) if part.strip())


def _paragraphs(block: Block) -> Iterator[str]:
    match block:
        case Code(text=text):
            yield "\n".join("    " + line for line in text.split("\n"))
        case Figure(image=image, caption=caption):
            yield _picture(image) + ("\\\n" + _line(caption) if caption else "")
        case Embed(kind=kind, title=title, url=url):
            yield f"[{escaped(title or kind)}]({target(url)})"
        case MathBlock(tex=tex):
            yield f"$${' '.join(tex.split())}$$"
        case Rule():
            yield "* * *"
        case Table(head=head, rows=rows, caption=caption):
            yield _line(caption)
            for row in (head, *rows):
                yield " · ".join(filter(None, map(_line, row)))
        case _:
            for spans in spans_of(block):
                yield _line(spans)


def _line(spans: Spans) -> str:
    parts: list[str] = []
    at_start = True
    for span in spans:
        if isinstance(span, LineBreak):
            parts.append("\\\n")
        elif isinstance(span, Image):
            parts.append(_picture(span))
        elif isinstance(span, Text):
            text = span.text.lstrip() if at_start else span.text
            parts.append(escaped(" ".join(text.split("\n")), at_start=at_start))
        else:
            parts.append(other(span))
        at_start = isinstance(span, LineBreak) or (at_start and not parts[-1])
    while parts and parts[-1] in {"\\\n", ""}:
        parts.pop()
    return "".join(parts).strip()


def _picture(image: Image) -> str:
    return f"![{escaped(image.alt)}]({target(image.source)})"
