"""A query's values as the text that would be read as them again."""

from __future__ import annotations

import re
from typing import assert_never

from tui_reader.query.days import Ago, Day, Named
from tui_reader.query.parser import QueryError, parse
from tui_reader.query.terms import (
    And,
    Asked,
    AuthorIs,
    CategoryIs,
    DateIn,
    Has,
    Is,
    LanguageIs,
    Matches,
    Measure,
    Not,
    Or,
    TagIs,
    Term,
    Text,
    Undated,
)

_PLAIN = re.compile(r'[^\s"():*\-/=][^\s"():*/=]*\Z')
_PLAIN_PATH = re.compile(r'/?[^\s"():*\-/=][^\s"():*=]*\Z')
_OPERATORS = frozenset({"and", "or", "not"})


def spelled(asked: Asked) -> str:
    """The text of a query: `parse` gives back the same values."""
    parts = [_spelled(asked.term, inside=False)] if asked.term is not None else []
    if asked.sort is not None:
        parts.append(f"sort:{asked.sort}")
        if isinstance(asked.term, Or):
            parts[0] = f"({parts[0]})"
    return " ".join(parts)


def settled(text: str) -> str:
    """The text that means, once it is typed, what `text` means while its last word is still being typed.

    Raises:
        QueryError: It can't be meant.
    """
    meant = parse(text, typing=True)
    for same in (text, f"{text}*"):
        try:
            if parse(same) == meant:
                return same
        except QueryError:
            continue
    return spelled(meant)


def both(first: str, second: str) -> str:
    """The text of a query that finds what both find, in the order that `second` says, else in that of `first`.

    Raises:
        QueryError: One of them can't be meant.
    """
    asked = parse(first), parse(second)
    terms = [term for one in asked for term in _parts(one.term)]
    whole = And(tuple(terms)) if len(terms) > 1 else terms[0] if terms else None
    return spelled(Asked(whole, asked[1].sort or asked[0].sort))


def _parts(term: Term | None) -> tuple[Term, ...]:
    if term is None:
        return ()
    return term.terms if isinstance(term, And) else (term,)


def _spelled(term: Term, *, inside: bool) -> str:
    match term:
        case And(terms):
            text = " ".join(_spelled(each, inside=True) for each in terms)
            return f"({text})" if inside else text
        case Or(terms):
            text = " or ".join(_spelled(each, inside=not isinstance(each, And)) for each in terms)
            return f"({text})" if inside else text
        case Not(inner):
            return f"-{_spelled(inner, inside=True)}"
        case _:
            return _single(term)


def _single(term: Term) -> str:
    match term:
        case Text(words, field, goes_on):
            return f"{field}{':' if field else ''}{_quoted(words)}{'*' if goes_on else ''}"
        case TagIs(name) | AuthorIs(name):
            return f"{'tag' if isinstance(term, TagIs) else 'author'}:={_whole(name)}"
        case CategoryIs():
            return f"cat:{'=' if term.alone else ''}{_whole(_path(term), _PLAIN_PATH)}"
        case DateIn(first, last):
            return _dates(first, last)
        case Undated():
            return "date:none"
        case Is(state):
            return f"is:{state}"
        case Has(content):
            return f"has:{content}"
        case LanguageIs(code):
            return f"lang:{code}"
        case Measure(what, least, most):
            return f"{what}:{_measure(least, most)}"
        case Matches(pattern):
            return f"re:/{_escaped(pattern)}/"
        case Not() | And() | Or():
            return _spelled(term, inside=True)
        case _:
            assert_never(term)


def _path(term: CategoryIs) -> str:
    """Where a blank stands before a sign that would mean something else there, it is no part of the name."""
    written = [name.replace("/", "//") for name in term.names]
    path = "/".join(f" {name}" if number and name.startswith("/") else name for number, name in enumerate(written))
    if term.rooted:
        return f"/ {path}" if path.startswith("/") else f"/{path}"
    return f" /{path}" if path.startswith("=") else path


_TODAY = Named("today")


def _dates(first: Day | None, last: Day | None) -> str:
    if first == last or (isinstance(first, Ago) and last == _TODAY):
        return f"date:{first}"
    if last is None:
        return f"after:{first}"
    return f"before:{last}" if first is None else f"date:{first}..{last}"


def _measure(least: int | None, most: int | None) -> str:
    if least == most:
        return f"{least}"
    if most is None:
        return f">={least}"
    return f"<={most}" if least is None else f"{least}..{most}"


def _quoted(words: str, plain: re.Pattern[str] = _PLAIN) -> str:
    return words if plain.match(words) and words.lower() not in _OPERATORS else f'"{words}"'


def _whole(name: str, plain: re.Pattern[str] = _PLAIN) -> str:
    return _quoted(name.replace('"', '""'), plain)


def _escaped(pattern: str) -> str:
    """With a backslash before each slash that has none."""
    return re.sub(r"(\\.)|/", lambda found: found[1] or r"\/", pattern, flags=re.DOTALL)
