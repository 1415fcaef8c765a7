"""What `images` says of pictures, and what it gives to folders and viewers.

It finds no post and fetches nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.cli.desk import Desk
from tui_reader.cli.output import is_terminal, say_fields, say_object, tell
from tui_reader.document.clean import shown_path
from tui_reader.errors import PictureError, UsageError

if TYPE_CHECKING:
    from tui_reader.images import FetchedPicture, ResolvedPicture

_EARLY_END = 0.5
"""Seconds within which a viewer that ends with an error counts as not opened."""


def say_pictures(
    resolved: Sequence[ResolvedPicture], fetched: Sequence[FetchedPicture], *, as_json: bool, post: str = ""
) -> None:
    """The list on standard output, what could not be had on standard error.

    Args:
        resolved: All pictures of a post.
        fetched: Of those, each that was fetched.
        as_json: Whether as JSON objects.
        post: The post's path where there are several, which then stands first; else nothing.
    """
    from tui_reader.cli.records import picture_record

    files = {one.resolved.picture.number: one.path or one.for_browser for one in fetched}
    for picture in resolved:
        number = picture.picture.number
        file = files.get(number) or picture.path
        path = shown_path(str(file)) if file else None
        if as_json:
            record = {**picture_record(picture), "path": path}
            say_object({"post": shown_path(post), **record} if post else record)
            continue
        where = path or picture.url or _beginning(picture.original_url)
        caption = " ".join(picture.picture.caption.split())
        if picture.picture.aside:
            caption = f"{caption} ({picture.picture.aside})".lstrip()
        say_fields(*((shown_path(post),) if post else ()), str(number), str(picture.kind), where, caption)
    place = f"{shown_path(post)}: " if post else ""
    told = {one.resolved.picture.number: one.reason for one in fetched}
    for picture in resolved:
        number = picture.picture.number
        reason = told.get(number, picture.reason)
        if fetched and number not in told and picture.picture.aside:
            reason = f"It is a {picture.picture.aside}, and was not fetched."
        if reason:
            tell(f"{place}picture {number}: {reason}")


def _beginning(address: str) -> str:
    """The address; of one that holds the picture's data, only what it is."""
    return address.partition(",")[0] + ",…" if address[:5].lower() == "data:" else address


def save_pictures(fetched: Sequence[FetchedPicture], folder: Path) -> None:
    """Copy what is there to the folder, and name each file."""
    from tui_reader.images import save

    for saved in save(fetched, folder):
        tell(f"{shown_path(str(saved.path))}{' (already there)' if saved.same else ''}")


def checked_folder(folder: str) -> Path:
    """The folder that `--save` names.

    Raises:
        UsageError: It can't be one.
    """
    if not folder or "\0" in folder:
        raise UsageError("Can't save the pictures", "--save needs a folder.")
    return Path(os.path.expanduser(folder))  # noqa: PTH111 - unknown users' homes stay as they are


def picture_directory(desk: Desk) -> Path:
    """Where fetched pictures are kept."""
    return desk.places.cache_dir / "pictures"


def open_pictures(desk: Desk, fetched: Sequence[FetchedPicture]) -> int:
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
