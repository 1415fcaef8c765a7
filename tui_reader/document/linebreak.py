"""Where a line may end: the pair rules of UAX #14, tailored as JLREQ and CLREQ ask, and the filling of lines.

Works on one paragraph of plain text; knows no styles, no blocks and no furniture.

Tailorings, all but the marked ones stricter than the annex (numbers are its rules):

- nothing that may not begin a line begins one even after a space: NS, IN, B2, PO, closing quotes (LB 15b, 18, 21, 22);
- nothing that may not end a line ends one even before a space: opening quotes, currency signs (LB 14, 15a);
- IN and B2 pairs (…… and ——) are never parted; both stay with what comes before;
- a number keeps a Han unit (2021年, 3.5 万), a unit after a space (12 km), 第 its number;
- Hangul keeps words whole, with Latin, digits, Han and closing marks beside it;
- a closing bracket, `!` or `?` before a letter or a digit does not end a line (LB 31), nor does a hyphen that begins
  a word after an opening bracket or another hyphen (LB 20a);
- (looser) a quotation mark between East Asian and other text, after a dash or beside another one, is opening or
  closing by itself: 说——“好” may end a line after the dash (LB 19a); after a wide closing mark a line may end before
  a sign, and after a per cent sign before a wide opening one: 5、￥6 and 5%（6 (LB 25).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from tui_reader.document.cells import cell_counts, spans
from tui_reader.document.linebreak_address import Address, addresses, soften
from tui_reader.document.linebreak_classes import (
    AL,
    B2,
    BA,
    BB,
    CL,
    CL_WIDE,
    CLASSES,
    CM,
    CP,
    CURRENCY,
    EAST_ASIAN,
    EX,
    EX_WIDE,
    GL,
    HANGUL,
    HY,
    ID,
    IN,
    IS,
    MIDDLE,
    NS,
    NU,
    OP,
    OP_WIDE,
    ORDINAL,
    PO,
    PR,
    QU,
    QUOTE_CLOSE,
    QUOTE_OPEN,
    RI,
    SHY,
    SP,
    SY,
    UNIT,
    WJ,
    ZW,
    ZWJ,
    classify,
)  # fmt: skip

Piece = tuple[int, int, int]
"""A line of a paragraph: where its text begins and ends, and where the next line begins, in characters."""

_NEVER, _ALLOWED, _ASK = 0, 1, 2

_SPACE, _ZERO_SPACE, _HYPHEN, _SOFT, _MARK, _FLAG = map(ord, (SP, ZW, HY, SHY, CM, RI))
_NO_START = frozenset([CP, CL, CL_WIDE, EX, EX_WIDE, IS, NS, IN, B2, QUOTE_CLOSE, PO, SY, MIDDLE])
"""Classes that begin no line, whatever stands before."""
_NO_START_AFTER_SPACE = _NO_START | {CM, ZWJ, WJ, ZW}
_NO_END = frozenset([OP, OP_WIDE, QUOTE_OPEN, CURRENCY])
"""Classes that end no line, whatever comes after."""
_BAD_START = frozenset(map(ord, _NO_START | {HY, BA, SHY, CM, ZWJ, WJ, ZW, GL, SP}))
_BAD_END = frozenset(map(ord, _NO_END | {GL, WJ, BB}))
_BAD_START_CHARACTERS = "!%),.:;?]}"
_BAD_END_CHARACTERS = "([{$"
_WORD = frozenset([AL, NU])
_HAN = frozenset([ID, UNIT, ORDINAL])


def _pair(before: str, after: str) -> int:
    """Whether a line may end between two classes that stand side by side."""
    if after in (SP, ZW):
        return _NEVER
    if before == ZW:
        return _ALLOWED
    if after in (CM, ZWJ, WJ, GL) or before in (ZWJ, WJ, GL):
        return _ASK if before == SP else _NEVER
    if before in (SP, CM):
        return _ASK
    if after in _NO_START or before in _NO_END or after in (HY, BA, SHY) or before == BB or QU in (before, after):
        return _NEVER
    if before == MIDDLE:
        return _ALLOWED if after in EAST_ASIAN else _NEVER
    if after == QUOTE_OPEN:
        return _ALLOWED if before in EAST_ASIAN or before in (B2, IN, QUOTE_CLOSE, BA, SHY) else _NEVER
    if before == QUOTE_CLOSE:
        return _ALLOWED if after in EAST_ASIAN else _NEVER
    if before == HY:
        return _NEVER if after == NU else _ASK
    if before == RI == after:
        return _ASK
    if (before, after) in ((NU, UNIT), (ORDINAL, NU), (SY, NU)):
        return _NEVER
    return _pair_of_words(before, after)


def _pair_of_words(before: str, after: str) -> int:
    """The rules between letters, numbers and their signs: LB 23 to 30."""
    if before == HANGUL:
        return _NEVER if after in _WORD or after in _HAN or after in (HANGUL, OP, PR, CURRENCY) else _ALLOWED
    if after == HANGUL:
        return _NEVER if before in _WORD or before in _HAN or before in (CP, CL, CL_WIDE, PO, PR) else _ALLOWED
    if after in _WORD:
        return _NEVER if before in _WORD or before in (CP, CL, EX, IS, PO, PR) else _ALLOWED
    if before == PR:
        return _NEVER if after in _HAN or after in (OP, OP_WIDE) else _ALLOWED
    if after == OP:
        return _NEVER if before in _WORD or before == PO else _ALLOWED
    if after in (PR, CURRENCY):
        return _NEVER if before in _WORD or before in (CP, CL, IS, SY) else _ALLOWED
    return _ALLOWED


@cache
def _pairs() -> bytes:
    """The pair table: at `before << 7 | after`, by the classes' letters."""
    table = bytearray(1 << 14)
    for before in CLASSES:
        for after in CLASSES:
            table[ord(before) << 7 | ord(after)] = _pair(before, after)
    return bytes(table)


