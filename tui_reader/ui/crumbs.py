"""How the screen names what a list is narrowed to: values, headings, and the trail of steps. Pure; no widget."""

from __future__ import annotations

from collections.abc import Sequence

from tui_reader.document import cut
from tui_reader.document import width as cells
from tui_reader.model import CategoryPath, Query
from tui_reader.query import (
    Asked,
    AuthorIs,
    CategoryIs,
    DateIn,
    Facet,
    FacetValue,
    Is,
    LanguageIs,
    Single,
    TagIs,
    narrowings,
    spelled,
    without_narrowings,
)
from tui_reader.ui.wording import asked_of

HEADINGS = {
    Facet.CATEGORY: "Categories",
    Facet.YEAR: "Dates",
    Facet.TAG: "Tags",
    Facet.AUTHOR: "Authors",
    Facet.LANGUAGE: "Languages",
    Facet.STATE: "States",
}
_BETWEEN = " › "
_WITHOUT_CATEGORY = "Without a category"
_UNDATED = "Without a date"


def value_text(value: FacetValue) -> str:
    """A value where its section says of what it is one."""
    if value.name:
        return value.name
    return _WITHOUT_CATEGORY if isinstance(value.term, CategoryIs) else _UNDATED


def crumbs(query: Query) -> tuple[str, ...]:
    """What a list is narrowed to, step by step; nothing where it is of words or of a category alone."""
    term = asked_of(query.words, typing=query.typing).term
    steps = narrowings(term)
    if not steps:
        return ()
    scope = [_path_text(query.category)] if query.category is not None else []
    rest = without_narrowings(term)
    words = [spelled(Asked(rest))] if rest is not None else []
    above = [query.category or (), *(step.names if isinstance(step, CategoryIs) else () for step in steps)]
    return (*scope, *words, *(_step_text(step, above[: place + 1]) for place, step in enumerate(steps)))


def _step_text(step: Single, above: Sequence[CategoryPath]) -> str:
    """A step; of a category only what lies below the last one before it that holds it."""
    match step:
        case CategoryIs(names):
            known = [len(path) for path in above if path == names[: len(path)] and path != names]
            return _path_text(names[max(known, default=0) :])
        case DateIn(first):
            return str(first)
        case TagIs(name):
            return f"#{name}"
        case AuthorIs(name):
            return name
        case LanguageIs(code):
            return code
        case Is(state):
            return state.value
        case _:
            return _UNDATED.lower()


def _path_text(path: CategoryPath) -> str:
    return _BETWEEN.join(path) if path else _WITHOUT_CATEGORY.lower()


def trail(steps: Sequence[str], room: int) -> str:
    """The steps in at most `room` cells; where that is too little, the first ones give way to a `…`."""
    whole = _BETWEEN.join(steps)
    if cells(whole) <= room:
        return whole
    tails = [_BETWEEN.join(("…", *steps[first:])) for first in range(1, len(steps))]
    return next((tail for tail in tails if cells(tail) <= room), cut(tails[-1] if tails else whole, room))
