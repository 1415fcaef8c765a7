"""What stands after the colon of a field: `date:2021-10`, `is:unread`, `words:>1000`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from tui_reader.model import Sort
from tui_reader.query.days import Ago, Day, Named, day
from tui_reader.query.terms import (
    CategoryIs,
    Content,
    DateIn,
    Field,
    Has,
    Is,
    LanguageIs,
    Measure,
    State,
    Term,
    Undated,
)

FIELDS = {
    **{field.value: field.value for field in Field if field},
    **{name: name for name in ("cat", "date", "after", "before", "on", "is", "has", "lang", "words", "images", "sort")},
    "tags": "tag",
    "category": "cat",
    "language": "lang",
}
"""The names that may stand before a colon, and what they are here."""

_NUMBER = re.compile(r"(>=|<=|>|<|=)?(\d{1,12})\Z")
_RANGE = re.compile(r"(\d{1,12})?\.\.(\d{1,12})?\Z")
_LANGUAGE = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*\Z")
_NEAR = 0.5

_Choice = TypeVar("_Choice", bound=StrEnum)


def has_words(text: str) -> bool:
    """Whether there is a letter or digit in it: only those are looked for."""
    return any(character.isalnum() for character in text)


def mistake_in(pattern: str) -> str:
    """What is wrong with a regular expression; empty where nothing is."""
    import regex  # seldom asked for, and takes as long to import as the rest of this package

    try:
        regex.compile(pattern, regex.MULTILINE)
    except (regex.error, OverflowError, RecursionError) as error:
        return str(error)
    return ""


def value_of(name: str, value: str) -> Term | Sort:
    """What a field and its value ask for.

    Args:
        name: One of the values of `FIELDS`, none of `Field`.
        value: What stands after the colon.

    Raises:
        ValueError: Nothing; the message says what is wrong with the value, or what was expected.
    """
    return _READERS[name](value)


def _category(value: str) -> Term:
    alone = value.startswith("=")
    rooted = not alone and value.startswith("/") and not value.startswith("//")
    names = [name.replace("\0", "/").strip() for name in value.removeprefix("=").replace("//", "\0").split("/")]
    kept = tuple(name for name in names if name)
    return CategoryIs(kept, alone and bool(kept), rooted and bool(kept))


def _between(value: str) -> Term:
    if value.lower() == "none":
        return Undated()
    first, dots, last = value.partition("..")
    if not dots:
        return _on(value)
    if not first and not last:
        raise ValueError("expected a day before or after ..")
    found = DateIn(day(first) if first else None, day(last) if last else None)
    if isinstance(found.first, Ago) and found.last == _TODAY:
        return DateIn(found.first, _TODAY)
    return found


_TODAY = Named("today")


def _on(value: str) -> Term:
    one: Day = day(value)
    return DateIn(one, _TODAY) if isinstance(one, Ago) else DateIn(one, one)


def _choice(kind: type[_Choice], what: str) -> Callable[[str], _Choice]:
    names = [each.value for each in kind]

    def read(value: str) -> _Choice:
        plain = unicodedata.normalize("NFKC", value).lower()
        if plain in names:
            return kind(plain)
        near = get_close_matches(plain, names, n=1, cutoff=_NEAR)
        hint = f" — {near[0]} is meant?" if near else ""
        raise ValueError(f"expected {what}: {', '.join(names)}{hint}")

    return read


def _language(value: str) -> Term:
    code = unicodedata.normalize("NFKC", value).lower().replace("_", "-")
    if not _LANGUAGE.match(code):
        raise ValueError("expected a language's code, as zh, ja or en")
    return LanguageIs(code.partition("-")[0])  # the index knows no regions


def _measure(what: str) -> Callable[[str], Term]:
    def read(value: str) -> Term:
        plain = unicodedata.normalize("NFKC", value)
        if found := _RANGE.match(plain):
            least, most = (int(part) if part else None for part in found.groups())
            if (least, most) != (None, None):
                return Measure(what, least, most)
        if found := _NUMBER.match(plain):
            number = int(found[2])
            ends = {
                ">": (number + 1, None),
                ">=": (number, None),
                "<": (None, number - 1),
                "<=": (None, number),
            }
            return Measure(what, *ends.get(found[1] or "", (number, number)))
        raise ValueError("expected a number, as 1000, >1000, <=20 or 10..20")

    return read


_is = _choice(State, "a state")
_has = _choice(Content, "what a post may have")

_READERS: dict[str, Callable[[str], Term | Sort]] = {
    "cat": _category,
    "date": _between,
    "on": _on,
    "after": lambda value: DateIn(day(value), None),
    "before": lambda value: DateIn(None, day(value)),
    "is": lambda value: Is(_is(value)),
    "has": lambda value: Has(_has(value)),
    "lang": _language,
    "words": _measure("words"),
    "images": _measure("images"),
    "sort": _choice(Sort, "an order"),
}
