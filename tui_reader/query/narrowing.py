"""Narrowing a query step by step: which of its terms are such steps, and its words with one more or fewer of them.

The steps stand in the words themselves, so that they can be read, edited and saved; nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tui_reader.query.days import Written
from tui_reader.query.parser import QueryError, parse
from tui_reader.query.spelling import spelled
from tui_reader.query.terms import (
    And,
    Asked,
    AuthorIs,
    CategoryIs,
    DateIn,
    Is,
    LanguageIs,
    Not,
    Or,
    Single,
    State,
    TagIs,
    Term,
    Undated,
)


class Facet(StrEnum):
    """What posts are counted by beside a list."""

    CATEGORY = "category"
    YEAR = "year"
    """And within a year its months."""
    TAG = "tag"
    AUTHOR = "author"
    LANGUAGE = "language"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that posts of a list have."""

    term: Single
    """What asks for it."""
    name: str
    """As it is written, clean; what `term` says where there is nothing written."""
    count: int
    """How many posts the list has once it is narrowed to it."""
    in_force: bool = False
    """Whether the list is narrowed to it already."""


@dataclass(frozen=True, slots=True)
class FacetSection:
    """The values of one facet."""

    facet: Facet
    values: tuple[FacetValue, ...]
    """Those in force, then the most frequent; years and months from the latest on."""
    others: int
    """How many more there are."""


@dataclass(frozen=True, slots=True)
class Facets:
    """What the posts of a list are counted by; of facets that none of them has a value of there is no section."""

    total: int
    """How many posts were counted."""
    sections: tuple[FacetSection, ...]


def facet_of(term: Term) -> Facet | None:
    """The facet that offers `term`; None where none does."""
    match term:
        case CategoryIs(names, _, rooted) if rooted or not names:
            return Facet.CATEGORY
        case DateIn(Written(_, _, None) as first, last) if first == last:
            return Facet.YEAR
        case Undated():
            return Facet.YEAR
        case TagIs():
            return Facet.TAG
        case AuthorIs():
            return Facet.AUTHOR
        case LanguageIs():
            return Facet.LANGUAGE
        case Is(state) if state is not State.READ:
            return Facet.STATE
        case _:
            return None


def narrowings(term: Term | None) -> tuple[Single, ...]:
    """The steps by which a query is narrowed, in order: what facets offer, among the terms that all must hold."""
    return tuple(each for each in _all_of(term) if not isinstance(each, Not | And | Or) and facet_of(each) is not None)


def without_narrowings(term: Term | None) -> Term | None:
    """What a query asks for besides."""
    return _kept(term, lambda each: facet_of(each) is None)


def narrowed(words: str, term: Single, *, typing: bool = False) -> str:
    """The words of a query with one more term that must hold.

    Args:
        words: Of a query.
        term: What is added, at the end.
        typing: Whether they were still being typed.
    """
    asked = parse(words, typing=typing)
    wanted = Asked(And((*_all_of(asked.term), term)) if asked.term is not None else term, asked.sort)
    longer = f"{words.strip()} {spelled(Asked(term))}".strip()
    return longer if _means(longer, wanted) else spelled(wanted)


def widened(words: str, term: Single, *, typing: bool = False) -> str:
    """The words of a query without one of its narrowings, and without those within it: a year goes with its months."""
    asked = parse(words, typing=typing)
    wanted = Asked(_kept(asked.term, lambda each: not _is_within(each, term)), asked.sort)
    shorter = words.strip().removesuffix(spelled(Asked(term))).strip()
    return shorter if _means(shorter, wanted) else spelled(wanted)


def _means(words: str, wanted: Asked) -> bool:
    """Whether words that were put together mean what they should; what isn't closed before them may swallow a term."""
    try:
        return parse(words) == wanted
    except QueryError:
        return False


def _all_of(term: Term | None) -> tuple[Term, ...]:
    if term is None:
        return ()
    return term.terms if isinstance(term, And) else (term,)


def _kept(term: Term | None, keeps: Callable[[Term], bool]) -> Term | None:
    kept = tuple(each for each in _all_of(term) if keeps(each))
    if len(kept) > 1:
        return And(kept)
    return kept[0] if kept else None


def _is_within(term: Term, outer: Single) -> bool:
    match outer, term:
        case CategoryIs(outer_names, _, True), CategoryIs(names, _, True):
            return names[: len(outer_names)] == outer_names
        case DateIn(Written(outer_year, None), _), DateIn(Written(year, _, None) as first, last):
            return facet_of(outer) is not None and first == last and year == outer_year
        case _:
            return term == outer
