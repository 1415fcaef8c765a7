"""What the words of a command line mean, by their metavar: so that a shell can offer posts, tags, files.

Values stay as they were typed; `offers` looks up what there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click
from click.types import StringParamType

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

KINDS = ("POST", "TAG", "QUERY", "SEARCH", "LIBRARY", "PATH", "FILE", "DIR")
"""The metavars that say what is meant; any other is text."""


class Meant(StringParamType):
    """Text that stands for something of which there is a list."""

    def __init__(self, kind: str) -> None:
        """Say what it stands for.

        Args:
            kind: One of `KINDS`.
        """
        self.kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        """What begins as `incomplete` does."""
        from tui_reader.cli.offers import offers

        return offers(self.kind, ctx, incomplete)


def give_meaning(command: click.Command) -> None:
    """Let the parameters of a command, and of those below it, know what they stand for."""
    give_meaning_to(command.params)
    if isinstance(command, click.Group):
        for name in list(command.commands):
            give_meaning(command.commands[name])


def give_meaning_to(parameters: Iterable[click.Parameter]) -> None:
    """Let parameters whose metavar says what they stand for know it."""
    for parameter in parameters:
        shown = parameter.human_readable_name if isinstance(parameter, click.Argument) else parameter.metavar
        kind = re.sub(r"[^A-Z]", "", shown or "")
        if kind in KINDS and type(parameter.type) is StringParamType:
            parameter.type = Meant(kind)
