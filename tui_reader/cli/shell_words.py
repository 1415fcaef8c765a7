"""The words of a line that is typed in bash, and words quoted so that bash takes them for text.

It expands nothing and runs nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SAFE = re.compile(r"[\w%+,./:@=-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class HalfTyped:
    """The last word of a line, as far as it is typed."""

    text: str
    """What bash would make of it, quotes off."""
    raw: str
    """As it stands there, from the opening quote on where one is open."""
    quote: str
    """The quote that is open at its end; empty where none is."""


def split_line(line: str) -> tuple[list[str], HalfTyped]:
    """The words of a line, and the one at its end that is still being typed, which may be empty."""
    words: list[str] = []
    text: list[str] = []
    quote, start, began, escaped = "", 0, False, False
    opened = 0
    for place, character in enumerate(line):
        if escaped:
            if quote == '"' and character not in '"\\$`':
                text.append("\\")
            text.append(character)
            escaped = False
        elif character == "\\" and quote != "'":
            escaped = began = True
        elif quote:
            if character == quote:
                quote = ""
            else:
                text.append(character)
        elif character in "'\"":
            quote, opened, began = character, place, True
        elif character in " \t\n":
            if began:
                words.append("".join(text))
            text, began, start = [], False, place + 1
        else:
            text.append(character)
            began = True
    return words, HalfTyped("".join(text), line[opened if quote else start :], quote)


def insertable(text: str, quote: str) -> str | None:
    """`text` as it may be put into a line of bash, after an open `quote` where there is one.

    None where no form is safe: history is expanded inside double quotes.
    """
    if quote == "'":
        return text.replace("'", "'\\''")
    if quote == '"':
        return None if "!" in text else re.sub(r'([\\"$`])', r"\\\1", text)
    if text.isascii() and _SAFE.fullmatch(text):
        return text
    return "".join(
        character if character.isalnum() or character in "_%+,./:@=-" else f"\\{character}" for character in text
    )
