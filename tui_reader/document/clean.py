"""The only door for text from outside: takes out what could command a terminal or deceive a reader.

Knows nothing of formats: who decodes entities, escapes or bytes does that first and cleans afterwards.
"""

from __future__ import annotations

import re
import sys
from unicodedata import category

MARKS_PER_BASE = 8
"""How many combining marks may follow one another; more are "zalgo" that paints over the neighbouring lines."""

_FORMAT = (
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
"""Invisible: soft hyphen, zero-width spaces, bidi controls, invisible operators, tags and the like."""

_NOT_TEXT = "\ud800-\udfff\ufdd0-\ufdef" + "".join(
    f"{chr(n + 0xFFFE)}{chr(n + 0xFFFF)}" for n in range(0, 0x110000, 1 << 16)
)
"""Lone surrogates and noncharacters."""

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
_JOINERS = "\u200c\u200d"

_SUSPECT = re.compile(f"[{_CONTROL}{_JOINERS}{_FORMAT}{_NOT_TEXT}]")
_SUSPECT_ASCII = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_GONE = re.compile(f"[{_FORMAT}{_NOT_TEXT}]+")
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")

_JOINING = "\u0600-\u1cff\ua800-\uabff\U00010a00-\U00011fff"
_PICTORIAL = "\u2190-\u2bff\U0001f000-\U0001fbff"
_IDLE_JOINER = re.compile(
    f"(?<![{_JOINING}{_PICTORIAL}\ufe0f])[{_JOINERS}]|(?<=[{_PICTORIAL}\ufe0f])(?:\u200c|\u200d(?![{_PICTORIAL}]))"
)
"""A joiner that joins nothing: neither after a letter or mark of a joining script nor between two emoji."""

_MANY_MARKS = re.compile(r"(?:[^\w\s\x00-\u02ff\u2010-\u205f\u3000-\u303f\uff00-\uffef])(?:[^\w\s\x00-\u02ff]){8,}")
"""Runs that may hold too many marks: in the tables of `re` a mark is neither a word character nor a space."""

_MAY_BE_MARK = re.compile(
    "[^\x00-\u02ff\u2010-\u205f\u3000-\u303f\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)
"""What can stand at the beginning of such a run, and some more: most texts hold none, which this tells more quickly."""

_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)}
_PICTURES.update({0x7F: "\u2421"})
_PICTURES.update({code: "\u241b" + chr(code - 0x40) for code in range(0x80, 0xA0)})
_IN_TEXT = {code: picture for code, picture in _PICTURES.items() if code not in (0x09, 0x0A)}


def clean_text(text: str) -> str:
    """Return `text`, of several lines, without anything that could command a terminal or deceive a reader.

    Newline and tab stay; CR, CR LF, NEL, U+2028 and U+2029 become newlines. Other C0 controls and DEL become their
    pictures (`␛`); a C1 control becomes `␛` and the letter of its seven-bit form (ECMA-48, 5.3: CSI is `␛[`). Bidi
    controls, lone surrogates, noncharacters, tag characters and zero-width characters go, but for joiners that join
    (Arabic, Indic, emoji). No more than `MARKS_PER_BASE` combining marks follow one another. Unassigned code points
    stay: they may be letters or emoji of a newer Unicode. Idempotent and linear.
    """
    if text.isascii():
        if _SUSPECT_ASCII.search(text) is None:
            return text
    elif _is_printable(text) or _SUSPECT.search(text) is None:
        return _fewer_marks(text)
    text = _GONE.sub("", _LINE_END.sub("\n", text).translate(_IN_TEXT))
    return _IDLE_JOINER.sub("", _fewer_marks(text))


def clean_line(text: str) -> str:
    """Return `text` cleaned as by `clean_text` and on one line: each line end and tab is a space."""
    text = clean_text(text)
    if "\n" in text or "\t" in text:
        text = text.replace("\n", " ").replace("\t", " ")
    return text


def is_harmless(text: str) -> bool:
    """Tell quickly whether nothing in `text`, of several lines, could command a terminal or hide in it.

    For a second look at large texts that were cleaned when they came in; how many marks a letter carries isn't looked
    at, and some texts that are harmless are not told as such.
    """
    return _is_printable(text)


def shown_path(path: str) -> str:
    """Return `path`, as `os.fsdecode` gives it, fit to be shown on one line and to stand in JSON.

    Bytes that could not be decoded are shown as `%XX`, controls (line ends too) as their pictures. A `%` of the name
    stays as it is, so that the usual name is shown unchanged; ids tell apart the rare two that look alike.
    """
    if sys.getfilesystemencoding() != "utf-8":
        path = _as_utf8(path)
    if path.isprintable():
        return clean_line(path)
    shown = _UNDECODABLE.sub(lambda match: f"%{ord(match[0]) - 0xDC00:02X}", path)
    return clean_line(shown.translate(_PICTURES))


def _as_utf8(path: str) -> str:
    """A path that was decoded as the locale has it, decoded as UTF-8; as it is where it comes from no file."""
    try:
        data = path.encode(sys.getfilesystemencoding(), sys.getfilesystemencodeerrors())  # as os.fsencode
    except UnicodeEncodeError:
        return path
    return data.decode("utf-8", "surrogateescape")


_UNDECODABLE = re.compile("[\udc80-\udcff]")


def _is_printable(text: str) -> bool:
    """Tell, ten times faster than a regular expression can, that nothing but marks could be amiss in `text`."""
    return text.replace("\n", "").replace("\t", "").replace("\u3000", "").replace("\xa0", "").isprintable()


def _fewer_marks(text: str) -> str:
    """Cut every run of combining marks and joiners to `MARKS_PER_BASE`."""
    if text.isascii() or _MAY_BE_MARK.search(text) is None or _MANY_MARKS.search(text) is None:
        return text
    return _MANY_MARKS.sub(_cut_marks, text)


def _cut_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in match[0]:
        marks = marks + 1 if category(character) in {"Mn", "Me", "Mc", "Cf"} else 0
        if marks <= MARKS_PER_BASE:
            kept.append(character)
    return "".join(kept)
