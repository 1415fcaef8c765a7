"""The texts of a field: each of them, on one line, clean.

What the field means is known to whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tui_reader import limits
from tui_reader.document import clean_line
from tui_reader.library.head import Field

TRUE = frozenset({"true", "yes", "on", "1", "y"})
FALSE = frozenset({"false", "no", "off", "0", "n"})
"""What YAML 1.1 and people write for yes and no, in lower case."""

_TAGS = (
    "a|abbr|b|br|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|mark|p|q|rt|ruby|s|small|span|strike|strong|sub|sup|"
    "tt|u"
)
_MARKUP = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,300}})?/?>|<!--.{{0,300}}?-->", re.IGNORECASE)
"""The tags of formatted titles; `List<String>` is none of them."""
_MARKDOWN = re.compile(
    r"(\*\*|`)(?=\S)(.{1,500}?)(?<=\S)\1|(?<!!)\[([^\[\]]{1,300})\]\((?:https?:|/|#)[^()\s]{0,500}\)"
)


_SHARED = 40
"""Characters of a text that other posts may have too."""


def one_line(text: str, limit: int) -> str:
    """`text` cleaned, its white space folded, at most `limit` characters."""
    return _shared_line(text, limit) if len(text) <= _SHARED else _line(text, limit)


def _line(text: str, limit: int) -> str:
    return " ".join(clean_line(text[: 4 * limit]).split())[:limit].rstrip()


_shared_line = lru_cache(maxsize=4096)(_line)
"""Authors, sources and categories are those of many posts."""


def plain_title(text: str) -> str:
    """A title without the entities, tags and Markdown that some are written with."""
    text = text[: 4 * limits.TITLE_CHARACTERS]
    if "<" in text:
        text = _MARKUP.sub("", text)
    if "`" in text or "**" in text or "](" in text:
        text = _MARKDOWN.sub(lambda found: found.group(2) or found.group(3), text)
    if "&" in text:
        from html import unescape  # its tables take longer to import than most titles to read

        text = unescape(text)
    return one_line(text, limits.TITLE_CHARACTERS)


def texts(field: Field | None) -> Iterator[str]:
    """Every text in a field, depth first; of tables their values."""
    stack = [field]
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            yield here
        elif isinstance(here, list):
            stack.extend(reversed(here))
        elif isinstance(here, dict):
            stack.extend(reversed(here.values()))
