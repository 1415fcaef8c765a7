"""The command `images`: a post's pictures, listed, fetched, saved, opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_reader.cli.common import desk_of, examples, shared_options
from tui_reader.cli.desk import Desk, progress_line
from tui_reader.cli.output import is_terminal, say_fields, say_object, tell
from tui_reader.document.clean import shown_path
from tui_reader.errors import PictureError, UsageError

if TYPE_CHECKING:
    from tui_reader.images import FetchedPicture, PictureCache, ResolvedPicture

_EARLY_END = 0.5
"""Seconds within which a viewer that ends with an error counts as not opened."""


@click.command(
    "images",
    short_help="List, fetch, save, open a post's pictures.",
    epilog=examples(
        "tui-reader images POST",
        "tui-reader images --json POST",
        "tui-reader images --save pictures/ POST",
        "tui-reader images --open POST",
    ),
)
@click.argument("post", metavar="POST")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--fetch", is_flag=True, help="Fetch those that are on the network into the cache.")
@click.option("--save", "folder", metavar="DIR", help="Save them to a folder; fetches first.")
@click.option("--open", "view", is_flag=True, help="Open all of them in a viewer; fetches first.")
@shared_options
@click.pass_context
def images(context: click.Context, post: str, as_json: bool, fetch: bool, folder: str | None, view: bool) -> int:
    """List the pictures of a post: number, kind, address or file, caption.

    Nothing is fetched unless asked for. Exit status 1 when there are none, 2 when one can't be fetched, saved or
    opened.
    """
    from tui_reader.cli.finding import expanded, finder
    from tui_reader.document import pictures
    from tui_reader.images import resolve

    desk = desk_of(context)
    names = tuple(expanded((post,)))
    if len(names) != 1:
        raise UsageError("Can't show pictures", f"name one post; {len(names)} were given.")
    with finder(desk) as posts:
        found = posts.find(names[0])
        resolved = resolve(pictures(posts.document(found), found.post.covers), found.root, found.post.path)
    if not resolved:
        tell(f"{shown_path(found.post.path)} has no pictures.")
        return 1
    fetched = _fetch(desk, resolved) if fetch or folder is not None or view else ()
    _say_all(resolved, fetched, as_json=as_json)
    sys.stdout.flush()
    if folder is not None:
        _save(fetched, folder)
    opened = _open(desk, fetched) if view else 0
    return 2 if any(one.path is None for one in fetched) else opened


def _say_all(resolved: Sequence[ResolvedPicture], fetched: Sequence[FetchedPicture], *, as_json: bool) -> None:
    """The list on standard output, what could not be had on standard error."""
    from tui_reader.cli.records import picture_record

    files = {one.resolved.picture.number: one.path for one in fetched}
    for picture in resolved:
        number = picture.picture.number
        file = files.get(number) or picture.path
        if as_json:
            say_object({**picture_record(picture), "path": shown_path(str(file)) if file else None})
            continue
        where = shown_path(str(file)) if file else picture.url or _beginning(picture.original_url)
        say_fields(str(number), str(picture.kind), where, " ".join(picture.picture.caption.split()))
    for one in fetched:
        if one.path is None:
            tell(f"picture {one.resolved.picture.number}: {one.reason}")
    if not fetched:
        for picture in resolved:
            if picture.reason:
                tell(f"picture {picture.picture.number}: {picture.reason}")


def _beginning(address: str) -> str:
    """The address; of one that holds the picture's data, only what it is."""
    return address.partition(",")[0] + ",…" if address[:5].lower() == "data:" else address


def _fetch(desk: Desk, resolved: Sequence[ResolvedPicture]) -> tuple[FetchedPicture, ...]:
    from tui_reader.images import FetchOptions, fetch

    settings = desk.settings
    options = FetchOptions(allow_private=settings.allow_private_hosts, offline=settings.offline)
    with progress_line() as progress:
        return fetch(resolved, _cache(desk), options, progress)


def _cache(desk: Desk) -> PictureCache:
    from tui_reader.images import PictureCache

    return PictureCache(picture_directory(desk))


def picture_directory(desk: Desk) -> Path:
    """Where fetched pictures are kept."""
    return desk.places.cache_dir / "pictures"


def _save(fetched: Sequence[FetchedPicture], folder: str) -> None:
    """Copy what is there to the folder, and name each file."""
    from tui_reader.images import save

    if not folder or "\0" in folder:
        raise UsageError("Can't save the pictures", "--save needs a folder.")
    for saved in save(fetched, Path(folder)):
        tell(f"{shown_path(str(saved.path))}{' (already there)' if saved.same else ''}")


def _open(desk: Desk, fetched: Sequence[FetchedPicture]) -> int:
    """Open all pictures in one viewer, in one call; 2 where it fails at once."""
    from tui_reader.images import gallery
    from tui_reader.programs import Purpose, Remembered, launch, run_in_terminal, viewers

    there = [one for one in fetched if one.path is not None]
    if not there:
        raise PictureError("Can't open the pictures", "none of them could be had.")
    settings = desk.settings
    found = viewers(os.environ, settings.image_viewer, configured_terminal=settings.image_viewer_terminal)
    usable = Remembered(desk.places.state_dir).ordered(Purpose.PICTURES, found)
    on_terminal = is_terminal(sys.stdout)
    viewer = next((one for one in usable if on_terminal or not one.terminal), None)
    if viewer is None:
        addresses = ", ".join(one.resolved.url for one in there if one.resolved.url)
        advice = "Name one with TUI_READER_IMAGE_VIEWER, or save them with --save DIR."
        raise PictureError("Can't open the pictures", f"there is no viewer here. {advice} {addresses}".rstrip())
    files = gallery(there, picture_directory(desk))
    if viewer.terminal:
        status = run_in_terminal(viewer, files)
        if status:
            tell(f"{viewer.name} ended with status {status}.")
        return 2 if status else 0
    failure = launch(viewer, files).wait(_EARLY_END)
    if failure is not None:
        tell(f"Can't open the pictures: {failure.message}")
        return 2
    return 0
