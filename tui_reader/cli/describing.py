"""The commands that describe the program: `manual` and `schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import examples, shared_options
from tui_reader.cli.output import emit, say_object
from tui_reader.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


@click.command(
    "manual",
    short_help="Print the manual page.",
    epilog=examples(
        "tui-reader manual | man -l -",
        "tui-reader manual > ~/.local/share/man/man1/tui-reader.1",
    ),
)
@shared_options
def manual() -> int:
    """Print the manual page, for man: all commands, settings, variables, files and exit statuses."""
    from tui_reader.cli.main import program
    from tui_reader.cli.manual import manual as page

    emit(page(program))
    return 0


def _commands(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    """The words that may follow those that are typed already."""
    from click.shell_completion import CompletionItem

    from tui_reader.cli.schema import OUTPUTS

    before = tuple(context.params.get("command") or ())
    named = [tuple(output.command.partition(" -")[0].split()) for output in OUTPUTS]
    words = {words[len(before)] for words in named if words[: len(before)] == before and len(words) > len(before)}
    return [CompletionItem(word) for word in sorted(words) if word.startswith(typed)]


@click.command(
    "schema",
    short_help="Print the JSON Schema of what a command writes.",
    epilog=examples("tui-reader schema", "tui-reader schema list", "tui-reader schema state compact"),
)
@click.argument("command", nargs=-1, metavar="[COMMAND]", shell_complete=_commands)
@shared_options
def schema(command: tuple[str, ...]) -> int:
    """Print the JSON Schema (draft 2020-12) of each line that COMMAND writes as JSON; of all commands without COMMAND.

    One schema a line. The keys are a promise: all are always there, in that order, and null where nothing is known.
    """
    from tui_reader.cli.schema import OUTPUTS, json_schema

    wanted = " ".join(command)
    chosen = [output for output in OUTPUTS if not wanted or f"{output.command} ".startswith(f"{wanted} ")]
    if not chosen:
        named = ", ".join(dict.fromkeys(output.command.partition(" -")[0] for output in OUTPUTS))
        raise UsageError("Can't print the schema", f"{wanted} writes no JSON; there are {named}.")
    for output in chosen:
        say_object(json_schema(output))
    return 0