def _asked(shadow: bytearray, at: int, start: int) -> bool:
    """Whether a line may end before `at`, for pairs that need more than their neighbours; none looks before `start`."""
    after = chr(shadow[at])
    base = at - 1
    if shadow[base] == _SPACE:
        while base >= start and shadow[base] in (_SPACE, _MARK):
            base -= 1
        if base < start or after in _NO_START_AFTER_SPACE:
            return False
        before = chr(shadow[base])
        return not (before in _NO_END or (before == NU and after == UNIT))
    while base >= start and shadow[base] == _MARK:
        base -= 1
    before = chr(shadow[base]) if base >= start and shadow[base] not in (_SPACE, _ZERO_SPACE) else AL  # LB 10
    verdict = _pairs()[ord(before) << 7 | shadow[at]]
    if verdict != _ASK:
        return verdict == _ALLOWED
    if before == RI:
        first = base
        while first > start and shadow[first - 1] in (_FLAG, _MARK):
            first -= 1
        return shadow.count(RI.encode(), first, base + 1) % 2 == 0
    while base >= start and shadow[base] in (_HYPHEN, _MARK):
        base -= 1
    begins_word = base < start or chr(shadow[base]) in (SP, ZW, GL, OP, OP_WIDE, B2, SY, QUOTE_OPEN)
    return not (begins_word and after in (AL, HANGUL))


