"""Days as queries name them: written out to the year, month or day, or counted back from today."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:年?\Z|(?:[-/.]|年)(?P<month>\d{1,2})(?:月?\Z|(?:[-/.]|月)(?P<day>\d{1,2})日?\Z))"
)
_AGO = re.compile(r"(?P<count>\d{1,5})(?P<unit>[dwmy])\Z")
_NAMED = {
    "today": "today",
    "yesterday": "yesterday",
    **dict.fromkeys(("今天", "今日", "오늘"), "today"),
    **dict.fromkeys(("昨天", "昨日", "어제"), "yesterday"),
}
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Span:
    """Some days that follow one another, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Written:
    """A year, a month or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def span(self, today: date) -> Span:
        """The days that are meant."""
        first = date(self.year, self.month or 1, self.day or 1)
        month = self.month or _MONTHS
        return Span(first, date(self.year, month, self.day or monthrange(self.year, month)[1]))

    def __str__(self) -> str:
        month = f"-{self.month:02}" if self.month else ""
        return f"{self.year:04}{month}{f'-{self.day:02}' if self.day else ''}"


@dataclass(frozen=True, slots=True)
class Ago:
    """The last so many days (`d`), weeks (`w`), months (`m`) or years (`y`), up to today."""

    count: int
    unit: str

    def span(self, today: date) -> Span:
        """The days that are meant; none before the year 1."""
        try:
            return Span(self._begin(today), today)
        except (ValueError, OverflowError):
            return Span(date.min, today)

    def _begin(self, today: date) -> date:
        if self.unit in ("d", "w"):
            return today - timedelta(days=self.count * (7 if self.unit == "w" else 1) - 1)
        months = today.year * _MONTHS + today.month - 1 - self.count * (_MONTHS if self.unit == "y" else 1)
        year, month = divmod(months, _MONTHS)
        day = min(today.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


@dataclass(frozen=True, slots=True)
class Named:
    """`today` or `yesterday`."""

    name: str

    def span(self, today: date) -> Span:
        """The day that is meant."""
        day = today - timedelta(days=int(self.name == "yesterday"))
        return Span(day, day)

    def __str__(self) -> str:
        return self.name


Day = Written | Ago | Named


def day(text: str) -> Day:
    """What `text` names.

    Raises:
        ValueError: Nothing; the message says what is wrong with it, or what was expected.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    if plain in _NAMED:
        return Named(_NAMED[plain])
    if ago := _AGO.match(plain):
        if int(ago["count"]) == 0:
            raise ValueError("there is no span of nothing")
        return Ago(int(ago["count"]), ago["unit"])
    written = _WRITTEN.match(plain)
    if written is None:
        raise ValueError("expected a day as 2021, 2021-10, 2021-10-01, 7d, 2w, 3m, 1y, today or yesterday")
    year, month, number = (int(part) if part else None for part in written.group("year", "month", "day"))
    assert year is not None  # noqa: S101 - the expression wants one
    if year == 0:
        raise ValueError("there is no year 0")
    if month is not None and not 1 <= month <= _MONTHS:
        raise ValueError(f"there is no month {month}")
    if month is not None and number is not None and not 1 <= number <= monthrange(year, month)[1]:
        raise ValueError(f"{year:04}-{month:02} has no day {number}")
    return Written(year, month, number)
