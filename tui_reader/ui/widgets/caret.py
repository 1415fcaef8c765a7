"""A place in the text of a page that keys move: by characters, words and lines. Pure: no widget, no keys.

Characters are grapheme clusters (UAX #29); what stands before a line's text, such as a quote bar, is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui_reader.document import Line, clusters, width

Place = tuple[int, int]
"""A line, from 0, and a character of its text, from 0, at which a cluster begins."""

_WORD = re.compile(
    r"[\u2e80-\u2fff\u3041-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]|[^\W_]+(?:['’_-][^\W_]+)*"
)
"""A word of an alphabet, or a character of a script that has no blanks between words."""


class Caret:
    """Where one is in some lines; never where there is no text, as long as there is any."""

    def __init__(self, lines: Sequence[Line], place: Place) -> None:
        """Begin at the nearest character to a place, at or after it where there is one.

        Args:
            lines: At least one of them must have text.
            place: Where to begin.
        """
        self._lines = lines
        self._column: int | None = None
        self.place: Place = place
        line = min(max(place[0], 0), len(lines) - 1)
        after = (number for number in range(line, len(lines)) if _starts(lines[number]))
        before = (number for number in range(line, -1, -1) if _starts(lines[number]))
        number = next(after, next(before, -1))
        if number < 0:
            raise ValueError("there is no text")
        self._stand(number, place[1] if number == place[0] else 0)

    @property
    def end(self) -> Place:
        """The character behind the one that one is at."""
        line, at = self.place
        starts = [*_starts(self._lines[line]), len(self._lines[line].text)]
        return line, next(start for start in starts if start > at)

    def character(self, step: int) -> None:
        """Go on by a character, or back; over the ends of lines."""
        line, at = self.place
        self._column = None
        starts = _starts(self._lines[line])
        beside = starts.index(at) + step
        if 0 <= beside < len(starts):
            self.place = line, starts[beside]
        elif (other := self._with_text(line + step, step)) is not None:
            starts = _starts(self._lines[other])
            self.place = other, starts[0 if step > 0 else -1]

    def line(self, step: int) -> None:
        """Go down by some lines, or up; to where the cell below is, as an editor does."""
        line, at = self.place
        if self._column is None:
            self._column = width(self._lines[line].text[:at])
        direction = 1 if step > 0 else -1
        wanted = min(max(line + step, 0), len(self._lines) - 1)
        other = self._with_text(wanted, direction)
        if other is None:
            other = self._with_text(wanted, -direction)
        if other is not None and (other - line) * direction > 0:
            text = self._lines[other].text
            starts = _starts(self._lines[other])
            self.place = other, max((at for at in starts if width(text[:at]) <= self._column), default=starts[0])

    def word(self, step: int) -> None:
        """Go to the beginning of the next word, or of the one before."""
        line, at = self.place
        self._column = None
        number: int | None = line
        while number is not None:
            starts = [found.start() for found in _WORD.finditer(self._lines[number].text, self._lines[number].indent)]
            if number == line:
                starts = [start for start in starts if (start > at if step > 0 else start < at)]
            if starts:
                self._stand(number, starts[0 if step > 0 else -1])
                return
            number = self._with_text(number + step, step)
        self.line_end(step)

    def line_end(self, step: int) -> None:
        """Go to the last character of the line, or to its first."""
        self._column = None
        self.place = self.place[0], _starts(self._lines[self.place[0]])[-1 if step > 0 else 0]

    def text_end(self, step: int) -> None:
        """Go to the last character of all, or to the first."""
        self._column = None
        number = self._with_text(len(self._lines) - 1 if step > 0 else 0, -step)
        if number is not None:
            self.place = number, _starts(self._lines[number])[-1 if step > 0 else 0]

    def _with_text(self, number: int, step: int) -> int | None:
        """The first line with text from `number` on, or back."""
        while 0 <= number < len(self._lines):
            if _starts(self._lines[number]):
                return number
            number += step
        return None

    def _stand(self, number: int, at: int) -> None:
        starts = _starts(self._lines[number])
        self.place = number, max((start for start in starts if start <= at), default=starts[0])


def _starts(line: Line) -> list[int]:
    """Where the clusters of a line's text begin, without what stands before it; none in an empty line."""
    starts: list[int] = []
    at = line.indent
    for cluster in clusters(line.text[line.indent :]):
        starts.append(at)
        at += len(cluster)
    return starts
