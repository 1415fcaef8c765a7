"""What is typed to go to a post, as regular expressions over titles: how well a title fits, and which characters do.

Pure: text in, text out; it scans no titles and knows no posts. This is the rule:

Both are folded (`search.folded`). What is typed is divided at blanks into words, and a title is found where it has each
of them, in any order. A title has a word in one of these ways, the better before:

- `WORD`: the word stands in the title, at the beginning of a word. Each Han character, kana and hangul syllable is one.
- `INSIDE`: it stands anywhere in the title.
- `READ_FIRST`: the title begins with characters that are typed so (below).
- `READ`: such characters stand in the title, from the beginning of a word on.
- `SCATTERED`: the letters alone, not syllables, are typed by characters in this order, with others between them.
- `TYPO`: a word of the title begins nearly so: one letter is wrong, missing, too many or in the place of its
  neighbour; from eight letters on, two. Only words of four letters or more, and no ideographs.

A title is as good as the worst of its words; better than all others are a title that is what was typed (`WHOLE`), and
then one that begins with that (`BEGINNING`). Equally good ones: the newest first.

A letter types itself, its accented forms, and each Han character with a reading that begins with it. A syllable types
each character that may be read so (all readings count: `hang` and `xing` are 行), at the end of a word also the
beginning of a syllable, and elsewhere `zh`, `ch` and `sh`. ü is `v` or `u`. Characters that follow one another may have
blanks and punctuation between them; where all are single letters, each may also begin the next word (`st` is Slow
trains).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import cached_property

from tui_reader.library.readings import Readings
from tui_reader.library.search import folded

_LETTER = "[0-9a-z\u00aa-\u00ba\u00c0-\u10ff\u1e00-\u1fff]"
"""What words are made of: the scripts below hangul and kana. Small ranges: `re` takes each apart when it compiles."""
_STARTS = f"(?<!{_LETTER})"
"""Before a letter: a word begins there."""
_STARTED = f"(?<!{_LETTER}{_LETTER})"
"""After a character: it is the first of a word, as ideographs always are."""
_BETWEEN = "(?:[^\\w\\n]|_)*+"
_OVER_WORD = f"(?:(?<={_LETTER}){_LETTER}*+)?+{_BETWEEN}"
"""After a character: to the next word."""
_SEPARATORS = re.compile(_BETWEEN)
_WORD_OF_LETTERS = re.compile(f"{_LETTER}+")

WORDS = re.compile(f"{_LETTER}{{3,}}")
"""Words of letters that another may be a slip for."""

_READ_LETTERS = 24
"""A longer word is no pinyin."""
_READ_WORDS = 8
"""So many words are read as pinyin and looked at for typos; what is longer was pasted."""
_DIVISIONS = 16
"""In so many ways at most is a word divided into syllables: the fewest parts first, and all single letters."""
_TYPO_LETTERS = 4
_TWO_TYPOS_LETTERS = 8


class Fit(IntEnum):
    """How well a title fits, the best first."""

    WHOLE = 0
    BEGINNING = 1
    WORD = 2
    INSIDE = 3
    READ_FIRST = 4
    READ = 5
    SCATTERED = 6
    TYPO = 7


WAYS = (Fit.WORD, Fit.INSIDE, Fit.READ, Fit.SCATTERED, Fit.TYPO)
"""How a word is looked for."""


class WordPattern:
    """One word that is wanted. The expressions expect a line feed before each title."""

    def __init__(self, word: str, readings: Readings, *, is_read: bool = True) -> None:
        """Keep the word.

        Args:
            word: Folded, without blanks.
            readings: Of the characters of all titles.
            is_read: Whether it may stand for more than itself.
        """
        self.word = word
        self._readings = readings
        self._is_read = is_read and len(word) <= _READ_LETTERS
        self._compiled: dict[Fit, re.Pattern[str] | None] = {}
        self.near: tuple[str, ...] = ()
        """Beginnings of words in the titles that it may be meant to be."""

    @property
    def typos(self) -> int:
        """How many letters may be wrong."""
        if not self._is_read or len(self.word) < _TYPO_LETTERS or not _WORD_OF_LETTERS.fullmatch(self.word):
            return 0
        return 2 if len(self.word) >= _TWO_TYPOS_LETTERS else 1

    def begins(self, other: WordPattern) -> bool:
        """Whether every title that has `other` has this word too, but for typos."""
        if not other.word.startswith(self.word):
            return False
        if not other._is_read:
            return True
        # Where not each way of dividing is looked for, one that is may begin with one that isn't.
        return self._is_read and len(other._divisions) < _DIVISIONS and len(self._divisions) < _DIVISIONS

    def expression(self, fit: Fit) -> re.Pattern[str] | None:
        """What finds titles that have the word in this way, and maybe some that have it in a better one.

        Args:
            fit: `WORD` or worse; `READ` for `READ_FIRST` too, which is told by where a title is hit.

        Returns:
            None where nothing is to be found so.
        """
        if fit not in self._compiled:
            source = self._source(fit)
            self._compiled[fit] = re.compile(source) if source else None
        return self._compiled[fit]

    def fit(self, line: str, *, worst: Fit = Fit.TYPO) -> Fit | None:
        """The best way in which a title, after a line feed, has the word; None where it hasn't."""
        fit, _ = self._found(line, worst)
        return fit

    def marks(self, line: str) -> set[int]:
        """The positions in a title, after a line feed, of what is typed by the word."""
        fit, found = self._found(line, Fit.TYPO)
        if found is None:
            return set()
        if fit in (Fit.READ_FIRST, Fit.READ):
            return self._read_marks(line, *found.span())
        if fit is Fit.SCATTERED:
            return self._scattered_marks(line)
        return set(range(*found.span()))

    def _found(self, line: str, worst: Fit) -> tuple[Fit | None, re.Match[str] | None]:
        for fit in WAYS:
            expression = self.expression(fit) if fit <= worst else None
            found = expression.search(line) if expression is not None else None
            if found is not None:
                return (read_fit(found) if fit is Fit.READ else fit), found
        return None, None

    def _source(self, fit: Fit) -> str:
        match fit:
            case Fit.WORD:
                return _literal(self.word)
            case Fit.INSIDE:
                return re.escape(self.word)
            case Fit.READ if self._reads:
                return self._run()
            case Fit.SCATTERED if self._is_read and len(self.word) > 1:
                return "\\n" + "".join(f"[^\\n{members}]*+[{members}]" for members in map(self._members, self.word))
            case Fit.TYPO:
                return "|".join(map(_literal, self.near))
            case _:
                return ""

    @property
    def _reads(self) -> bool:
        """Whether anything else than the word itself is typed so."""
        return self._is_read and (len(self.word) > 1 or any(map(self._others, self.word)))

    @cached_property
    def _divisions(self) -> Sequence[tuple[str, ...]]:
        """The word in parts: single letters, then the ways with the fewest parts first."""
        return divisions(self.word, self._readings, _DIVISIONS)

    def _others(self, letter: str) -> str:
        return self._readings.begun(letter) + self._readings.accented(letter)

    def _typed_by(self, part: str, *, is_last: bool = False) -> str:
        """The characters that are typed by a part of the word."""
        if len(part) == 1:
            return part + self._others(part)
        return self._readings.begun(part) if is_last else self._readings.read(part)

    def _members(self, part: str, *, is_last: bool = False) -> str:
        """The same for inside brackets."""
        typed = self._typed_by(part, is_last=is_last)
        return re.escape(typed[0]) + typed[1:]  # only what is itself typed may have a meaning there

    def _run(self) -> str:
        """Characters that follow one another, the first at the beginning of a word.

        The first letter's characters stand before all ways of going on, for the scan is quick where a set begins.
        """
        ways: list[str] = []
        for part, rests in _by_first(self._divisions):
            narrower = f"(?<=[{self._members(part, is_last=not any(rests))}])" if len(part) > 1 else ""
            ways.append(narrower + self._following(rests))
        return f"[{self._members(self.word[0])}]{_STARTED}(?:{'|'.join((*ways, self._initials()))})"

    def _following(self, divisions: Sequence[tuple[str, ...]]) -> str:
        """The rests of some ways to divide the word; those that begin alike are one as far as they are."""
        ways = [
            f"{_BETWEEN}[{self._members(part, is_last=not any(rests))}]{self._following(rests)}"
            for part, rests in _by_first(divisions)
        ]
        return f"(?:{'|'.join(ways)})" if len(ways) > 1 else "".join(ways)

    def _initials(self) -> str:
        """What follows the first character where each begins a word. No way leads back: no title takes long."""
        rest = (f"[{self._members(letter)}]{_STARTED}{_OVER_WORD}" for letter in self.word[1:])
        return _OVER_WORD + "".join(rest)

    def _read_marks(self, line: str, start: int, stop: int) -> set[int]:
        """Which characters of a run are typed, and not only between or behind them."""
        for division in self._divisions:
            marks: set[int] = set()
            place = start
            for part in division:
                place = _skip(_SEPARATORS, line, place) if marks else place
                if line[place : place + 1] not in self._typed_by(part, is_last=part is division[-1]) or place >= stop:
                    break
                marks.add(place)
                place += 1
            else:
                return marks
        marks, place = set(), start
        for _ in self.word:
            marks.add(place)
            place = _skip(_SEPARATORS, line, max(place + 1, _skip(_WORD_OF_LETTERS, line, place)))
        return marks

    def _scattered_marks(self, line: str) -> set[int]:
        place, marks = 0, set()
        for typed in map(self._typed_by, self.word):
            place = next(at for at in range(place + 1, len(line)) if line[at] in typed)
            marks.add(place)
        return marks


