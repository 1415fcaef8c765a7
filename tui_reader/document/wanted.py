"""What is searched for, found again in a text that is shown: to mark it, and to begin where it stands.

Words are taken as the index of texts takes them: an ideograph is a word, others end where their letters end, what
stands between two words doesn't count, and nothing reaches over the end of a sentence. Searches no library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui_reader.document.page import Page
from tui_reader.document.places import Hit, folded_each, hits_at, page_text

if TYPE_CHECKING:
    import regex

_SECONDS = 0.2
"""How long an expression may look through one article."""
_MOST = 2_000
"""So many hits are marked."""

_LETTER = "[^\\W_\u1100-\U0010ffff]"
_SENTENCE_END = "\n，。！？；：、…\u2028\u2029｡､"
_ENDS = re.compile(f"[{_SENTENCE_END}]")
_BETWEEN = f"(?:[^\\w{_SENTENCE_END}]|_)"
_UNIT = re.compile(f"{_LETTER}+|[^\\W_]")


class Wanted:
    """Words and expressions, any of which may be met."""

    def __init__(self, words: Sequence[tuple[str, bool]], expressions: Sequence[str] = ()) -> None:
        """Take what is wanted.

        Args:
            words: What stands together, each with whether its last word may go on.
            expressions: In the notation of `regex`; one that can't be read is left out.
        """
        patterns = [pattern for text, goes_on in words if (pattern := _pattern(folded_each(text), goes_on))]
        self._words = re.compile("|".join(sorted(patterns, key=len, reverse=True))) if patterns else None
        self._expressions: list[regex.Pattern[str]] = list(_compiled(expressions))

    def __bool__(self) -> bool:
        return self._words is not None or bool(self._expressions)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in `text`: from and up to which characters; in order, none overlapping."""
        found: list[tuple[int, int]] = []
        if self._words is not None:
            found.extend(
                hit.span() for hit in self._words.finditer(folded_each(text)) if not _ENDS.search(text, *hit.span())
            )
        for expression in self._expressions:
            try:
                found.extend(hit.span() for hit in expression.finditer(text, timeout=_SECONDS) if hit[0])
            except TimeoutError:
                continue
        return list(_apart(sorted(found)))[:_MOST]


def find_wanted(page: Page, wanted: Wanted) -> tuple[Hit, ...]:
    """Every place in a page at which what is wanted stands, across lines that were broken too."""
    return hits_at(page, wanted.spans(page_text(page)))


def _pattern(folded: str, goes_on: bool) -> str:
    """An expression for words that stand together; empty where there are none."""
    units = _UNIT.findall(folded)
    if not units:
        return ""
    parts = [_before(units[0])]
    for number, unit in enumerate(units):
        if number:
            both = _is_word(units[number - 1]) and _is_word(unit)
            parts.append(f"{_BETWEEN}{'{1,9}' if both else '{0,9}'}")
        parts.append(re.escape(unit))
    if _is_word(units[-1]) and not goes_on:
        parts.append(f"(?!{_LETTER})")
    return "".join(parts)


def _is_word(unit: str) -> bool:
    return unit[0] < "\u1100"


def _before(unit: str) -> str:
    return f"(?<!{_LETTER})" if _is_word(unit) else ""


def _compiled(expressions: Sequence[str]) -> Iterator[regex.Pattern[str]]:
    if expressions:
        import regex
    for expression in expressions:
        try:
            yield regex.compile(expression, regex.MULTILINE)
        except (regex.error, RecursionError):
            continue


def _apart(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    end = 0
    for span in spans:
        if span[0] >= end:
            yield span
            end = span[1]
