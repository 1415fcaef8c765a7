"""What the tags of HTML mean that hold code and formulas.

Colours nothing: the language is only named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from selectolax.lexbor import LexborNode

from tui_reader.document.blocks import Math, MathBlock, Style
from tui_reader.document.clean import clean_line, clean_text
from tui_reader.document.flow import Frame, code_blocks
from tui_reader.document.html_walk import Closer, Opener, Walk, skip

GUTTER = re.compile(r"\b(?:gutter|lineno|linenos|line-numbers|rouge-gutter)\b")
"""Classes of the column of line numbers beside code."""


def _pre(walk: Walk, node: LexborNode) -> Closer | None:
    if walk.code is not None:
        return None
    if GUTTER.search(node.attributes.get("class") or ""):
        return skip
    frame = Frame("code", language=code_language(node.attributes.get("class") or "") or walk.language)
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
        walk.code.language = code_language(named) or walk.code.language


def code_language(classes: str) -> str:
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
    return skip


def _script(walk: Walk, node: LexborNode) -> Closer:
    """Leave scripts out, but for the formulas that MathJax keeps in them."""
    kind = node.attributes.get("type") or ""
    if kind.startswith("math/tex"):
        tex = clean_text(node.text()).strip()
        if tex and "mode=display" in kind:
            walk.flow.block(MathBlock(tex))
        elif tex:
            walk.flow.line.span(Math(clean_line(tex)))
    return skip


CODE_AND_FORMULAS: Mapping[str, Opener] = MappingProxyType(
    {
        **dict.fromkeys(("pre", "listing", "xmp", "textarea"), _pre),
        **dict.fromkeys(("code", "samp", "tt"), _code),
        "math": _formula,
        "script": _script,
    }
)
