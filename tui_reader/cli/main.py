"""The program's entry: which command is meant, and the one place where failures become messages and exit statuses.

The commands themselves are in the neighbouring modules.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from tui_reader import __version__
from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.desk import Desk
from tui_reader.cli.meant import give_meaning_to
from tui_reader.cli.output import emit, prepare_streams, silence, tell, tell_block
from tui_reader.cli.reading import open_reader
from tui_reader.cli.reference import Status, overview
from tui_reader.cli.verbs import Commands
from tui_reader.document.clean import shown_path
from tui_reader.errors import ReaderError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROGRAM = "tui-reader"

_OUTPUT_FAILURES = {errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF, errno.EDQUOT}
"""What a stream is refused with; failures of files name their file."""
_QUERY_HELP = "Open the list with this search."
_PLAIN_HELP = "Read in lines of text, without a screen: for screen readers, dumb terminals, scripts."


class Verbs(click.Group):
    """The commands; anything that is none of them is a path, or a library's name, to be opened in the reader."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """What begins as `incomplete` does: commands, then libraries."""
        from tui_reader.cli.offers import libraries

        return [*super().shell_complete(ctx, incomplete), *libraries(ctx, incomplete)]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take the first word as a command, or the whole rest as what the reader is asked to open."""
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "PATH", _read, args


@click.command("PATH", hidden=True)
@click.argument("path", metavar="PATH")
@click.option("--query", metavar="QUERY", default=None, help=_QUERY_HELP)
@click.option("--plain/--no-plain", default=None, help=_PLAIN_HELP)
@shared_options
@click.pass_context
def _read(context: click.Context, path: str, query: str | None, plain: bool | None) -> int:
    """Open the reader on a library by its name, on a folder of posts, or on one post."""
    root = context.find_root().params
    asked = root.get("query") if query is None else query
    desk_of(context).plain = root.get("plain") if plain is None else plain
    return open_reader(desk_of(context), path, asked or "", verbs=tuple(program.commands))


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        emit(f"{PROGRAM} {__version__}\n")
        context.exit()


@click.group(
    PROGRAM,
    cls=Verbs,
    commands=Commands(),
    invoke_without_command=True,
    subcommand_metavar="[PATH] | COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=overview()
    + examples(
        "tui-reader",
        "tui-reader ~/blog",
        "tui-reader news",
        "tui-reader ~/blog/source/_posts/plan.md",
        "tui-reader --plain ~/blog",
        "tui-reader list",
        "tui-reader export --to articles/ --name '{category}/{date}-{slug}'",
    ),
)
@click.option("--query", metavar="QUERY", default=None, help=_QUERY_HELP)
@click.option("--plain/--no-plain", default=None, help=_PLAIN_HELP)
@shared_options
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Show the version.")
@click.pass_context
def program(context: click.Context, query: str | None, plain: bool | None) -> int:
    """Read an archive of posts.

    Without a command, open the reader: on the library at PATH, or on a post's folder at that post. Without PATH, on
    $TUI_READER_LIBRARY, else on the configured library, else on the one read last, else on the first that the
    configuration names, else on the sample that comes with the program. Commands take the current folder, where it
    holds posts, in place of the one read last.

    A library may be meant by the name that the configuration gives it, as PATH, in --library and in the variable. The
    name beats a folder of that name, and a command beats both: ./news is the folder.
    """
    if context.invoked_subcommand is not None:
        given = "--query" if query is not None else "--plain" if plain is not None else ""
        if given and context.invoked_subcommand != "PATH":
            raise click.UsageError(f"{given} is for the reader; try: {PROGRAM} {context.invoked_subcommand} --help")
        return Status.DONE
    desk_of(context).plain = plain
    return open_reader(desk_of(context), None, query or "")


give_meaning_to((*program.params, *_read.params))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: What was typed after the program's name; from `sys.argv` unless given.

    Returns:
        The exit status: 0 done; 1 done, but something was missing or failed in part; 2 wrong use or failure; 130 for
        Ctrl-C; 141 for a closed pipe.
    """
    prepare_streams()
    desk = Desk()
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments), desk)
        if status == Status.INTERRUPTED:
            _leave_pipe()  # what is still to be written may wait for someone who never reads
        sys.stdout.flush()
    except BrokenPipeError:
        status = _leave_pipe()
    except OSError as error:
        status = _unwritten(error, desk)
    return status


def _run(arguments: list[str], desk: Desk) -> int:
    """Run one command, and turn what it raises into a message and a status."""
    from tui_reader.cli.logs import log_failure, log_file, start_log

    try:
        start_log(desk.places.log_dir)
        with program.make_context(PROGRAM, arguments, obj=desk) as context:
            status = program.invoke(context)
            sys.stdout.flush()
            return int(status or Status.DONE)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        return Status.INTERRUPTED
    except click.ClickException as error:
        tell(error.format_message())
        if isinstance(error, click.UsageError) and error.ctx is not None:
            tell_block(f"Try: {error.ctx.command_path.removesuffix(' PATH')} --help")
        return Status.FAILED
    except ReaderError as error:
        _trace(desk)
        tell(f"{error.title}: {error.message}")
        return Status.FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is None and error.errno in _OUTPUT_FAILURES:
            raise
        log_failure(error)
        _trace(desk)
        tell(f"Can't go on: {error.strerror or type(error).__name__}{_named(error)}.")
        return Status.FAILED
    except Exception as error:  # noqa: BLE001 - the boundary: whatever it is, the user gets a sentence and the log
        log_failure(error)
        _trace(desk)
        tell(f"This is a fault in the program ({type(error).__name__}). The log is {log_file(desk.places.log_dir)}.")
        return Status.FAILED
    finally:
        if desk.debug:
            tell(f"the log is {log_file(desk.places.log_dir)}")


def _trace(desk: Desk) -> None:
    """Show the traceback of the failure at hand to who asked for it."""
    if desk.debug:
        from traceback import format_exc

        tell_block(format_exc())


def _named(error: OSError) -> str:
    """The file that a failure of the system names, if it does."""
    return f": {shown_path(os.fsdecode(error.filename))}" if isinstance(error.filename, str | bytes) else ""


def _leave_pipe() -> int:
    """The reader of our output has gone: nothing more is written, not even by the interpreter's end."""
    silence(sys.stdout)
    return Status.PIPE_CLOSED


def _unwritten(error: OSError, desk: Desk) -> int:
    """Standard output can't be written, as on a full disk."""
    _trace(desk)
    tell(f"Can't write the output: {error.strerror or 'the stream is closed'}.")
    _leave_pipe()
    return Status.FAILED
