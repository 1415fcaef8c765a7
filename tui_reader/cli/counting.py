"""The command `facets`: what the posts that a query finds have in common. What is counted is the library's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import say_fields, say_object
from tui_reader.model import Query

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tui_reader.library import Library
    from tui_reader.query import Facet, Facets


@click.command(
    "facets",
    short_help="Count posts by category, year, tag, author, language, state.",
    epilog=examples(
        "tui-reader facets",
        "tui-reader facets 茶",
        "tui-reader facets date:2021",
        "tui-reader facets --all --json 茶",
        "tui-reader facets --library all",
    ),
)
@click.argument("query", nargs=-1)
@click.option("--all", "all_values", is_flag=True, help="All values, not the most frequent of each facet alone.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def facets(context: click.Context, query: tuple[str, ...], all_values: bool, as_json: bool) -> int:
    """Count the posts that QUERY finds by category, year, tag, author, language and state; all without QUERY.

    A line holds the facet, how many posts have the value, and what narrows QUERY to them, with TABs between. Within a
    category its subcategories are counted, within a year its months. Exit status 1 when nothing is found.
    """
    from tui_reader.cli.finding import typed
    from tui_reader.query import Facet

    desk = desk_of(context)
    opened = list(Facet) if all_values else ()
    with desk.libraries() as libraries:
        asked = Query(words=typed(query))
        counted = _counted(libraries, asked, opened)
    if not counted.total:
        return 1
    for record in _records(counted):
        if as_json:
            say_object(record)
        else:
            say_fields(record["facet"], str(record["total"]), record["query"])
    return 1 if desk.lost else 0


def _counted(libraries: Sequence[Library], asked: Query, opened: Collection[Facet]) -> Facets:
    """What the posts of the libraries are counted by."""
    from tui_reader.library import summed
    from tui_reader.query import Facet

    wanted = opened if len(libraries) == 1 else list(Facet)  # of several, what is rare in one may be frequent in all
    parts = [part for library in libraries if (part := library.facets(asked, wanted)) is not None]
    return parts[0] if len(parts) == 1 else summed(parts, opened)


def _records(counted: Facets) -> list[dict[str, Any]]:
    from tui_reader.query import Asked, spelled

    return [
        {
            "facet": section.facet.value,
            "value": value.name,
            "total": value.count,
            "query": spelled(Asked(value.term)),
        }
        for section in counted.sections
        for value in section.values
        if not value.in_force
    ]
