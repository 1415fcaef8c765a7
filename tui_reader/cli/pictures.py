"""The command `images`: pictures of posts, listed, fetched, saved, opened, kept for good."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.desk import Desk, progress_line
from tui_reader.cli.output import tell
from tui_reader.cli.picture_output import checked_folder, open_pictures, picture_directory, save_pictures, say_pictures
from tui_reader.cli.saved import saved_option, saved_query
from tui_reader.document.clean import shown_path
from tui_reader.errors import UsageError

if TYPE_CHECKING:
    from tui_reader.cli.finding import Finder, Found
    from tui_reader.images import FetchedPicture, ResolvedPicture

_TITLE = "Can't show pictures"
_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with the pictures."""

    as_json: bool
    fetch: bool
    retry: bool
    folder: str | None
    view: bool
    freeze: bool
    release: bool

    @property
    def fetches(self) -> bool:
        """Whether anything may come from the network."""
        return self.fetch or self.retry or self.folder is not None or self.view or self.freeze


def _checked(wish: Wish) -> Wish:
    """Return `wish`.

    Raises:
        UsageError: Its parts don't go together, or the folder can't be written.
    """
    if wish.release and wish.fetches:
        raise UsageError(_TITLE, "--release fetches nothing: leave the other options out.")
    if wish.folder is not None:
        checked_folder(wish.folder)
    return wish


@click.command(
    "images",
    short_help="List, fetch, save, open the pictures of posts.",
    epilog=examples(
        "tui-reader images POST",
        "tui-reader images --json POST",
        "tui-reader images --save pictures/ POST",
        "tui-reader images --open POST",
        "tui-reader images --fetch --query text",
        "tui-reader images --fetch --all",
        "tui-reader list | tui-reader images --json -",
    ),
)
@click.argument("posts", nargs=-1, metavar="[POST...]")
@click.option("--query", "queries", multiple=True, metavar="QUERY", help="The posts that QUERY finds, as in list.")
@saved_option
@click.option("--all", "every", is_flag=True, help="All posts of the library.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--fetch", is_flag=True, help="Fetch those that are on the network into the cache.")
@click.option("--retry", is_flag=True, help="Fetch, and try those again that failed before.")
@click.option("--save", "folder", metavar="DIR", help="Save them to a folder; fetches first.")
@click.option("--open", "view", is_flag=True, help="Open all of one post in a viewer; fetches first.")
@click.option("--freeze", is_flag=True, help="Keep them for good, beside the marks; fetches first.")
@click.option("--release", is_flag=True, help="Keep them for good no longer.")
@shared_options
@click.pass_context
def images(
    context: click.Context,
    posts: tuple[str, ...],
    queries: tuple[str, ...],
    saved: str | None,
    every: bool,
    as_json: bool,
    fetch: bool,
    retry: bool,
    folder: str | None,
    view: bool,
    freeze: bool,
    release: bool,
) -> int:
    """List the pictures of posts: number, kind, address or file, caption; of several posts, the post first.

    POST is a short id or a path; - reads posts from standard input, one a line. Nothing is fetched unless asked for;
    counters and placeholders never are. Of several posts, what is fetched is listed post by post as it comes, --save
    makes a folder for each post below DIR, and --json names it as "post". Ctrl-C ends it; what has come stays.

    Exit status 1 when there are no pictures, 2 when one can't be fetched, saved or opened.
    """
    if not posts and not queries and saved is None and not every:
        raise UsageError(_TITLE, "name posts, - for standard input, --query, --saved or --all.")
    wish = _checked(Wish(as_json, fetch, retry, folder, view, freeze, release))
    from tui_reader.cli.finding import expanded, finder, sought

    desk = desk_of(context)
    found_too = sought(queries, every=every, saved=saved_query(desk, saved))
    names = expanded(posts)
    first = list(islice(names, 2))
    with finder(desk) as found:
        if len(first) == 1 and not found_too:
            return _of_one(found, first[0], wish, desk)
        if wish.view:
            raise UsageError("Can't open the pictures", "--open shows the pictures of one post.")
        from tui_reader.cli.picture_run import pictures_of_all, pictures_of_many

        of_many = pictures_of_all if desk.is_all else pictures_of_many
        return of_many(found, _names(first, names), found_too, wish, desk)


