"""Dates as people and programs have written them into posts.

It reads texts, not files; what it can't read is None, never a guess.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from tui_reader.model import PostDate

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 200
_SPACE = re.compile(r"[\s\u3000]+")
_ISO = re.compile(
    r"(\d{4})(?:[-/年]|\. ?)(\d{1,2})(?:[-/月]|\. ?)(\d{1,2})[日.]?"
    r"(?:[T ,]*\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})秒?(?:[.,](\d{1,99}))?)?分?\s*([AaPp])?(?(8)\.?[Mm]\.?))?"
    r"\s*(.*)",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?$", re.ASCII)
_WEEK_DAY = re.compile(r"(\d{4})-?W(\d{2})-?([1-7])(?=[T ]|$)", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(?:(\d{4})-|((?:19|20)\d{2}))([0-3]\d{2})(?=[T ]|$)", re.ASCII)
_ADDED = re.compile(r"\s*\[[A-Za-z_/+-]{1,40}\]$|\s+m=[+-][\d.]{1,30}$", re.ASCII)
"""What Java and Go print after a zone."""
_OFFSET = re.compile(
    r"(?:GMT|UTC)?\s*([+-])\s*(\d{1,2})(?::?(\d{1,2}))?(?::?\d{2})?\s*(?:\([^()]{0,40}\)|[A-Z]{1,5})?$"
)
_HALF = re.compile(r"\d\s*[AaPp]\.?[Mm]\b")
_PLACE = re.compile(r"[A-Z][A-Za-z]{1,20}/[A-Z][A-Za-z_]{1,30}$")
_EPOCH_SECONDS = re.compile(r"-?\d{1,13}(?:\.\d{1,9})?$", re.ASCII)
_NUMBERED = r"(\d{1,2})(?:st|nd|rd|th)?"
_NAMED = r"([A-Za-z]{3,9})\.?"
_ENGLISH = re.compile(
    rf"(?:[A-Za-z]{{3,9}}[.,]?\s+)?(?:{_NUMBERED}(?:-|\s+(?:of\s+)?){_NAMED},?|{_NAMED}(?:-|\s+){_NUMBERED},?)"
    r"(?:-|\s+)(?:(\d{4}),?\s*)?(?:(?:at\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:([AaPp])\.?[Mm]\.?)?)?"
    r"\s*((?:GMT|UTC)?[+-]\d{2}:?\d{2}(?:\s*\([^()]{1,60}\))?|[A-Za-z]{1,5})?\s*(\d{4})?$",
    re.ASCII,
)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_ZONES = {
    "": None, "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "bst": 60, "cet": 60, "west": 60, "cest": 120, "eet": 120,
    "eest": 180, "msk": 180, "jst": 540, "kst": 540, "hkt": 480, "sgt": 480, "est": -300, "edt": -240, "cst": -360,
    "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
_IN_NAME = re.compile(r"(?:^|/)(\d{4})[-_年](\d{1,2})[-_月](\d{1,2})(?=\D|$)", re.ASCII)
_COMPACT_IN_NAME = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?=[-_. ]|$)", re.ASCII)
_IN_FOLDERS = re.compile(r"(?:^|/)(\d{4})/(\d{1,2})/(\d{1,2})(?=/|$)", re.ASCII)


def parse_date(text: str, local: tzinfo | None = None) -> PostDate | None:
    """The moment that `text` names, or None where it names none.

    Read are ISO 8601 and its relatives (slashes, dots, 年月日, one-digit parts, fractions of any length, offsets with
    and without zeros, days of weeks and of years), RFC 2822, the output of `date`, English, Chinese, Japanese and
    Korean dates, and seconds or milliseconds since 1970.

    Args:
        text: As it was written.
        local: The zone of a date that names none; the machine's own where it is None.
    """
    text = _SPACE.sub(" ", text[:_LONGEST].strip())
    if not text or not text[-1].isprintable():
        return None
    if not text.isascii():
        from tui_reader.library.asian_dates import in_digits  # most archives need none of it

        text = in_digits(text)
    try:
        text = _by_the_calendar(_ADDED.sub("", text))
        for read in (_iso, _english, _rfc, _seconds):
            found = read(text, local)
            if found is not None:
                return found
    except (ValueError, OverflowError):
        return None
    return None


def date_in_path(path: str) -> PostDate | None:
    """The day that a file's name begins with (`2021-09-03-title.md`), else the one its folders name (`2021/09/03/`)."""
    name = path.rpartition("/")[2]
    found = _IN_NAME.match(name) or _COMPACT_IN_NAME.match(name) or _IN_FOLDERS.search(path)
    if found is None:
        # A bundle's name is its folder's: 2021-09-03-title/index.md
        found = _IN_NAME.search(path)
    if found is None:
        return None
    try:
        return _day(int(found.group(1)), int(found.group(2)), int(found.group(3)), None)
    except (ValueError, OverflowError):
        return None


def _by_the_calendar(text: str) -> str:
    """Days that are counted in weeks (`2021-W35-5`) or in the year (`2021-246`), as month and day."""
    found = _WEEK_DAY.match(text)
    if found is not None:
        day = date.fromisocalendar(*map(int, found.groups()))
        return day.isoformat() + text[found.end() :]
    found = _DAY_OF_YEAR.match(text)
    if found is None:
        return text
    year, number = int(found.group(1) or found.group(2)), int(found.group(3))
    day = date(year, 1, 1) + timedelta(days=number - 1)
    if day.year != year:
        raise ValueError(text)
    return day.isoformat() + text[found.end() :]


