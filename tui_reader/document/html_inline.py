"""What the tags of HTML mean that stand within a line: styles, links, pictures, line breaks, ruby, embedded pieces.

How attributes name pictures and pieces is for `html_media`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from selectolax.lexbor import LexborNode

from tui_reader.document.blocks import Image, LineBreak, Link, Ruby, Rule, Style
from tui_reader.document.clean import clean_line
from tui_reader.document.figures import figure
from tui_reader.document.html_media import Attributes, address, embed, emoji, hidden_video, image, poster
from tui_reader.document.html_walk import Closer, Opener, Walk, block, end_paragraph, skip
from tui_reader.document.lines import STYLES
from tui_reader.document.shortcode_tags import ABSENT_CLASS


def _styled(style: Style) -> Opener:
    def open_style(walk: Walk, node: LexborNode) -> None:
        walk.style |= style.value

    return open_style


def _anchor(walk: Walk, node: LexborNode) -> None:
    attributes = node.attributes
    target = address(attributes.get("href"))
    if target:
        walk.link = Link(target, clean_line(attributes.get("title") or "").strip())


def _span(walk: Walk, node: LexborNode) -> Closer | None:
    attributes = node.attributes
    if not attributes:
        return None
    classes = attributes.get("class")
    if classes and classes.startswith("katex-html"):
        return skip
    return None


def _small(walk: Walk, node: LexborNode) -> None:
    if node.attributes.get("class") == ABSENT_CLASS:
        walk.style |= Style.ABSENT.value


def _break(walk: Walk, node: LexborNode) -> Closer:
    if walk.code is not None:
        walk.code.text.append("\n")
    else:
        walk.flow.line.span(LineBreak())
    return skip


def _rule(walk: Walk, node: LexborNode) -> Closer:
    walk.flow.block(Rule())
    return skip


def _ruby(walk: Walk, node: LexborNode) -> Closer:
    base: list[str] = []
    child = node.first_child
    while child is not None:
        tag = child.tag
        if tag in {"rt", "rtc"}:
            reading = clean_line(child.text()).strip()
            text = clean_line("".join(base)).strip()
            base = []
            if text and reading:
                walk.flow.line.span(Ruby(text, reading, STYLES[walk.style]))
            elif text or reading:
                walk.text(text or reading)
        elif tag != "rp" and tag != "-comment":
            base.append(child.text())
        child = child.next
    walk.text("".join(base))
    return skip


def _quotation(walk: Walk, node: LexborNode) -> Closer:
    walk.text("“")
    return _close_quotation


def _close_quotation(walk: Walk) -> None:
    walk.text("”")


def _image(walk: Walk, node: LexborNode) -> Closer:
    attributes = node.attributes
    if "data-zkinfo" in attributes and (video := hidden_video(attributes)):
        show_poster(walk, node.attributes)
        walk.flow.block(video)
        return skip
    if text := emoji(attributes):
        walk.text(text)
        return skip
    found = image(attributes, walk.link, walk.source_set)
    walk.source_set = ""
    if found is not None:
        walk.picture(found)
    return skip


def _source(walk: Walk, node: LexborNode) -> Closer:
    attributes = node.attributes
    walk.source_set = attributes.get("srcset") or attributes.get("data-srcset") or ""
    return skip


def _picture(walk: Walk, node: LexborNode) -> Closer:
    walk.source_set = ""
    return _close_picture


def _close_picture(walk: Walk) -> None:
    if walk.source_set and (found := image({}, walk.link, walk.source_set)):
        walk.picture(found)
    walk.source_set = ""


def _noscript(walk: Walk, node: LexborNode) -> Closer:
    if len(node.text()) > 200:
        return end_paragraph
    for element in node.css("img"):
        walk.noscript = True
        _image(walk, element)
        walk.noscript = False
    for element in node.css("iframe, video, audio"):
        _embedding(walk, element)
    return skip


def show_poster(walk: Walk, attributes: Attributes) -> None:
    """Take the picture that a video shows before it plays: it comes before the video."""
    if (found := poster(attributes)) is not None:
        walk.flow.block(figure(found))


def _embedding(walk: Walk, node: LexborNode) -> Closer:
    if node.tag == "embed" and (node.attributes.get("type") or "").startswith("image/"):
        return _image(walk, node)
    if node.tag == "video":
        show_poster(walk, node.attributes)
    kind = node.tag if node.tag in {"video", "audio"} else "page"
    sources = [source.attributes.get("src") or "" for source in node.css("source")] if kind != "page" else []
    found = embed(kind or "page", node.attributes, sources) or hidden_video(node.attributes)
    if found is not None:
        walk.flow.block(found)
    return skip


def _object(walk: Walk, node: LexborNode) -> Closer | None:
    found = embed("page", node.attributes)
    if found is None:
        return block(walk, node)
    if (node.attributes.get("type") or "").startswith("image/"):
        walk.picture(Image(found.url))
        return skip
    walk.flow.block(found)
    return skip


INLINES: Mapping[str, Opener] = MappingProxyType(
    {
        **dict.fromkeys(("em", "i", "cite", "dfn", "var"), _styled(Style.EMPHASIS)),
        **dict.fromkeys(("strong", "b"), _styled(Style.STRONG)),
        **dict.fromkeys(("s", "del", "strike"), _styled(Style.STRIKE)),
        **dict.fromkeys(("video", "audio", "iframe", "embed", "bgsound"), _embedding),
        **dict.fromkeys(("img", "image", "amp-img"), _image),
        "sup": _styled(Style.SUPERSCRIPT),
        "sub": _styled(Style.SUBSCRIPT),
        "mark": _styled(Style.MARK),
        "kbd": _styled(Style.KEYBOARD),
        "small": _small,
        "a": _anchor,
        "span": _span,
        "q": _quotation,
        "br": _break,
        "hr": _rule,
        "ruby": _ruby,
        "source": _source,
        "picture": _picture,
        "noscript": _noscript,
        "object": _object,
    }
)
