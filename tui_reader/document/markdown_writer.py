"""Writes Markdown tokens as the HTML that `html` reads, with tags of our own for what HTML has none.

Looks at tokens only; the rules that make them are in `markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape
from itertools import pairwise
from typing import Any

from markdown_it.token import Token

from tui_reader.document.addresses import bare_links


class Writer:
    """Writes the tokens of one document."""

    def __init__(self, environment: dict[str, Any]) -> None:
        self.notes: dict[str, Any] = environment.get("footnotes", {})
        self.out: list[str] = []
        self.extra = len(self.notes.get("list", {}))
        """The number of the last footnote; those that nothing refers to count on."""
        self.links = 0
        self.tables = 0
        """Tables of HTML that are open."""

    def write(self, tokens: Sequence[Token]) -> str:
        """Return the HTML of a whole document."""
        _name_headings(tokens)
        for token in tokens:
            self.block(token)
        for identity, note in self.notes.get("list", {}).items():
            if note.get("tokens"):
                self.out.append(f'<reader-footnote n="{identity + 1}"><p>')
                self.children(note["tokens"])
                self.out.append("</p></reader-footnote>")
        return "".join(self.out)

    def block(self, token: Token) -> None:
        """Write a token of the block level."""
        kind, out = token.type, self.out
        if kind == "inline":
            if token.children is None:
                self.text(token.content)
            else:
                self.children(token.children)
        elif kind in _PLAIN_BLOCKS:
            if not token.hidden:
                out.append(f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}{_attributes(token)}>")
        elif kind == "html_block" or (kind == "code_block" and self.tables and _CELL.match(token.content)):
            tags = _TABLE.finditer(_UNSEEN.sub("", token.content))
            self.tables = max(0, self.tables + sum(-1 if tag[1] else 1 for tag in tags))
            out.append(token.content)
        elif kind in {"fence", "code_block"}:
            language = escape(token.info.strip().partition(" ")[0].strip("{}.,:").partition(":")[0])
            out.append(f'<pre class="language-{language}">\n{escape(token.content, quote=False)}</pre>')
        elif kind in {"ordered_list_open", "th_open", "td_open"}:
            out.append(f"<{token.tag}{_attributes(token)}>")
        elif kind == "hr":
            out.append("<hr>")
        elif kind == "math_block":
            out.append(f"<reader-math-block>{_formula(token)}</reader-math-block>")
        elif kind == "footnote_reference_open":
            out.append(f'<reader-footnote n="{self.note_number(token.meta["label"])}">')
        elif kind == "footnote_reference_close":
            out.append("</reader-footnote>")
        else:
            self.text(token.content)

    def note_number(self, label: str) -> int:
        """Return the number of the footnote of that label."""
        identity: int = self.notes.get("refs", {}).get(f":{label}", -1)
        if identity >= 0:
            return identity + 1
        self.extra += 1
        return self.extra

    def text(self, text: str) -> None:
        """Write text, with the bare addresses in it as links."""
        if self.links or ("://" not in text and "www." not in text):
            self.out.append(escape(text, quote=False))
            return
        for piece, target in bare_links(text):
            shown = escape(piece, quote=False)
            self.out.append(f'<a href="{escape(target)}">{shown}</a>' if target else shown)

    def children(self, tokens: Sequence[Token]) -> None:
        """Write the tokens of a paragraph."""
        lines_of_pictures = _picture_breaks(tokens)
        for number, token in enumerate(tokens):
            kind = token.type
            if kind == "text":
                self.text(token.content)
            elif kind == "softbreak":
                self.out.append("<br>" if number in lines_of_pictures else "\n")
            elif kind in _PLAIN_INLINES:
                self.out.append(f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>")
            else:
                self.inline(token, tokens)

    def inline(self, token: Token, tokens: Sequence[Token]) -> None:
        """Write a token within a line, one of `tokens`."""
        kind, out = token.type, self.out
        if kind == "link_open":
            self.links += 1
            out.append(f"<a{_attributes(token)}>")
        elif kind == "link_close":
            self.links -= 1
            out.append("</a>")
        elif kind == "image":
            out.append(f'<img{_attributes(token)} alt="{escape(_plain(token))}">')
        elif kind == "code_inline":
            out.append(f"<code>{escape(token.content, quote=False)}</code>")
        elif kind == "html_inline":
            out.append(token.content if _is_html(token.content, tokens) else escape(token.content, quote=False))
        elif kind in {"math_inline", "math_inline_double"}:
            out.append(f"<reader-math>{_formula(token)}</reader-math>")
        elif kind == "footnote_ref":
            out.append(f'<reader-note n="{token.meta["id"] + 1}"></reader-note>')
        elif kind != "footnote_anchor":
            out.append(escape(token.content, quote=False))


_HEADING_NAME = re.compile(r"[ \t]*(?<!\\)\{:?[ \t]*(?:#([^\s{}#.]+))?(?:[ \t]*\.[^\s{}]+)*[ \t]*\}$")
"""What gives a heading a name, or a class, which nobody reads."""
_PLAIN_BLOCKS = frozenset(
    f"{name}_{side}"
    for name in str.split("paragraph heading blockquote bullet_list list_item table thead tbody tr dl dt dd")
    for side in ("open", "close")
) | {"ordered_list_close", "th_close", "td_close"}
_PLAIN_INLINES = frozenset({"em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close", "hardbreak"})


_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(pre|script|style)\b.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"\s*</?(?:t[dhr]|tbody|thead|tfoot|table|caption|colgroup)\b", re.IGNORECASE)
"""What stands indented behind a blank line within a table of HTML is the table's; CommonMark says it is code."""
_SIGN = re.compile("&(?:lt|gt|amp|quot|nbsp|#39);")
"""Signs that a formula is written with where HTML would take them for its own."""


