"""The commands that change marks: `mark` and `undo`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.output import say, tell
from tui_reader.cli.saved import saved_option, saved_query
from tui_reader.errors import UsageError
from tui_reader.model import AnyMark, Mark, Query, Tag

if TYPE_CHECKING:
    from tui_reader.cli.finding import Finder
    from tui_reader.library import Library

_TITLE = "Can't mark"
_WINDOW = 500
_MARKS = {
    "read": (Mark.READ, True),
    "unread": (Mark.READ, False),
    "star": (Mark.STAR, True),
    "unstar": (Mark.STAR, False),
}


@click.command(
    "mark",
    short_help="Mark posts read, starred or with tags of your own.",
    epilog=examples(
        "tui-reader mark --read POST",
        "tui-reader mark --tag later --tag work --star POST",
        "tui-reader mark --read --query text",
        "tui-reader mark --read --all",
        "tui-reader list | tui-reader mark --star -",
    ),
)
@click.argument("posts", nargs=-1, metavar="[POST...]")
@click.option("--read", "wanted", flag_value="read", multiple=True, help="Mark them read.")
@click.option("--unread", "wanted", flag_value="unread", multiple=True, help="Mark them unread.")
@click.option("--star", "wanted", flag_value="star", multiple=True, help="Star them.")
@click.option("--unstar", "wanted", flag_value="unstar", multiple=True, help="Take the star away.")
@click.option("--tag", "put_on", multiple=True, metavar="TAG", help="Put this tag on them; may be given several times.")
@click.option("--untag", "taken_off", multiple=True, metavar="TAG", help="Take this tag of your own off them.")
@click.option("--query", "queries", multiple=True, metavar="QUERY", help="The posts that QUERY finds, as in list.")
@saved_option
@click.option("--all", "every", is_flag=True, help="All posts of the library.")
@shared_options
@click.pass_context
def mark(
    context: click.Context,
    posts: tuple[str, ...],
    wanted: tuple[str, ...],
    put_on: tuple[str, ...],
    taken_off: tuple[str, ...],
    queries: tuple[str, ...],
    saved: str | None,
    every: bool,
) -> int:
    """Mark posts; `undo` takes all that one command did back.

    POST is a short id or a path; - reads posts from standard input, one a line. Says for each mark how many posts got
    it, and how many had it before. Tags are your own: those that a post's file gives it stay as they are, and its file
    is never written. With --library all, posts of any library that is known here may be meant, and each library's
    marking is undone by itself. Exit status 1 when nothing is found.
    """
    from tui_reader.cli.finding import finder, sought

    changes = _changes(wanted, put_on, taken_off)
    if not posts and not queries and saved is None and not every:
        raise UsageError(_TITLE, "name posts, - for standard input, --query, --saved or --all.")
    desk = desk_of(context)
    queried = sought(queries, every=every, saved=saved_query(desk, saved))
    with finder(desk) as found:
        meant = _meant(found, posts, queried)
        if not meant:
            tell("no post is found: nothing was marked")
            return 1
        for library, paths in meant:
            _mark(library, paths, changes, f"{desk.name_of(library)}: " if desk.is_all else "")
            _tell_of_fixed_tags(library, paths, taken_off)
        if not all(library.keeps_marks for library, _ in meant):
            raise UsageError(_TITLE, "the marks can't be written to the disk, and were in memory only.")
    return 1 if desk.lost else 0


def _mark(library: Library, paths: Sequence[str], changes: Sequence[tuple[AnyMark, bool]], where: str) -> None:
    """Mark posts of one library, and say how many were changed."""
    for (kind, value), changed in zip(changes, library.mark_all(paths, changes), strict=True):
        before = f"; {len(paths) - changed:,} were before" if changed < len(paths) else ""
        say(f"{where}{changed:,} of {len(paths):,} now {_said(kind, value)}{before}")


def _changes(
    wanted: Sequence[str], put_on: Sequence[str], taken_off: Sequence[str]
) -> tuple[tuple[AnyMark, bool], ...]:
    """What is to be done to each post."""
    from tui_reader.cli.finding import as_typed
    from tui_reader.library import checked_tag

    def tag(text: str) -> Tag:
        return checked_tag(as_typed(text))

    chosen: list[tuple[AnyMark, bool]] = [_MARKS[name] for name in dict.fromkeys(wanted)]
    chosen.extend((tag, True) for tag in dict.fromkeys(map(tag, put_on)))
    chosen.extend((tag, False) for tag in dict.fromkeys(map(tag, taken_off)))
    if not chosen:
        raise UsageError(_TITLE, "name what to do: --read or --unread, --star or --unstar, --tag or --untag.")
    if len({kind for kind, _ in chosen}) < len(chosen):
        raise UsageError(_TITLE, "a mark can't be put on and taken off at once.")
    return tuple(chosen)


def _meant(
    found: Finder, posts: Sequence[str], queries: Sequence[Query]
) -> tuple[tuple[Library, tuple[str, ...]], ...]:
    """The paths of the posts that are named and found, by the libraries that have any."""
    from tui_reader.cli.finding import expanded

    paths: list[dict[str, None]] = [{} for _ in found.libraries]
    numbers = {library.id: number for number, library in enumerate(found.libraries)}
    for name in expanded(posts):
        library, row = found.listed(name)
        paths[numbers[library.id]][row.path] = None
    for some, library in zip(paths, found.libraries, strict=True):
        for query in queries:
            listing = library.listing(query)
            for start in range(0, len(listing), _WINDOW):
                some.update((row.path, None) for row in listing.rows(start, start + _WINDOW))
    return tuple((library, tuple(some)) for some, library in zip(paths, found.libraries, strict=True) if some)


def _said(kind: AnyMark, value: bool) -> str:
    """What a post is that has a mark, or has it no longer."""
    match kind:
        case Tag(name):
            return f"tagged {name}" if value else f"without your tag {name}"
        case Mark.READ:
            return "read" if value else "unread"
        case Mark.STAR:
            return "starred" if value else "not starred"
        case _:
            assert_never(kind)


def _tell_of_fixed_tags(library: Library, paths: Sequence[str], taken_off: Sequence[str]) -> None:
    """Say of how many posts a tag that was taken off still stands in the front matter."""
    from tui_reader.cli.finding import as_typed
    from tui_reader.library import checked_tag

    for name in dict.fromkeys(checked_tag(as_typed(text)).name for text in taken_off):
        fixed = library.with_tag(paths, name)
        if fixed:
            tell(f"{fixed:,} of them have the tag {name} in their own file, and keep it there")


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
    for part in (undone, *undone.also):
        say(f"{len(part.paths):,} again {_said(part.mark, part.value)}")
    return 0
