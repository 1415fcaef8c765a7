"""One run of `export`: takes the posts, decides what the target is, lets `jobs` write, and tells what came of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.cli.desk import Desk
from tui_reader.cli.finding import Finder, expanded, typed
from tui_reader.cli.interrupts import Interrupts
from tui_reader.cli.output import ProgressLine, emit, is_terminal, say, tell
from tui_reader.document.clean import shown_path
from tui_reader.errors import UsageError
from tui_reader.export import ImageMention, State
from tui_reader.jobs import (
    Book,
    Exported,
    ExportOrder,
    Failure,
    PictureCopies,
    PictureStores,
    Unread,
    Wanted,
    export_posts,
    rendered,
)
from tui_reader.model import Query

if TYPE_CHECKING:
    from tui_reader.export import Exporter, ExportOptions, Written
    from tui_reader.library import Listing

_WINDOW = 500
_TITLE = "Can't export"
_INTERRUPTED = 130


@dataclass(slots=True)
class Chosen:
    """The posts that were asked for, in order."""

    finder: Finder
    posts: tuple[str, ...]
    query: tuple[str, ...]
    interrupts: Interrupts | None = None
    unknown: int = 0
    """Names that were no post's; each has been told."""
    frozen: dict[Path, Path] = field(default_factory=dict)
    """Where pictures are kept for good, by the root of the library; known once a post of it was found."""
    _made: Listing | None = None

    @property
    def total(self) -> int:
        """How many there may be; 0 where it isn't known."""
        if not self.posts:
            return len(self._listing())
        names = self._names()
        return 0 if "-" in names else len(names)

    def several(self) -> bool:
        """Whether more than one post is meant."""
        return "-" in self._names() or self.total > 1

    def wanted(self) -> Iterator[Wanted]:
        """The posts, found one after another; a name that is no post's is told and passed over."""
        if self.posts:
            yield from self._named()
            return
        listing = self._listing()
        root = self.finder.library.root
        self.frozen[root] = self.finder.library.frozen_dir
        for start in range(0, len(listing), _WINDOW):
            for row in listing.rows(start, start + _WINDOW):
                yield Wanted(root, row.path)

    def _named(self) -> Iterator[Wanted]:
        names = expanded(self._names())
        while True:
            with self.interrupts.at_once() if self.interrupts else _nothing():
                name = next(names, None)
            if name is None:
                return
            try:
                found = self.finder.find(name)
            except UsageError as error:
                self.unknown += 1
                tell(f"{error.title}: {error.message}")
            else:
                if found.row is not None:
                    self.frozen[found.root] = self.finder.library.frozen_dir
                yield Wanted(found.root, found.post.path)

    def _names(self) -> tuple[str, ...]:
        return (*self.posts, *self.query) if self.posts else ()

    def _listing(self) -> Listing:
        if self._made is None:
            self._made = self.finder.library.listing(Query(words=typed(self.query)))
        return self._made


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
        if target == "-":
            return cls.OUTPUT
        if target.endswith(("/", "\\")) or Path(target).is_dir():
            return cls.FOLDER
        if not chosen.several():
            return cls.FILE
        is_book = exporter.pack is not None and target.lower().endswith(exporter.suffix)
        return cls.BOOK if is_book else cls.FOLDER


@contextmanager
def _nothing() -> Iterator[None]:
    yield


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
    interrupts = chosen.interrupts = Interrupts()
    teller = _Teller()
    with interrupts.listening():
        try:
            done = export_posts(
                chosen.wanted(),
                order,
                total=chosen.total,
                progress=teller.line.wanted if chosen.several() else None,
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
        tell(f"{shown_path(wanted.path)}: {reason}")

    if exporter.pack is not None:
        if is_terminal(sys.stdout):
            raise UsageError(_TITLE, f"{exporter.name} is not for a terminal; name a file, or use a pipe.")
        book = Book(chosen.wanted(), copies, fail)
        data = exporter.pack(book, options)
        done = book.length
        emit(data if done else b"")
    else:
        articles = rendered(chosen.wanted(), exporter, options, find_pictures=copies.find if copies else None)
        with closing(articles):
            for article in articles:
                if isinstance(article, Unread):
                    fail(article.wanted, article.reason)
                    continue
                if done:
                    emit("\n")
                emit(article.content)
                done += 1
    return _status(chosen, done, failed)


class _Teller:
    """Names each file on standard output and each failure on standard error, around the line of progress."""

    def __init__(self) -> None:
        self.line = ProgressLine()
        self._shares = is_terminal(sys.stdout)
        """Whether the names come onto the same terminal as the line."""

    def tell(self, outcome: Written | Failure) -> None:
        """Say what became of one post."""
        if isinstance(outcome, Failure):
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
    if tried > 1 or ended_early or exported.pictures or exported.absent:
        tell(_summary(exported))
    if exported.picture_reason:
        tell(f"a picture could not be copied: {exported.picture_reason}")
    if exported.cancelled:
        return _INTERRUPTED
    if exported.stopped is not None:
        return 2
    return _status(chosen, exported.done, exported.failed)


def _summary(exported: Exported) -> str:
    """One sentence in numbers."""
    parts = [f"{exported.written} written, {exported.same} the same as before, {exported.failed} failed"]
    if exported.unwritten:
        parts[0] += f", {exported.unwritten} not tried"
    if exported.pictures or exported.absent:
        parts.append(f"{_pictures(exported.pictures)} with them")
    if exported.absent:
        are = "is" if exported.absent == 1 else "are"
        parts.append(f"{_pictures(exported.absent)} {are} not on this computer: images --fetch brings them")
    return ("interrupted: " if exported.cancelled else "") + "; ".join(parts) + "."


def _pictures(number: int) -> str:
    return f"{number} picture{'' if number == 1 else 's'}"


def _status(chosen: Chosen, done: int, failed: int) -> int:
    if chosen.unknown:
        return 2
    if not done and not failed:
        tell("nothing matched; nothing was written.")
    return 0 if done and not failed else 1
