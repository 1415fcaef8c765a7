"""Many posts as files: the one way for the command line and the screen, with progress, an end at any post, a summary.

One post that can't be read or written keeps no other back. It says nothing to the user but by what it tells its caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from tui_reader.errors import ExportError, ReaderError, UsageError
from tui_reader.export import (
    Batches,
    Exporter,
    ExportFolder,
    ExportOptions,
    FolderError,
    ImageMention,
    State,
    Written,
    failures_told,
    is_stream,
    write_export,
)
from tui_reader.jobs.articles import Rendered, Unread, Wanted
from tui_reader.jobs.books import Book, BookCancelledError
from tui_reader.jobs.export_summary import Exported, Failure, Flaw
from tui_reader.jobs.picture_copies import PictureCopies, PictureStores
from tui_reader.jobs.rendering import FEW, rendered
from tui_reader.library import POST_SUFFIXES
from tui_reader.limits import FAILURES_NAMED
from tui_reader.model import Cancelled, Progress


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What is to be written, and where."""

    target: Path
    is_folder: bool
    """Whether `target` is a folder for a file each; else it is the one file."""
    is_book: bool
    """Whether that one file holds all posts, by `Exporter.pack`."""
    exporter: Exporter
    options: ExportOptions
    stores: PictureStores
    """For `ImageMention.COPY`."""


Tell = Callable[[Written | Failure | Flaw], None]
"""Told of each post as it is done."""


def export_posts(
    posts: Iterable[Wanted],
    order: ExportOrder,
    *,
    total: int = 0,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Cancelled | None = None,
    tell: Tell | None = None,
) -> Exported:
    """Write posts to files, one after another; memory does not grow with their number.

    Args:
        posts: Taken as they are needed.
        order: What, and where.
        total: How many there are; 0 where it isn't known.
        progress: Called after each post, in this thread.
        cancelled: Asked before each post, and while a slow one is waited for; what is written by then stays.
        tell: Called for each file and each failure.
    """
    run = _Run(order, total, progress, cancelled or (lambda: False), tell)
    try:
        if order.is_folder:
            run.into_folder(run.noted(posts))
        elif order.is_book:
            run.into_book(run.noted(posts))
        else:
            run.into_file(run.noted(posts))
    except ExportError as error:
        run.stopped = error
    return run.summary()


