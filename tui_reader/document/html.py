"""HTML to blocks: an HTML5 tree, walked in document order.

An unknown tag keeps its text; what a browser would not show (`<script>`, `<style>`) is left out. Loads nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tui_reader.document.blocks import (
    Alignment,
    Block,
    Definition,
    FootnoteReference,
    Image,
    LineBreak,
    Link,
    ListItem,
    Math,
    MathBlock,
    Ruby,
    Rule,
    Style,
)
from tui_reader.document.clean import clean_line, clean_text
from tui_reader.document.figures import figure
from tui_reader.document.flow import (
    MAX_NESTING,
    Cell,
    Flow,
    Frame,
    code_blocks,
    definition_blocks,
    details_blocks,
    figure_blocks,
    flattened,
    heading_blocks,
    list_blocks,
    quote_blocks,
    table_blocks,
)
from tui_reader.document.html_bounds import FEW_TAGS, SENTINEL, SHORT, bounded
from tui_reader.document.html_media import address, background, embed, emoji, hidden_video, image, is_placeholder
from tui_reader.document.lines import STYLES

Closer = Callable[["Walk"], None]
Opener = Callable[["Walk", LexborNode], "Closer | None"]


def html_flow(html: str, *, markdown: bool = False) -> Flow:
    """Read `html`, of any quality, into blocks.

    Args:
        html: hostile until here.
        markdown: whether the Markdown parser wrote it: then its own tags (`reader-…`) have a meaning.
    """
    if "<![CDATA[" in html:
        html = html.replace("<![CDATA[", "").replace("]]>", "")
    if len(html) > SHORT or html.count("<") >= FEW_TAGS:
        html = bounded(html)
    walk = _walked(html, markdown)
    if not walk.complete:
        # A comment, a quote or a raw element that never ends has swallowed the rest.
        walk = _walked(bounded(html), markdown)
    return walk.flow


def _walked(html: str, markdown: bool) -> Walk:
    tree = LexborHTMLParser(f"<!DOCTYPE html><body>{html}<{SENTINEL}>")
    walk = Walk(markdown, styles="style" in html and "background" in html)
    if tree.body is not None:
        walk.run(tree.body)
    return walk


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

    def run(self, root: LexborNode) -> None:
        """Walk through all below `root`."""
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
            opener = _OPENERS.get(tag or "")
            style, link = self.style, self.link
            closer = None
            if opener is not None:
                closer = opener(self, node)
                if closer is _skip:
                    node = node.next
                    continue
            stack.append((node, closer, style, link))
            node = node.first_child
        self.flow.footnotes = {number: blocks for number, blocks in self.flow.footnotes.items() if blocks}

    def text(self, text: str) -> None:
        """Take a text node."""
        if self.code is not None:
            self.code.text.append(text)
        else:
            self.flow.line.text(text, self.style, self.link)

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


def _skip(walk: Walk) -> None:
    """Stand for "nothing below this is read"."""


def _drop(walk: Walk, node: LexborNode) -> Closer:
    return _skip


# --- containers of text -------------------------------------------------------------------------------------------


def _end_paragraph(walk: Walk) -> None:
    walk.flow.paragraph()


def _block(walk: Walk, node: LexborNode) -> Closer:
    walk.flow.paragraph()
    if walk.styles and (style := node.attributes.get("style")) and (source := background(style)):
        walk.flow.block(figure(Image(source)))
    return _end_paragraph


def _paragraph(walk: Walk, node: LexborNode) -> Closer:
    frame = walk.flow.top
    if frame.kind == "item":
        frame.loose = True
    return _block(walk, node)


def _division(walk: Walk, node: LexborNode) -> Closer:
    attributes = node.attributes
    if attributes:
        if "data-zkinfo" in attributes and (video := hidden_video(attributes)):
            walk.flow.block(video)
            return _skip
        if language := _language(attributes.get("class") or ""):
            return _highlighted(walk, language)
    return _block(walk, node)


def _highlighted(walk: Walk, language: str) -> Closer:
    walk.flow.paragraph()
    before = walk.language
    walk.language = language

    def close(walk: Walk) -> None:
        walk.flow.paragraph()
        walk.language = before

    return close


def _heading(level: int) -> Opener:
    def open_heading(walk: Walk, node: LexborNode) -> Closer:
        walk.flow.open(Frame("heading", inline=True, number=level))
        return close_heading

    def close_heading(walk: Walk) -> None:
        walk.take(heading_blocks)

    return open_heading


def _quote(walk: Walk, node: LexborNode) -> Closer | None:
    if walk.flow.nesting >= MAX_NESTING:
        return _block(walk, node)
    walk.flow.nesting += 1
    walk.flow.open(Frame("quote"))
    return _close_quote


def _close_quote(walk: Walk) -> None:
    walk.flow.nesting -= 1
    walk.take(quote_blocks)


def _quote_footer(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "quote":
        return _block(walk, node)
    return _part(walk)


def _part(walk: Walk) -> Closer:
    """Open a part of the container around it that holds spans: a caption, a summary, an attribution."""
    walk.flow.open(Frame("part", inline=True))
    return _close_part


def _close_part(walk: Walk) -> None:
    frame = walk.flow.close()
    owner = walk.flow.top
    if owner.spans:
        owner.blocks.extend(frame.blocks)
    else:
        owner.spans = flattened(frame.blocks)


def _part_of(*kinds: str) -> Opener:
    def open_part(walk: Walk, node: LexborNode) -> Closer:
        return _part(walk) if walk.flow.top.kind in kinds else _block(walk, node)

    return open_part


def _details(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.nesting >= MAX_NESTING:
        return _block(walk, node)
    walk.flow.nesting += 1
    walk.flow.open(Frame("details", flag="open" in node.attributes))
    return _close_details


def _close_details(walk: Walk) -> None:
    walk.flow.nesting -= 1
    walk.take(details_blocks)


def _figure(walk: Walk, node: LexborNode) -> Closer:
    walk.flow.open(Frame("figure", language=walk.language))
    walk.language = _language(node.attributes.get("class") or "") or walk.language
    return _close_figure


def _close_figure(walk: Walk) -> None:
    walk.language = walk.flow.top.language
    walk.take(figure_blocks)


# --- lists --------------------------------------------------------------------------------------------------------


def _list(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.nesting >= MAX_NESTING:
        return _block(walk, node)
    walk.flow.nesting += 1
    ordered = node.tag == "ol"
    start = _number(node.attributes.get("start"), 1) if ordered else 1
    walk.flow.open(Frame("list", flag=ordered, number=start))
    return _close_list


def _close_list(walk: Walk) -> None:
    walk.flow.nesting -= 1
    walk.take(list_blocks)


def _item(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "list":
        return _block(walk, node)
    walk.flow.open(Frame("item"))
    return _close_item


def _close_item(walk: Walk) -> None:
    frame = walk.flow.close()
    owner = walk.flow.top
    if owner.blocks:
        owner.items.append(ListItem(tuple(owner.blocks)))
        owner.blocks = []
    owner.loose |= frame.loose
    if frame.blocks or frame.checked is not None:
        owner.items.append(ListItem(tuple(frame.blocks), frame.checked))


def _input(walk: Walk, node: LexborNode) -> Closer:
    attributes = node.attributes
    if attributes.get("type") == "checkbox" and (item := walk.flow.nearest("item")) is not None:
        item.checked = "checked" in attributes
    return _skip


def _definitions(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.nesting >= MAX_NESTING:
        return _block(walk, node)
    walk.flow.nesting += 1
    walk.flow.open(Frame("definitions"))
    return _close_definitions


def _close_definitions(walk: Walk) -> None:
    walk.flow.nesting -= 1
    walk.take(definition_blocks)


def _term(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "definitions":
        return _block(walk, node)
    walk.flow.open(Frame("term", inline=True))
    return _close_term


def _close_term(walk: Walk) -> None:
    spans = flattened(walk.flow.close().blocks)
    if not spans:
        return
    definitions = walk.flow.top.definitions
    if definitions and not definitions[-1].descriptions:
        definitions[-1] = Definition((*definitions[-1].terms, spans), ())
    else:
        definitions.append(Definition((spans,), ()))


def _description(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "definitions":
        return _block(walk, node)
    walk.flow.open(Frame("description"))
    return _close_description


def _close_description(walk: Walk) -> None:
    blocks = tuple(walk.flow.close().blocks)
    definitions = walk.flow.top.definitions
    if definitions and blocks:
        last = definitions[-1]
        definitions[-1] = Definition(last.terms, (*last.descriptions, blocks))
    elif blocks:
        definitions.append(Definition((), (blocks,)))


# --- tables -------------------------------------------------------------------------------------------------------


def _table(walk: Walk, node: LexborNode) -> Closer:
    walk.flow.open(Frame("table"))
    return _close_table


def _close_table(walk: Walk) -> None:
    walk.take(table_blocks)


def _row(walk: Walk, node: LexborNode) -> Closer:
    if walk.flow.top.kind != "table":
        return _block(walk, node)
    walk.flow.paragraph()
    walk.flow.top.rows.append([])
    return _end_paragraph


def _head(walk: Walk, node: LexborNode) -> Closer:
    walk.flow.paragraph()
    if walk.flow.top.kind == "table" and not walk.flow.top.rows:
        walk.flow.top.head_rows = 1
    return _end_paragraph


def _cell(walk: Walk, node: LexborNode) -> Closer:
    frame = walk.flow.top
    if frame.kind != "table":
        return _block(walk, node)
    attributes = node.attributes
    if _GUTTER.search(attributes.get("class") or ""):
        return _skip
    if not frame.rows:
        frame.rows.append([])
    walk.flow.open(
        Frame(
            "cell",
            flag=node.tag == "th",
            width=_number(attributes.get("colspan"), 1),
            height=_number(attributes.get("rowspan"), 1),
            alignment=_alignment(attributes),
        )
    )
    return _close_cell


def _close_cell(walk: Walk) -> None:
    frame = walk.flow.close()
    cell = Cell(tuple(frame.blocks), frame.flag, frame.alignment, frame.width, frame.height)
    walk.flow.top.rows[-1].append(cell)


def _alignment(attributes: Mapping[str, str | None]) -> Alignment:
    if not attributes:
        return Alignment.NONE
    found = _TEXT_ALIGN.search(attributes.get("style") or "")
    value = (found[1] if found else attributes.get("align") or "").lower()
    return Alignment(value) if value in {"left", "center", "right"} else Alignment.NONE


_TEXT_ALIGN = re.compile(r"text-align\s*:\s*(\w+)", re.IGNORECASE)
_GUTTER = re.compile(r"\b(?:gutter|lineno|linenos|line-numbers|rouge-gutter|lntd:first-child)\b")


# --- code and formulas --------------------------------------------------------------------------------------------


def _pre(walk: Walk, node: LexborNode) -> Closer | None:
    if walk.code is not None:
        return None
    if _GUTTER.search(node.attributes.get("class") or ""):
        return _skip
    frame = Frame("code", language=_language(node.attributes.get("class") or "") or walk.language)
    walk.flow.open(frame)
    walk.code = frame
    return _close_pre


def _close_pre(walk: Walk) -> None:
    frame = walk.flow.close()
    walk.code = None
    blocks = code_blocks(frame)
    walk.flow.top.blocks.extend([*frame.blocks, *blocks])


def _code(walk: Walk, node: LexborNode) -> None:
    if walk.code is None:
        walk.style |= Style.CODE.value
    elif not walk.code.language or walk.code.language == walk.language:
        attributes = node.attributes
        named = attributes.get("class") or attributes.get("data-lang") or ""
        walk.code.language = _language(named) or walk.code.language


def _language(classes: str) -> str:
    """Return the language that the `class` of code or of an element around it names."""
    found = _LANGUAGE.search(classes)
    if found is None:
        return ""
    language = clean_line(found[1] or found[2] or found[3]).lower()
    return "" if language in _NO_LANGUAGE else language


_LANGUAGE = re.compile(
    r"(?:^|\s)(?:lang(?:uage)?|highlight-source|brush:?)[-:]\s*([\w+#.-]{1,30})|^(?:highlight|hljs|code|sourceCode|prettyprint)"
    r" (?:hljs )?([\w+#.-]{1,30})(?:\s|$)|^([\w+#.-]{1,30}) hljs$",
    re.IGNORECASE,
)
_NO_LANGUAGE = frozenset(
    {"plain", "text", "plaintext", "none", "plain-text", "highlighter-rouge", "nohighlight", "hljs"}
)


def _formula(walk: Walk, node: LexborNode) -> Closer:
    """Take MathML: the TeX that it is annotated with, else its text."""
    source = ""
    for annotation in node.css("annotation"):
        if "tex" in (annotation.attributes.get("encoding") or ""):
            source = annotation.text()
    tex = clean_line(source or node.text(separator=" ", strip=True)).strip()
    if tex and node.attributes.get("display") == "block":
        walk.flow.block(MathBlock(tex))
    elif tex:
        walk.flow.line.span(Math(tex))
    return _skip


def _script(walk: Walk, node: LexborNode) -> Closer:
    """Leave scripts out, but for the formulas that MathJax keeps in them."""
    kind = node.attributes.get("type") or ""
    if kind.startswith("math/tex"):
        tex = clean_text(node.text()).strip()
        if tex and "mode=display" in kind:
            walk.flow.block(MathBlock(tex))
        elif tex:
            walk.flow.line.span(Math(clean_line(tex)))
    return _skip


# --- in the line --------------------------------------------------------------------------------------------------


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
        return _skip
    if walk.styles and (source := background(attributes.get("style") or "")):
        walk.picture(Image(source))
    return None


def _break(walk: Walk, node: LexborNode) -> Closer:
    if walk.code is not None:
        walk.code.text.append("\n")
    else:
        walk.flow.line.span(LineBreak())
    return _skip


def _rule(walk: Walk, node: LexborNode) -> Closer:
    walk.flow.block(Rule())
    return _skip


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
    return _skip


def _quotation(walk: Walk, node: LexborNode) -> Closer:
    walk.text("“")
    return _close_quotation


def _close_quotation(walk: Walk) -> None:
    walk.text("”")


def _comment(walk: Walk, node: LexborNode) -> Closer:
    if (node.comment_content or "").strip().lower() in {"more", "excerpt", "read more", "readmore"}:
        walk.flow.mark_lead()
    return _skip


def _sentinel(walk: Walk, node: LexborNode) -> Closer:
    walk.complete = True
    return _skip


# --- pictures and embedded pieces ---------------------------------------------------------------------------------


def _image(walk: Walk, node: LexborNode) -> Closer:
    attributes = node.attributes
    if "data-zkinfo" in attributes and (video := hidden_video(attributes)):
        walk.flow.block(video)
        return _skip
    if text := emoji(attributes):
        walk.text(text)
        return _skip
    found = image(attributes, walk.link, walk.source_set)
    walk.source_set = ""
    if found is not None:
        walk.picture(found)
    return _skip


def _source(walk: Walk, node: LexborNode) -> Closer:
    attributes = node.attributes
    walk.source_set = attributes.get("srcset") or attributes.get("data-srcset") or ""
    return _skip


def _picture(walk: Walk, node: LexborNode) -> Closer:
    walk.source_set = ""
    return _close_picture


def _close_picture(walk: Walk) -> None:
    if walk.source_set and (found := image({}, walk.link, walk.source_set)):
        walk.picture(found)
    walk.source_set = ""


def _noscript(walk: Walk, node: LexborNode) -> Closer:
    if len(node.text()) > 200:
        return _end_paragraph
    for element in node.css("img"):
        walk.noscript = True
        _image(walk, element)
        walk.noscript = False
    for element in node.css("iframe, video, audio"):
        _embedding(walk, element)
    return _skip


def _embedding(walk: Walk, node: LexborNode) -> Closer:
    kind = node.tag if node.tag in {"video", "audio"} else "page"
    sources = [source.attributes.get("src") or "" for source in node.css("source")] if kind != "page" else []
    found = embed(kind or "page", node.attributes, sources) or hidden_video(node.attributes)
    if found is not None:
        walk.flow.block(found)
    return _skip


def _object(walk: Walk, node: LexborNode) -> Closer | None:
    found = embed("page", node.attributes)
    if found is None:
        return _block(walk, node)
    if (node.attributes.get("type") or "").startswith("image/"):
        walk.picture(Image(found.url))
        return _skip
    walk.flow.block(found)
    return _skip


# --- what the Markdown parser writes ------------------------------------------------------------------------------


def _reader_note(walk: Walk, node: LexborNode) -> Closer | None:
    if not walk.markdown:
        return None
    walk.flow.line.span(FootnoteReference(_number(node.attributes.get("n"), 1)))
    return _skip


def _reader_footnote(walk: Walk, node: LexborNode) -> Closer | None:
    if not walk.markdown:
        return _block(walk, node)
    walk.flow.open(Frame("footnote", number=_number(node.attributes.get("n"), 1)))
    return _close_footnote


def _close_footnote(walk: Walk) -> None:
    frame = walk.flow.close()
    walk.flow.footnotes.setdefault(frame.number, tuple(frame.blocks))


def _reader_math(walk: Walk, node: LexborNode) -> Closer | None:
    if not walk.markdown:
        return None
    tex = clean_line(node.text()).strip()
    if tex:
        walk.flow.line.span(Math(tex))
    return _skip


def _reader_math_block(walk: Walk, node: LexborNode) -> Closer | None:
    if not walk.markdown:
        return _block(walk, node)
    tex = clean_text(node.text()).strip("\n")
    if tex.strip():
        walk.flow.block(MathBlock(tex))
    return _skip


def _number(value: str | None, default: int) -> int:
    """Read a whole number of an attribute, kept within what a list or a table may have."""
    found = _INTEGER.match(value) if value else None
    return max(0, min(int(found[0]), 1_000_000_000)) if found else default


_INTEGER = re.compile(r"\s*-?\d{1,10}", re.ASCII)

_BLOCK_TAGS = (
    "section article main header nav aside address center form fieldset hgroup legend optgroup option dialog search"
    " noembed noframes body html marquee layer ins-block colgroup"
)

_OPENERS: Mapping[str, Opener] = MappingProxyType(
    {
        **dict.fromkeys(_BLOCK_TAGS.split(), _block),
        **dict.fromkeys(
            str.split("style template title head meta link base rp col desc defs metadata param track"), _drop
        ),
        **dict.fromkeys(str.split("em i cite dfn var"), _styled(Style.EMPHASIS)),
        **dict.fromkeys(str.split("strong b"), _styled(Style.STRONG)),
        **dict.fromkeys(str.split("s del strike"), _styled(Style.STRIKE)),
        **dict.fromkeys(str.split("code samp tt"), _code),
        **dict.fromkeys(str.split("ul ol menu dir"), _list),
        **dict.fromkeys(str.split("video audio iframe embed bgsound"), _embedding),
        **{f"h{level}": _heading(level) for level in range(1, 7)},
        "sup": _styled(Style.SUPERSCRIPT),
        "sub": _styled(Style.SUBSCRIPT),
        "mark": _styled(Style.MARK),
        "kbd": _styled(Style.KEYBOARD),
        "a": _anchor,
        "span": _span,
        "q": _quotation,
        "br": _break,
        "hr": _rule,
        "ruby": _ruby,
        "p": _paragraph,
        "div": _division,
        "blockquote": _quote,
        "footer": _quote_footer,
        "details": _details,
        "summary": _part_of("details"),
        "figure": _figure,
        "figcaption": _part_of("figure"),
        "li": _item,
        "input": _input,
        "dl": _definitions,
        "dt": _term,
        "dd": _description,
        "table": _table,
        "caption": _part_of("table"),
        "thead": _head,
        "tr": _row,
        "td": _cell,
        "th": _cell,
        "pre": _pre,
        "listing": _pre,
        "xmp": _pre,
        "textarea": _pre,
        "math": _formula,
        "script": _script,
        "-comment": _comment,
        "img": _image,
        "image": _image,
        "source": _source,
        "picture": _picture,
        "noscript": _noscript,
        "object": _object,
        SENTINEL: _sentinel,
        "reader-note": _reader_note,
        "reader-footnote": _reader_footnote,
        "reader-math": _reader_math,
        "reader-math-block": _reader_math_block,
    }
)
