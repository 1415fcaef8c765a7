"""What is searched for, found again in a text that is shown: to mark it, and to begin where it stands.

Words are taken as the index of texts takes them: an ideograph is a word, others end where their letters end, what
stands between two words doesn't count, and nothing reaches over the end of a sentence. Searches no library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui_reader.document.folds import folded_text, stood_at
from tui_reader.document.page import Page
from tui_reader.document.places import Hit, hits_at, page_text

if TYPE_CHECKING:
    import regex

_SECONDS = 0.2
"""How long an expression may look through one article."""
_MOST = 2_000
"""So many hits are marked."""

_LETTER = "[^\\W_\u1100-\U0010ffff]"
_ENDS = re.compile("[\n，。！？；、…\u2028\u2029｡､]")
_ENDS_AS_TYPED = re.compile(f"{_ENDS.pattern}|(?<=[\u1100-\U0010ffff])[,!?;]")
_BETWEEN = "[\\W_]"
_UNIT = re.compile(f"{_LETTER}+|[^\\W_]")


class Wanted:
    """Words and expressions, any of which may be met."""

    def __init__(
        self, words: Sequence[tuple[str, bool]], expressions: Sequence[str] = (), *, variants: bool = False
    ) -> None:
        """Take what is wanted.

        Args:
            words: What stands together, each with whether its last word may go on.
            expressions: In the notation of `regex`; one that can't be read is left out.
            variants: Whether simplified and traditional characters are taken for one another.
        """
        self._variants = variants
        within: list[str] = []
        across: list[str] = []
        for text, goes_on in words:
            # Where marks stand in what is searched, others may stand in the text, or none.
            patterns = across if _ENDS_AS_TYPED.search(text.strip()) else within
            patterns.append(_pattern(folded_text(text, variants=variants)[0], goes_on))
        self._within, self._across = _any_of(within), _any_of(across)
        self._expressions: list[regex.Pattern[str]] = list(_compiled(expressions))

    def __bool__(self) -> bool:
        return self._within is not None or self._across is not None or bool(self._expressions)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in `text`: from and up to which characters; in order, none overlapping."""
        found: list[tuple[int, int]] = []
        if self._within is not None or self._across is not None:
            folded, places = folded_text(text, variants=self._variants)
            if self._within is not None:
                spans = (stood_at(places, *hit.span()) for hit in self._within.finditer(folded))
                found.extend(span for span in spans if not _ENDS.search(text, *span))
            if self._across is not None:
                found.extend(stood_at(places, *hit.span()) for hit in self._across.finditer(folded))
        for expression in self._expressions:
            try:
                found.extend(hit.span() for hit in expression.finditer(text, timeout=_SECONDS) if hit[0])
            except TimeoutError:
                continue
        return list(_apart(sorted(found)))[:_MOST]


def find_wanted(page: Page, wanted: Wanted) -> tuple[Hit, ...]:
    """Every place in a page at which what is wanted stands, across lines that were broken too."""
    return hits_at(page, wanted.spans(page_text(page)))


def _any_of(patterns: Sequence[str]) -> re.Pattern[str] | None:
    wanted = sorted(filter(None, patterns), key=len, reverse=True)
    return re.compile("|".join(wanted)) if wanted else None


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
