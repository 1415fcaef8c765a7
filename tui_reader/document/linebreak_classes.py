"""What each character is for breaking lines: the classes of UAX #14, a letter each, and text as a string of them.

Knows no widths of lines and decides no break.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final

from tui_reader.document.cells import width

# The names are those of UAX #14 but for the tailored ones, which say what they are for.
SP: Final = " "
AL: Final = "A"  # with AI, HL, SA, SG, XX and the Brahmic classes
ID: Final = "I"
NU: Final = "9"
UNIT: Final = "U"  # Han characters that count: a number is not parted from them
ORDINAL: Final = "D"  # 第
HANGUL: Final = "H"  # H2, H3, JL, JV, JT: Korean words stay whole
OP: Final = "("
OP_WIDE: Final = "{"
CP: Final = ")"
CL: Final = "]"
CL_WIDE: Final = "}"
EX: Final = "!"
EX_WIDE: Final = "?"
IS: Final = ","
NS: Final = "N"  # with CJ: strict, as JLREQ has it
IN: Final = "."
B2: Final = "="
QUOTE_OPEN: Final = "<"  # QU, Pi
QUOTE_CLOSE: Final = ">"  # QU, Pf
QU: Final = '"'
PO: Final = "%"
CURRENCY: Final = "$"
PR: Final = "+"
SY: Final = "/"
HY: Final = "-"
BA: Final = "|"
SHY: Final = "h"  # U+00AD, BA in the annex
BB: Final = "B"
MIDDLE: Final = "m"  # the dot within names: 列夫·托尔斯泰
GL: Final = "G"
WJ: Final = "W"
ZW: Final = "Z"
ZWJ: Final = "z"
CM: Final = "c"
RI: Final = "R"

CLASSES: Final = (
    SP, AL, ID, NU, UNIT, ORDINAL, HANGUL, OP, OP_WIDE, CP, CL, CL_WIDE, EX, EX_WIDE, IS, NS, IN, B2, QUOTE_OPEN,
    QUOTE_CLOSE, QU, PO, CURRENCY, PR, SY, HY, BA, SHY, BB, MIDDLE, GL, WJ, ZW, ZWJ, CM, RI,
)  # fmt: skip

EAST_ASIAN: Final = frozenset([ID, UNIT, ORDINAL, NS, OP_WIDE, CL_WIDE, EX_WIDE])

_UNITS = (
    "年月日号时分秒点岁个万亿千百十块元角人名位次台辆架艘家届张只条件套"
    "本页章节期集回层楼倍成米克吨升里公度级种项天周所例字"
)

_LISTED: Final = {
    SP: " \n\t",
    UNIT: _UNITS,
    ORDINAL: "第",
    CP: ")]",
    EX: "!?\u05c6\u061b\u061d-\u061f\u06d4\u07f9\u0f0d-\u0f11\u0f14\u1802\u1803\u1808\u1809\u1944\u1945❢❣\u2cf9\u2cfe"
    "\u2e2e\u2e53\u2e54",
    EX_WIDE: "！？\ufe15\ufe16\ufe56\ufe57",
    IS: ",.:;\u037e\u0589\u060c\u060d\u07f8\u2044",
    NS: "‼‽⁇-⁉々〜〻〼ぁぃぅぇぉっゃゅょゎゕゖ゛-ゞ゠ァィゥェォッャュョヮヵヶ・-ヾㇰ-ㇿ"
    "\ua015\ufe13\ufe14\ufe54\ufe55：；･ｧ-ｰﾞﾟ／～\u17d6",
    IN: "․-…⋯\ufe19",
    B2: "—―⸺⸻",
    QU: "\"'‛‟❛-❠\U0001f676-\U0001f678",
    PO: "%¢°‰-‷⁗℃℉％￠\u0609-\u060b\u066a₧₶₻₾﹪",
    CURRENCY: "$£-¥€₠-₦₨-₵₷-₺₼₽₿₩\ufe69＄￡￥￦",
    PR: "+\\±№−∓",
    SY: "/",
    HY: "-",
    BA: "|\u058a\u05be।॥\u0e5a\u0e5b\u0f0b\u0f34\u0f7f\u1361\u1400\u1680\u17d4\u17d5\u2010\u2012\u2013‧⁖⁘-⁛⁝⁞"
    "\u2000-\u2006\u2008-\u200a\u205f\u2e0e-\u2e15\u2e17\u2e30\u2e31\u2e3c-\u2e3e\u2e43-\u2e4a\u3000",
    SHY: "\u00ad",
    BB: "´ˈˌ˟\u0f01-\u0f04\u1806\u1ffd\u0600-\u0605\u06dd\u070f",
    MIDDLE: "·",
    GL: "\u00a0\u034f\u035c-\u0362\u0f08\u0f0c\u0f12\u180e\u2007\u2011\u202f",
    WJ: "\u2060\ufeff",
    ZW: "\u200b",
    ZWJ: "\u200d",
    RI: "\U0001f1e6-\U0001f1ff",
    OP: "¡¿⸘",
    QUOTE_OPEN: "“‘«‹",
    QUOTE_CLOSE: "”’»›",
    HANGUL: "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7ff",
}
"""Characters whose class does not follow from their category and width; `a-b` is a range."""

_REMEMBERED = 1 << 16


@cache
def _listed() -> dict[int, str]:
    found: dict[int, str] = {}
    for letter, characters in _LISTED.items():
        for first, last in re.findall(r"(.)(?:-(.))?", characters, re.DOTALL):
            for point in range(ord(first), ord(last or first) + 1):
                found.setdefault(point, letter)
    return found


class _Classes(dict[int, str]):
    """The class of each character, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        letter = _listed().get(point) or _derived(chr(point))
        if len(self) < _REMEMBERED:
            self[point] = letter
        return letter


