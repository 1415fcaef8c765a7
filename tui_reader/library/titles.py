"""The titles of a library in memory, and the search for those that fit what is typed, a little at a time.

Asks no index: whoever loads the titles gives them, folded, the first ones those that are to come first among equals.

The titles are a few long texts with line feeds between them, and each way of fitting is one expression (see
`title_patterns`) that `re` looks for in C, the best way first; so a search ends as soon as there are titles enough. A
million titles of 20 characters are 40 MB, twice that where many have emoji, and a look through all of them takes 15 to
200 ms a way. The longest word finds titles, the others are asked of each. Once all titles were looked through and few
fit, what is typed on is looked for in those alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from tui_reader.library.readings import Readings
from tui_reader.library.title_patterns import WAYS, WORDS, Fit, TitlePattern, WordPattern, read_fit, worst_of

_TEXT_CHARACTERS = 64 * 1024
"""In so much text `re` looks at once: a millisecond, in which no other thread runs."""
_WORDS_AT_ONCE = 20_000
_NEAR_WORDS = 32
"""So many beginnings of words a word may be a slip for, the nearest."""
_SETTLED = {Fit.READ: (Fit.READ_FIRST, Fit.READ)}
"""Ways in which more than one fit is found, the better first."""


@dataclass(frozen=True, slots=True)
class _Text:
    """Some titles, a line feed before each and at the end."""

    text: str
    places: Sequence[int]
    """Of each title among all."""

    def hits(self, expression: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str]]]:
        """The titles that an expression finds, each once: their places, and what was found first."""
        text, number, counted = self.text, -1, 0
        found = expression.search(text)
        while found is not None:
            within = found.start() + 1
            number += text.count("\n", counted, within)
            counted = within
            yield self.places[number], found
            found = expression.search(text, text.find("\n", within))


class Titles:
    """The titles of a library, more and more of them. One thread adds; others may search meanwhile."""

    def __init__(self, readings: Readings | None = None) -> None:
        """Begin empty.

        Args:
            readings: What is known of characters already.
        """
        self.readings = readings or Readings()
        self._texts: tuple[_Text, ...] = ()
        self._total = 0
        self._narrowed: _Narrowed | None = None
        self._words: tuple[int, tuple[str, ...]] = (0, ())

    def __len__(self) -> int:
        return self._total

    def add(self, titles: Sequence[str]) -> None:
        """Take more titles, to come after those that are here.

        Args:
            titles: Folded, without line feeds.
        """
        texts: list[_Text] = []
        start = characters = 0
        for end, title in enumerate(titles, 1):
            characters += len(title) + 1
            if characters >= _TEXT_CHARACTERS or end == len(titles):
                text = "\n".join(("", *titles[start:end], ""))
                self.readings.add(text)
                texts.append(_Text(text, range(self._total + start, self._total + end)))
                start, characters = end, 0
        self._texts += tuple(texts)
        self._total += len(titles)

    def search(self, typed: str, limit: int) -> TitleSearch:
        """Begin to look for the titles that fit what is typed, at most `limit`."""
        return TitleSearch(self, TitlePattern(typed, self.readings), limit)

    def texts(self) -> tuple[_Text, ...]:
        """All titles as they are now."""
        return self._texts

    def texts_for(self, pattern: TitlePattern) -> tuple[_Text, ...]:
        """The titles among which all are that fit, but for typos."""
        narrowed, texts = self._narrowed, self._texts
        if narrowed is not None and narrowed.total == len(texts) and pattern.narrows(narrowed.pattern):
            return narrowed.texts
        return texts

    def narrow(self, pattern: TitlePattern, searched: int, lines: Sequence[tuple[int, str]]) -> None:
        """Keep the titles that fit, all that there are.

        Args:
            pattern: What they fit.
            searched: How many texts were looked through.
            lines: Their places, in order, and themselves, each after a line feed.
        """
        text = _Text("".join((*(line for _, line in lines), "\n")), [place for place, _ in lines])
        self._narrowed = _Narrowed(pattern, searched, (text,) if lines else ())

    def learn_words(self) -> Iterator[None]:
        """Collect the words of letters in all titles; it pauses where it may be left."""
        texts = self._texts
        searched, known = self._words
        words = set(known)
        for text in texts[searched:]:
            words.update(WORDS.findall(text.text))
            yield
        if searched != len(texts):
            self._words = len(texts), tuple(words)

    @property
    def words(self) -> Sequence[str]:
        """The words of letters that were collected."""
        return self._words[1]


@dataclass(frozen=True, slots=True)
class _Narrowed:
    pattern: TitlePattern
    total: int
    texts: tuple[_Text, ...]


class TitleSearch:
    """One search. What it has found never changes its order while it goes on: more comes after it."""

    def __init__(self, titles: Titles, pattern: TitlePattern, limit: int) -> None:
        """Begin nothing yet; `Titles.search` makes it."""
        self.pattern = pattern
        self.is_done = False
        """Whether all that fits is found, or as much as is wanted."""
        self._titles = titles
        self._limit = limit
        self._found: dict[int, Fit] = {}
        self._lines: dict[int, str] = {}
        self._refused: set[int] = set()
        self._waiting: dict[Fit, list[int]] = {fit: [] for fit in Fit}
        self._by_length = sorted(pattern.words, key=lambda word: -len(word.word))
        self._steps = self._look() if pattern.words else iter(())

    @property
    def found(self) -> Sequence[tuple[int, Fit]]:
        """The places of the titles that fit, the best first, and how."""
        return tuple(self._found.items())[: self._limit]

    def step(self, seconds: float) -> bool:
        """Go on for about so long; True when it is done. Not for two threads at once."""
        end = monotonic() + seconds
        for _ in self._steps:
            if monotonic() >= end:
                return False
        self.is_done = True
        return True

    def _look(self) -> Iterator[None]:
        """Look way by way; it pauses where it may be left."""
        everything = self._titles.texts()
        narrowed = self._titles.texts_for(self.pattern)
        for way in (Fit.WHOLE, Fit.BEGINNING, *WAYS):
            if way is not Fit.TYPO:
                yield from self._scan(narrowed, way, _SETTLED.get(way, (way,)))
            if self._is_enough:
                return
        places = sorted(self._found)
        self._titles.narrow(self.pattern, len(everything), [(place, self._lines[place]) for place in places])
        yield from self._look_for_typos(everything)

    def _look_for_typos(self, texts: Sequence[_Text]) -> Iterator[None]:
        doubtful = [word for word in self.pattern.words if word.typos]
        if doubtful:
            yield from self._titles.learn_words()
        for word in doubtful:
            yield from _find_near_words(word, self._titles.words)
        if any(word.near for word in doubtful):
            self._refused.clear()
            for way in WAYS if len(self.pattern.words) > 1 else (Fit.TYPO,):
                yield from self._scan(texts, way, (Fit.TYPO,) if way is Fit.TYPO else ())

    @property
    def _is_enough(self) -> bool:
        return len(self._found) >= self._limit

    def _scan(self, texts: Sequence[_Text], way: Fit, settled: Sequence[Fit]) -> Iterator[None]:
        """Look through all titles in one way.

        Args:
            texts: The titles.
            way: What is looked for.
            settled: The fits for which nothing more comes after it.
        """
        if way in (Fit.WHOLE, Fit.BEGINNING):
            expression: re.Pattern[str] | None = self.pattern.phrase_expression(way)
        else:
            expression = self._by_length[0].expression(way)
        for text in texts:
            if expression is None:
                break
            self._take(text, expression, way)
            for fit in settled[:1]:
                self._settle(fit, text.places[-1])
            if self._is_enough:
                return
            yield
        for fit in settled:
            self._settle(fit, len(self._titles))

    def _take(self, text: _Text, expression: re.Pattern[str], way: Fit) -> None:
        """Ask the titles that an expression finds for the other words too."""
        for place, found in text.hits(expression):
            if place in self._lines or place in self._refused:
                continue
            line = _line_of(found)
            fit: Fit | None = read_fit(found) if way is Fit.READ else way
            if way not in (Fit.WHOLE, Fit.BEGINNING) and len(self._by_length) > 1:
                fit = worst_of((fit, *(word.fit(line) for word in self._by_length[1:])))
            if fit is None:
                self._refused.add(place)
            else:
                self._lines[place] = line
                self._waiting[fit].append(place)

    def _settle(self, fit: Fit, last: int) -> None:
        """Take as found what fits so, up to a place: nothing will come before it any more."""
        waiting = self._waiting[fit]
        settled = sorted(place for place in waiting if place <= last)
        self._waiting[fit] = [place for place in waiting if place > last]
        self._found.update(dict.fromkeys(settled, fit))


def _line_of(found: re.Match[str]) -> str:
    """The title in which something was found, with the line feed before it."""
    text, within = found.string, found.start() + 1
    return text[text.rfind("\n", 0, within) : text.find("\n", within)]


def _find_near_words(word: WordPattern, words: Sequence[str]) -> Iterator[None]:
    """Tell a word what it may be meant to be; it pauses where it may be left."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    sizes = range(len(word.word) - word.typos, len(word.word) + word.typos + 1)
    near: dict[str, float] = {}
    for start in range(0, len(words), _WORDS_AT_ONCE):
        beginnings = {known[:size] for known in words[start : start + _WORDS_AT_ONCE] for size in sizes}
        found = process.extract(
            word.word, list(beginnings), scorer=OSA.distance, score_cutoff=word.typos, limit=_NEAR_WORDS
        )
        near.update((beginning, distance) for beginning, distance, _ in found)
        yield
    word.near = tuple(sorted(near, key=lambda beginning: (near[beginning], beginning))[:_NEAR_WORDS])
