"""Writes spans as Markdown, escaped so that they say what they say; and whole documents as plain paragraphs.

Knows nothing of lists and tables: how blocks are laid out in Markdown is html2text's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from types import MappingProxyType

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

_SIGNS = re.compile(r"[\\`*\[\]<$]|(?<!\w)_|_(?!\w)|~(?=~)|&(?=#?\w)")
_AT_START = re.compile(r"\s*(?:(?=[>|]|#{1,6}(?:\s|$)|[-+=:~](?:[-+=:~\s]|$))|\d{1,9}(?=[.)](?:\s|$)))")
_MARKS = ((Style.STRONG, "**", "strong"), (Style.EMPHASIS, "*", "em"))
_TAGS = (
    (Style.STRIKE, "del"),
    (Style.SUPERSCRIPT, "sup"),
    (Style.SUBSCRIPT, "sub"),
    (Style.MARK, "mark"),
    (Style.KEYBOARD, "kbd"),
)
_MARKS_OF: Mapping[Style, tuple[str, str]] = MappingProxyType(
    {
        **{style: (mark, tag) for style, mark, tag in _MARKS},
        **{style: ("~~" if style is Style.STRIKE else "", tag) for style, tag in _TAGS},
    }
)
"""Each style that is written around text: its mark where it has one, its tag."""
_BACKQUOTES = re.compile("`+")
_ODD = re.compile(r"[\s()<>\x00-\x1f]")
"""What an address can't hold without brackets around it."""
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
    made = _code(core) if Style.CODE in span.style else escaped(core)
    # CommonMark 6.2: beside punctuation a mark opens or closes nothing when a letter is on its other side.
    plain_edges = core[0].isalnum() and core[-1].isalnum() and Style.CODE not in span.style
    for style, tag in _TAGS:
        if style in span.style:
            made, plain_edges = f"<{tag}>{made}</{tag}>", False
    for style, mark, tag in _MARKS:
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


def _code(text: str) -> str:
    """A code span whose fence is longer than any run of backquotes in it."""
    text = " ".join(text.split("\n"))
    fence = "`" * (max(map(len, _BACKQUOTES.findall(text)), default=0) + 1)
    edge = " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{edge}{text}{edge}{fence}"


def inline(spans: Spans, *, line_break: str = "\\\n", in_table: bool = False) -> str:
    """A paragraph's spans, to be read as the same spans.

    Args:
        spans: What is written.
        line_break: What a line end is where it can't be one.
        in_table: Whether it stands in a cell, where bars part.
    """
    made = _end(_Line(line_break).written(_trimmed(spans)))
    return made.replace("|", "\\|") if in_table else made


def _trimmed(spans: Spans) -> list[Span]:
    """The spans without line ends at either end, where they would end nothing."""
    kept = list(spans)
    while kept and (isinstance(kept[-1], LineBreak) or (isinstance(kept[-1], Text) and not kept[-1].text.strip(" \n"))):
        kept.pop()
    start = 0
    while start < len(kept) and isinstance(kept[start], LineBreak):
        start += 1
    return kept[start:]


