"""A passage of a text that shows what was searched for: it begins where a sentence does, and ends so where it can.

Chooses and cuts; it marks nothing on a screen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from tui_reader.document.cells import cut, width
from tui_reader.document.wanted import Wanted

_LENGTH = 300
"""Characters of a passage: more than a line shows."""

_SENTENCE_ENDS = re.compile("(?:[。！？…!?]+|\\.(?=\\s))[”’」』）)\\]]*\\s*|\n")
_LINE_ENDS = re.compile(r" ?\n\s*")
_BLANKS = re.compile(r"[^\S\n]{2,}")
_CLAUSE_ENDS = re.compile("[，、；：,;:—]+\\s*|\\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One line out of a text."""

    text: str
    hits: tuple[tuple[int, int], ...]
    """Where in it stands what was searched for: from and up to which characters, in order."""


def passage(text: str, wanted: Wanted) -> Passage | None:
    """The sentence of `text` with most of what is wanted, and some of what follows; None where nothing is there.

    Indents, and blanks beside blanks, as code and tables have them, are no part of it.
    """
    text = _LINE_ENDS.sub("\n", _BLANKS.sub(" ", text)).lstrip()
    spans = wanted.spans(text)
    if not spans:
        return None
    begins = [0, *(end.end() for end in _SENTENCE_ENDS.finditer(text))]
    best, most = 0, 0
    for start, end in spans:
        begin = begins[bisect_right(begins, start) - 1]
        near = {text[first:last].casefold() for first, last in spans if begin <= first < max(begin + _LENGTH, end)}
        if len(near) > most:
            best, most = begin, len(near)
    first_hit = next(start for start, _ in spans if start >= best)
    begin = max(best, first_hit - _LENGTH // 2)
    shown = text[begin : begin + _LENGTH].rstrip()
    inside = [(start - begin, min(end - begin, len(shown))) for start, end in spans if start >= begin]
    return Passage(" ".join(shown.splitlines()), tuple(span for span in inside if span[0] < span[1]))


def fitted(whole: Passage, cells: int) -> Passage:
    """A passage cut to a number of cells, so that the first hit is seen."""
    text, hits = whole.text, whole.hits
    begin = _beginning(whole, cells)
    if begin:
        text = "…" + text[begin:]
        hits = tuple((max(0, start - begin) + 1, end - begin + 1) for start, end in hits if end > begin)
    shown = cut(text, cells)
    if shown != text:
        ends = [end.end() for end in _SENTENCE_ENDS.finditer(shown[:-1])]
        last_hit = max((end for _, end in hits if end < len(shown)), default=0)
        if ends and ends[-1] >= last_hit and width(shown[: ends[-1]]) > cells * 0.6:
            shown = shown[: ends[-1]].rstrip()
    kept = len(shown) if text.startswith(shown) else len(shown) - 1  # the mark of the cut is no part of a hit
    return Passage(shown, tuple((start, min(end, kept)) for start, end in hits if start < kept))


def _beginning(whole: Passage, cells: int) -> int:
    """Where to begin, so that the first hit stands in the first two thirds of a line."""
    if not whole.hits:
        return 0
    start, end = whole.hits[0]
    room = max(1, cells * 2 // 3)
    if width(whole.text[:end]) <= room or width(whole.text) <= cells:
        return 0
    clauses = [found.end() for found in _CLAUSE_ENDS.finditer(whole.text, 0, start)]
    near = next((begin for begin in clauses if width(whole.text[begin:end]) <= room), None)
    if near is not None and width(whole.text[near:start]) > room // 8:
        return near
    begin = start
    while begin and width(whole.text[begin - 1 : end]) <= room // 2:
        begin -= 1
    return begin
