"""Writes spans as HTML: styles, links, ruby, formulas, footnote marks. How blocks are written is `html_blocks`'."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from tui_reader.document import fragment_key
from tui_reader.document.blocks import (
    FootnoteReference,
    Image,
    LineBreak,
    Link,
    Math,
    Ruby,
    Span,
    Spans,
    Style,
    Text,
)
from tui_reader.export.html_pictures import Pictures
from tui_reader.export.html_text import address, attribute, escaped

_TAGS = (
    (Style.CODE, "code"),
    (Style.KEYBOARD, "kbd"),
    (Style.SUPERSCRIPT, "sup"),
    (Style.SUBSCRIPT, "sub"),
    (Style.MARK, "mark"),
    (Style.STRIKE, "s"),
    (Style.EMPHASIS, "em"),
    (Style.STRONG, "strong"),
    (Style.ABSENT, "small"),
)
"""From the inside out."""
_LONGEST_TITLE = 300


class SpanWriter:
    """Spans of one article as markup."""

    def __init__(self, pictures: Pictures, anchors: Mapping[str, str], notes: frozenset[int], *, book: bool) -> None:
        """Take what spans refer to.

        Args:
            pictures: How pictures are shown.
            anchors: The ids of the headings by what a fragment says.
            notes: The numbers of the footnotes that there are.
            book: Whether footnote marks are told to readers of EPUB.
        """
        self._pictures = pictures
        self._anchors = anchors
        self._notes = notes
        self._calls: Counter[int] = Counter()
        self._type = ' epub:type="noteref"' if book else ""

    def write(self, spans: Spans) -> str:
        """The spans as markup: phrasing content, every tag closed."""
        parts: list[str] = []
        for link, group in groupby(spans, _link_of):
            members = tuple(group)
            made = "".join(map(self._span, members))
            parts.append(made if link is None else self._linked(made, link, members))
        return "".join(parts)

    def is_called(self, number: int) -> bool:
        """Whether the text written so far calls that footnote."""
        return self._calls[number] > 0

    def _span(self, span: Span) -> str:
        match span:
            case Text(text=text, style=style):
                return _styled(text, style)
            case LineBreak():
                return "<br/>\n"
            case Image():
                made = self._pictures.shown(span, inline=True)
                return self._pictures.named(span) if made is None else made
            case Ruby(base=base, reading=reading, style=style):
                made = f"<ruby>{_plain(base)}<rp>(</rp><rt>{_plain(reading)}</rt><rp>)</rp></ruby>"
                return _wrapped(made, style)
            case Math(tex=tex):
                return f'<code class="math">{_plain(tex)}</code>' if tex.strip() else ""
            case FootnoteReference(number=number):
                return self._call(number)

    def _call(self, number: int) -> str:
        if number not in self._notes:
            return f"<sup>[{number}]</sup>"
        self._calls[number] += 1
        times = self._calls[number]
        own = f"call-{number}" if times == 1 else f"call-{number}-{times}"
        role = f'role="doc-noteref"{self._type}'
        return f'<sup><a {role} id="{own}" href="#note-{number}">{number}</a></sup>'

    def _linked(self, made: str, link: Link, members: Sequence[Span]) -> str:
        """Markup with a link around it; pictures have their own."""
        if not made.strip() or any(isinstance(member, Image) for member in members):
            return made
        title = f' title="{attribute(link.title[:_LONGEST_TITLE])}"' if link.title else ""
        if link.target.startswith("#"):
            own = self._anchors.get(fragment_key(link.target[1:]))
            return made if own is None else f'<a href="#{own}"{title}>{made}</a>'
        place = address(link.target)
        if place is not None:
            return f'<a href="{place}"{title}>{made}</a>'
        # It leads out of the page to where only its site can lead; what it says stays to be read.
        shown = attribute(link.title or link.target)
        return f'<span class="nowhere" title="{shown}">{made}</span>' if len(shown) <= _LONGEST_TITLE else made


def _link_of(span: Span) -> Link | None:
    match span:
        case Text(link=link) | Image(link=link):
            return link
    return None


def _styled(text: str, style: Style) -> str:
    if not text:
        return ""
    return _wrapped(escaped(text), style)


def _plain(text: str) -> str:
    return escaped(text) if text else ""


def _wrapped(made: str, style: Style) -> str:
    if not style:
        return made
    for one, tag in _TAGS:
        if one in style:
            made = f"<{tag}>{made}</{tag}>"
    return made
