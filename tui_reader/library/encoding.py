"""The text of a file from its bytes, whatever it was written in.

It decides on the encoding and on line ends; it doesn't clean (`document.clean` does).
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|-\*-[^\n]{0,80}?coding[:=]\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_SHIFTED = b"\x1b$"
_SHIFTING = "iso2022_jp"
"""The one encoding of the web that looks like ASCII; taken at its word only."""
_DECLARED_WITHIN = 2_048
_FEW = 1_000
"""One bad byte in so many is damage in a UTF-8 text, more is another encoding."""


class Decoded(NamedTuple):
    """A text with LF line ends."""

    text: str
    encoding: str
    """Python's name of it."""
    fault: str | None
    """A sentence where something could not be read, else None."""


def decode(data: bytes, fallback: str = "") -> Decoded:
    """The text of `data`.

    In this order: a byte order mark, strict UTF-8, the encoding that the text itself declares, UTF-8 with few damaged
    places, `fallback` where all of it can be read so, the best guess, and at last Windows-1252, where nothing fails.
    Damage becomes U+FFFD and is told.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    if _SHIFTED in data and data.isascii() and _declared(data) == _SHIFTING:
        return _lenient(data, _SHIFTING)
    try:
        return Decoded(unify_line_ends(data.decode("utf-8")), "utf-8", None)
    except UnicodeDecodeError:
        pass
    wide = _unmarked_wide(data)
    if wide:
        return _lenient(data, wide)
    declared = _declared(data)
    if declared:
        try:
            return Decoded(unify_line_ends(data.decode(declared)), declared, None)
        except UnicodeDecodeError:
            pass
    if _is_damaged_utf8(data):
        return _lenient(data, "utf-8")
    if fallback:
        try:
            return Decoded(unify_line_ends(data.decode(fallback)), fallback, None)
        except UnicodeDecodeError:
            pass
    from tui_reader.library.guess import guess_encoding  # its tables are for the few files that are not UTF-8

    guessed = guess_encoding(data)
    if guessed:
        return _lenient(data, guessed)
    return _lenient(data, "cp1252")


def unify_line_ends(text: str) -> str:
    """CRLF and CR become LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _lenient(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(unify_line_ends(data.decode(encoding)), encoding, None)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    places = "one place" if damaged == 1 else f"{damaged:,} places"
    fault = f"The text is not valid {encoding.upper()} in {places}, shown as “\ufffd”."
    return Decoded(unify_line_ends(text), encoding, fault)


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    if found is None:
        return None
    name = next(group for group in found.groups() if group).decode("ascii", "replace").lower()
    # Browsers read these labels as their supersets too (WHATWG Encoding, 4.2).
    name = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252"}.get(
        name, name
    )
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    # Not a charset of texts (`rot13`, `zlib`), or one that its own declaration contradicts.
    is_text = getattr(info, "_is_text_encoding", True)
    return None if not is_text or info.name.startswith(("utf-8", "utf-16", "utf-32", "utf-7")) else info.name


def _unmarked_wide(data: bytes) -> str | None:
    """UTF-16 without a mark: texts in it have a null in every other byte where they are Latin."""
    sample = data[:4_096]
    if len(sample) < 4:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.4 and sample[::2].count(0) < half * 0.05:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.4 and sample[1::2].count(0) < half * 0.05:
        return "utf-16-be"
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """UTF-8 but for few places: a character cut at an end, a stray byte."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    multibyte = sum(1 for _ in _WIDE.finditer(text))
    return damaged <= max(2, len(text) // _FEW) and multibyte >= 2 * damaged


_WIDE = re.compile("[\x80-\ufffc\U00010000-\U0010ffff]")
