"""Gathers the spans of one paragraph and folds their white space as browsers do.

Knows nothing of tags or tokens: the parsers say in which style and link a text stands.
"""

from __future__ import annotations

import re

from tui_reader.document.blocks import Image, LineBreak, Link, Span, Spans, Style, Text
from tui_reader.document.clean import clean_line

_WIDE = "\u2e80-\u312f\u3190-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’—…"
"""Han, kana, bopomofo and their punctuation. Not Hangul: Korean puts spaces between words."""

_WIDE_BREAK = re.compile(f"(?<=[{_WIDE}])[ \t]*\n[ \t\n]*(?=[{_WIDE}])")
_FOLDABLE = re.compile(r"[\t\n\f\r]")
_SPACES = re.compile(r"[ \t\n\f\r]+")
_SPACE = " \t\n\f\r"
IS_WIDE = re.compile(f"[{_WIDE}]").match

STYLES = tuple(Style(number) for number in range(1 << len(Style)))
"""Every combination of styles by its number: adding flags one by one is slow."""

CODE = Style.CODE.value


class Line:
    """The spans of a paragraph in the making."""

    __slots__ = ("_last", "_link", "_parts", "_space", "_spans", "_style", "breaks", "images")

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._parts: list[str] = []
        """Pieces of the text span in the making, which has `_style` and `_link`."""
        self._style = 0
        self._link: Link | None = None
        self._last = ""
        """The last character of this line; empty at its start and after a line break."""
        self._space: tuple[str, int, Link | None] | None = None
        """White space that waits for text to follow, and the style and link that it stands in."""
        self.images = 0
        self.breaks = 0

    def is_empty(self) -> bool:
        """Tell whether nothing but white space has come so far."""
        return not self._spans and not self._parts

    def text(self, raw: str, style: int, link: Link | None) -> None:
        """Add `raw`, text with entities decoded that is not yet cleaned or folded."""
        if style & CODE:
            self._write(clean_line(raw), style, link)
            return
        if "  " in raw or (not raw.isprintable() and _FOLDABLE.search(raw)):
            if "\n" in raw:
                raw = _WIDE_BREAK.sub("", raw)
            stripped = raw.strip(_SPACE)
            if not stripped:
                self._wait("\n" if "\n" in raw else " ", style, link)
                return
            if raw[0] in _SPACE:
                self._wait("\n" if "\n" in raw[: raw.index(stripped[0])] else " ", style, link)
            self._write(clean_line(_SPACES.sub(" ", stripped)), style, link)
            if raw[-1] in _SPACE:
                self._wait("\n" if "\n" in raw[raw.rindex(stripped[-1]) :] else " ", style, link)
            return
        stripped = raw.strip(" ")
        if len(stripped) == len(raw):
            self._write(clean_line(raw), style, link)
            return
        if raw[0] == " ":
            self._wait(" ", style, link)
        self._write(clean_line(stripped), style, link)
        if raw[-1] == " ":
            self._wait(" ", style, link)

    def span(self, span: Span) -> None:
        """Add a span that is no text."""
        if isinstance(span, LineBreak):
            self._space = None
            self._end_text()
            self._last = ""
            self.breaks += 1
        else:
            self._end_space(" ")
            self._end_text()
            self._last = "x"
            self.images += isinstance(span, Image)
        self._spans.append(span)

    def last_image(self) -> Image | None:
        """Return the picture that this line ends with so far."""
        if self._parts or not self._spans:
            return None
        last = self._spans[-1]
        return last if isinstance(last, Image) else None

    def replace_last(self, span: Span) -> None:
        """Put `span` in the place of the last one."""
        self._spans[-1] = span

    def take(self) -> Spans:
        """Return the spans, without line breaks at the ends, and begin anew."""
        self._end_text()
        spans = self._spans
        start, end = 0, len(spans)
        if self.breaks:
            while start < end and isinstance(spans[start], LineBreak):
                start += 1
            while end > start and isinstance(spans[end - 1], LineBreak):
                end -= 1
        self._spans = []
        self._space = None
        self._last = ""
        self.images = self.breaks = 0
        return tuple(spans[start:end]) if end - start < len(spans) else tuple(spans)

    def _wait(self, space: str, style: int, link: Link | None) -> None:
        if self._last and self._last != " " and (self._space is None or space == "\n"):
            self._space = (space, style, link)

    def _end_space(self, following: str) -> None:
        """Write the waiting white space, unless it is a line end between two wide characters."""
        if self._space is None:
            return
        space, style, link = self._space
        self._space = None
        if space == "\n" and IS_WIDE(self._last) and IS_WIDE(following):
            return
        self._write(" ", style, link)

    def _write(self, text: str, style: int, link: Link | None) -> None:
        if not text:
            return
        if self._space is not None:
            self._end_space(text)
        if self._parts and (style != self._style or link is not self._link):
            self._end_text()
        self._style = style
        self._link = link
        self._parts.append(text)
        self._last = text[-1]

    def _end_text(self) -> None:
        if self._parts:
            self._spans.append(Text("".join(self._parts), STYLES[self._style], self._link))
            self._parts = []
