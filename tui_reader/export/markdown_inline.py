"""Writes a paragraph's spans as Markdown that is read as the same spans: styles and links around whole runs.

Knows no blocks; what has no words in Markdown is a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from types import MappingProxyType

from tui_reader.document import bare_links
from tui_reader.document.blocks import Image, LineBreak, Link, Math, Ruby, Span, Spans, Style, Text
from tui_reader.export.markdown_spans import MARKS, TAGS, code, escaped, other

_AROUND: Mapping[Style, tuple[str, str]] = MappingProxyType(
    {
        **{style: (mark, tag) for style, mark, tag in MARKS},
        **{style: ("~~" if style is Style.STRIKE else "", tag) for style, tag in TAGS},
    }
)
"""Each style that is written around text: its mark where it has one, its tag. Code is not: it holds no marks."""
_ODD = re.compile(r"[\s()<>\x00-\x1f]")
"""What an address can't hold without brackets around it."""
_BARE = re.compile(r"https?://[^\s<>\\`]+")
"""An address that may be told by brackets alone."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
_HARD = "\xa0"
_NOTHING = "<!---->"
"""Parts two signs, and is read as nothing (CommonMark 0.31, 6.6)."""


def inline(spans: Spans, *, line_break: str = "\\\n", in_table: bool = False) -> str:
    """A paragraph's spans, to be read as the same spans.

    Args:
        spans: What is written.
        line_break: What stands for a line's end.
        in_table: Whether it stands in a cell, where bars part.
    """
    made = _Line(line_break).written(_trimmed(spans))
    bare = made.rstrip(_HARD + " ")
    made = bare + made[len(bare) :].rstrip(" ").replace(_HARD, "&nbsp;")
    return made.replace("|", "\\|") if in_table else made


def _trimmed(spans: Spans) -> list[Span]:
    """The spans without line ends and blanks at either end, where they would part nothing."""
    start, end = 0, len(spans)
    while start < end and _is_nothing(spans[end - 1]):
        end -= 1
    while start < end and _is_nothing(spans[start]):
        start += 1
    return list(spans[start:end])


def _is_nothing(span: Span) -> bool:
    return isinstance(span, LineBreak) or (isinstance(span, Text) and not span.text.strip(" \n"))


def _clash(before: Span, its: str, after: Span, others: str) -> bool:
    """Whether a formula stands beside a digit or another dollar sign, so that it would be read as none: `$x$1`."""
    beside = [*([others[:1]] if isinstance(before, Math) else []), *([its[-1:]] if isinstance(after, Math) else [])]
    return any(sign.isdigit() or sign == "$" for sign in beside)


class _Line:
    """Spans on their way to Markdown: what several in a row have in common is written around them all."""

    def __init__(self, line_break: str) -> None:
        self._line_break = line_break
        self._at_start = True
        self._in_link = False

    def written(self, spans: Sequence[Span]) -> str:
        """The spans, each run of those that share a link or a style inside its marks."""
        parts: list[str] = []
        number = 0
        while number < len(spans):
            shared, end = _longest(spans, number)
            if shared is None:
                parts.append(self._bare(spans[number]))
            elif isinstance(shared, Link):
                parts.append(self._linked(shared, spans[number:end]))
            else:
                before = parts[-1][-1:] if parts else ""
                parts.append(self._styled(shared, spans[number:end], before, spans[end : end + 1]))
            if number and _clash(spans[number - 1], parts[-2], spans[number], parts[-1]):
                parts.insert(-1, _NOTHING)
            number = end
        return "".join(parts)

    def _bare(self, span: Span) -> str:
        """A span that has no link and no style but that of code."""
        match span:
            case LineBreak():
                self._at_start = True
                return self._line_break
            case Image():
                made = picture(span)
            case Text(text=text, style=Style.NONE):
                made = "".join(self._pieces(" ".join(text.split("\n"))))
                if self._at_start:
                    made = made.lstrip(" ")
                    bare = made.lstrip(_HARD)
                    made = "&nbsp;" * (len(made) - len(bare)) + bare
            case Text(text=text):
                made = code(text) if text.strip() else text
            case _:
                made = other(span)
        self._at_start = self._at_start and not made
        return made

    def _pieces(self, text: str) -> Iterator[str]:
        """Text with its bare addresses as they are: an escaped sign would end one."""
        at_start = self._at_start
        for piece, address in bare_links(text) if "://" in text and not self._in_link else [(text, "")]:
            yield f"<{piece}>" if address == piece else escaped(piece, at_start=at_start)
            at_start = False

    def _linked(self, link: Link, spans: Sequence[Span]) -> str:
        if len(spans) == 1 and spans[0] == Text(link.target, link=Link(link.target)) and _BARE.fullmatch(link.target):
            return f"<{link.target}>"
        self._in_link = True
        inner = self.written([_without(span, link) for span in spans])
        self._in_link = False
        core = inner.strip(" ")
        if not core:
            return inner
        start = inner.index(core)
        return f"{inner[:start]}[{core}]({destination(link.target, link.title)}){inner[start + len(core) :]}"

    def _styled(self, style: Style, spans: Sequence[Span], before: str, after: Sequence[Span]) -> str:
        inner = self.written([_without(span, style) for span in spans])
        mark, tag = _AROUND[style]
        # CommonMark 6.2: beside punctuation a mark opens or closes nothing when a letter is on its other side.
        usable = mark and inner[:1].isalnum() and inner[-1:].isalnum() and before not in ("*", "~", "\\")
        if usable and not any(isinstance(span, Text) and span.style is not Style.NONE for span in after):
            return f"{mark}{inner}{mark}"
        return f"<{tag}>{inner}</{tag}>" if inner else ""


def _longest(spans: Sequence[Span], start: int) -> tuple[Link | Style | None, int]:
    """What the span there shares with the most that follow it, and where they end."""
    span = spans[start]
    style = getattr(span, "style", Style.NONE)
    wanted: list[Link | Style] = [] if style is Style.NONE else [one for one in _AROUND if one in style]
    if (link := getattr(span, "link", None)) is not None:
        wanted.insert(0, link)
    best: Link | Style | None = None
    furthest = start
    for shared in wanted:
        end = start + 1
        while end < len(spans) and _has(spans[end], shared):
            end += 1
        if end > furthest:
            best, furthest = shared, end
    return best, furthest if wanted else start + 1


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


def destination(address: str, title: str = "") -> str:
    """The address and title of a link or picture as they stand between its parentheses."""
    address = "".join(address.split("\n")).replace("\t", " ")
    if not address or _ODD.search(address):
        shown = "<" + re.sub(r"[<>\\]", lambda found: "\\" + found[0], address) + ">"
    else:
        shown = address.replace("\\", "\\\\")
    shown = _ENTITY.sub("&amp;", shown)
    told = escaped(" ".join(title.split())).replace('"', '\\"')
    return f'{shown} "{told}"' if told else shown


def picture(image: Image) -> str:
    """A picture with the link around it; as HTML where it has a size, for which Markdown has no words."""
    if image.width is None and image.height is None:
        made = f"![{escaped(' '.join(image.alt.split()))}]({destination(image.source, image.title)})"
    else:
        told = (("alt", image.alt), ("title", image.title), ("width", image.width), ("height", image.height))
        values = "".join(f' {name}="{escape(str(value))}"' for name, value in told if value not in (None, ""))
        made = f'<img src="{escape(image.source)}"{values}>'
    link = image.link
    return f"[{made}]({destination(link.target, link.title)})" if link else made