def _day(year: int, month: int, day: int, local: tzinfo | None) -> PostDate:
    return PostDate(date(year, month, day).isoformat(), _epoch(datetime(year, month, day), local))  # noqa: DTZ001


def _epoch(moment: datetime, local: tzinfo | None) -> int:
    """Seconds since 1970, by arithmetic: the C library's functions fail on some systems before 1970."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=local) if local is not None else _localised(moment)
    return int((moment - _EPOCH) // timedelta(seconds=1))


def _localised(moment: datetime) -> datetime:
    try:
        return moment.astimezone()
    except (OSError, OverflowError, ValueError):
        # Out of the C library's range: the zone's offset of today is near enough.
        return moment.replace(tzinfo=datetime.now().astimezone().tzinfo)


def _dated(moment: datetime, local: tzinfo | None) -> PostDate:
    return PostDate(moment.isoformat(timespec="seconds"), _epoch(moment, local))


def _zone(minutes: int) -> tzinfo:
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def _offset(text: str) -> tuple[bool, tzinfo | None]:
    """Whether `text` is the end of a date, and the zone it names."""
    name = text.lower()
    if name in _ZONES:
        minutes = _ZONES[name]
        return True, None if minutes is None else _zone(minutes)
    found = _OFFSET.match(text)
    if found is None:
        return _place(text)
    minutes = int(found.group(2)) * 60 + int(found.group(3) or 0)
    if minutes >= 24 * 60:
        raise ValueError(text)
    return True, _zone(-minutes if found.group(1) == "-" else minutes)


def _place(text: str) -> tuple[bool, tzinfo | None]:
    """A zone by its place, such as `Asia/Shanghai`; where this machine doesn't know it, the date has none."""
    if _PLACE.match(text) is None:
        return False, None
    from zoneinfo import ZoneInfo

    try:
        return True, ZoneInfo(text)
    except (LookupError, OSError, ValueError):
        return True, None


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half in "Pp" else 0)


def _iso(text: str, local: tzinfo | None) -> PostDate | None:
    found = _ISO.match(text)
    if found is None:
        return _compact(text, local)
    year, month, day, hour, minute, second, _fraction, half, rest = found.groups()
    if hour is None:
        return _day(int(year), int(month), int(day), local) if not rest or rest in ("Z", "T") else None
    known, zone = _offset(rest)
    if not known:
        return None
    clock = (_hour(int(hour), half), int(minute), min(int(second or 0), 59))
    days = timedelta(0)
    if clock == (24, 0, 0):
        clock, days = (0, 0, 0), timedelta(days=1)
    return _dated(datetime(int(year), int(month), int(day), *clock, tzinfo=zone) + days, local)


def _compact(text: str, local: tzinfo | None) -> PostDate | None:
    found = _COMPACT.match(text)
    if found is None or not int(found.group(1)) >= 1000 or not 1 <= int(found.group(2)) <= 12:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    if hour is None:
        return _day(int(year), int(month), int(day), local)
    moment = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001
    return _dated(moment.replace(tzinfo=_offset(zone or "")[1]), local)


def _rfc(text: str, local: tzinfo | None) -> PostDate | None:
    if not text[0].isalnum() or ":" not in text or not any(character.isalpha() for character in text):
        return None
    if _HALF.search(text):
        return None  # the package would pass over it
    from email.utils import parsedate_tz

    parts = parsedate_tz(text)
    if parts is None or not re.search(r"\d{4}", text):
        return None
    year, month, day, hour, minute, second, offset = *parts[:6], parts[9]
    if not 1 <= year <= 9999:
        return None
    zone = re.search(r"(?:[A-Z]{2,5}|[+-]\d{4})(?=\s*(?:\(.*\)\s*)?$|\s+\d{4}$)", text)
    if offset is not None and abs(offset) >= 24 * 3600:
        raise ValueError(text)
    if zone is not None and zone.group().lower() in _ZONES:
        named = _offset(zone.group())[1]
    elif offset is not None and (zone is not None and zone.group()[0] in "+-"):
        named = _zone(offset // 60)
    else:
        named = None
    return _dated(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=named), local)


def _english(text: str, local: tzinfo | None) -> PostDate | None:
    found = _ENGLISH.match(text)
    if found is None:
        return None
    day, month, month_first, day_second, year, hour, minute, second, half, zone, year_last = found.groups()
    number = _MONTHS.get((month or month_first)[:3].lower())
    year = year or year_last
    if number is None or year is None:
        return None
    day = day or day_second
    if hour is None:
        return _day(int(year), number, int(day), local)
    known, named = _offset(zone or "")
    if not known:
        return None
    clock = (_hour(int(hour), half), int(minute), min(int(second or 0), 59))
    return _dated(datetime(int(year), number, int(day), *clock, tzinfo=named), local)


def _seconds(text: str, local: tzinfo | None) -> PostDate | None:
    """Seconds, or milliseconds where seconds would lie beyond the year 5138. A bare year is no moment."""
    if _EPOCH_SECONDS.match(text) is None or len(text.lstrip("-").partition(".")[0]) < 6:
        return None
    value = float(text)
    if abs(value) >= 1e11:
        value /= 1000
    moment = _EPOCH + timedelta(seconds=int(value // 1))
    return _dated(moment, local)
