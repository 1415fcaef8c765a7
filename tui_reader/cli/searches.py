"""The command `searches`: what is saved in a library, with counts; added, removed, renamed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import columns, is_terminal, say, say_fields, say_object, tell
from tui_reader.model import Query, SavedSearch, Tally

if TYPE_CHECKING:
    from tui_reader.library import Library

_SECONDS = 10.0
"""So long at most one search is counted."""


@click.group(
    "searches",
    invoke_without_command=True,
    short_help="List saved searches with their counts, add, remove and rename them.",
    epilog=examples(
        "tui-reader searches",
        "tui-reader searches --json",
        "tui-reader searches add --replace Unread is:unread",
    ),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def searches(context: click.Context, as_json: bool) -> int:
    """List the saved searches, each with how many posts it finds and how many of them are unread.

    Name, total, unread, query and the category that is searched in, with TABs between them; aligned on a terminal. The
    reader shows them above the categories, and saves them with ctrl+s. Where a query can't be meant, as in a file that
    was edited by hand, or takes too long, there are no counts.
    """
    if context.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("--json is for the list.", context)
        return 0
    from tui_reader.cli.records import search_record

    with desk_of(context).library() as library:
        saved = library.searches.read()
        for notice in saved.notices:
            tell(notice)
        counted = _counted(library, saved.searches)
        if as_json:
            for search, tally, problem in counted:
                say_object(search_record(search, tally, problem))
        elif is_terminal(sys.stdout):
            _say_aligned(list(counted))
        else:
            for search, tally, _ in counted:
                total, unread = (str(tally.total), str(tally.unread)) if tally else ("", "")
                say_fields(search.name, total, unread, search.words, _category(search))
    return 0


def _counted(
    library: Library, saved: tuple[SavedSearch, ...]
) -> Iterator[tuple[SavedSearch, Tally | None, str | None]]:
    """Each search with its counts, or with why it can't be meant."""
    from tui_reader.query import QueryError

    for search in saved:
        try:
            query = Query(search.category, search.words)
            yield search, library.count(query, seconds=_SECONDS, files=True), None
        except QueryError as error:
            tell(f"{search.name}: {error.message}")
            yield search, None, error.message


def _say_aligned(counted: list[tuple[SavedSearch, Tally | None, str | None]]) -> None:
    from tui_reader.document.cells import cut, fit, width

    whole = columns()
    cells = min(max((width(search.name) for search, *_ in counted), default=0), max(whole // 3, 10))
    for search, tally, problem in counted:
        total, unread = (f"{tally.total}", f"{tally.unread} unread") if tally else ("!" if problem else "…", "")
        head = f"{fit(search.name, cells)}  {total:>7}  {unread:<14}  "
        where = f"  in {_category(search)}" if search.category else ""
        say(head + cut(search.words + where, max(whole - width(head), 1)))


def _category(search: SavedSearch) -> str:
    """The category that is searched in, as `categories` writes it."""
    if search.category is None:
        return ""
    return "/".join(search.category) or "(none)"


@searches.command(
    "add",
    short_help="Save a search.",
    epilog=examples(
        "tui-reader searches add Tea '茶 or tea'",
        "tui-reader searches add --replace Tea 'tag:茶 is:unread sort:-date'",
        "tui-reader searches add Rest -- -茶 is:unread",
    ),
)
@click.argument("name")
@click.argument("query", nargs=-1, required=True, metavar="QUERY...")
@click.option("--replace", is_flag=True, help="Take the place of the search of that name.")
@shared_options
@click.pass_context
def add(context: click.Context, name: str, query: tuple[str, ...], replace: bool) -> int:
    """Save QUERY under NAME, after the searches that are there."""
    from tui_reader.cli.finding import as_typed, typed

    words = typed(query)
    desk = desk_of(context)
    with closing(desk.open(desk.root())) as library:
        kept = library.searches.add(SavedSearch(as_typed(name), words), replace=replace)
    say(f"saved {kept.name}: {kept.words}")
    return 0


@searches.command(
    "remove", short_help="Remove a saved search.", epilog=examples("tui-reader searches remove 'Tea to read'")
)
@click.argument("name", metavar="SEARCH")
@shared_options
@click.pass_context
def remove(context: click.Context, name: str) -> int:
    """Remove the saved search of that name; posts and marks stay as they are."""
    from tui_reader.cli.finding import as_typed

    desk = desk_of(context)
    with closing(desk.open(desk.root())) as library:
        removed = library.searches.remove(as_typed(name))
    say(f"removed {removed.name}: {removed.words}")
    return 0


@searches.command(
    "rename", short_help="Rename a saved search.", epilog=examples("tui-reader searches rename 'Tea to read' Drinks")
)
@click.argument("name", metavar="SEARCH")
@click.argument("new", metavar="NAME")
@shared_options
@click.pass_context
def rename(context: click.Context, name: str, new: str) -> int:
    """Give a saved search another name; its place stays."""
    from tui_reader.cli.finding import as_typed

    desk = desk_of(context)
    with closing(desk.open(desk.root())) as library:
        kept = library.searches.rename(as_typed(name), as_typed(new))
    say(f"renamed {kept.name}: {kept.words}")
    return 0
