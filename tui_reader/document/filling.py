"""Fills lines with a paragraph, in cells: first fit, no line too wide but for what can't be broken.

Knows where a line may end only from `document.linebreak`; knows no styles, no blocks and no furniture.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tui_reader.document.cells import cell_counts, spans
from tui_reader.document.linebreak import BAD_END, BAD_START, HAN, last_break, may_end
from tui_reader.document.linebreak_address import Address, addresses, soften
from tui_reader.document.linebreak_classes import CM, GL, SHY, SP, ZWJ, classify

Piece = tuple[int, int, int]
"""A line of a paragraph: where its text begins and ends, and where the next line begins, in characters."""

_SPACE, _SOFT, _MARK, _JOINER = map(ord, (SP, SHY, CM, ZWJ))
_BAD_START_CHARACTERS = "!%),.:;?]}"
_BAD_END_CHARACTERS = "([{$"
_HANGING = frozenset("，。、．,.")
"""Marks that may stand beyond the end of a line, as CLREQ (3.1.6) and JLREQ (3.8.2) have it."""


@dataclass(slots=True)
class _Filler:
    """One paragraph on its way into lines."""

    text: str
    shadow: bytearray
    ends: list[int]
    """The cells before each character, and after the last."""
    kept: Sequence[Address]
    ambiguous: int
    hanging: bool

    def lines(self, width: int, first_width: int) -> list[Piece]:
        """The pieces of at most `width` cells each, the first of `first_width`."""
        shadow, ends = self.shadow, self.ends
        stop = len(self.text.rstrip(" "))
        pieces: list[Piece] = []
        start, room = 0, first_width
        while True:
            limit = ends[start] + room
            if ends[stop] <= limit:
                pieces.append((start, stop, len(self.text)))
                break
            near = min(stop, start + room) + 1  # few characters take no cell: the end is seldom beyond
            end = bisect_right(ends, limit, start, near) - 1
            if end + 1 == near:
                end = bisect_right(ends, limit, start, stop + 1) - 1
            while end < stop and shadow[end] == _SPACE:
                end += 1
            if shadow[end - 1] == _SPACE and end < stop and shadow[end] in (_MARK, _JOINER):  # one grapheme
                end -= 1
            if self.hanging and self._hangs(start, end, stop):
                end += 1
                while end < stop and shadow[end] == _SPACE:
                    end += 1
            following = self._last_break(start, end, limit) or self._emergency(start, end)
            pieces.append((start, self._without_spaces(start, following), following))
            start, room = following, width
            if start >= stop:
                pieces[-1] = (*pieces[-1][:2], len(self.text))
                break
        if len(pieces) > 1:
            self._give_one_up(pieces, width)
        return pieces

    def _hangs(self, start: int, end: int, stop: int) -> bool:
        """Whether the first character that has no room is a mark that hangs, and the line may end behind it."""
        if not start < end < stop - 1 or self.text[end] not in _HANGING or self.shadow[end - 1] == _SPACE:
            return False
        return self.shadow[end + 1] == _SPACE or may_end(self.shadow, end + 1, start)

    def _without_spaces(self, start: int, end: int) -> int:
        while end > start and self.shadow[end - 1] == _SPACE:
            end -= 1
        return end

    def _last_break(self, start: int, end: int, limit: int) -> int:
        """The last place up to `end` where the line from `start` may end, 0 if there is none."""
        at = last_break(self.shadow, start, end)
        while at and self.shadow[at - 1] == _SOFT and self.ends[at] >= limit:  # no room for the hyphen
            at = last_break(self.shadow, start, at - 1)
        return at

    def _emergency(self, start: int, end: int) -> int:
        """Where to end a line that has no place to: past a kept address, else within a word, else anywhere."""
        beyond = bisect_right(self.kept, start, key=_end_of)
        if beyond < len(self.kept) and self.kept[beyond].start <= end:
            return self._first_break(start, max(end, self.kept[beyond].end))
        if end == start:  # not even the first grapheme fits
            end = bisect_right(self.ends, self.ends[start + 1], start) - 1
        cuts = [start + stop for _, stop, _ in spans(self.text[start:end], self.ambiguous)]
        return next((cut for cut in reversed(cuts) if self._is_fair(start, cut)), cuts[-1])

    def _is_fair(self, start: int, cut: int) -> bool:
        """Whether an emergency break leaves no mark at the wrong side; within addresses the shadow doesn't tell."""
        if cut >= len(self.shadow) or self.shadow[cut] in BAD_START or self.text[cut] in _BAD_START_CHARACTERS:
            return False
        last = self._without_spaces(start, cut) - 1
        return self.shadow[last] not in BAD_END and self.text[last] not in _BAD_END_CHARACTERS

    def _first_break(self, start: int, at: int) -> int:
        while at < len(self.shadow) and not may_end(self.shadow, at, start):
            at += 1
        return at

    def _give_one_up(self, pieces: list[Piece], width: int) -> None:
        """Move a character over where the last line would hold one Han character alone, marks not counted."""
        start, stop, rest = pieces[-1]
        earlier, _, _ = pieces[-2]
        if stop - start > 4 or chr(self.shadow[start]) not in HAN:
            return
        if any(code not in BAD_START for code in self.shadow[start + 1 : stop]):
            return
        at = self._last_break(earlier, start - 1, self.ends[start])
        kept = self.ends[at] - self.ends[earlier]
        if not at or self.ends[stop] - self.ends[at] > width or 2 * kept < width:
            return
        pieces[-2:] = [(earlier, self._without_spaces(earlier, at), at), (at, stop, rest)]


