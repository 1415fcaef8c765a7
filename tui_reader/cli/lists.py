"""The command `list`: posts, one a line, aligned, with TABs, by a template, or as JSON.

Which posts there are, and in which order, is the library's business.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import columns, is_terminal, say, say_lines, say_objects, say_rows
from tui_reader.cli.saved import narrowed, saved_option, saved_query
from tui_reader.document.clean import shown_path
from tui_reader.model import Row, Sort

if TYPE_CHECKING:
    from tui_reader.cli.desk import Desk
    from tui_reader.cli.template import LineTemplate
    from tui_reader.library import Located

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
        "tui-reader list --library all 茶",
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

    Short id, date, category and title: aligned on a terminal, with TABs between them elsewhere. With --library all,
    the posts of all libraries that are known here stand in one list, each with the name of its library on a terminal,
    and with its file at the end of the line elsewhere. The names that
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
    with desk.libraries() as libraries:
        from tui_reader.library import joined

        is_part = limit is not None and limit <= _WINDOW
        listing = joined(libraries, replace(asked, sort=Sort(sort)), in_windows=is_part)
        windows = _windows(listing.rows(offset, None if limit is None else offset + limit))
        if as_json:
            _say_json(windows, desk)
        elif parts is not None:
            _say_filled(windows, desk, parts)
        elif is_terminal(sys.stdout):
            _say_aligned(windows, desk)
        else:
            for posts in windows:
                say_rows(_fields(post, with_file=desk.is_all) for post in posts)
        return 0 if len(listing) and not desk.lost else 1


def _windows(posts: Iterator[Located]) -> Iterator[tuple[Located, ...]]:
    """The posts, a window at a time."""
    while some := tuple(islice(posts, _WINDOW)):
        yield some


def _fields(post: Located, *, with_file: bool) -> tuple[str, ...]:
    """What a line says where nobody aligns it."""
    row = post.row
    file = (shown_path(str(post.library.file(row.path))),) if with_file else ()
    return (row.id, _date(row), _category(row), row.title, *file)


def _say_json(windows: Iterable[Sequence[Located]], desk: Desk) -> None:
    for posts in windows:
        say_objects(_record(post, desk) for post in posts)


def _record(post: Located, desk: Desk) -> dict[str, Any]:
    from tui_reader.cli.records import row_record

    return row_record(post.row, post.library.root, desk.name_of(post.library))


def _say_aligned(windows: Iterable[Sequence[Located]], desk: Desk) -> None:
    """One post a line, in columns; that of the category, and of the library, is as wide as the first window needs."""
    from tui_reader.document.cells import cut, fit, width

    whole, ambiguous = columns(), desk.settings.ambiguous_width
    most = min(_MOST_CATEGORY, whole // 4)
    cells: list[int] | None = None
    for posts in windows:
        lines = [(post.row, [desk.name_of(post.library) if desk.is_all else "", _category(post.row)]) for post in posts]
        if cells is None:
            cells = [max(min(width(places[n], ambiguous), most) for _, places in lines) for n in range(2)]
        for row, places in lines:
            head = f"{fit(row.id, _ID_CELLS)}  {fit(_date(row), _DATE_CELLS)}  "
            for place, room in zip(places, cells, strict=True):
                head += fit(place, room, ambiguous) + "  " if room else ""
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


def _say_filled(windows: Iterable[Sequence[Located]], desk: Desk, parts: LineTemplate) -> None:
    """The template with each post's values; nothing known is nothing written."""
    for posts in windows:
        say_lines(parts.filled(_values(_record(post, desk)), desk.settings.ambiguous_width) for post in posts)


def _values(record: dict[str, Any]) -> dict[str, str]:
    """A post's values as text: true and false for what is either, lists with separators between."""
    record["tags"] = ", ".join(record["tags"])
    record["categories"] = "; ".join("/".join(path) for path in record["categories"])
    return {name: _text(value) for name, value in record.items()}


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
