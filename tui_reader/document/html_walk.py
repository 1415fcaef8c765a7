"""Walks an HTML tree in document order and keeps what holds at each place: style, link, open code.

What a single tag means stands in the modules beside this one, as functions that open it and return what closes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from selectolax.lexbor import LexborNode

from tui_reader.document.blocks import Block, Image, Link
from tui_reader.document.figures import figure
from tui_reader.document.flow import Flow, Frame
from tui_reader.document.html_media import background, is_placeholder

Closer = Callable[["Walk"], None]
Opener = Callable[["Walk", LexborNode], "Closer | None"]


class Walk:
    """A walk through a tree, in document order, without recursion."""

    __slots__ = (
        "code",
        "complete",
        "flow",
        "language",
        "link",
        "markdown",
        "noscript",
        "source_set",
        "style",
        "styles",
    )

    def __init__(self, markdown: bool, styles: bool) -> None:
        self.flow = Flow()
        self.markdown = markdown
        self.styles = styles
        """Whether `style` attributes are worth reading."""
        self.style = 0
        self.link: Link | None = None
        self.code: Frame | None = None
        """The code that is open: text goes there as it is."""
        self.language = ""
        """The language that an element around the code names."""
        self.source_set = ""
        """The `srcset` of the last `<source>` of a picture."""
        self.noscript = False
        self.complete = False

    def run(self, root: LexborNode, openers: Mapping[str, Opener]) -> None:
        """Walk through all below `root`; a tag without an opener keeps its text."""
        stack: list[tuple[LexborNode, Closer | None, int, Link | None]] = []
        node = root.first_child
        while True:
            if node is None:
                if not stack:
                    break
                node, closer, style, link = stack.pop()
                if closer is not None:
                    closer(self)
                self.style = style
                self.link = link
                node = node.next
                continue
            tag = node.tag
            if tag == "-text":
                self.text(node.text_content or "")
                node = node.next
                continue
            opener = openers.get(tag or "")
            style, link = self.style, self.link
            closer = None
            if opener is not None:
                closer = opener(self, node)
                if closer is skip:
                    node = node.next
                    continue
            if self.styles and tag not in _NOTHING_BEHIND and (source := background(node.attributes)):
                self.behind(source, tag or "")
            stack.append((node, closer, style, link))
            node = node.first_child

    def text(self, text: str) -> None:
        """Take a text node."""
        if self.code is not None:
            self.code.text.append(text)
        else:
            self.flow.line.text(text, self.style, self.link)

    def behind(self, source: str, tag: str) -> None:
        """Take the picture behind an element that has just been opened: it comes before the text on it."""
        if tag in _PARAGRAPHS_GO_ON or self.code is not None:
            self.picture(Image(source))
        else:
            self.flow.block(figure(Image(source)))

    def take(self, make: Callable[[Frame], list[Block]]) -> None:
        """Close the innermost container and add what `make` makes of it."""
        frame = self.flow.close()
        self.flow.top.blocks.extend(make(frame))

    def picture(self, found: Image) -> None:
        """Take a picture; the copy of a lazy one in `<noscript>` takes the place of its placeholder."""
        flow = self.flow
        if self.code is not None:
            flow.top.blocks.append(figure(found))
            return
        last = flow.line.last_image()
        if self.noscript and last is not None:
            if last.source == found.source:
                return
            if is_placeholder(last.source):
                flow.line.replace_last(found)
                return
        flow.line.span(found)


_PARAGRAPHS_GO_ON = frozenset(
    {"span", "a", "i", "b", "em", "strong", "font", "u", "small", "label", "sup", "sub", "mark"}
)
_NOTHING_BEHIND = frozenset({"tr", "thead", "tbody", "tfoot", "ul", "ol", "dl", "table", "details"})
"""What holds parts and no paragraphs of its own."""


def skip(walk: Walk) -> None:
    """Stand for "nothing below this is read"."""


def drop(walk: Walk, node: LexborNode) -> Closer:
    """Leave out a tag and all that is in it."""
    return skip


def end_paragraph(walk: Walk) -> None:
    """End the paragraph in the making."""
    walk.flow.paragraph()


def block(walk: Walk, node: LexborNode) -> Closer:
    """Begin and end paragraphs, nothing more."""
    walk.flow.paragraph()
    return end_paragraph


def number(value: str | None, default: int) -> int:
    """Read a whole number of an attribute, kept within what a list or a table may have."""
    found = _INTEGER.match(value) if value else None
    return max(0, min(int(found[0]), 1_000_000_000)) if found else default


_INTEGER = re.compile(r"\s*-?\d{1,10}", re.ASCII)
