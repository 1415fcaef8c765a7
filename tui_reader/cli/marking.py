"""The commands that change marks: `mark` and `undo`."""

from __future__ import annotations

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import say
from tui_reader.errors import UsageError
from tui_reader.model import Mark

_MARKS = {
    "read": (Mark.READ, True),
    "unread": (Mark.READ, False),
    "star": (Mark.STAR, True),
    "unstar": (Mark.STAR, False),
}
_SAID = {
    (Mark.READ, True): "read",
    (Mark.READ, False): "unread",
    (Mark.STAR, True): "starred",
    (Mark.STAR, False): "not starred",
}


@click.command(
    "mark",
    short_help="Mark posts read or starred.",
    epilog=examples("tui-reader mark --read POST", "tui-reader list | tui-reader mark --star -"),
)
@click.argument("posts", nargs=-1, required=True, metavar="POST...")
@click.option("--read", "wanted", flag_value="read", multiple=True, help="Mark them read.")
@click.option("--unread", "wanted", flag_value="unread", multiple=True, help="Mark them unread.")
@click.option("--star", "wanted", flag_value="star", multiple=True, help="Star them.")
@click.option("--unstar", "wanted", flag_value="unstar", multiple=True, help="Take the star away.")
@shared_options
@click.pass_context
def mark(context: click.Context, posts: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    """Mark posts; `undo` takes the last marking back.

    POST is a short id or a path; - reads posts from standard input, one a line.
    """
    from tui_reader.cli.finding import expanded

    chosen = [_MARKS[name] for name in dict.fromkeys(wanted)]
    if not chosen or len({kind for kind, _ in chosen}) < len(chosen):
        raise UsageError("Can't mark", "name what to do: --read or --unread, --star or --unstar.")
    with desk_of(context).library() as library:
        paths = tuple(dict.fromkeys(library.find(name).path for name in expanded(posts)))
        for kind, value in chosen:
            changed = library.mark(paths, kind, value)
            say(f"{changed} of {len(paths)} now {_SAID[kind, value]}")
    return 0


@click.command("undo", short_help="Take the last marking back.", epilog=examples("tui-reader undo"))
@shared_options
@click.pass_context
def undo(context: click.Context) -> int:
    """Take the last marking back; again, the one before it. Exit status 1 when there is none."""
    with desk_of(context).library() as library:
        undone = library.undo()
    if undone is None:
        say("nothing to undo")
        return 1
    say(f"{len(undone.paths)} again {_SAID[undone.mark, undone.value]}")
    return 0
