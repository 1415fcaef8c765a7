"""The command `state`: all marks and saved searches of a library as one text, put back from it; a small journal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import emit, say, say_object, tell
from tui_reader.document.clean import shown_path
from tui_reader.errors import UsageError

if TYPE_CHECKING:
    from tui_reader.library import Restored

_NAMED = 100
"""So many damaged lines are named one by one."""


@click.group(
    "state",
    invoke_without_command=True,
    short_help="Keep marks as a text, put them back, make their journal small.",
    epilog=examples("tui-reader state dump", "tui-reader state compact", "tui-reader state restore --help"),
)
@shared_options
@click.pass_context
def state(context: click.Context) -> int:
    """Dump all marks of a library, restore them, and compact their journal.

    Marks are what you have done: read, starred, your own tags, and where reading stopped; saved searches go with them.
    Saved text of a dump can be kept, compared, carried to another machine, and restored there.
    """
    if context.invoked_subcommand is None:
        raise click.UsageError("Say what to do: dump, restore or compact.", context)
    return 0


@state.command(
    "dump",
    short_help="Write all marks to standard output.",
    epilog=examples("tui-reader state dump > marks.jsonl", "tui-reader state dump | gzip > marks.jsonl.gz"),
)
@shared_options
@click.pass_context
def dump(context: click.Context) -> int:
    """Write all marks to standard output, as JSON lines.

    The first line is a header: tui-reader (always "state"), version (1), library, lines (how many follow), searches
    (the saved ones: name, query, category). Each other line is one mark: post (its path), op (read, star, tag:NAME,
    position), v (the value), t and n (when, in milliseconds, and a counter: the newest of two holds). The same marks
    always give the same lines in the same order.
    What `undo` can take back is not in it.
    """
    with desk_of(context).library() as library:
        saved = library.searches.read()
        for notice in saved.notices:
            tell(notice)
        left = len(saved.searches) - len(library.state.searches_dumped())
        if left:
            tell(
                f"{left:,} saved searches have no room in the dump's first line; copy {library.searches.file} instead."
            )
        for line in library.state.dump():
            emit(line + "\n")
    return 0


@state.command(
    "restore",
    short_help="Put the marks of a dump back.",
    epilog=examples(
        "tui-reader state restore marks.jsonl",
        "tui-reader state restore --replace marks.jsonl",
        "tui-reader -L ~/old state dump | tui-reader -L ~/new state restore -",
    ),
)
@click.argument("file")
@click.option("--replace", is_flag=True, help="Take off what the dump doesn't mention, and let nothing newer stand.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@shared_options
@click.pass_context
def restore(context: click.Context, file: str, replace: bool, as_json: bool) -> int:
    """Put the marks of the dump FILE back; - reads it from standard input.

    Marks are merged: for each post and kind the newest holds, and what the dump doesn't mention stays, so that
    restoring twice changes nothing. With --replace the marks become those of the dump; `undo` takes this back, but for
    reading positions. Saved searches are added where their names are free; with --replace they become those of the
    dump, and `undo` leaves them. Exit status 1 when lines are damaged or missing: they are named, and the others
    restored.
    """
    with _opened(file) as source, desk_of(context).library() as library:
        restored = library.state.restore(source, replace=replace)
        elsewhere = restored.library is not None and restored.library != str(library.root)
    name = "standard input" if file == "-" else shown_path(file)
    for fault in restored.damaged[:_NAMED]:
        tell(f"{name}:{fault.line}: {fault.reason}")
    if len(restored.damaged) > _NAMED:
        tell(f"{name}: {len(restored.damaged) - _NAMED:,} more lines are damaged")
    if restored.missing:
        tell(f"{name}: {restored.missing:,} lines are missing at the end: the dump was cut off")
    if elsewhere:
        tell(f"this dump was made of {shown_path(str(restored.library))}")
    if as_json:
        say_object(_record(restored))
    else:
        older = f", {restored.older:,} older than what is here" if restored.older else ""
        if restored.searches:
            say(f"{restored.searches:,} saved searches restored")
        say(f"{restored.read:,} marks read: {restored.changed:,} restored, {restored.same:,} were so already{older}")
    return 1 if restored.damaged or restored.missing else 0


@state.command(
    "compact",
    short_help="Make this device's journal of marks small.",
    epilog=examples("tui-reader state compact", "tui-reader state compact --json"),
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@shared_options
@click.pass_context
def compact(context: click.Context, as_json: bool) -> int:
    """Write this device's journal of marks anew, without the lines that make no difference any more.

    No mark changes, and `undo` goes back as far as before. Readers that are open go on; the files of other devices are
    left alone. The new file is on the disk before it takes the old one's place.
    """
    with desk_of(context).library() as library:
        done = library.state.compact()
    if as_json:
        say_object(
            {
                "lines_before": done.lines_before,
                "lines_after": done.lines_after,
                "bytes_before": done.bytes_before,
                "bytes_after": done.bytes_after,
                "damaged": done.bad,
            }
        )
        return 0
    say(f"{done.lines_before:,} lines are {done.lines_after:,}, {done.bytes_before:,} bytes {done.bytes_after:,}")
    if done.bad:
        tell(f"{done.bad:,} lines could not be read: they are in a file beside the journal that ends in .bad")
    return 0


def _record(restored: Restored) -> dict[str, object]:
    return {
        "read": restored.read,
        "restored": restored.changed,
        "same": restored.same,
        "older": restored.older,
        "missing": restored.missing,
        "searches": restored.searches,
        "damaged": [{"line": fault.line, "message": fault.reason} for fault in restored.damaged],
    }


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    """The dump, as bytes.

    Raises:
        UsageError: There is no such file, or it can't be read.
    """
    if file == "-":
        if sys.stdin is None:
            raise UsageError("Can't restore the marks", "there is no standard input.")
        yield sys.stdin.buffer
        return
    try:
        if Path(file).is_dir():
            raise UsageError("Can't restore the marks", f"{shown_path(file)} is a folder.")
        source = Path(file).open("rb")  # noqa: SIM115 - closed below, where only reading is guarded
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "no file can have this name"
        raise UsageError("Can't restore the marks", f"{shown_path(file)}: {reason}.") from error
    with source:
        yield source
