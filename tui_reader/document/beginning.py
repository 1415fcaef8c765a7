"""The beginning of a long body, so that it can be shown before the whole is parsed.

Cuts text; parses nothing.
"""

from __future__ import annotations

import re

from tui_reader.document.parsing import OWN_PARAGRAPHS
from tui_reader.model import BodyFormat

_BLOCK_END = re.compile(r"</(?:p|div|li|h[1-6]|blockquote|tr|pre|figure|section|article)>|<br\s*/?>", re.IGNORECASE)
_SHORTCODE = re.compile(r"\{[{%]")
_DEFINITION = re.compile(r"^ {0,3}\[([^\]\n]{1,200})\]:[ \t]*\S[^\n]{0,500}$", re.MULTILINE)
"""Where a link of Markdown leads, or a footnote's first line: often at the end of the body."""
_DEFINITIONS = 2_000


def beginning_of(body: str, format: BodyFormat, characters: int) -> str | None:  # noqa: A002
    """Return about so many characters from the beginning of `body`, cut between two blocks.

    Its blocks are to be those with which the whole begins, but for the last. None where that can't be told.

    Args:
        body: As it was written.
        format: What it is written in.
        characters: How many at most, but for definitions of Markdown that stand further on.
    """
    if len(body) <= characters:
        return body
    cut = body[:characters]
    if format is BodyFormat.TEXT:
        end = cut.rfind("\n", characters // 2)
        return cut[:end] if end >= 0 else cut
    if _SHORTCODE.search(cut):  # one that is open still would take all that follows with it
        return None
    if format is BodyFormat.HTML:
        if OWN_PARAGRAPHS.search(cut) is None and OWN_PARAGRAPHS.search(body) is not None:
            return None
        return cut[: _end_in_html(cut)] or None
    least = characters // 2
    end = next((at for at in (cut.rfind("\n\n", least), cut.rfind("\n", least)) if at >= 0), -1)
    end = end if end >= 0 else _end_in_html(cut)
    return "\n".join((cut[:end], "", *definitions(body[end:], cut[:end]))) if end else None


def definitions(rest: str, part: str) -> list[str]:
    """Return the lines of `rest` that define links and footnotes of Markdown to which `part` refers."""
    part = part.lower()
    found = zip(_DEFINITION.finditer(rest), range(_DEFINITIONS), strict=False)
    return [definition[0] for definition, _ in found if f"[{definition[1].lower()}]" in part]


def _end_in_html(cut: str) -> int:
    """Where to end: after the last block, else before a tag that is not whole; 0 where that is no good place."""
    end = 0
    for found in _BLOCK_END.finditer(cut, len(cut) // 2):
        end = found.end()
    if end:
        return end
    opened = cut.rfind("<")
    end = opened if opened > cut.rfind(">") else len(cut)
    return end if 2 * end > len(cut) and "base64," not in cut else 0
