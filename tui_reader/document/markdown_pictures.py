"""Reads pictures in Markdown that generators take and CommonMark doesn't: spaces in addresses, sizes after them.

Adds a rule to the parser; makes no block.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_LOOSE = re.compile(
    r"!\[([^\[\]\n]{0,500})\]\(\s*"
    r"(?P<source>[^()<>\n\"]{1,400}?(?:\([^()<>\n\"]{0,100}\)[^()<>\n\"]{0,400}?)?\.(?:png|jpe?g|gif|webp|svg|avif|bmp)"
    r"(?:[?#!][^\s()<>\"]{0,400})?)"
    r"(?:\s+=(?P<width>\d{0,5})x(?P<height>\d{0,5}))?(?:\s+(?:\"(?P<title>[^\"\n]{0,500})\"|'[^'\n]{0,500}'))?\s*\)",
    re.IGNORECASE,
)


def loose_pictures(parser: MarkdownIt) -> None:
    """Have `![alt](my picture.png)` and `![alt](picture.png =300x200)` read as pictures."""
    parser.inline.ruler.after("image", "loose_image", _loose_image)


def _loose_image(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("![", state.pos):
        return False
    found = _LOOSE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": found["source"].strip()}
        if found["title"]:
            token.attrs["title"] = found["title"]
        for name in ("width", "height"):
            if found[name]:
                token.attrs[name] = found[name]
        token.content = found[1]
    state.pos = found.end()
    return True
