"""The commands that read: `list`, `categories`, `tags`, `show`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.desk import Desk
from tui_reader.cli.output import columns, emit, is_terminal, say, say_fields, say_object
from tui_reader.model import Category, Query, Row, Sort

if TYPE_CHECKING:
    from tui_reader.export import Template
    from tui_reader.library import Library, Listing

_WINDOW = 500
_ID_CELLS, _DATE_CELLS = 8, 10
_MOST_CATEGORY = 28
_NO_CATEGORY = "(none)"
DEFAULT_WIDTH = 80


class Width(click.ParamType[int]):
    """A width in cells: 0 for one paragraph a line, else enough to set text in."""

    name = "integer"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, or a usage error that says which are possible."""
        from tui_reader.export import NARROWEST

        try:
            width = int(str(value))
        except ValueError:
            width = -1
        if width != 0 and not NARROWEST <= width <= 10_000:
            self.fail(f"it must be 0 (one paragraph a line) or {NARROWEST} to 10000.", param, ctx)
        return width


@click.command(
    "list",
    short_help="List posts, one a line.",
    epilog=examples(
        "tui-reader list",
        "tui-reader list --sort title --limit 5",
        "tui-reader list --json",
        "tui-reader list --format '{date} {title}'",
    ),
)
@click.argument("query", nargs=-1)
@click.option(
    "--sort",
    type=click.Choice([str(order) for order in Sort]),
    default=str(Sort.DATE),
    show_default=True,
    metavar="ORDER",
    help=f"One of {', '.join(Sort)}; date is newest first.",
)
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
    limit: int | None,
    offset: int,
    as_json: bool,
    template: str | None,
) -> int:
    """List the posts that QUERY finds, one a line; all without QUERY.

    Short id, date, category and title: aligned on a terminal, with TABs between them elsewhere. The names that
    --format knows are the keys of --json. Exit status 1 when nothing is found.
    """
    from tui_reader.cli.finding import typed

    if as_json and template is not None:
        raise click.UsageError("--json and --format exclude each other.", context)
    parts = _row_template(template) if template is not None else None
    with desk_of(context).library() as library:
        listing = library.listing(Query(words=typed(query), sort=Sort(sort)))
        stop = len(listing) if limit is None else min(len(listing), offset + limit)
        if as_json:
            _list_json(listing, offset, stop)
        elif parts is not None:
            for row in _rows(listing, offset, stop):
                say(_filled(parts, row))
        elif is_terminal(sys.stdout):
            _list_aligned(listing, offset, stop)
        else:
            for row in _rows(listing, offset, stop):
                say_fields(row.id, _date(row), _category(row), row.title)
        return 0 if len(listing) else 1


def _rows(listing: Listing, start: int, stop: int) -> Iterator[Row]:
    """The rows, a window at a time."""
    for first in range(start, stop, _WINDOW):
        yield from listing.rows(first, min(first + _WINDOW, stop))


def _list_json(listing: Listing, start: int, stop: int) -> None:
    from tui_reader.cli.records import row_record

    for row in _rows(listing, start, stop):
        say_object(row_record(row))


