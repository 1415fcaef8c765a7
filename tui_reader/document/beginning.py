"""The beginning of a long body, so that it can be shown before the whole is parsed.

Cuts text; parses nothing.
"""

from __future__ import annotations

import re

from tui_reader.model import BodyFormat

_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|blockquote|tr|pre|figure|section|article)>|<br\s*/?>", re.IGNORECASE)
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S[^\n]{0,500}$", re.MULTILINE)
"""Where a link of Markdown leads, or a footnote's first line: often at the end of the body."""
_DEFINITIONS = 2_000


def beginning_of(body: str, format: BodyFormat, characters: int) -> str:  # noqa: A002
    """Return about so many characters from the beginning of `body`, cut between two blocks where that is possible.

    Args:
        body: As it was written.
        format: What it is written in.
        characters: How many at most, but for definitions of Markdown that stand further on.
    """
    if len(body) <= characters:
        return body
    cut = body[:characters]
    if format is BodyFormat.HTML:
        return cut[: _end_in_html(cut)]
    least = characters // 2
    end = next((at for at in (cut.rfind("\n\n", least), cut.rfind("\n", least)) if at >= 0), -1)
    if format is BodyFormat.TEXT:
        return cut[:end] if end >= 0 else cut
    if end < 0:  # one long line: of HTML, or of words
        end = _end_in_html(cut)
    rest = [found[0] for found, _ in zip(_DEFINITION.finditer(body, end), range(_DEFINITIONS), strict=False)]
    return "\n".join((cut[:end], "", *rest))


def _end_in_html(cut: str) -> int:
    """Where to end: after the last block, else before a tag that is not whole."""
    end = 0
    for found in _BLOCK_END.finditer(cut, len(cut) // 2):
        end = found.end()
    if end:
        return end
    opened = cut.rfind("<")
    return opened if opened > cut.rfind(">") else len(cut)