class TitlePattern:
    """What was typed."""

    def __init__(self, text: str, readings: Readings) -> None:
        """Take it apart.

        Args:
            text: As it was typed.
            readings: Of the characters of all titles.
        """
        words = folded(text).split()
        self.phrase = " ".join(words)
        self.words = tuple(
            WordPattern(word, readings, is_read=place < _READ_WORDS) for place, word in enumerate(dict.fromkeys(words))
        )

    def narrows(self, former: TitlePattern) -> bool:
        """Whether every title that fits fitted `former` too, but for typos."""
        return all(any(map(word.begins, self.words)) for word in former.words)

    def phrase_expression(self, fit: Fit) -> re.Pattern[str]:
        """What finds titles that are what was typed (`WHOLE`), or begin with it (`BEGINNING`)."""
        ending = "(?=\\n|\\Z)" if fit is Fit.WHOLE else ""
        return re.compile(f"\\n{re.escape(self.phrase)}{ending}")

    def fit(self, line: str, *, worst: Fit = Fit.TYPO) -> Fit | None:
        """How well a title, folded and after a line feed, fits; None where it doesn't."""
        for whole in (Fit.WHOLE, Fit.BEGINNING):
            if self.phrase_expression(whole).match(line):
                return whole
        return worst_of(word.fit(line, worst=worst) for word in self.words)

    def marks(self, line: str) -> set[int]:
        """The positions in a title, folded and after a line feed, of what was typed."""
        if line.startswith(f"\n{self.phrase}"):
            return set(range(1, len(self.phrase) + 1))
        return set().union(*(word.marks(line) for word in self.words))


