"""Markdown to HTML: CommonMark with tables, strikethrough, task lists, footnotes, definition lists, math, wikilinks.

The HTML is for `html` alone, which makes the blocks: so HTML inside Markdown, inline, block or split by blank lines,
means what it means in a browser. Nothing here makes a block.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.normalize import normalize
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from tui_reader.document.flow import MAX_NESTING
from tui_reader.document.lines import IS_WIDE
from tui_reader.document.markdown_pictures import loose_pictures
from tui_reader.document.markdown_writer import Writer

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
        definitions=any(line.lstrip(" >")[:1] in _DEFINING for line in text.split("\n")),
        math="$" in text,
        headings="##" in text and _TIGHT_HEADING.search(text) is not None,
    )
    tokens = parser.parse(text, environment)
    problems = (TOO_MANY_SIGNS,) if environment.get("plain") else ()
    return Writer(environment).write(tokens), problems


class _Parser(MarkdownIt):
    """Keeps addresses as they are written: who opens one judges it."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


_TIGHT_HEADING = re.compile(r"^ {0,3}(#{2,6})([^#\s][^\n]*)", re.MULTILINE)
_DEFINING = (":", "~")


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
        formulas = next(rule for rule in parser.inline.ruler.__rules__ if rule.name == "math_inline")
        parser.inline.ruler.at(formulas.name, partial(_unless_prose, formulas.fn))
    if headings:
        parser.block.ruler.after(
            "heading", "tight_heading", _tight_heading, {"alt": ["paragraph", "reference", "blockquote"]}
        )
    for rule in list(parser.block.ruler.__rules__):
        if rule.name in _NESTING_RULES:
            parser.block.ruler.at(rule.name, partial(_unless_deep, rule.fn), {"alt": rule.alt})
    parser.inline.ruler.before("link", "wikilink", _wikilink)
    loose_pictures(parser)
    parser.core.ruler.at("inline", _inline)
    parser.core.ruler.at("normalize", _normalized)
    parser.disable("text_join")
    return parser


_NESTING_RULES = frozenset({"blockquote", "list", "deflist", "footnote_def"})


def _unless_deep(
    rule: Callable[[StateBlock, int, int, bool], bool], state: StateBlock, start: int, end: int, silent: bool
) -> bool:
    """Open no container below the limit: what is there stays the text of a paragraph instead of being skipped."""
    return state.level < _LEVELS and rule(state, start, end, silent)


def _unless_prose(rule: Callable[[StateInline, bool], bool], state: StateInline, silent: bool) -> bool:
    """Take what stands between two dollar signs for a formula, unless they belong to two words: `$i and ($j`."""
    start = state.pos
    if not rule(state, True):
        return False
    whole, state.pos = state.src[start : state.pos], start
    if not whole.startswith("$$"):
        before, behind = state.src[max(0, start - 1) : start], state.src[start + len(whole) : start + len(whole) + 3]
        is_joined = _LETTER.match(before) or (_LETTER.match(behind) and not _ENDING.match(behind))
        if (is_joined and " " in whole) or _OPEN_END.search(whole):
            return False
    return rule(state, silent)


_LETTER = re.compile("[A-Za-z0-9]")
_ENDING = re.compile(r"(?:st|nd|rd|th|s)\b")
"""What is written behind a formula: the $(n + 1)$th."""
_OPEN_END = re.compile(r"(?<![\\$])(?<!left)(?<!right)(?<![Bb]ig)(?<![Bb]igg)[({]\$\Z")
"""A formula that ends in a bracket that opens is none."""


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

    By CommonMark (section 6.2) `**重点。**然后` is not strong: the closing signs stand between a mark and a letter.
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


def _normalized(state: StateCore) -> None:
    """Level line ends and take out NUL (CommonMark 0.31, 2.1 and 2.3), where there are any to be."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


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


_WIKILINK = re.compile(r"\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\](?![(\[])")


def _wikilink(state: StateInline, silent: bool) -> bool:
    """Read Obsidian's `[[page|text]]`, and `![[picture]]`, whose `!` has been taken for text."""
    if not state.src.startswith("[[", state.pos):
        return False
    embedded = state.pending.endswith("!")
    found = _WIKILINK.match(state.src, state.pos)
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        name = found[1].strip()
        if embedded and _PICTURE_NAME.search(name):
            state.pending = state.pending[:-1]
            token = state.push("image", "img", 0)
            token.attrs = {"src": name}
            token.content = found[2] or ""
            if token.content.isdigit():
                token.content = ""
        else:
            token = state.push("link_open", "a", 1)
            token.attrs = {"href": name}
            state.push("text", "", 0).content = found[2] or name
            state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


_PICTURE_NAME = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:#.*)?$", re.IGNORECASE)
