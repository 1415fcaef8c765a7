"""The commands about the library and the program: `index`, `check`, `keys`."""

from __future__ import annotations

import sys

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import say, say_fields, say_object, tell
from tui_reader.document.clean import shown_path


@click.command(
    "index",
    short_help="Bring the index up to date.",
    epilog=examples("tui-reader index", "tui-reader index --rebuild", "tui-reader index --json"),
)
@click.option("--rebuild", is_flag=True, help="Read every post again.")
@click.option("--forget-missing", is_flag=True, help="Take out posts that are gone, however many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@shared_options
@click.pass_context
def index(context: click.Context, rebuild: bool, forget_missing: bool, as_json: bool) -> int:
    """Bring the index up to date, and say what has changed.

    The index is a cache: it may be deleted at any time. Marks are kept elsewhere. Posts with problems are counted, and
    named by `check`. Where more than a fifth of the posts is gone, the folder may only be away, and they stay listed
    until --forget-missing says that they are to go.
    """
    from tui_reader.cli.desk import progress_line, tell_of_refresh
    from tui_reader.cli.records import refresh_record

    desk = desk_of(context)
    library = desk.open(desk.root())
    try:
        for notice in library.notices:
            tell(notice)
        with progress_line() as progress:
            result = library.refresh(rebuild=rebuild, forget=sys.maxsize if forget_missing else 0, progress=progress)
        tell_of_refresh(result, library.name)
    finally:
        library.close()
    if as_json:
        say_object(refresh_record(result))
        return 0
    say(f"{result.found} found, {result.listed} listed, {result.unreadable} unreadable")
    say(f"{result.added} added, {result.changed} changed, {result.removed} removed, in {result.seconds:.1f} s")
    if result.problems:
        say(f"{result.problems} problems: tui-reader check names them")
    return 0


@click.command(
    "check",
    short_help="Name everything that is wrong in the library.",
    epilog=examples("tui-reader check", "tui-reader check --json"),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def check(context: click.Context, as_json: bool) -> int:
    """Name everything that is wrong in the library, as path:line: message.

    Exit status 1 when there is anything.
    """
    from tui_reader.cli.records import problem_record

    with desk_of(context).library() as library:
        problems = library.problems()
    for problem in problems:
        if as_json:
            say_object(problem_record(problem))
        else:
            place = shown_path(problem.path) + (f":{problem.line}" if problem.line else "")
            say(f"{place}: {problem.message}")
    return 1 if problems else 0


@click.command(
    "keys", short_help="Show the reader's keys.", epilog=examples("tui-reader keys", "tui-reader keys --json")
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def keys(context: click.Context, as_json: bool) -> int:
    """Show the reader's keys: where they work, which they are, what they do, and the command's name."""
    from tui_reader.ui.commands import COMMANDS, shown_key

    own = desk_of(context).settings.keys
    for command in COMMANDS:
        bound = own.get(command.id, command.keys)
        if as_json:
            record = {"id": command.id, "keys": list(bound), "where": str(command.where)}
            say_object({**record, "title": command.title, "help": command.help})
        else:
            say_fields(str(command.where), " ".join(map(shown_key, bound)), command.help, command.id)
    return 0
