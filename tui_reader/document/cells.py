"""How many terminal cells a text takes, and where it may be cut: UAX #29 clusters, UAX #11 widths, as Rich counts them.

Does not break lines and does not know why a text is cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from rich.cells import cell_len, get_character_cell_size

_WIDE = re.compile("[\u3001-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uff01-\uff60]*")
"""Text that is wide throughout and needs no table."""

_JOINERS = re.compile("[\u200d\ufe0f]")
"""Zero width joiner and variation selector 16: they change the width of their neighbours."""

# One letter a character: the text's shadow, on which widths are counts and clusters a pattern.
_ZERO, _NARROW, _DOUBLE, _AMBIGUOUS = "0", "1", "2", "a"
_JOINER, _EMOJI_STYLE, _FLAG, _PREPEND, _VIRAMA, _INDIC, _SOUND = "z", "s", "f", "p", "v", "l", "h"
_JAMO, _SYLLABLE = "j", "y"

_CELLS = {_NARROW: 1, _FLAG: 1, _PREPEND: 1, _INDIC: 1, _SOUND: 1, _DOUBLE: 2, _AMBIGUOUS: 2, _JAMO: 2, _SYLLABLE: 2}
_TO_CELLS = bytes(_CELLS.get(chr(code), 0) for code in range(256))

_CLUSTER = re.compile("p*(?:ff|z(?:ff|.)?|j+y?|.)(?:[0sh]|z(?:ff|.)?|v[0shv]*l?)*", re.DOTALL)
"""A grapheme cluster in the shadow. Beyond UAX #29, whatever follows a joiner belongs to it: Rich counts it so."""

_PREPENDED = frozenset(
    [
        *range(0x600, 0x606),
        0x6DD,
        0x70F,
        0x890,
        0x891,
        0x8E2,
        0xD4E,
        0x110BD,
        0x110CD,
        0x111C2,
        0x111C3,
        0x1193F,
        0x11941,
    ]
)
_LEADING_JAMO = frozenset([*range(0x1100, 0x1160), *range(0xA960, 0xA97D)])
_VIRAMAS = frozenset([0x94D, 0x9CD, 0xACD, 0xB4D, 0xC4D, 0xD4D])
_GATHERING = re.compile("[zsfpvhj]")
"""Letters of characters that may stand in a cluster with others that take cells."""
_REMEMBERED = 1 << 16
"""How many characters a shadow table keeps: hostile text shall not fill the memory."""


class _Shadow(dict[int, str]):
    """What each character is in the shadow, worked out when it is first met."""

    def __init__(self, ambiguous: int) -> None:
        super().__init__()
        self._ambiguous = _AMBIGUOUS if ambiguous == 2 else _NARROW

    def __missing__(self, point: int) -> str:
        letter = self._letter(point)
        if len(self) < _REMEMBERED:
            self[point] = letter
        return letter

    def _letter(self, point: int) -> str:
        match point:
            case 0x200D:
                return _JOINER
            case 0xFE0F:
                return _EMOJI_STYLE
        if point in _VIRAMAS:
            return _VIRAMA
        cells = get_character_cell_size(chr(point))
        if cells == 0:
            return _ZERO
        if cells == 2:
            return _SYLLABLE if 0xAC00 <= point <= 0xD7A3 else _JAMO if point in _LEADING_JAMO else _DOUBLE
        if 0x1F1E6 <= point <= 0x1F1FF:
            return _FLAG
        if point in _PREPENDED:
            return _PREPEND
        if point in (0xFF9E, 0xFF9F):
            return _SOUND
        if 0x900 <= point <= 0xD7F and unicodedata.category(chr(point)) == "Lo":
            return _INDIC
        if unicodedata.east_asian_width(chr(point)) == "A":
            return self._ambiguous
        return _NARROW


@cache
def _shadow(ambiguous: int) -> _Shadow:
    return _Shadow(ambiguous)


def _sum(shadow: str) -> int:
    """The cells of a shadow in which no joiner and no emoji style stands."""
    return sum(shadow.encode("ascii").translate(_TO_CELLS))


def _cluster_cells(cluster: str, shadow: str) -> int:
    """The cells of one cluster whatever is in it."""
    if _JOINER in shadow or _EMOJI_STYLE in shadow:
        return max(cell_len(cluster), 2 if _AMBIGUOUS in shadow else 0)
    return _sum(shadow)


def width(text: str, ambiguous: int = 1) -> int:
    """The terminal cells of `text` on one line, as Rich and Textual count them.

    Args:
        text: One line; control characters count nothing.
        ambiguous: Cells of the characters of UAX #11 class A, 1 or 2.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    if _WIDE.fullmatch(text):
        return 2 * len(text)
    if _JOINERS.search(text) is None:
        return _sum(text.translate(_shadow(ambiguous)))
    if ambiguous == 1:
        return cell_len(text)
    return sum(cells for _, _, cells in spans(text, ambiguous))


def spans(text: str, ambiguous: int = 1) -> Iterator[tuple[int, int, int]]:
    """The grapheme clusters of `text`: where each begins and ends, in characters, and its cells."""
    shadow = text.translate(_shadow(ambiguous))
    for found in _CLUSTER.finditer(shadow):
        start, end = found.span()
        if end - start == 1:
            yield start, end, _CELLS.get(shadow[start], 0)
        else:
            yield start, end, _cluster_cells(text[start:end], shadow[start:end])


def clusters(text: str) -> Iterator[str]:
    """The grapheme clusters of `text`, which no cut may part."""
    return (text[start:end] for start, end, _ in spans(text))


def cell_counts(text: str, ambiguous: int = 1) -> bytes:
    """The cells of each character of `text`, a byte each; a cluster's are all told by its first character."""
    shadow = text.translate(_shadow(ambiguous))
    counts = shadow.encode("latin-1").translate(_TO_CELLS)
    if _GATHERING.search(shadow) is None:
        return counts
    corrected = bytearray(counts)
    for start, end, cells in spans(text, ambiguous):
        if end - start > 1:
            corrected[start:end] = bytes(end - start)
            corrected[start] = min(cells, 255)
    return bytes(corrected)


def cut(text: str, cells: int, ellipsis: str = "…", ambiguous: int = 1) -> str:
    """`text` in at most `cells` cells, ended by `ellipsis` where something was left out.

    Never parts a cluster nor a wide character; where not even the ellipsis fits, it is left out.
    """
    if width(text, ambiguous) <= cells:
        return text
    if cells <= 0:
        return ""
    room = cells - width(ellipsis, ambiguous)
    if room < 0:
        room, ellipsis = cells, ""
    if room == 0:
        return ellipsis
    end = 0
    for _, stop, taken in spans(text, ambiguous):
        if taken > room:
            break
        room -= taken
        end = stop
    return text[:end] + ellipsis


def fit(text: str, cells: int, ambiguous: int = 1) -> str:
    """`text` cut or padded with spaces to exactly `cells` cells."""
    shown = cut(text, cells, ambiguous=ambiguous).rstrip("\u200d")  # it would swallow the first space
    return shown + " " * (cells - width(shown, ambiguous))


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def is_right_to_left(text: str) -> bool:
    """Tell whether a paragraph runs from right to left: its first strong character does (UAX #9, P2 and P3)."""
    if text.isascii() or _RIGHT_TO_LEFT.search(text) is None:
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction == "L":
            return False
        if direction in {"R", "AL"}:
            return True
    return False