def worst_of(fits: Iterable[Fit | None]) -> Fit | None:
    """The worst of some; None where one is None, and where there are none."""
    worst: Fit | None = None
    for fit in fits:
        if fit is None:
            return None
        worst = fit if worst is None else max(worst, fit)
    return worst


def divisions(word: str, readings: Readings, limit: int) -> Sequence[tuple[str, ...]]:
    """The ways to divide a word into letters and syllables, at most `limit`: all letters, then the fewest parts."""
    size = len(word)
    best: list[list[tuple[str, ...]]] = [[] for _ in range(size)] + [[()]]
    for start in reversed(range(size)):
        parts = (word[start:end] for end in range(start + 1, size + 1))
        found = [
            (part, *rest)
            for part in parts
            if len(part) == 1 or readings.is_whole(part) or (start + len(part) == size and readings.is_begun(part))
            for rest in best[start + len(part)]
        ]
        best[start] = sorted(found, key=len)[:limit]
    letters = tuple(word)
    others = [division for division in best[0] if division != letters]
    return [letters, *others[: limit - 1]]


def _literal(word: str) -> str:
    """A word as it stands, at the beginning of one. What it begins with is looked for first: that is quick."""
    escaped = re.escape(word)
    return f"{escaped}(?<={_STARTS}{escaped})" if _WORD_OF_LETTERS.match(word) else escaped


def _by_first(divisions: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Ways to divide by their first part, each with the rests; one that ends there is apart, for it means more then."""
    rests: dict[tuple[str, bool], list[tuple[str, ...]]] = {}
    for division in filter(None, divisions):
        rests.setdefault((division[0], len(division) == 1), []).append(division[1:])
    for (part, _), following in rests.items():
        yield part, following


def _skip(expression: re.Pattern[str], line: str, place: int) -> int:
    """Behind what an expression finds at a place."""
    found = expression.match(line, place)
    return found.end() if found else place


def read_fit(found: re.Match[str]) -> Fit:
    """Whether what `READ` finds stands at the beginning of its title."""
    title = found.string.rfind("\n", 0, found.start()) + 1
    return Fit.READ_FIRST if _skip(_SEPARATORS, found.string, title) >= found.start() else Fit.READ
