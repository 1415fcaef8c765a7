"""What a search should find, told by looking at every character of every post: slow, plain, and its own.

Knows nothing of FTS5, nor of how the library hands texts to it. The rules are those of the README:

- case, full and half width, composed or not, and accents on Latin letters don't count;
- each Han, kana and hangul character is a word of its own, a run of other letters and digits is one;
- what is searched together stands together, in one field, and in one sentence, unless the end of one is searched too;
- only the last word may go on, if it is no ideograph.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from tui_reader.variants import unified

STOPS = "，。！？；、…｡､\n\u2028\u2029"
STOP = "."
_APART = ("CJK UNIFIED", "CJK RADICAL", "KANGXI", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC ITERATION")
_APART_TOO = "〇〻々〆"


@cache
def _kind(character: str) -> str:
    """`apart` for what is a word by itself, `letter` for what makes one with others, `mark` for what doesn't count."""
    name, category = unicodedata.name(character, ""), unicodedata.category(character)
    if category[0] in "LN" or category == "Co":
        return "apart" if name.startswith(_APART) or character in _APART_TOO else "letter"
    return "mark" if "\u0300" <= character <= "\u036f" else ""


@cache
def _bare(character: str) -> str:
    """A Latin letter without its accents."""
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character


def words_of(text: str, *, variants: bool) -> list[str]:
    """The words of `text`, and a full stop where a sentence ends."""
    found: list[str] = []
    for sentence in _sentences(text):
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", sentence).casefold())
        word = ""
        for character in plain:
            kind = _kind(character)
            if kind == "letter":
                word += _bare(character)
            elif kind != "mark":
                found.extend([word] if word else [])
                found.extend([unified(character) if variants else character] if kind else [])
                word = ""
        found.extend([word] if word else [])
        found.append(STOP)
    return found[:-1]


def _sentences(text: str) -> Iterator[str]:
    sentence = ""
    for character in text:
        if character in STOPS:
            yield sentence
            sentence = ""
        else:
            sentence += character
    yield sentence


def _line(words: Iterable[str]) -> str:
    return "".join(f"\0{word}" for word in words)


@dataclass(frozen=True, slots=True)
class Naive:
    """Posts, each by its fields, as words in a line."""

    posts: dict[str, tuple[str, ...]]
    variants: bool

    @classmethod
    def of(cls, posts: dict[str, tuple[str, ...]], *, variants: bool) -> Naive:
        """Read posts: their paths, and what stands in the fields of each."""
        lines = {
            path: tuple(f"{_line(_once(words_of(field, variants=variants)))}\0" for field in fields)
            for path, fields in posts.items()
        }
        return cls(lines, variants)

    def find(self, words: str, *, goes_on: bool = False) -> set[str] | None:
        """The posts with `words` in them; None where nothing is asked for."""
        wanted = _once(words_of(_as_meant(words), variants=self.variants))
        while wanted and wanted[0] == STOP:
            del wanted[0]
        while wanted and wanted[-1] == STOP:
            del wanted[-1]
        if not wanted:
            return None
        end = "" if goes_on and _kind(wanted[-1][-1]) == "letter" else "\0"
        lines = {_line(wanted) + end, _line(word for word in wanted if word != STOP) + end}
        return {path for path, fields in self.posts.items() if any(line in field for field in fields for line in lines)}


def _as_meant(words: str) -> str:
    """What is searched, with full marks for those that stand after an ideograph."""
    marked = ""
    for character in words:
        marked += "，" if character in ",!?;" and marked and _kind(marked[-1]) == "apart" else character
    return marked


def _once(words: list[str]) -> list[str]:
    """The words, several ends of a sentence as one."""
    return [word for at, word in enumerate(words) if word != STOP or at == 0 or words[at - 1] != STOP]
