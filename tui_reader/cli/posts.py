"""The commands that read, beside `list`: `categories`, `tags`, `show`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.desk import Desk
from tui_reader.cli.output import (
    columns,
    is_terminal,
    say,
    say_fields,
    say_object,
)
from tui_reader.document.clean import shown_path
from tui_reader.errors import LibraryError
from tui_reader.model import Category

if TYPE_CHECKING:
    from tui_reader.cli.finding import Finder, Found
    from tui_reader.export import Exporter, ExportOptions
    from tui_reader.library import Library

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
        "tui-reader show --format html POST",
        "tui-reader list --limit 3 | tui-reader show -",
        "tui-reader show ./article.md",
    ),
)
@click.argument("posts", nargs=-1, required=True, metavar="POST...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "ansi", "markdown", "html", "json"]),
    default="text",
    show_default=True,
    help="ansi always has colours, the others never; html is a whole page for each post.",
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
                found = _readable(finder.find(name))
                library = desk.name_of(found.library) if found.library is not None else None
                say_object(post_record(found, finder.document(found), library, desk.settings.image_proxies))
            return 0
        from tui_reader.export import EXPORTERS, ExportOptions

        options = ExportOptions(width=shown_width(desk, width))
        return _shown(finder, posts, EXPORTERS[form], options)


def _shown(finder: Finder, posts: tuple[str, ...], exporter: Exporter, options: ExportOptions) -> int:
    """Write posts as `export --to -` does; what can't be shown is told, and the rest goes on."""
    from tui_reader.cli.choosing import Chosen
    from tui_reader.cli.export_run import write_articles
    from tui_reader.jobs import rendered

    chosen = Chosen(finder, posts, ())
    done, failed = write_articles(rendered(chosen.wanted(), exporter, options), exporter)
    return 2 if chosen.unknown or (failed and not done) else 1 if failed else 0


def _readable(found: Found) -> Found:
    """The post, where anything of its file could be read."""
    from tui_reader.jobs import why_unread

    reason = why_unread(found.post)
    if reason is not None:
        raise LibraryError("Can't read the post", f"{shown_path(found.post.path)}: {reason}")
    return found


def shown_width(desk: Desk, asked: int | None) -> int:
    """The width of text on standard output: as asked, else 80, on a terminal its own up to the text column."""
    if asked is not None:
        return asked
    if not is_terminal(sys.stdout):
        return DEFAULT_WIDTH
    return max(min(columns(), desk.settings.text_width), 10)
