"""Places in a page: reading positions that survive a change of width, and where words stand. Changes no page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from tui_reader.document.folds import spans
from tui_reader.document.page import Line, Page, Role
from tui_reader.model import ReadingPosition


@dataclass(frozen=True, slots=True)
class HitPart:
    """The part of a hit that stands in one line."""

    line: int
    """The line, from 0."""
    start: int
    """Where it begins in `Line.text`, in characters."""
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words stand; more than one part where a line end goes through it."""

    parts: tuple[HitPart, ...]


def anchor(page: Page, line: int) -> ReadingPosition:
    """The reading position of a line; of the nearest one where there is no such line."""
    if not page.lines:
        return ReadingPosition(0, 0)
    found = page.lines[min(max(line, 0), len(page.lines) - 1)]
    return ReadingPosition(found.block, found.offset)


def locate(page: Page, position: ReadingPosition) -> int:
    """The line, from 0, in which a reading position stands; 0 in an empty page."""
    place = (position.block, position.offset)
    at = bisect_right(page.lines, place, key=_place) - 1
    if at < 0:
        return 0
    if page.lines[at].block < position.block and at + 1 < len(page.lines):
        return at + 1  # the block has no line of its own: the one after it
    while at and _place(page.lines[at - 1]) == _place(page.lines[at]):
        at -= 1
    return at


def _place(line: Line) -> tuple[int, int]:
    return line.block, line.offset


def block_text(page: Page, block: int) -> str:
    """The text of a top-level block, the same at every width but for tables."""
    first = bisect_right(page.lines, (block, -1), key=_place)
    parts: list[str] = []
    for line in page.lines[first:]:
        if line.block != block:
            break
        parts.extend((line.content, line.end))
    return "".join(parts).rstrip("\n")


def plain_text(page: Page) -> str:
    """The text of the whole page, lines joined that the layout has broken."""
    return page_text(page).rstrip("\n")


def find(page: Page, words: str, *, variants: bool = False) -> tuple[Hit, ...]:
    """Every place of `words`, in order, none overlapping: whatever case, width or accents, across broken lines.

    Args:
        page: Where they may stand.
        words: What is looked for.
        variants: Whether simplified and traditional characters are taken for one another.
    """
    return hits_at(page, list(spans(page_text(page), " ".join(words.split()), variants=variants)))


def page_text(page: Page) -> str:
    """The text of the whole page as `hits_at` counts it."""
    return "".join(part for line in page.lines for part in (line.content, line.end))


def hits_at(page: Page, found: Sequence[tuple[int, int]]) -> tuple[Hit, ...]:
    """The hits that stand in `page_text` from a character up to another."""
    starts: list[int] = []
    length = 0
    for line in page.lines if found else ():
        starts.append(length)
        length += len(line.content) + len(line.end)
    hits = (_hit(page, starts, start, end) for start, end in found)
    return tuple(hit for hit in hits if hit.parts)


def _hit(page: Page, starts: list[int], start: int, end: int) -> Hit:
    number = bisect_right(starts, start) - 1
    parts: list[HitPart] = []
    while number < len(starts) and starts[number] < end:
        line = page.lines[number]
        length = len(line.content)
        first, last = max(0, start - starts[number]), min(length, end - starts[number])
        if first < last:
            parts.append(HitPart(number, _shown_at(line, first), _shown_at(line, last - 1) + 1))
        number += 1
    return Hit(tuple(parts))


def _shown_at(line: Line, at: int) -> int:
    """Where a character of a line's content stands in its text."""
    at += line.indent
    seen = 0
    for run in line.runs:
        if run.role is Role.GAP:
            at += len(run.text)
        seen += len(run.text)
        if at < seen:
            break
    return at
