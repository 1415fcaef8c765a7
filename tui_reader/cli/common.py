"""The options that all commands take, before or after the command's name."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from tui_reader.cli.desk import Desk
from tui_reader.cli.meant import Meant

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def desk_of(context: click.Context) -> Desk:
    """The desk of this run."""
    return context.find_root().ensure_object(Desk)


def _remember_library(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
    desk = desk_of(context)
    if value is not None:
        desk.named_library = value


def _remember_no_refresh(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    desk = desk_of(context)
    desk.refresh = desk.refresh and not value


def _remember_debug(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    desk = desk_of(context)
    desk.debug = desk.debug or value


def _remember_no_color(_context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    """By the variable that everything below looks at: https://no-color.org."""
    if value:
        os.environ["NO_COLOR"] = "1"


def shared_options(command: Decorated) -> Decorated:
    """Give a command the options that all of them take."""
    for option in (
        click.option("--no-color", is_flag=True, expose_value=False, callback=_remember_no_color, help="No colours."),
        click.option(
            "--debug",
            is_flag=True,
            expose_value=False,
            callback=_remember_debug,
            help="Say where the log is, and show the traceback of a failure.",
        ),
        click.option(
            "--no-refresh",
            is_flag=True,
            expose_value=False,
            callback=_remember_no_refresh,
            help="Take the index as it is, without looking for changed files.",
        ),
        click.option(
            "-L",
            "--library",
            metavar="PATH",
            type=Meant("LIBRARY"),
            expose_value=False,
            callback=_remember_library,
            help="The folder of posts, or the name that the configuration gives it; all for all that are known here.",
        ),
    ):
        command = option(command)
    return command


def examples(*lines: str) -> str:
    """The end of a command's help: examples as they can be typed."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
