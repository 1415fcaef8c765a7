"""The commands that hand something to other programs: links, the source, pictures. Nothing is opened unasked.

Addresses are checked and programs started by `programs`; what draws in the terminal runs only where the user names it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader import jobs
from tui_reader.document import Picture, is_web, pictures, readable_address, short_address, shown_path
from tui_reader.errors import PictureError, UsageError
from tui_reader.plain.article import open_row, opened
from tui_reader.plain.sitting import Article, Sitting
from tui_reader.programs import (
    Launched,
    Purpose,
    Remembered,
    Viewer,
    browse_in_terminal,
    browsers,
    checked_address,
    launch,
    launch_address,
    run_in_terminal,
    viewers,
)
from tui_reader.wording import count_text

if TYPE_CHECKING:
    from tui_reader.images import FetchedPicture

_EARLY_END = 0.5
"""Seconds within which a program that ends with an error has opened nothing."""


def links(sitting: Sitting, argument: str) -> None:
    """The links by number, or one of them opened."""
    article = opened(sitting)
    targets: dict[int, tuple[str, str]] = {}
    for link in article.page.links:
        if link.number:
            targets.setdefault(link.number, (link.text, link.target))
    if argument:
        if not argument.isdigit() or int(argument[:9]) not in targets:
            raise UsageError("There is no such link", f"the article has {count_text(len(targets), 'link')}.")
        _follow(sitting, article, targets[int(argument)][1])
        return
    lines = [f"{number}. {text or 'no text'}: {short_address(target)}" for number, (text, target) in targets.items()]
    sitting.say_in_pages(lines or ["The article has no links."])


def source(sitting: Sitting, _argument: str) -> None:
    """The page that the post came from."""
    article = opened(sitting)
    if article.row.source is None:
        raise UsageError("This post names no source", "there is nothing to open.")
    _follow(sitting, article, article.row.source)


def _follow(sitting: Sitting, article: Article, target: str) -> None:
    """Open another post of the library here, a page of the web in the browser once the user has agreed.

    Raises:
        UsageError: It is no post of this library.
        ProgramError: The address is refused, or there is no browser.
    """
    leads_out = is_web(target) or target.startswith("mailto:")
    row = sitting.library.links.post_of(article.row, target)
    # A post's link to where it came from leads there.
    if row is not None and not (leads_out and row.path == article.row.path):
        open_row(sitting, row)
        return
    if not leads_out:
        raise UsageError("Can't open the link", f"{shown_path(target)} is no post of this library.")
    address = checked_address(target)
    readable, _ = readable_address(target)
    found = Remembered(sitting.places.state_dir).ordered(Purpose.ADDRESSES, browsers(os.environ))
    browser = _usable(found)
    sitting.say(f"The address is {address}")
    if readable != address:
        sitting.say(f"It reads {readable}")
    if browser is None:
        sitting.say("There is no browser here to open it with. BROWSER names one.")
    elif sitting.voice.agreed(f"Open it with {browser.name}?"):
        if browser.terminal:
            browse_in_terminal(browser, address)
        else:
            _started(sitting, launch_address(address, os.environ, browser=browser))


def _usable(found: Sequence[Viewer]) -> Viewer | None:
    """The first that has a window of its own, or that the user names: others would draw over what is heard."""
    return next((program for program in found if program.named or not program.terminal), None)


def _started(sitting: Sitting, launched: Launched) -> None:
    """Say that a program runs, or how it failed at once."""
    failure = launched.wait(_EARLY_END)
    sitting.say(f"Opened with {launched.viewer.name}." if failure is None else failure.message)


def images(sitting: Sitting, argument: str) -> None:
    """The pictures by number, or one of them, or all, in the viewer."""
    article = opened(sitting)
    found = pictures(article.document, article.post.covers)
    if not argument:
        lines = (f"{picture.number}. {picture.caption or 'no caption'}" for picture in found)
        sitting.say_in_pages(lines if found else ["The article has no pictures."])
        return
    if argument.lower() == "all":
        wanted = [picture for picture in found if not picture.aside]
    else:
        wanted = [picture for picture in found if str(picture.number) == argument]
    if not wanted:
        raise UsageError("There is no such picture", f"the article has {count_text(len(found), 'picture')}.")
    _show(sitting, article, wanted)


def _show(sitting: Sitting, article: Article, wanted: Sequence[Picture]) -> None:
    """Fetch pictures and open them; those that can't be had are said, each with its reason."""
    from tui_reader.images import gallery

    fetched = _fetched(sitting, article, wanted)
    for one in fetched:
        if one.path is None:
            sitting.say(f"Picture {one.resolved.picture.number}: {one.reason or 'it can only be shown by a browser.'}")
    there = [one for one in fetched if one.path is not None]
    if not there:
        return
    files = gallery(there, _folder(sitting))
    settings = sitting.settings
    found = viewers(os.environ, settings.image_viewer, configured_terminal=settings.image_viewer_terminal)
    viewer = _usable(Remembered(sitting.places.state_dir).ordered(Purpose.PICTURES, found))
    if viewer is None:
        where = ", ".join(shown_path(str(file)) for file in files)
        raise PictureError("Can't open the pictures", f"there is no viewer here. They are {where}")
    if viewer.terminal:
        run_in_terminal(viewer, files)
    else:
        _started(sitting, launch(viewer, files))


def _folder(sitting: Sitting) -> Path:
    return sitting.places.cache_dir / "pictures"


def _fetched(sitting: Sitting, article: Article, wanted: Sequence[Picture]) -> tuple[FetchedPicture, ...]:
    from tui_reader.images import fetch, resolve

    library = sitting.library
    # What failed before is tried again: it was asked for, and there is no second command for it.
    order = jobs.picture_order(sitting.settings, _folder(sitting), library.frozen_dir, retry=True)
    options = replace(order.options, referer=(article.row.source or "") if order.send_source else "")
    resolved = resolve(wanted, library.root, article.row.path, order.proxies)
    return fetch(resolved, order.cache, options, None, sitting.interruptions.heard, frozen=order.frozen)
