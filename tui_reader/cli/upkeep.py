"""The commands about the library and the program: `index`, `check`, `keys`."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import say, say_fields, say_object, tell
from tui_reader.config import SETTINGS
from tui_reader.document.clean import shown_path
from tui_reader.errors import ReaderError

if TYPE_CHECKING:
    from tui_reader.cli.desk import Desk

PRESET_NAMES = next(setting.choices for setting in SETTINGS if setting.name == "keymap")


@click.command(
    "index",
    short_help="Bring the index up to date.",
    epilog=examples(
        "tui-reader index",
        "tui-reader index --rebuild",
        "tui-reader index --json",
        "tui-reader index --library all",
    ),
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
    until --forget-missing says that they are to go. With --library all, every library that is known here, one after
    another; exit status 1 when one can't be read.
    """
    desk = desk_of(context)
    if not desk.is_all:
        _bring_up_to_date(desk, desk.root(), "", rebuild=rebuild, forget_missing=forget_missing, as_json=as_json)
        return 0
    failed = False
    for member in desk.members():
        try:
            _bring_up_to_date(
                desk, member.root, member.name, rebuild=rebuild, forget_missing=forget_missing, as_json=as_json
            )
        except ReaderError as error:
            failed = True
            tell(f"{member.name}: {error.title}: {error.message}")
    return 1 if failed else 0


def _bring_up_to_date(desk: Desk, root: Path, name: str, *, rebuild: bool, forget_missing: bool, as_json: bool) -> None:
    """Do so with one library, and say what has changed; under `name`, where it is one of several.

    Raises:
        LibraryError: It can't be done.
    """
    from tui_reader.cli.desk import progress_line, tell_of_refresh
    from tui_reader.cli.records import refresh_record

    with closing(desk.open(root)) as library:
        for notice in library.notices:
            tell(notice)
        with progress_line() as progress:
            result = library.refresh(rebuild=rebuild, forget=sys.maxsize if forget_missing else 0, progress=progress)
        tell_of_refresh(result, library.name)
        if as_json:
            say_object(refresh_record(result, desk.name_of(library)))
            return
    where = f"{name}: " if name else ""
    say(f"{where}{result.found} found, {result.listed} listed, {result.unreadable} unreadable")
    say(f"{where}{result.added} added, {result.changed} changed, {result.removed} removed, in {result.seconds:.1f} s")
    if result.problems:
        say(f"{where}{result.problems} problems: tui-reader check names them")


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
    "keys",
    short_help="Show the reader's keys.",
    epilog=examples("tui-reader keys", "tui-reader keys --json", "tui-reader keys --preset vim --json"),
)
@click.option(
    "--preset",
    type=click.Choice(PRESET_NAMES),
    help="Those of a preset, without what your configuration says above it.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@shared_options
@click.pass_context
def keys(context: click.Context, preset: str | None, as_json: bool) -> int:
    """Show the reader's keys: where they work, which they are, what they do, and the command's name.

    They are those in force: your preset, your own keys, macros and programs. Keys that are pressed one after another
    have a blank between them in JSON.
    """
    from tui_reader.ui.chosen_keys import chosen_keymap, preset_keymap
    from tui_reader.ui.commands import shown_keys

    keymap = preset_keymap(preset) if preset else chosen_keymap(desk_of(context).settings)
    for command in keymap.commands:
        if as_json:
            record = {"id": command.id, "keys": list(command.keys), "where": str(command.where)}
            say_object({**record, "title": command.title, "help": command.help})
        else:
            say_fields(str(command.where), shown_keys(command), command.help, command.id)
    for problem in () if preset else keymap.problems:
        tell(problem)
    return 0
