"""The option `--saved`: a saved search beside what else a command is asked to find."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import Decorated
from tui_reader.cli.output import tell
from tui_reader.errors import UsageError
from tui_reader.model import Query, SavedSearch

if TYPE_CHECKING:
    from tui_reader.cli.desk import Desk


def saved_option(command: Decorated) -> Decorated:
    """Give a command the option that names a saved search."""
    help_text = "The posts that a saved search finds; with a query, those that both find."
    return click.option("--saved", metavar="SEARCH", help=help_text)(command)


def saved_query(desk: Desk, name: str | None) -> Query | None:
    """What the saved search of that name asks for; None without a name.

    Raises:
        UsageError: There is none, or it can't be meant.
    """
    if name is None:
        return None
    from tui_reader.query import QueryError, parse

    search = _search(desk, name)
    try:
        parse(search.words)
    except QueryError as error:
        raise UsageError(error.title, f"the saved search “{search.name}”: {error.message}") from error
    return Query(search.category, search.words)


def _search(desk: Desk, name: str) -> SavedSearch:
    """The saved search of that name; of all libraries, of the first that has one.

    Raises:
        UsageError: There is none.
    """
    from tui_reader.cli.finding import as_typed
    from tui_reader.library import SavedSearches

    roots = [member.root for member in desk.members()] if desk.is_all else [desk.root()]
    failure = UsageError("No such search", "there is no library here.")
    for root in roots:
        searches = SavedSearches.of(root, desk.places.data_dir)
        for notice in searches.read().notices:
            tell(notice)
        try:
            return searches.find(as_typed(name))
        except UsageError as error:
            failure = error
    raise failure


def narrowed(query: Query | None, words: str) -> Query:
    """What finds what `query`, if any, and `words` both find.

    Raises:
        QueryError: `words` are no query.
    """
    from tui_reader.query import both

    if query is None or not query.words:
        return replace(query or Query(), words=words)
    return replace(query, words=both(query.words, words) if words else query.words)
