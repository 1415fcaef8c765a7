"""The command `facets`: what the posts that a query finds have in common. What is counted is the library's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import say_fields, say_object
from tui_reader.model import Query

if TYPE_CHECKING:
    from tui_reader.query import Facets


@click.command(
    "facets",
    short_help="Count posts by category, year, tag, author, language, state.",
    epilog=examples(
        "tui-reader facets",
        "tui-reader facets 茶",
        "tui-reader facets date:2021",
        "tui-reader facets --all --json 茶",
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

    with desk_of(context).library() as library:
        counted = library.facets(library.listing(Query(words=typed(query))), list(Facet) if all_values else ())
    if counted is None or not counted.total:
        return 1
    for record in _records(counted):
        if as_json:
            say_object(record)
        else:
            say_fields(record["facet"], str(record["total"]), record["query"])
    return 0


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