class _Line:
    """Spans on their way to Markdown: what several in a row have in common is written around them all."""

    def __init__(self, line_break: str) -> None:
        self._line_break = line_break
        self._at_start = True

    def written(self, spans: Sequence[Span]) -> str:
        """The spans, each run of those that share a link or a style inside its marks."""
        parts: list[str] = []
        number = 0
        while number < len(spans):
            shared, end = _longest(spans, number)
            if shared is None:
                made = self._bare(spans[number])
                end = number + 1
            else:
                before = parts[-1] if parts else ""
                after = spans[end] if end < len(spans) else None
                made = self._around(shared, spans[number:end], before, after)
            parts.append(made)
            number = end
        return "".join(parts)

    def _bare(self, span: Span) -> str:
        """A span that has no link and no style, or code."""
        made = ""
        match span:
            case LineBreak():
                self._at_start = True
                return self._line_break
            case Image():
                made = picture(span)
            case Text(text=text, style=Style.NONE):
                made = escaped(" ".join(text.split("\n")), at_start=self._at_start)
                if self._at_start:
                    made = _edge(made)
            case Text(text=text):
                made = _code(text) if text.strip() else text
            case _:
                made = other(span)
        self._at_start = self._at_start and not made.strip(" ")
        return made

    def _around(self, shared: Link | Style, spans: Sequence[Span], before: str, after: Span | None) -> str:
        """Spans with what they share around them."""
        at_start = self._at_start
        inner = self.written([_without(span, shared) for span in spans])
        if isinstance(shared, Link):
            core = inner.strip(" ")
            if not core:
                return inner
            start = inner.index(core)
            end = start + len(core)
            return f"{inner[:start]}[{core}]({destination(shared.target, shared.title)}){inner[end:]}"
        self._at_start = self._at_start and at_start and not inner.strip(" ")
        mark, tag = _MARKS_OF.get(shared, ("", "")) or ("", "")
        # CommonMark 6.2: beside punctuation a mark opens or closes nothing when a letter is on its other side.
        usable = mark and inner[:1].isalnum() and inner[-1:].isalnum() and not before.endswith("*")
        if usable and isinstance(after, Text) and after.style & (Style.STRONG | Style.EMPHASIS):
            usable = False
        return f"{mark}{inner}{mark}" if usable else f"<{tag}>{inner}</{tag}>"


def _longest(spans: Sequence[Span], start: int) -> tuple[Link | Style | None, int]:
    """What the span there shares with the most that follow it, and where they end."""
    span = spans[start]
    wanted: list[Link | Style] = []
    link = getattr(span, "link", None)
    if link is not None:
        wanted.append(link)
    style = getattr(span, "style", Style.NONE)
    if style is not Style.NONE:
        wanted.extend(one for one in _MARKS_OF if one in style)
    best: Link | Style | None = None
    furthest = start
    for shared in wanted:
        end = start + 1
        while end < len(spans) and _has(spans[end], shared):
            end += 1
        if end > furthest:
            best, furthest = shared, end
    return best, furthest


def _has(span: Span, shared: Link | Style) -> bool:
    if isinstance(shared, Link):
        return getattr(span, "link", None) == shared
    return shared in getattr(span, "style", Style.NONE)


def _without(span: Span, shared: Link | Style) -> Span:
    """The span without what is written around it."""
    match span:
        case Text(text=text, style=style, link=link):
            return Text(text, style, None) if isinstance(shared, Link) else Text(text, style & ~shared, link)
        case Image() if isinstance(shared, Link):
            return replace(span, link=None)
        case Ruby(base=base, reading=reading, style=style) if isinstance(shared, Style):
            return Ruby(base, reading, style & ~shared)
        case _:
            return span


def _edge(text: str) -> str:
    """Text at a line's start, its hard spaces written so that they are kept."""
    kept = text.lstrip(" ")
    bare = kept.lstrip("\xa0")
    return "&nbsp;" * (len(kept) - len(bare)) + bare


def _end(made: str) -> str:
    """A paragraph whose last hard spaces are kept."""
    bare = made.rstrip("\xa0 ")
    return bare + made[len(bare) :].rstrip(" ").replace("\xa0", "&nbsp;")


def destination(address: str, title: str = "") -> str:
    """The address and title of a link or picture as they stand between its parentheses."""
    address = "".join(address.split("\n")).replace("\t", " ")
    if not address or _ODD.search(address):
        shown = "<" + re.sub(r"[<>\\]", lambda found: "\\" + found[0], address) + ">"
    else:
        shown = address.replace("\\", "\\\\")
    shown = re.sub(r"&(?=#?\w+;)", "&amp;", shown)
    told = escaped(" ".join(title.split())).replace('"', '\\"')
    return f'{shown} "{told}"' if told else shown


def picture(image: Image) -> str:
    """A picture, with the link around it; as HTML where it has a size, for which Markdown has no words."""
    if image.width is None and image.height is None:
        made = f"![{escaped(' '.join(image.alt.split()))}]({destination(image.source, image.title)})"
    else:
        sizes = (("alt", image.alt), ("title", image.title), ("width", image.width), ("height", image.height))
        told = "".join(f' {name}="{escape(str(value))}"' for name, value in sizes if value not in (None, ""))
        made = f'<img src="{escape(image.source)}"{told}>'
    link = image.link
    return f"[{made}]({destination(link.target, link.title)})" if link else made


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
