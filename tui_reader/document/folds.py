"""Where words stand in a text when case, width, accents and, if wanted, simplified or traditional don't count.

The index of the library folds alike, but knows no places. Nothing that is folded is for showing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from tui_reader.variants import unified

_KEPT = 1 << 16
"""So many characters are remembered."""

_ACCENTS = "\u0300-\u036f"
_JOINED = re.compile(f"[\\s\\S][{_ACCENTS}\u1161-\u1175\u11a8-\u11c2\u3099\u309a\uff9e\uff9f]+")
"""A character and what composes with it: accents, the vowel and end of a hangul syllable, the voicing of kana."""
_LEFT_OVER = re.compile(f"[{_ACCENTS}]+")
"""Accents that no character has for its own, as they stand on Russian vowels."""


def spans(text: str, words: str, *, variants: bool) -> Iterator[tuple[int, int]]:
    """Where `words` stand in `text`, from and to, in order, none overlapping.

    Args:
        text: Any text.
        words: What is looked for, as it stands; nothing where that is empty.
        variants: Whether simplified and traditional characters are taken for one another.
    """
    wanted, _ = folded_text(words, variants=variants)
    folded, places = folded_text(text, variants=variants)
    at = folded.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        yield stood_at(places, at, end)
        at = folded.find(wanted, end)


def stood_at(places: Sequence[int] | None, start: int, end: int) -> tuple[int, int]:
    """Where in a text that stood what is at `start … end` in its folded form."""
    return (start, end) if places is None else (places[start], _after(places, end - 1))


def _after(places: Sequence[int], at: int) -> int:
    """Where the text goes on after what became the character at `at`."""
    after = at + 1
    while places[after] == places[at]:
        after += 1
    return places[after]


def folded_text(text: str, *, variants: bool) -> tuple[str, Sequence[int] | None]:
    """`text` folded, and where each of its characters stood, and its end; None where each stays in its place."""
    if text.isascii():
        return text.lower(), None
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for joined in _JOINED.finditer(text):
        composed = _LEFT_OVER.sub("", unicodedata.normalize("NFKC", joined[0]))
        parts.extend((text[at : joined.start()], composed))
        places.extend(range(at, joined.start()))
        places.extend([joined.start()] * len(composed))
        at = joined.end()
    if not parts:
        return _fold_each(text, variants=variants), None
    places.extend(range(at, len(text) + 1))
    return _fold_each("".join((*parts, text[at:])), variants=variants), places


def _fold_each(text: str, *, variants: bool) -> str:
    """`text` with each character folded by itself, and so of the same length."""
    folded = text.translate(_folds())
    return unified(folded) if variants else folded


class _Folds(dict[int, str]):
    """What each character is when case, width, raising and accents don't count; always one character."""

    def __missing__(self, point: int) -> str:
        folded = _fold_one(chr(point))
        if len(self) < _KEPT:
            self[point] = folded
        return folded


@cache
def _folds() -> _Folds:
    return _Folds()


def _fold_one(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    folded = next((each for each in (plain.casefold(), plain.lower()) if len(each) == 1), character)
    taken_apart = unicodedata.normalize("NFD", folded)
    # As SQLite's tokenizer has it, of Latin letters alone: й is no и.
    return taken_apart[0] if taken_apart[0].isascii() and _LEFT_OVER.fullmatch(taken_apart, 1) else folded