@dataclass(slots=True)
class _Filler:
    """One paragraph on its way into lines."""

    text: str
    shadow: bytearray
    ends: list[int]
    """The cells before each character, and after the last."""
    kept: Sequence[Address]
    ambiguous: int

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
            following = self._last_break(start, end, limit) or self._emergency(start, end)
            pieces.append((start, self._without_spaces(start, following), following))
            start, room = following, width
            if start >= stop:
                pieces[-1] = (*pieces[-1][:2], len(self.text))
                break
        if len(pieces) > 1:
            self._give_one_up(pieces, width)
        return pieces

    def _without_spaces(self, start: int, end: int) -> int:
        while end > start and self.shadow[end - 1] == _SPACE:
            end -= 1
        return end

    def _last_break(self, start: int, end: int, limit: int) -> int:
        """The last place up to `end` where the line from `start` may end, 0 if there is none."""
        shadow, pairs = self.shadow, _pairs()
        for at in range(end, start, -1):
            verdict = pairs[shadow[at - 1] << 7 | shadow[at]]
            if verdict and (verdict == _ALLOWED or _asked(shadow, at, start)):
                if shadow[at - 1] == _SOFT and self.ends[at] >= limit:  # no room for the hyphen
                    continue
                return at
        return 0

    def _emergency(self, start: int, end: int) -> int:
        """Where to end a line that has no place to: past a kept address, else within a word, else anywhere."""
        for address in self.kept:
            if address.start <= end < address.end or start <= address.start < end:
                return self._first_break(start, max(end, address.end))
        if end == start:  # not even the first grapheme fits
            end = bisect_right(self.ends, self.ends[start + 1], start) - 1
        cuts = [start + stop for _, stop, _ in spans(self.text[start:end], self.ambiguous)]
        return next((cut for cut in reversed(cuts) if self._is_fair(start, cut)), cuts[-1])

    def _is_fair(self, start: int, cut: int) -> bool:
        """Whether an emergency break leaves no mark at the wrong side; within addresses the shadow doesn't tell."""
        if cut >= len(self.shadow) or self.shadow[cut] in _BAD_START or self.text[cut] in _BAD_START_CHARACTERS:
            return False
        last = self._without_spaces(start, cut) - 1
        return self.shadow[last] not in _BAD_END and self.text[last] not in _BAD_END_CHARACTERS

    def _first_break(self, start: int, at: int) -> int:
        shadow, pairs = self.shadow, _pairs()
        while at < len(shadow):
            verdict = pairs[shadow[at - 1] << 7 | shadow[at]]
            if verdict and (verdict == _ALLOWED or _asked(shadow, at, start)):
                return at
            at += 1
        return len(shadow)

    def _give_one_up(self, pieces: list[Piece], width: int) -> None:
        """Move a character over where the last line would hold one Han character alone, marks not counted."""
        start, stop, rest = pieces[-1]
        earlier, _, _ = pieces[-2]
        if stop - start > 4 or chr(self.shadow[start]) not in _HAN:
            return
        if any(code not in _BAD_START for code in self.shadow[start + 1 : stop]):
            return
        at = self._last_break(earlier, start - 1, self.ends[start])
        kept = self.ends[at] - self.ends[earlier]
        if not at or self.ends[stop] - self.ends[at] > width or 2 * kept < width:
            return
        pieces[-2:] = [(earlier, self._without_spaces(earlier, at), at), (at, stop, rest)]


def _filler(text: str, width: int, ambiguous: int, glue: Iterable[int], break_addresses: bool) -> _Filler:
    shadow = classify(text)
    for at in glue:
        shadow[at] = ord(GL)
    counts = cell_counts(text, ambiguous)
    if "\u00ad" in text:
        counts = bytes(0 if character == "\u00ad" else count for character, count in zip(text, counts, strict=True))
    ends = list(accumulate(counts, initial=0))
    found = addresses(text)
    for address in found:
        wide = ends[address.end] - ends[address.start] > width
        soften(text, shadow, address, breakable=wide and break_addresses)
    return _Filler(text, shadow, ends, () if break_addresses else found, ambiguous)


def break_lines(
    text: str,
    width: int,
    *,
    first_width: int | None = None,
    ambiguous: int = 1,
    glue: Iterable[int] = (),
    break_addresses: bool = True,
) -> list[Piece]:
    """Fill lines with a paragraph, first fit.

    Args:
        text: One paragraph; a newline in it counts as a space.
        width: Cells of a line; 0 for no end.
        first_width: Cells of the first line, where it has another room.
        ambiguous: Cells of characters of UAX #11 class A.
        glue: Places of characters that are not parted from their neighbours, such as the space before a link's number.
        break_addresses: Whether an address longer than the line is broken; else it sticks out.

    Returns:
        The lines; what stands between the end of one and the start of the next is spaces. A line is wider than `width`
        only where an address is kept or one grapheme is wider than the line.
    """
    if not text or not width:
        return [(0, len(text.rstrip(" ")), len(text))]
    first = width if first_width is None else first_width
    return _filler(text, width, ambiguous, glue, break_addresses).lines(width, max(1, first))


def opportunities(text: str) -> list[int]:
    """Every place in `text` where a line may end, without its two ends: for tests and curious readers."""
    shadow, pairs = _filler(text, 1 << 30, 1, (), True).shadow, _pairs()
    return [
        at
        for at in range(1, len(text))
        if (verdict := pairs[shadow[at - 1] << 7 | shadow[at]]) == _ALLOWED
        or (verdict == _ASK and _asked(shadow, at, 0))
    ]
