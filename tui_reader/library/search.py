"""Words that are searched for, as FTS5 phrases; and texts, as FTS5 is to index them.

Runs no query. Nothing of what was typed reaches FTS5 outside a quoted string. SQLite's `unicode61` takes a run of
Chinese for one word, so every Han character, kana and hangul syllable is made a token of its own, and a run is
searched as a phrase of them: 出口 is found inside 进出口, 口出 is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tui_reader.variants import edition, unified

_IDEOGRAPH = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303c\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7a3"
    "\ud7b0-\ud7fb\uf900-\ufaff\U00016fe0-\U00018dff\U0001aff0-\U0001b2ff\U00020000-\U0003fffd"
)
_RUN = re.compile(f"([{_IDEOGRAPH}]+)")
_MAY_CHANGE = re.compile(
    "[\\s\\S]?[^\0-\x7f\u2013-\u2016\u2018-\u201d\u3001-\u3017\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\ue000]+"
)
"""Runs of what NFKC may change or compose with the character before, which is why that belongs to them (UAX #15)."""
_LAST_WORD = re.compile(r"[^\W_]+\Z")

_STOP = "\ue000"
"""A private-use character, which `unicode61` takes for a word: no phrase reaches over it."""

_ENDS = "，。！？；、…\\n\u2028\u2029｡､\ue000"
_SENTENCE_END = re.compile(f"[{_ENDS}][\\s{_ENDS}]*")
_ENDS_AS_TYPED = re.compile(f"(?:[{_ENDS}]|(?<=[{_IDEOGRAPH}])[,!?;])+")
"""As `_SENTENCE_END`, and what is typed for it where the keyboard has no other."""


def search_text(text: str, *, variants: bool) -> str:
    """`text` as it is handed to FTS5: folded, ideographs apart, sentence ends marked.

    Args:
        text: Any text.
        variants: As `folded` takes it.
    """
    return _apart(folded(_SENTENCE_END.sub(f" {_STOP} ", text), variants=variants))


def folded(text: str, *, variants: bool = False) -> str:
    """Case, width and composition levelled out (NFKC_Casefold, but for what is ignorable).

    Args:
        text: Any text.
        variants: Whether simplified and traditional characters are made one too.
    """
    if text.isascii():
        return text.lower()
    text = _normal(_normal(text).casefold())
    return unified(text) if variants else text


def fold_name(*, variants: bool) -> str:
    """The fold under which texts are indexed, by a name: what is there under another one is to be read anew."""
    return f"{TOGETHER}{edition()}" if variants else APART


TOGETHER, APART = "variants ", "plain"
"""What the names of folds begin with: simplified and traditional characters as one, or each for itself."""


def _normal(text: str) -> str:
    """NFKC; only what may change is looked at, for it takes CPython half a microsecond a character."""
    text = text.replace("（", "(").replace("）", ")")  # the commonest by far, and nothing composes with them
    if unicodedata.is_normalized("NFKC", text):
        return text
    return _MAY_CHANGE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def _apart(text: str) -> str:
    """`text` with a blank after each ideograph, and one before each run of them."""
    if text.isascii():
        return text
    parts = _RUN.split(text)
    if len(parts) == 1:
        return text
    # All runs at once: every fourth byte of one text goes to every eighth of another, in C.
    runs = "\n".join(parts[1::2]).encode("utf-32-le")
    spaced = bytearray(b" \0\0\0") * (len(runs) // 2)
    for byte in range(4):
        spaced[byte::8] = runs[byte::4]
    parts[1::2] = spaced.decode("utf-32-le").split("\n ")
    return " ".join(parts)


def phrase(words: str, folds: Sequence[bool], *, goes_on: bool = False) -> str:
    """What FTS5 is asked for some words: a phrase, or any of several; empty where nothing of them is indexed.

    What ends a sentence in the words may do so in the texts or not: they may have other marks there, or none.

    Args:
        words: What stands together.
        folds: Whether variants were made one in the texts; both, where in some they were and in others not.
        goes_on: Whether the last word may go on, if it is no ideograph.
    """
    spellings = {_ENDS_AS_TYPED.sub(mark, words): None for mark in (_STOP, " ")}
    phrases = {_phrase(each, variants=variants, goes_on=goes_on): None for each in spellings for variants in folds}
    return f"({' OR '.join(phrases)})" if len(phrases) > 1 else next(iter(phrases), "")


def _phrase(words: str, *, variants: bool, goes_on: bool) -> str:
    tokens = search_text(words, variants=variants).replace('"', " ").strip(f" {_STOP}")
    if not any(character.isalnum() for character in tokens):
        return ""
    last = _LAST_WORD.search(tokens) if goes_on else None
    open_ended = last is not None and not _RUN.search(last[0])
    return f'"{tokens}"*' if open_ended else f'"{tokens}"'