def _formula(token: Token) -> str:
    return escape(_SIGN.sub(lambda found: unescape(found[0]), token.content), quote=False)


def _name_headings(tokens: Sequence[Token]) -> None:
    """Take the names of headings, `## Words {#name}` of Pandoc, Hugo and kramdown (`{: #name}`), out of their words."""
    for opened, words in pairwise(tokens):
        if opened.type != "heading_open" or not words.content.endswith("}"):
            continue
        last = words.children[-1] if words.children else words
        named = _HEADING_NAME.search(last.content) if last.type in {"text", "inline"} else None
        if named is not None:
            last.content = last.content[: named.start()]
            if named[1]:
                opened.attrSet("id", named[1])


def _attributes(token: Token) -> str:
    return "".join(f' {name}="{escape(str(value))}"' for name, value in token.attrs.items() if name != "alt")


def _plain(token: Token) -> str:
    """Return the alternative text of a picture without its signs."""
    if not token.children:
        return token.content
    return "".join(
        " " if child.type in {"softbreak", "hardbreak"} else _plain(child) if child.type == "image" else child.content
        for child in token.children
    )


def _picture_breaks(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places of the line ends beside lines that hold pictures only: there the lines stay apart."""
    if not any(_is_picture(token) for token in tokens):
        return frozenset()
    places: set[int] = set()
    start = -1
    for end in [number for number, token in enumerate(tokens) if token.type.endswith("break")] + [len(tokens)]:
        line = tokens[start + 1 : end]
        if any(_is_picture(token) for token in line) and all(_may_stand_beside(token) for token in line):
            places |= {start, end}
        start = end
    return frozenset(places)


def _is_picture(token: Token) -> bool:
    return token.type == "image" or (token.type == "html_inline" and token.content[:4].lower() == "<img")


def _may_stand_beside(token: Token) -> bool:
    return (
        _is_picture(token)
        or token.type in {"link_open", "link_close", "html_inline"}
        or (token.type == "text" and not token.content.strip())
    )


def _is_html(tag: str, tokens: Iterable[Token]) -> bool:
    """Tell a tag from a placeholder or a type parameter, as in `Vec<T>` or `<your name>`.

    A tag is of HTML's own names, or has attributes, a dash in its name, or an end tag in the same paragraph.
    """
    found = _TAG_NAME.match(tag)
    if found is None:
        return True
    name = found[1].lower()
    if name in _HTML_NAMES or "-" in name or "=" in tag or tag.endswith("/>"):
        return True
    other = f"<{name}" if tag.startswith("</") else f"</{name}"
    return any(token.type == "html_inline" and token.content.lower().startswith(other) for token in tokens)


_TAG_NAME = re.compile(r"</?([a-zA-Z][\w:.-]*)")
_HTML_NAMES = frozenset(
    str.split(
        "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote "
        "body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div "
        "dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header "
        "hgroup hr html i iframe image img input ins kbd label legend li link main map mark marquee math menu meta "
        "meter nav nobr noembed noframes noscript object ol optgroup option output p param picture pre progress q rb "
        "rp rt rtc ruby s samp script search section select slot small source span strike strong style sub summary "
        "sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp "
    )
)