def _names(first: list[str], others: Iterator[str]) -> Iterator[str]:
    return chain(first, others)


def _of_one(finder: Finder, name: str, wish: Wish, desk: Desk) -> int:
    """List, fetch, save, open the pictures of one post; the exit status."""
    from tui_reader.document import pictures
    from tui_reader.images import FrozenPictures, resolve

    found = finder.find(name)
    path = found.post.path
    listed = pictures(finder.document(found), found.post.covers)
    resolved = resolve(listed, found.root, path, desk.settings.image_proxies)
    library = found.library
    frozen = library.frozen_dir if library is not None else None
    if (wish.freeze or wish.release) and frozen is None:
        raise UsageError("Can't keep the pictures", f"{shown_path(path)} belongs to no library.")
    if wish.release and library is not None:
        store = FrozenPictures(library.frozen_dir, library.former_paths)
        tell_released(1 if store.holds(path) else 0, store.release(path))
        return 0
    if not resolved:
        tell(f"{shown_path(path)} has no pictures.")
        return 1
    if not wish.fetches:
        say_pictures(resolved, (), as_json=wish.as_json)
        return 0
    if all(picture.picture.aside for picture in resolved):
        say_pictures(resolved, (), as_json=wish.as_json)
        tell(f"{shown_path(path)} has no pictures but counters and placeholders, and those are not fetched.")
        return 1
    fetched, cancelled = _fetched(found, resolved, wish, desk)
    say_pictures(resolved, fetched, as_json=wish.as_json)
    sys.stdout.flush()
    if wish.freeze and frozen is not None:
        tell_kept(FrozenPictures(frozen).keep(path, fetched))
    if wish.folder is not None:
        save_pictures(fetched, checked_folder(wish.folder))
    opened = open_pictures(desk, fetched) if wish.view and not cancelled else 0
    if cancelled:
        return _INTERRUPTED
    return 2 if any(one.path is None and one.for_browser is None for one in fetched) else opened


def _fetched(
    found: Found, resolved: tuple[ResolvedPicture, ...], wish: Wish, desk: Desk
) -> tuple[tuple[FetchedPicture, ...], bool]:
    """The pictures that are wanted, fetched, and whether the user ended it."""
    from dataclasses import replace

    from tui_reader.cli.interrupts import Interrupts
    from tui_reader.images import fetch
    from tui_reader.jobs import picture_order

    frozen = found.library.frozen_dir if found.library is not None else None
    order = picture_order(desk.settings, picture_directory(desk), frozen, retry=wish.retry, freeze=wish.freeze)
    options = replace(order.options, referer=(found.post.source or "") if order.send_source else "")
    wanted = [picture for picture in resolved if not picture.picture.aside]
    interrupts = Interrupts()
    with interrupts.listening(), progress_line() as progress:
        fetched = fetch(wanted, order.cache, options, progress, interrupts.heard, frozen=order.frozen)
    return fetched, interrupts.heard()


def tell_kept(pictures: int) -> None:
    """Say how many pictures are kept for good."""
    tell(f"{pictures:,} {'picture is' if pictures == 1 else 'pictures are'} kept for good.")


def tell_released(posts: int, pictures: int) -> None:
    """Say what is kept for good no longer."""
    if not posts:
        tell("No pictures were kept for good.")
        return
    removed = f"{pictures:,} {'picture was' if pictures == 1 else 'pictures were'} removed"
    tell(f"{posts:,} {'post' if posts == 1 else 'posts'} released, {removed}.")