@dataclass(slots=True)
class _Run:
    """One export from beginning to end."""

    order: ExportOrder
    total: int
    progress: Callable[[Progress], None] | None
    wants_no_more: Cancelled
    tell: Tell | None
    tally: Exported = field(default_factory=Exported)
    copies: PictureCopies | None = None
    stopped: ReaderError | None = None
    roots: set[Path] = field(default_factory=set)
    """Where the posts come from, links resolved."""
    _last_root: Path | None = None

    def noted(self, posts: Iterable[Wanted]) -> Iterator[Wanted]:
        """The posts, as they are taken; where they come from is noted."""
        for wanted in posts:
            if wanted.root != self._last_root:
                self._last_root = wanted.root
                self.roots.add(wanted.root.resolve())
            yield wanted

    def _protected(self, path: Path) -> bool:
        """Whether a file is one of the user's posts, so that nothing may take its place, not even `--force`."""
        real = path.resolve()
        return real.suffix.lower() in POST_SUFFIXES and any(map(real.is_relative_to, self.roots))

    def summary(self) -> Exported:
        """What has been done."""
        tried = self._tried
        ended_early = self.wants_no_more() and (not self.total or tried < self.total)
        return replace(
            self.tally,
            unwritten=max(0, self.total - tried),
            pictures=self.copies.copied if self.copies else 0,
            absent=self.copies.absent if self.copies else 0,
            drawings=self.copies.drawings if self.copies else 0,
            lost=self.copies.lost if self.copies else 0,
            picture_reason=self.copies.reason if self.copies else "",
            cancelled=ended_early,
            stopped=self.stopped,
        )

    def into_folder(self, posts: Iterable[Wanted]) -> None:
        """A file each, named by the template; one that can't be written keeps no other back."""
        with (
            ExportFolder(self.order.target, force=self.order.options.force, protected=self._protected) as folder,
            Batches[tuple[Wanted, int]](folder, self._written, self.wants_no_more) as batches,
        ):
            for article in self._articles(posts, folder, own_folders=True):
                data = _data(article)
                batches.add((article.wanted, len(data)), article.name, data)

    def _written(self, article: tuple[Wanted, int], done: Written | ExportError) -> None:
        """Count what became of one file; one that tells of the whole folder ends the work."""
        wanted, size = article
        if isinstance(done, Written):
            self._count(done, 1, size)
        elif isinstance(done, FolderError):
            raise done
        else:
            self._fail(wanted, done.message)

    def into_file(self, posts: Iterable[Wanted]) -> None:
        """The one file that the user has named; a device or pipe is written to, and nothing is put beside it."""
        target = self.order.target
        with failures_told(target):
            is_file = (target.is_file() or not target.exists()) and not is_stream(target)
        with ExportFolder(target.parent, protected=self._protected) as folder:
            for article in self._articles(posts, folder if is_file else None, own_folders=False):
                data = _data(article)
                done = write_export(target, data, force=self.order.options.force, protected=self._protected)
                self._count(done, 1, len(data))

    def into_book(self, posts: Iterable[Wanted]) -> None:
        """All in the one file that the user has named; nothing is written where not all have been asked for."""
        pack = self.order.exporter.pack
        if pack is None:
            message = f"{self.order.exporter.name} files hold one article each; name a folder."
            raise UsageError("Can't put many posts into one file", message)
        copies = self._picture_copies(None, own_folders=True)
        titled = self.order.options.is_titled
        book = Book(posts, copies, self._fail, self._remark, self._report, self.wants_no_more, titled=titled)
        try:
            data = pack(book, self.order.options)
        except BookCancelledError:
            return
        if book.length:
            force = self.order.options.force
            done = write_export(self.order.target, data, force=force, protected=self._protected)
            self._count(done, book.length, len(data))

    def _articles(
        self, posts: Iterable[Wanted], folder: ExportFolder | None, *, own_folders: bool
    ) -> Iterator[Rendered]:
        """The articles that could be read; the others are told. Ends where no more are wanted."""
        copies = self._picture_copies(folder, own_folders=own_folders)
        articles = rendered(
            posts,
            self.order.exporter,
            self.order.options,
            find_pictures=copies.find if copies else None,
            many=self.total > 2 * FEW,
            cancelled=self.wants_no_more,
        )
        with closing(articles):
            while not self.wants_no_more() and (article := next(articles, None)) is not None:
                if isinstance(article, Unread):
                    self._fail(article.wanted, article.reason)
                else:
                    self._remark(article.wanted, article.flaws)
                    yield article

    def _picture_copies(self, folder: ExportFolder | None, *, own_folders: bool) -> PictureCopies | None:
        """What finds the pictures, where they are to be copied and there is a place for them."""
        if self.order.options.images is not ImageMention.COPY:
            return None
        if self.order.exporter.holds_pictures:
            folder = None
        elif folder is None:
            return None
        self.copies = PictureCopies(self.order.stores, folder, own_folders=own_folders)
        return self.copies

    def _count(self, done: Written, posts: int, size: int) -> None:
        tally = self.tally
        if done.state is State.WRITTEN:
            tally = replace(tally, written=tally.written + posts, bytes=tally.bytes + size)
        else:
            tally = replace(tally, same=tally.same + posts)
        self.tally = replace(tally, last=done.path)
        if self.tell:
            self.tell(done)
        self._report(self._tried)

    def _fail(self, wanted: Wanted, reason: str) -> None:
        failure = Failure(wanted.path, reason)
        kept = self.tally.failures
        self.tally = replace(
            self.tally,
            failed=self.tally.failed + 1,
            failures=(*kept, failure) if len(kept) < FAILURES_NAMED else kept,
        )
        if self.tell:
            self.tell(failure)
        self._report(self._tried)

    def _remark(self, wanted: Wanted, flaws: tuple[str, ...]) -> None:
        if flaws:
            self.tally = replace(self.tally, flawed=self.tally.flawed + 1)
            if self.tell:
                self.tell(Flaw(wanted.path, " ".join(flaws)))

    @property
    def _tried(self) -> int:
        return self.tally.done + self.tally.failed

    def _report(self, done: int) -> None:
        if self.progress:
            self.progress(Progress(done, self.total, "exporting"))


def _data(article: Rendered) -> bytes:
    """What the article's file holds."""
    return article.content.encode(errors="replace") if isinstance(article.content, str) else article.content
