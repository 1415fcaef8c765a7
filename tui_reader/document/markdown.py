"""Markdown to HTML: CommonMark with tables, strikethrough, task lists, footnotes, definition lists, math, wikilinks.

The HTML is for `html` alone, which makes the blocks: so HTML inside Markdown, inline, block or split by blank lines,
means what it means in a browser. Nothing here makes a block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from tui_reader.document.addresses import bare_links
from tui_reader.document.flow import MAX_NESTING
from tui_reader.document.lines import IS_WIDE

BUDGETS = (("[", 2000), ("<", 2000), ("*", 20_000), ("_", 20_000), ("`", 5000), ("~", 5000), ("$", 2000), ("]", 20_000))
"""How many of a sign one paragraph may have before it is shown as it is written: their pairing can be quadratic."""

TOO_MANY_SIGNS = "A paragraph with too many Markdown signs is shown as it was written."

_LEVELS = 2 * MAX_NESTING
"""Levels of tokens: a list and its item are two."""


def markdown_html(text: str) -> tuple[str, tuple[str, ...]]:
    """Return HTML for `text`, with the tags that `html` knows as ours, and what had to be given up, a sentence each."""
    environment: dict[str, Any] = {}
    parser = _parser(
        tables="|" in text,
        notes="[^" in text or "^[" in text,
        definitions=_DEFINITION.search(text) is not None,
        math="$" in text,
        headings=_TIGHT_HEADING.search(text) is not None,
    )
    tokens = parser.parse(text, environment)
    problems = (TOO_MANY_SIGNS,) if environment.get("plain") else ()
    return _Writer(environment).write(tokens), problems


class _Parser(MarkdownIt):
    """Keeps addresses as they are written: who opens one judges it."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


_TIGHT_HEADING = re.compile(r"^ {0,3}(#{2,6})([^#\s][^\n]*)", re.MULTILINE)
_DEFINITION = re.compile(r"^[ >]*[:~][ \t]", re.MULTILINE)