def _list_aligned(listing: Listing, start: int, stop: int) -> None:
    """One post a line, in columns; the category's is as wide as the first window needs."""
    from tui_reader.document.cells import cut, fit, width

    whole = columns()
    most = min(_MOST_CATEGORY, whole // 4)
    first = listing.rows(start, min(start + _WINDOW, stop))
    category_cells = max((min(width(_category(row)), most) for row in first), default=0)
    for row in _rows(listing, start, stop):
        head = f"{fit(row.id, _ID_CELLS)}  {fit(_date(row), _DATE_CELLS)}  "
        if category_cells:
            head += fit(_category(row), category_cells) + "  "
        say(head + cut(row.title, max(whole - width(head), 1)))


def _date(row: Row) -> str:
    return row.date.iso[:10] if row.date else ""


def _category(row: Row) -> str:
    return "/".join(row.categories[0]) if row.categories else ""


def _row_template(template: str) -> Template:
    """The template of `--format`, taken apart and checked.

    Raises:
        UsageError: It holds an unknown field, or more than a plain name.
    """
    from tui_reader.cli.records import ROW_KEYS
    from tui_reader.export import parse_template

    return parse_template(template, frozenset(ROW_KEYS), what="format")


def _filled(parts: Template, row: Row) -> str:
    """The template with a row's values; nothing known is nothing written."""
    from tui_reader.cli.records import row_record

    record = row_record(row)
    record["tags"] = ", ".join(row.tags)
    record["categories"] = "; ".join("/".join(path) for path in row.categories)
    made: list[str] = []
    for part in parts:
        value = part if isinstance(part, str) else record[part.name]
        made.append("" if value is None else str(value).lower() if isinstance(value, bool) else str(value))
    return "".join(made)


@click.command(
    "categories",
    short_help="Show the categories with their counts.",
    epilog=examples("tui-reader categories", "tui-reader categories --json"),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def categories(context: click.Context, as_json: bool) -> int:
    """Show the categories, each with how many posts it holds and how many of them are unread.

    On a terminal a tree; elsewhere the whole path, with TABs between the fields. Posts without a category stand last,
    with an empty path in --json.
    """
    from tui_reader.cli.records import category_record

    with desk_of(context).library() as library:
        tree = _whole_tree(library)
    if as_json:
        for category in tree:
            say_object(category_record(category))
    elif is_terminal(sys.stdout):
        _say_tree(tree)
    else:
        for category in tree:
            say_fields("/".join(category.path) or _NO_CATEGORY, str(category.total), str(category.unread))
    return 0


def _whole_tree(library: Library) -> tuple[Category, ...]:
    """The categories, and the posts without one as the last of them."""
    counts = library.counts()
    without = Category((), counts.uncategorised, counts.uncategorised_unread)
    return (*library.categories(), *((without,) if without.total else ()))


def _say_tree(tree: tuple[Category, ...]) -> None:
    from tui_reader.document.cells import fit, width

    names = ["  " * (len(item.path) - 1) + item.path[-1] if item.path else _NO_CATEGORY for item in tree]
    cells = min(max(map(width, names), default=0), max(columns() - 20, 10))
    for item, name in zip(tree, names, strict=True):
        unread = f"  {item.unread} unread" if item.unread else ""
        say(f"{fit(name, cells)}  {item.total:>6}{unread}")


@click.command(
    "tags", short_help="Show the tags with their counts.", epilog=examples("tui-reader tags", "tui-reader tags --json")
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def tags(context: click.Context, as_json: bool) -> int:
    """Show the tags, each with how many posts have it."""
    with desk_of(context).library() as library:
        counted = library.tags()
    for tag, total in counted:
        if as_json:
            say_object({"tag": tag, "total": total})
        else:
            say_fields(tag, str(total))
    return 0


@click.command(
    "show",
    short_help="Write posts to standard output.",
    epilog=examples(
        "tui-reader show POST",
        "tui-reader show --format ansi POST | less -R",
        "tui-reader list --limit 3 | tui-reader show -",
        "tui-reader show ./article.md",
    ),
)
@click.argument("posts", nargs=-1, required=True, metavar="POST...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "ansi", "markdown", "json"]),
    default="text",
    show_default=True,
    help="ansi always has colours, the others never.",
)
@click.option("--width", type=Width(), metavar="N", help="Cells a line may have; 0 for one paragraph a line.")
@shared_options
@click.pass_context
def show(context: click.Context, posts: tuple[str, ...], form: str, width: int | None) -> int:
    """Write posts to standard output, rendered.

    POST is a short id, a path in the library, or a path of the file system; - reads posts from standard input, one a
    line. A file outside any library needs no index. Without --width, 80 cells in a pipe, on a terminal as many as it
    has, up to the configured width of text.
    """
    from tui_reader.cli.finding import Finder, expanded

    desk = desk_of(context)
    with ExitStack() as stack:
        finder = Finder(desk, stack)
        if form == "json":
            from tui_reader.cli.records import post_record

            for name in expanded(posts):
                found = finder.find(name)
                say_object(post_record(found, finder.document(found)))
            return 0
        from tui_reader.export import EXPORTERS, ExportOptions

        options = ExportOptions(width=shown_width(desk, width))
        for number, name in enumerate(expanded(posts)):
            found = finder.find(name)
            if number:
                emit("\n")
            emit(EXPORTERS[form].render(found.post, finder.document(found), options))
    return 0


def shown_width(desk: Desk, asked: int | None) -> int:
    """The width of text on standard output: as asked, else 80, on a terminal its own up to the text column."""
    if asked is not None:
        return asked
    if not is_terminal(sys.stdout):
        return DEFAULT_WIDTH
    return max(min(columns(), desk.settings.text_width), 10)
