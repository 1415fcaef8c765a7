"""The tags in the text of a note: `#reading`, `#places/coast`.

It knows nothing of heads and parses no Markdown: code is passed over by its fences and backticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_PASSED_OVER = re.compile(r"(?<!`)(`++)[^`\n]{0,2000}+\1(?!`)|%%[^\n]{0,2000}?%%|<[^<>\n]{1,500}>")
"""Code, comments and HTML within a line."""
_TAG = re.compile(r"(?:^|(?<=\s))#([\w/\-\u200d\ufe0f\u2600-\u27bf\U0001f000-\U0001faff]+)")
"""Letters and digits of every script, `_`, `-`, `/` and emoji, after a space or at a line's beginning (Obsidian's
documentation, "Tags"; emoji it takes without saying so)."""
_NUMBER = re.compile(r"[\d/]+$")


def tags_in(body: str) -> Iterator[str]:
    """The tags of a text without their `#`, as often as they stand there; linear in its length."""
    if "#" not in body:
        return
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark.group(1).startswith(fence):
                fence = ""
        elif mark:
            fence = mark.group(1)
        elif "#" in line:
            for found in _TAG.finditer(_PASSED_OVER.sub(" ` ", line)):
                name = found.group(1).strip("/")
                if name and not _NUMBER.match(name):
                    yield name
