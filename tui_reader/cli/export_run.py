"""One run of `export`: decides what the target is, lets `jobs` write, and tells what came of it."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import closing
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.cli.choosing import Chosen
from tui_reader.cli.desk import Desk
from tui_reader.cli.interrupts import Interrupts
from tui_reader.cli.output import ProgressLine, emit, is_terminal, say, tell, tell_of_lost_characters
from tui_reader.document.clean import shown_path
from tui_reader.errors import UsageError
from tui_reader.export import ImageMention, State
from tui_reader.jobs import (
    Book,
    Exported,
    ExportOrder,
    Failure,
    Flaw,
    PictureCopies,
    PictureStores,
    Rendered,
    Unread,
    Wanted,
    export_posts,
    rendered,
)

if TYPE_CHECKING:
    from tui_reader.export import Exporter, ExportOptions, Written

_TITLE = "Can't export"
_INTERRUPTED = 130
_STANDARD_OUTPUT = frozenset({"-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
"""It may lead to a file, which is written on and never replaced."""


class Place(Enum):
    """What kind of thing posts are written to."""

    OUTPUT = auto()
    FOLDER = auto()
    FILE = auto()
    BOOK = auto()
    """One file for several posts."""

    @classmethod
    def of(cls, target: str, chosen: Chosen, exporter: Exporter) -> Place:
        """What `target` is."""
        if target in _STANDARD_OUTPUT:
            return cls.OUTPUT
        if target.endswith(("/", "\\")) or Path(target).name in ("", "..") or Path(target).is_dir():
            return cls.FOLDER
        if not chosen.several():
            return cls.FILE
        is_book = exporter.pack is not None and target.lower().endswith(exporter.suffix)
        return cls.BOOK if is_book else cls.FOLDER


def run_export(
    chosen: Chosen, place: Place, target: str, exporter: Exporter, options: ExportOptions, desk: Desk
) -> int:
    """Write everything; the exit status."""
    stores = PictureStores(desk.places.cache_dir / "pictures", chosen.frozen, desk.settings.image_proxies)
    if place is Place.OUTPUT:
        return _to_output(chosen, exporter, options, stores)
    order = ExportOrder(
        Path(target),
        is_folder=place is Place.FOLDER,
        is_book=place is Place.BOOK,
        exporter=exporter,
        options=options,
        stores=stores,
    )
    # Opens the library, and brings it up to date, while Ctrl-C still ends the program at once.
    total = chosen.total
    interrupts = chosen.interrupts = Interrupts()
    teller = _Teller()
    with interrupts.listening():
        try:
            done = export_posts(
                chosen.wanted(),
                order,
                total=total,
                progress=teller.line.wanted if total != 1 else None,
                cancelled=interrupts.heard,
                tell=teller.tell,
            )
        finally:
            teller.line.clear()
    return _told(done, chosen)


def _to_output(chosen: Chosen, exporter: Exporter, options: ExportOptions, stores: PictureStores) -> int:
    """Everything to standard output, several articles one after another or packed."""
    copies = None
    if options.images is ImageMention.COPY:
        if not exporter.holds_pictures:
            message = f"--images copy needs a folder or a file: {exporter.name} can't hold pictures itself."
            raise UsageError(_TITLE, message)
        copies = PictureCopies(stores, None)
    done = failed = 0

    def fail(wanted: Wanted, reason: str) -> None:
        nonlocal failed
        failed += 1
        tell_of(wanted, reason)

    if exporter.pack is not None:
        if is_terminal(sys.stdout):
            raise UsageError(_TITLE, f"{exporter.name} is not for a terminal; name a file, or use a pipe.")
        book = Book(chosen.wanted(), copies, fail, tell_flaws, titled=options.is_titled)
        data = exporter.pack(book, options)
        done = book.length
        emit(data if done else b"")
    else:
        articles = rendered(chosen.wanted(), exporter, options, find_pictures=copies.find if copies else None)
        done, failed = write_articles(articles, exporter)
    return _status(chosen, done, failed)


def write_articles(articles: Generator[Rendered | Unread], exporter: Exporter) -> tuple[int, int]:
    """Write articles to standard output one after another, an empty line between two; tell what is wrong with any.

    Returns:
        How many were written, and how many could not be had.
    """
    done = failed = 0
    whole = True
    with closing(articles):
        for article in articles:
            if isinstance(article, Unread):
                failed += 1
                tell_of(article.wanted, article.reason)
                continue
            tell_flaws(article.wanted, article.flaws)
            content = article.content
            if done:
                emit("\n")
                # A byte order mark begins a stream and stands nowhere else.
                content = content.removeprefix("\ufeff") if isinstance(content, str) else content
            whole = emit(content, markup=exporter.is_markup) and whole
            done += 1
    if not whole:
        tell_of_lost_characters()
    return done, failed


def tell_flaws(wanted: Wanted, flaws: tuple[str, ...]) -> None:
    """Say what had to be given up in formatting a post."""
    if flaws:
        tell_of(wanted, " ".join(flaws))


def tell_of(wanted: Wanted, reason: str) -> None:
    """Say what is wrong with a post."""
    tell(f"{shown_path(wanted.path)}: {reason}")


class _Teller:
    """Names each file on standard output and each failure on standard error, around the line of progress."""

    def __init__(self) -> None:
        self.line = ProgressLine()
        self._shares = is_terminal(sys.stdout)
        """Whether the names come onto the same terminal as the line."""

    def tell(self, outcome: Written | Failure | Flaw) -> None:
        """Say what became of one post."""
        if isinstance(outcome, Failure | Flaw):
            self.line.clear()
            tell(f"{shown_path(outcome.path)}: {outcome.reason}")
            return
        if self._shares:
            self.line.clear()
        say(shown_path(str(outcome.path)) + (" (already there)" if outcome.state is State.SAME else ""))


def _told(exported: Exported, chosen: Chosen) -> int:
    """The summary, where it says more than the names of the files did; the exit status."""
    sys.stdout.flush()
    if exported.stopped is not None:
        tell(f"{exported.stopped.title}: {exported.stopped.message}")
    tried = exported.done + exported.failed
    ended_early = exported.cancelled or (exported.stopped is not None and tried + exported.unwritten > 1)
    if tried > 1 or ended_early or exported.pictures or exported.absent or exported.drawings or exported.lost:
        tell(_summary(exported))
    if exported.picture_reason:
        tell(f"a picture could not be copied: {exported.picture_reason}")
    if exported.cancelled:
        return _INTERRUPTED
    if exported.stopped is not None:
        return 2
    return _status(chosen, exported.done, exported.failed) or (1 if exported.picture_reason else 0)


def _summary(exported: Exported) -> str:
    """One sentence in numbers."""
    parts = [f"{exported.written} written, {exported.same} the same as before, {exported.failed} failed"]
    if exported.flawed:
        parts[0] += f", {exported.flawed} not formatted in full"
    if exported.unwritten:
        parts[0] += f", {exported.unwritten} not tried"
    if exported.pictures or exported.absent or exported.drawings or exported.lost:
        parts.append(f"{_pictures(exported.pictures)} with them")
    if exported.absent:
        are = "is" if exported.absent == 1 else "are"
        parts.append(f"{_pictures(exported.absent)} {are} not on this computer: images --fetch brings them")
    if exported.drawings:
        parts.append(f"{exported.drawings} drawing{'' if exported.drawings == 1 else 's'} (SVG) left out of the files")
    if exported.lost:
        parts.append(f"{_pictures(exported.lost)} could not be found or copied")
    return ("interrupted: " if exported.cancelled else "") + "; ".join(parts) + "."


def _pictures(number: int) -> str:
    return f"{number} picture{'' if number == 1 else 's'}"


def _status(chosen: Chosen, done: int, failed: int) -> int:
    if chosen.unknown:
        return 2
    if not done and not failed:
        tell("nothing matched; nothing was written.")
    return 0 if done and not failed else 1