def _end_of(address: Address) -> int:
    return address.end


def _filler(
    text: str,
    width: int,
    ambiguous: int,
    glue: Iterable[int],
    known: Sequence[Address],
    break_addresses: bool,
    hanging: bool,
) -> _Filler:
    shadow = classify(text)
    for at in glue:
        shadow[at] = ord(GL)
    counts = cell_counts(text, ambiguous)
    if "\u00ad" in text:
        counts = bytes(0 if character == "\u00ad" else count for character, count in zip(text, counts, strict=True))
    ends = list(accumulate(counts, initial=0))
    found = addresses(text)
    if known:
        others = [one for one in found if not any(one.start < it.end and it.start < one.end for it in known)]
        found = sorted([*others, *known])
    for address in found:
        wide = ends[address.end] - ends[address.start] > width
        soften(text, shadow, address, breakable=wide and break_addresses)
    return _Filler(text, shadow, ends, () if break_addresses else found, ambiguous, hanging)


def break_lines(
    text: str,
    width: int,
    *,
    first_width: int | None = None,
    ambiguous: int = 1,
    glue: Iterable[int] = (),
    known: Sequence[Address] = (),
    break_addresses: bool = True,
    hanging: bool = False,
) -> list[Piece]:
    """Fill lines with a paragraph, first fit.

    Args:
        text: One paragraph; a newline in it counts as a space.
        width: Cells of a line; 0 for no end.
        first_width: Cells of the first line, where it has another room.
        ambiguous: Cells of characters of UAX #11 class A.
        glue: Places of characters that are not parted from their neighbours, such as the space before a link's number.
        known: Addresses of which it is known where they stand; others are told by their looks.
        break_addresses: Whether an address longer than the line is broken; else it sticks out.
        hanging: Whether a comma or full stop may stand beyond the line's end.

    Returns:
        The lines; what stands between the end of one and the start of the next is spaces. A line is wider than `width`
        only where an address is kept, a mark hangs, or one grapheme is wider than the line.
    """
    if not text or not width:
        return [(0, len(text.rstrip(" ")), len(text))]
    first = width if first_width is None else first_width
    return _filler(text, width, ambiguous, glue, known, break_addresses, hanging).lines(width, max(1, first))