@lru_cache(maxsize=32)
def _parser(*, tables: bool, notes: bool, definitions: bool, math: bool, headings: bool) -> MarkdownIt:
    """Return a parser with only the rules that a body can need: each one is tried at every line."""
    parser = _Parser("commonmark", {"html": True, "maxNesting": _LEVELS + 20})
    parser.enable("strikethrough")
    tasklists_plugin(parser)
    if tables:
        parser.enable("table")
    if notes:
        footnote_plugin(parser, move_to_end=False)
    if definitions:
        deflist_plugin(parser)
    if math:
        dollarmath_plugin(parser, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    if headings:
        parser.block.ruler.after(
            "heading", "tight_heading", _tight_heading, {"alt": ["paragraph", "reference", "blockquote"]}
        )
    for rule in list(parser.block.ruler.__rules__):
        if rule.name in _NESTING_RULES:
            parser.block.ruler.at(rule.name, partial(_unless_deep, rule.fn), {"alt": rule.alt})
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    parser.core.ruler.at("inline", _inline)
    parser.disable("text_join")
    return parser


_NESTING_RULES = frozenset({"blockquote", "list", "deflist", "footnote_def"})


def _unless_deep(
    rule: Callable[[StateBlock, int, int, bool], bool], state: StateBlock, start: int, end: int, silent: bool
) -> bool:
    """Open no container below the limit: what is there stays the text of a paragraph instead of being skipped."""
    return state.level < _LEVELS and rule(state, start, end, silent)


def _tight_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read `##Heading` without a space, as Markdown before CommonMark did; a single `#` may begin a hashtag."""
    if state.is_code_block(start):
        return False
    found = _TIGHT_HEADING.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if found is None:
        return False
    if silent:
        return True
    state.line = start + 1
    tag = f"h{len(found[1])}"
    state.push("heading_open", tag, 1)
    token = state.push("inline", "", 0)
    token.content = found[2].rstrip().rstrip("#").rstrip()
    token.children = []
    state.push("heading_close", tag, -1)
    return True


class _Inline(StateInline):
    """Lets `**` open and close beside Chinese and Japanese, which have no spaces that could tell.

    By CommonMark (section 6.2) `**重点。**然后` is not strong: the closing signs stand between punctuation and a letter.
    A letter of these scripts counts as a space there.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord or (scanned.can_open and scanned.can_close):
            return scanned
        before = self.src[start - 1] if start > 0 else " "
        end = start + scanned.length
        after = self.src[end] if end < self.posMax else " "
        if before.isspace() or after.isspace():
            return scanned
        cjk = IS_WIDE(before) is not None or IS_WIDE(after) is not None
        return Scanned(True, True, scanned.length) if cjk else scanned


_SPECIAL = re.compile(r"[\\`~*_\[<&$]|  \n")
"""Text without these holds nothing for the inline parser to find."""


def _inline(state: StateCore) -> None:
    """Parse the text of paragraphs, but for those that hold nothing special and those that would take for ever."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        content = token.content
        if _SPECIAL.search(content) is None:
            token.children = None
            continue
        if any(content.count(sign) > budget for sign, budget in BUDGETS):
            token.children = None
            state.env["plain"] = True
            continue
        children: list[Token] = []
        line = _Inline(content, state.md, state.env, children)
        try:
            state.md.inline.tokenize(line)
            for rule in state.md.inline.ruler2.getRules(""):
                rule(line)
        except RecursionError:
            token.children = None
            state.env["plain"] = True
        else:
            token.children = children


_WIKILINK = re.compile(r"(!?)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\](?![(\[])")


def _wikilink(state: StateInline, silent: bool) -> bool:
    """Read Obsidian's `[[page|text]]`; a picture, `![[picture]]`, begins with a sign that `image` would take."""
    if not state.src.startswith("[[", state.pos):
        return False
    embedded = state.pending.endswith("!")
    found = _WIKILINK.match(state.src, state.pos)
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        name = found[2].strip()
        if embedded and _PICTURE_NAME.search(name):
            state.pending = state.pending[:-1]
            token = state.push("image", "img", 0)
            token.attrs = {"src": name}
            token.content = found[3] or ""
            if token.content.isdigit():
                token.content = ""
        else:
            token = state.push("link_open", "a", 1)
            token.attrs = {"href": name}
            state.push("text", "", 0).content = found[3] or name
            state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


_PICTURE_NAME = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:#.*)?$", re.IGNORECASE)


class _Writer:
    """Writes tokens as HTML."""

    def __init__(self, environment: dict[str, Any]) -> None:
        self.notes: dict[str, Any] = environment.get("footnotes", {})
        self.out: list[str] = []
        self.extra = len(self.notes.get("list", {}))
        """The number of the last footnote; those that nothing refers to count on."""
        self.links = 0

    def write(self, tokens: Sequence[Token]) -> str:
        """Return the HTML of a whole document."""
        for token in tokens:
            self.block(token)
        for identity, note in self.notes.get("list", {}).items():
            if note.get("tokens"):
                self.out.append(f'<reader-footnote n="{identity + 1}"><p>')
                self.children(note["tokens"])
                self.out.append("</p></reader-footnote>")
        return "".join(self.out)

    def block(self, token: Token) -> None:
        kind, out = token.type, self.out
        if kind == "inline":
            if token.children is None:
                self.text(token.content)
            else:
                self.children(token.children)
        elif kind in _PLAIN_BLOCKS:
            if not token.hidden:
                out.append(f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>")
        elif kind in {"fence", "code_block"}:
            language = escape(token.info.strip().partition(" ")[0].strip("{}.,:").partition(":")[0])
            out.append(f'<pre class="language-{language}">\n{escape(token.content, quote=False)}</pre>')
        elif kind == "html_block":
            out.append(token.content)
        elif kind in {"ordered_list_open", "th_open", "td_open"}:
            out.append(f"<{token.tag}{_attributes(token)}>")
        elif kind == "hr":
            out.append("<hr>")
        elif kind == "math_block":
            out.append(f"<reader-math-block>{escape(token.content, quote=False)}</reader-math-block>")
        elif kind == "footnote_reference_open":
            out.append(f'<reader-footnote n="{self.note_number(token.meta["label"])}">')
        elif kind == "footnote_reference_close":
            out.append("</reader-footnote>")
        else:
            self.text(token.content)

    def note_number(self, label: str) -> int:
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
            out.append(f"<reader-math>{escape(token.content, quote=False)}</reader-math>")
        elif kind == "footnote_ref":
            out.append(f'<reader-note n="{token.meta["id"] + 1}"></reader-note>')
        elif kind != "footnote_anchor":
            out.append(escape(token.content, quote=False))


_PLAIN_BLOCKS = frozenset(
    f"{name}_{side}"
    for name in str.split("paragraph heading blockquote bullet_list list_item table thead tbody tr dl dt dd")
    for side in ("open", "close")
) | {"ordered_list_close", "th_close", "td_close"}
_PLAIN_INLINES = frozenset({"em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close", "hardbreak"})


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
