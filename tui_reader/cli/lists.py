"""The command `list`: posts, one a line, aligned, with TABs, by a template, or as JSON.

Which posts there are, and in which order, is the library's business.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import columns, is_terminal, say, say_lines, say_objects, say_rows
from tui_reader.cli.saved import narrowed, saved_option, saved_query
from tui_reader.model import Row, Sort

if TYPE_CHECKING:
    from tui_reader.cli.template import LineTemplate
    from tui_reader.library import Listing

_WINDOW = 500
_ID_CELLS, _DATE_CELLS = 8, 10
_MOST_CATEGORY = 28


@click.command(
    "list",
    short_help="List posts, one a line.",
    epilog=examples(
        "tui-reader list",
        "tui-reader list --sort title --limit 5",
        "tui-reader list 茶 --sort relevance",
        "tui-reader list -- 茶 -秋茶",
        "tui-reader list --saved 'Tea to read'",
        "tui-reader list --json",
        "tui-reader list --format '{date} {title}'",
        r"tui-reader list --format '{words:>7}\t{title:.40}' --sort words",
    ),
)
@click.argument("query", nargs=-1)
@click.option(
    "--sort",
    type=click.Choice([str(order) for order in Sort]),
    default=str(Sort.DATE),
    show_default=True,
    metavar="ORDER",
    help=f"One of {', '.join(Sort)}; date is newest first, words longest first, relevance best first.",
)
@saved_option
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most N posts.")
@click.option("--offset", type=click.IntRange(min=0), default=0, metavar="N", help="Leave out the first N.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--format", "template", metavar="TEMPLATE", help="What to write for each post: '{date} {title}'.")
@shared_options
@click.pass_context
def list_posts(
    context: click.Context,
    query: tuple[str, ...],
    sort: str,
    saved: str | None,
    limit: int | None,
    offset: int,
    as_json: bool,
    template: str | None,
) -> int:
    r"""List the posts that QUERY finds, one a line; all without QUERY.

    Short id, date, category and title: aligned on a terminal, with TABs between them elsewhere. The names that
    --format knows are the keys of --json; {title:20} pads to 20 cells, {title:>20} to the right, {title:.20} cuts,
    \t and \n are a TAB and a newline, {{ and }} braces. A -word leaves posts out; write -- before it. Without QUERY,
    relevance is date. Exit status 1 when nothing is found.
    """
    from tui_reader.cli.finding import typed

    if as_json and template is not None:
        raise click.UsageError("--json and --format exclude each other.", context)
    parts = _row_template(template) if template is not None else None
    desk = desk_of(context)
    asked = narrowed(saved_query(desk, saved), typed(query))
    with desk.library() as library:
        is_part = limit is not None and limit <= _WINDOW
        listing = library.listing(replace(asked, sort=Sort(sort)), in_windows=is_part)
        stop = len(listing) if limit is None else min(len(listing), offset + limit)
        if as_json:
            _say_json(listing, offset, stop)
        elif parts is not None:
            _say_filled(listing, offset, stop, parts, desk.settings.ambiguous_width)
        elif is_terminal(sys.stdout):
            _say_aligned(listing, offset, stop, desk.settings.ambiguous_width)
        else:
            for rows in _windows(listing, offset, stop):
                say_rows((row.id, _date(row), _category(row), row.title) for row in rows)
        return 0 if len(listing) else 1


def _windows(listing: Listing, start: int, stop: int) -> Iterator[tuple[Row, ...]]:
    """The rows, a window at a time."""
    for first in range(start, stop, _WINDOW):
        yield listing.rows(first, min(first + _WINDOW, stop))


def _say_json(listing: Listing, start: int, stop: int) -> None:
    from tui_reader.cli.records import row_record

    for rows in _windows(listing, start, stop):
        say_objects(map(row_record, rows))


def _say_aligned(listing: Listing, start: int, stop: int, ambiguous: int) -> None:
    """One post a line, in columns; the category's is as wide as the first window needs."""
    from tui_reader.document.cells import cut, fit, width

    whole = columns()
    most = min(_MOST_CATEGORY, whole // 4)
    category_cells: int | None = None
    for rows in _windows(listing, start, stop):
        if category_cells is None:
            category_cells = max((min(width(_category(row), ambiguous), most) for row in rows), default=0)
        for row in rows:
            head = f"{fit(row.id, _ID_CELLS)}  {fit(_date(row), _DATE_CELLS)}  "
            if category_cells:
                head += fit(_category(row), category_cells, ambiguous) + "  "
            say(head + cut(row.title, max(whole - width(head, ambiguous), 1), ambiguous=ambiguous))


def _date(row: Row) -> str:
    return row.date.iso[:10] if row.date else ""


def _category(row: Row) -> str:
    return "/".join(row.categories[0]) if row.categories else ""


def _row_template(template: str) -> LineTemplate:
    """The template of `--format`, taken apart and checked.

    Raises:
        UsageError: It holds an unknown field, or what can't be understood.
    """
    from tui_reader.cli.records import ROW_KEYS
    from tui_reader.cli.template import line_template

    return line_template(template, ROW_KEYS)


def _say_filled(listing: Listing, start: int, stop: int, parts: LineTemplate, ambiguous: int) -> None:
    """The template with each row's values; nothing known is nothing written."""
    for rows in _windows(listing, start, stop):
        say_lines(parts.filled(_values(row), ambiguous) for row in rows)


def _values(row: Row) -> dict[str, str]:
    """A row's values as text: true and false for what is either, lists with separators between."""
    from tui_reader.cli.records import row_record

    record = row_record(row)
    record["tags"] = ", ".join(row.tags)
    record["categories"] = "; ".join("/".join(path) for path in row.categories)
    return {name: _text(value) for name, value in record.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