def _derived(character: str) -> str:
    """The class that follows from category and width; new characters of Unicode come right by themselves."""
    cells = width(character)
    if cells == 0:
        return CM
    match unicodedata.category(character):
        case "Ps":
            return OP_WIDE if cells == 2 else OP
        case "Pe":
            return CL_WIDE if cells == 2 else CL
        case "Pi":
            return QUOTE_OPEN
        case "Pf":
            return QUOTE_CLOSE
        case "Nd" if cells == 1:
            return NU
    if character in "，。、．｡､":
        return CL_WIDE
    return ID if cells == 2 else AL


@cache
def _classes() -> _Classes:
    return _Classes()


def classify(text: str) -> bytearray:
    """The class of each character of `text`, an ASCII letter each; quotation marks are told apart by context."""
    shadow = bytearray(text.translate(_classes()), "ascii")
    if '"' in text or "'" in text:
        _tell_quotes(text, shadow)
    if "„" in text or "‚" in text:  # German: the mark that opens elsewhere closes here
        _patch(shadow, re.finditer("[“‘]", text), QUOTE_CLOSE)
    if " " in text:
        _patch(shadow, _UNIT_SPACE.finditer(text), GL)
    return shadow


_UNIT_SPACE = re.compile(
    r"(?<=\d) (?=(?:[kcmnµμ]?m[²³23]?|km/h|[mkµ]?g|[mck]?[lL]|[KMGTPkm]i?[Bb](?:/s|ps)?|[kMGT]?Hz|[kmM]?[WVA]h?|[mnµ]?s"
    r"|min|h|dpi|px|pt|rpm|°[CF]?|[KCF]|bit|fps|USD|EUR|RMB|CNY|am|pm|AM|PM)(?![\w]))"
)
"""The space between a number and its unit, which no line end may take."""


_BEFORE_OPENING = frozenset(map(ord, (SP, OP, OP_WIDE, QUOTE_OPEN, B2, HY, BA, SY, ZW, EX_WIDE, CL_WIDE, NS)))
_AFTER_CLOSING = frozenset(map(ord, (SP, CP, CL, CL_WIDE, EX, EX_WIDE, IS, NS, IN, QUOTE_CLOSE, B2, ZW, PO)))
_EAST_ASIAN_CODES = frozenset(map(ord, EAST_ASIAN))


def _patch(shadow: bytearray, found: Iterable[re.Match[str]], letter: str) -> None:
    code = ord(letter)
    for match in found:
        shadow[match.start()] = code


def _tell_quotes(text: str, shadow: bytearray) -> None:
    """Tell opening from closing ASCII quotes by their neighbours, among Han characters by turns."""
    opened = False
    last = len(text) - 1
    for match in re.finditer("[\"']", text):
        at = match.start()
        before = shadow[at - 1] if at else ord(SP)
        after = shadow[at + 1] if at < last else ord(SP)
        double = match[0] == '"'
        if after in _AFTER_CLOSING and before != ord(SP):
            side = QUOTE_CLOSE
        elif before in _BEFORE_OPENING and after != ord(SP) and not (double and opened and before in _EAST_ASIAN_CODES):
            side = QUOTE_OPEN
        elif double and (before in _EAST_ASIAN_CODES or after in _EAST_ASIAN_CODES):
            side = QUOTE_CLOSE if opened else QUOTE_OPEN
        else:
            continue
        shadow[at] = ord(side)
        if double:
            opened = side == QUOTE_OPEN
