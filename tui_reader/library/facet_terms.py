"""The values of facets as terms of queries: made of what was counted, named, and compared as queries compare.

Counts nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tui_reader.library.matching import whole_name
from tui_reader.model import CategoryPath
from tui_reader.query import (
    Asked,
    AuthorIs,
    CategoryIs,
    DateIn,
    Is,
    LanguageIs,
    Single,
    TagIs,
    Written,
    parse,
    spelled,
    typeable,
)


@dataclass(frozen=True, slots=True)
class Found:
    """A value before it is chosen to be shown."""

    count: int
    name: str
    """As it is written; empty for none."""
    term: Callable[[], Single]
    """Makes what asks for it: of thousands of values a few are shown."""


def year_of(term: Single) -> int | None:
    """The year that a term narrows a list to; None where it is no such term."""
    match term:
        case DateIn(Written(year, None) as first, last) if first == last:
            return year
        case _:
            return None


def dated(number: int, day: Written) -> Found:
    """A year or a month, with its number of posts."""
    return Found(number, str(day), lambda: DateIn(day, day))


def tagged(number: int, name: str) -> Found:
    """A tag, with its number of posts."""
    return Found(number, name, lambda: TagIs(typeable(name)))


def author_is(name: str) -> AuthorIs:
    """What asks for an author."""
    return AuthorIs(typeable(name))


def category_is(path: CategoryPath) -> CategoryIs:
    """What asks for a category and all below it, or for the posts without one."""
    return CategoryIs(tuple(map(typeable, path)), rooted=bool(path))


def name_of(term: Single) -> str:
    """What stands for a term that was written by the user."""
    match term:
        case CategoryIs(names):
            return " › ".join(names)
        case DateIn(first):
            return str(first)
        case TagIs(name) | AuthorIs(name):
            return name
        case LanguageIs(code):
            return code
        case Is(state):
            return state.value
        case _:
            return ""


def alike(term: Single) -> object:
    """Equal for terms that ask for the same."""
    match term:
        case CategoryIs(names):
            return tuple(map(whole_name, names))
        case TagIs(name) | AuthorIs(name):
            return whole_name(name)
        case _:
            return term


def can_be_asked(term: Single) -> bool:
    """Whether the term can be written into a query: a net for names that nobody has thought of."""
    return parse(spelled(Asked(term))).term == term
