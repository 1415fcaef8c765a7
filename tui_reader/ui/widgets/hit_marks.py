"""The places of a search in the open article: which stand on which line, and at which of them one is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tui_reader.document import Hit


class HitMarks:
    """All places of a search, in the order of the page."""

    def __init__(self, hits: Sequence[Hit] = ()) -> None:
        """Take the places; one is at none of them yet."""
        self._hits = tuple(hits)
        self._lines: dict[int, list[tuple[int, int, int]]] = {}
        self.current = -1
        """The place at which one is, from 0; -1 for none."""
        self._first_lines = frozenset(hit.parts[0].line for hit in self._hits)
        self._rows: tuple[tuple[int, int, int], frozenset[int]] | None = None
        for number, hit in enumerate(self._hits):
            for part in hit.parts:
                self._lines.setdefault(part.line, []).append((part.start, part.end, number))

    def __len__(self) -> int:
        return len(self._hits)

    def first_from(self, line: int) -> int:
        """The first place at or after a line of the page, else the first of all."""
        return next((number for number in range(len(self)) if self.line_of(number) >= line), 0)

    def line_of(self, number: int) -> int:
        """The line of the page in which a place begins."""
        return self._hits[number].parts[0].line

    @property
    def place(self) -> tuple[int, int] | None:
        """The line of the page, and the character in it, at which one is; None where one is at no place."""
        if self.current < 0:
            return None
        part = self._hits[self.current].parts[0]
        return part.line, part.start

    def rows(self, rows: int, total: int, top: int) -> frozenset[int]:
        """The rows of a scroll bar that stand for lines in which places begin; worked out once for each size.

        Args:
            rows: Of the bar.
            total: Lines that it stands for.
            top: The line with which the page begins.
        """
        size = rows, total, top
        if self._rows is None or self._rows[0] != size:
            self._rows = size, frozenset((line + top) * rows // max(1, total) for line in self._first_lines)
        return self._rows[1]

    def on(self, line: int) -> Iterator[tuple[int, int, bool]]:
        """What is marked on a line: where it begins and ends, in characters, and whether one is there."""
        for start, end, number in self._lines.get(line, ()):
            yield start, end, number == self.current
