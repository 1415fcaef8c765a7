"""Dates in Chinese, Japanese and Korean, rewritten in the digits of ISO 8601.

It checks nothing: whether the day exists is known to `dates`.
"""

from __future__ import annotations

import re

_WIDE = str.maketrans("０１２３４５６７８９：－／．", "0123456789:-/.")
_DATE = re.compile(
    r"(?:(\d{4})|(令和|平成|昭和)(元|\d{1,2}))[年년./-] ?(\d{1,2})[月월./-] ?(\d{1,2})[日일号號.]? ?"
    r"(?:[（(]?(?:星期|周|週)[一二三四五六日天][）)]?|[（(]?[月火水木金土日]曜日?[）)]?"
    r"|[（(]?[월화수목금토일]요일[）)]?|[（(][一二三四五六月火水木金土日월화수목금토일][）)])? ?"
    r"(?:(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|午前|正午|午後|오전|오후)? ?"
    r"(\d{1,2})(?:[:时時点點시] ?(?:(\d{1,2})(?:[:分분] ?(?:(\d{1,2})(?:[.,]\d{1,99})?秒?초?)?)?|(半))?)"
    r"(?: ?([AaPp])\.?[Mm]\.?)?)? ?(.*)$",
    re.ASCII,
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_AFTER_NOON = frozenset({"下午", "傍晚", "晚上", "午後", "오후", "中午", "正午", "P", "p"})
_NOON = frozenset({"中午", "正午"})


def in_digits(text: str) -> str:
    """`text` with its date as `2021-9-3 15:05:00`, where it is one of these; else as it is, in narrow digits."""
    text = text.translate(_WIDE)
    found = _DATE.match(text)
    if found is None:
        return text
    year, era, of_era, month, day, part, hour, minute, second, half, letter, rest = found.groups()
    if era is not None:
        year = str(_ERAS[era] + (1 if of_era == "元" else int(of_era)))
    date = f"{year:0>4}-{month}-{day}"
    if hour is None:
        return f"{date} {rest}".rstrip()
    clock = f"{_hour(int(hour), part or letter)}:{'30' if half else minute or '00'}:{second or '00'}"
    return f"{date} {clock} {rest}".rstrip()


def _hour(hour: int, part: str | None) -> int:
    """The hour of 24: `下午3:05` is after noon, `下午15:05` says so twice, `上午12:05` is after midnight."""
    if part is None or hour > 12:
        return hour
    if part in _NOON:
        return hour if hour >= 10 else hour + 12  # shortly before noon is still called so
    if hour == 12:
        return 24 if part == "晚上" else 12 if part in _AFTER_NOON else 0
    return hour + 12 if part in _AFTER_NOON else hour
