"""The commands that write the open article to a file. The work is `jobs.export_posts`; nothing is written here."""

from __future__ import annotations

import os
from pathlib import Path

from tui_reader import jobs
from tui_reader.document import shown_path
from tui_reader.errors import UsageError
from tui_reader.export import EXPORTERS, ExportOptions
from tui_reader.plain.article import opened
from tui_reader.plain.sitting import Sitting


def save(sitting: Sitting, argument: str) -> None:
    """Save the open article as text."""
    _write(sitting, "text", argument)


def export(sitting: Sitting, argument: str) -> None:
    """Save it in a format."""
    form, _, place = argument.partition(" ")
    if form.lower() not in EXPORTERS:
        raise UsageError("There is no such format", f"say one of {', '.join(EXPORTERS)}.")
    _write(sitting, form.lower(), place.strip())


def _write(sitting: Sitting, form: str, place: str) -> None:
    row = opened(sitting).row
    library, exporter = sitting.library, EXPORTERS[form]
    target = _target(sitting, place)
    order = jobs.ExportOrder(
        target,
        is_folder=not place or place.endswith(("/", os.sep)) or target.is_dir(),
        is_book=False,
        exporter=exporter,
        options=ExportOptions(),
        stores=jobs.PictureStores(
            sitting.places.cache_dir / "pictures",
            {library.root: library.frozen_dir},
            sitting.settings.image_proxies,
        ),
    )
    wanted = jobs.Wanted(library.root, row.path, library.options)
    done = jobs.export_posts([wanted], order, total=1, cancelled=sitting.interruptions.heard)
    if done.stopped is not None:
        raise done.stopped
    for failure in done.failures:
        sitting.say(f"Can't save the article: {failure.reason}")
    if done.done and done.last is not None:
        sitting.say(f"{'Saved' if done.written else 'Already there, unchanged'}: {shown_path(str(done.last))}")


def _target(sitting: Sitting, place: str) -> Path:
    """Where the file goes.

    Raises:
        UsageError: No path can be meant.
    """
    try:
        folder = Path(sitting.settings.export_dir or "").expanduser()
        path = Path(place).expanduser() if place else folder
        path.exists()  # a name that is too long, or holds what no name may, is told here
    except (OSError, ValueError, RuntimeError) as error:
        raise UsageError("Can't save the article", f"{shown_path(place)} can't be a file: {error}.") from error
    return path.absolute()
