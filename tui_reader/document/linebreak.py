"""Where a line may end: the pair rules of UAX #14, tailored as JLREQ and CLREQ ask.

Judges places in one paragraph of plain text; measures nothing and fills no lines (`document.filling` does).

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

from functools import cache

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

_NEVER, _ALLOWED, _ASK = 0, 1, 2

_SPACE, _ZERO_SPACE, _HYPHEN, _MARK, _FLAG = map(ord, (SP, ZW, HY, CM, RI))
_NO_START = frozenset([CP, CL, CL_WIDE, EX, EX_WIDE, IS, NS, IN, B2, QUOTE_CLOSE, PO, SY, MIDDLE])
"""Classes that begin no line, whatever stands before."""
_NO_START_AFTER_SPACE = _NO_START | {CM, ZWJ, WJ, ZW}
_NO_END = frozenset([OP, OP_WIDE, QUOTE_OPEN, CURRENCY])
"""Classes that end no line, whatever comes after."""
BAD_START = frozenset(map(ord, _NO_START | {HY, BA, SHY, CM, ZWJ, WJ, ZW, GL, SP}))
"""Codes of classes that even a break against the rules leaves where they are, if it can."""
BAD_END = frozenset(map(ord, _NO_END | {GL, WJ, BB}))
"""Likewise, of classes that it does not leave behind."""
_WORD = frozenset([AL, NU])
HAN = frozenset([ID, UNIT, ORDINAL])
"""Classes of Han characters and what stands like one."""


def _pair(before: str, after: str) -> int:
    """Whether a line may end between two classes that stand side by side."""
    if after in (SP, ZW):
        return _NEVER
    if before == ZW:
        return _NEVER if after in (CM, ZWJ, WJ) else _ALLOWED
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
        return _NEVER if after in _WORD or after in HAN or after in (HANGUL, OP, PR, CURRENCY) else _ALLOWED
    if after == HANGUL:
        return _NEVER if before in _WORD or before in HAN or before in (CP, CL, CL_WIDE, PO, PR) else _ALLOWED
    if after in _WORD:
        return _NEVER if before in _WORD or before in (CP, CL, EX, IS, PO, PR) else _ALLOWED
    if before == PR:
        return _NEVER if after in HAN or after in (OP, OP_WIDE) else _ALLOWED
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
        return before not in _NO_END and (before, after) not in ((NU, UNIT), (ORDINAL, NU))
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


def may_end(shadow: bytearray, at: int, start: int = 0) -> bool:
    """Whether a line that begins at `start` may end before `at`.

    Args:
        shadow: The classes of the paragraph, as `classify` gives them.
        at: A place after `start` and within the paragraph.
        start: No character before it is looked at.
    """
    verdict = _pairs()[shadow[at - 1] << 7 | shadow[at]]
    return verdict == _ALLOWED or (verdict == _ASK and _asked(shadow, at, start))


def last_break(shadow: bytearray, start: int, end: int) -> int:
    """The last place after `start` and up to `end` where a line may end; 0 if there is none."""
    pairs = _pairs()
    for at in range(end, start, -1):  # as `may_end`, which would be a call for every character
        verdict = pairs[shadow[at - 1] << 7 | shadow[at]]
        if verdict and (verdict == _ALLOWED or _asked(shadow, at, start)):
            return at
    return 0


def opportunities(text: str) -> list[int]:
    """Every place in `text` where a line may end, without its two ends; addresses are taken as any text."""
    shadow = classify(text)
    return [at for at in range(1, len(text)) if may_end(shadow, at)]
