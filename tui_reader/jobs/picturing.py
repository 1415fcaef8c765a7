"""Pictures of many posts: fetched through one queue, kept for good where that is wanted, named for an export.

It opens no viewer, and says nothing to the user but by what it tells its caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from tui_reader.config import Settings
from tui_reader.document import pictures
from tui_reader.errors import PictureError
from tui_reader.export import PictureFile
from tui_reader.images import (
    FetchedPicture,
    FetchOptions,
    FrozenPictures,
    PictureCache,
    ResolvedPicture,
    fetch_each,
    media_type,
    names,
    resolve,
)
from tui_reader.images import Wanted as WantedPicture
from tui_reader.jobs.articles import ArticleReader, Unread, Wanted
from tui_reader.limits import FAILURES_NAMED
from tui_reader.model import Cancelled, Post, Progress

DRAWING_TYPE = "image/svg+xml"


def picture_files(
    fetched: Sequence[FetchedPicture], folder: str, *, drawings: bool = False
) -> Mapping[int, PictureFile]:
    """The pictures that are there, for an exporter, by their number: named as in a gallery, below `folder`.

    Args:
        fetched: A post's pictures.
        folder: Where the export has them, relative to the exported file, `/` between its parts; empty for beside it.
        drawings: Whether drawings (SVG) are among them.
    """
    there = [one for one in fetched if one.path or (drawings and one.for_browser)]
    beginning = f"{folder.rstrip('/')}/" if folder else ""
    files: dict[int, PictureFile] = {}
    for one, name in zip(there, names(there), strict=True):
        file = one.path or one.for_browser
        if file is not None:
            kind = media_type(one.type) if one.type is not None else DRAWING_TYPE
            files[one.resolved.picture.number] = PictureFile(file, kind, beginning + name)
    return MappingProxyType(files)


@dataclass(frozen=True, slots=True)
class PictureOrder:
    """How pictures are to be fetched."""

    cache: PictureCache
    options: FetchOptions = field(default_factory=FetchOptions)
    frozen: FrozenPictures | None = None
    """What is kept for good; looked into first."""
    freeze: bool = False
    """Whether each post's pictures are kept for good, in `frozen`, as soon as they are there."""
    send_source: bool = False
    """Whether servers are told the address of the post's source."""
    proxies: tuple[str, ...] = ()
    """As the setting `image_proxies`."""


@dataclass(frozen=True, slots=True)
class Pictured:
    """A post and its pictures."""

    wanted: Wanted
    title: str
    resolved: tuple[ResolvedPicture, ...]
    """All that the post has."""
    fetched: tuple[FetchedPicture, ...]
    """Of those, each that was wanted: without counters and placeholders."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a run has done."""

    posts: int = 0
    """Posts with pictures that have been dealt with."""
    pictures: int = 0
    """Their pictures: had, fetched and failed together."""
    had: int = 0
    """Those that were here before: in the library, the cache, kept for good."""
    fetched: int = 0
    """Those that came over the network."""
    kept: int = 0
    """Those that are kept for good now, by this run."""
    failures: int = 0
    """Pictures that could not be had, and posts that could not be read."""
    failed: tuple[tuple[str, int, str], ...] = ()
    """The first of them: the post's path, the picture's number (0 for the post itself), a sentence."""
    cancelled: bool = False


def picture_order(
    settings: Settings, cache: Path, frozen: Path | None = None, *, retry: bool = False, freeze: bool = False
) -> PictureOrder:
    """How the user's settings want pictures fetched.

    Args:
        settings: The user's.
        cache: The folder of fetched pictures.
        frozen: `Library.frozen_dir`; None where there is no library.
        retry: Whether pictures that failed before are tried again.
        freeze: Whether they are kept for good.
    """
    options = FetchOptions(allow_private=settings.allow_private_hosts, offline=settings.offline, retry=retry)
    return PictureOrder(
        PictureCache(cache),
        options,
        FrozenPictures(frozen) if frozen is not None else None,
        freeze=freeze,
        send_source=settings.image_referer == "source",
        proxies=settings.image_proxies,
    )


def fetch_query(
    posts: Iterable[Wanted],
    order: PictureOrder,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Cancelled | None = None,
    *,
    total: int = 0,
    done: Callable[[Pictured], None] | None = None,
) -> Fetched:
    """Fetch the pictures of any number of posts, so many at once and so many a host over all of them.

    Posts are read one after another, as their pictures are needed; what is held of a post goes when its last picture
    has come. Each picture that has come stays, however the run ends.

    Args:
        posts: Which.
        order: How.
        progress: Told how many posts are done.
        cancelled: Asked often; once true, downloads end and no more posts are read.
        total: How many posts there are, for the progress; 0 where nobody knows.
        done: Told of each post whose pictures have all come or failed, as it happens.

    Raises:
        PictureError: Pictures can't be kept for good; those before are.
    """
    with ArticleReader() as reader:
        run = _Run(order, reader, progress, total, done)
        run.report()
        each = fetch_each(run.wanted(posts), order.cache, order.options, cancelled, frozen=order.frozen)
        with closing(each):
            for (post, number), result in each:
                run.take(post, number, result)
        return run.summary(cancelled=cancelled is not None and cancelled())


def find_pictures(posts: Iterable[Wanted], order: PictureOrder) -> Iterator[Pictured | Unread]:
    """The pictures of any number of posts, one post after another; nothing is fetched."""
    with ArticleReader() as reader:
        for wanted in posts:
            post = reader.read(wanted)
            if isinstance(post, Unread):
                yield post
            else:
                yield Pictured(wanted, post.title, _resolved(reader, wanted, post, order), ())


def _resolved(reader: ArticleReader, wanted: Wanted, post: Post, order: PictureOrder) -> tuple[ResolvedPicture, ...]:
    return resolve(pictures(reader.document(post), post.covers), wanted.root, wanted.path, order.proxies)


@dataclass(slots=True)
class _Open:
    """A post whose pictures are on their way."""

    wanted: Wanted
    title: str
    resolved: tuple[ResolvedPicture, ...]
    missing: int
    fetched: dict[int, FetchedPicture] = field(default_factory=dict)


class _Run:
    """One run: what is open, and the sums."""

    def __init__(
        self,
        order: PictureOrder,
        reader: ArticleReader,
        progress: Callable[[Progress], None] | None,
        total: int,
        done: Callable[[Pictured], None] | None,
    ) -> None:
        self._order = order
        self._reader = reader
        self._progress = progress
        self._total = total
        self._done = done
        self._sums = Fetched()
        self._failed: list[tuple[str, int, str]] = []
        self._finished = 0

    def report(self) -> None:
        if self._progress is not None:
            self._progress(Progress(self._finished, self._total, "fetching pictures of posts"))

    def wanted(self, posts: Iterable[Wanted]) -> Iterator[WantedPicture[tuple[_Open, int]]]:
        """The pictures of all posts, each post read when its turn comes."""
        for wanted in posts:
            post = self._reader.read(wanted)
            if isinstance(post, Unread):
                self._fail(wanted.path, 0, post.reason)
                self._end()
                continue
            resolved = _resolved(self._reader, wanted, post, self._order)
            chosen = [picture for picture in resolved if not picture.picture.aside]
            if not chosen:
                self._close(_Open(wanted, post.title, resolved, 0))
                continue
            opened = _Open(wanted, post.title, resolved, len(chosen))
            referer = (post.source or "") if self._order.send_source else ""
            for number, picture in enumerate(chosen):
                yield WantedPicture((opened, number), picture, referer)

    def take(self, post: _Open, number: int, result: FetchedPicture) -> None:
        """Take a picture in; the last one of its post closes it."""
        post.fetched[number] = result
        post.missing -= 1
        there = result.path is not None or result.for_browser is not None
        self._sums = replace(
            self._sums,
            pictures=self._sums.pictures + 1,
            had=self._sums.had + (there and not result.fresh),
            fetched=self._sums.fetched + result.fresh,
        )
        if not there:
            self._fail(post.wanted.path, result.resolved.picture.number, result.reason)
        if not post.missing:
            self._close(post)

    def summary(self, *, cancelled: bool) -> Fetched:
        return replace(self._sums, failed=tuple(self._failed), cancelled=cancelled)

    def _close(self, post: _Open) -> None:
        fetched = tuple(post.fetched[number] for number in sorted(post.fetched))
        if self._order.freeze:
            if self._order.frozen is None:
                raise PictureError("Can't keep the pictures", "the post belongs to no library.")
            kept = self._order.frozen.keep(post.wanted.path, fetched)
            self._sums = replace(self._sums, kept=self._sums.kept + kept)
        if post.resolved:
            self._sums = replace(self._sums, posts=self._sums.posts + 1)
        if self._done is not None:
            self._done(Pictured(post.wanted, post.title, post.resolved, fetched))
        self._end()

    def _end(self) -> None:
        self._finished += 1
        self.report()

    def _fail(self, path: str, number: int, reason: str) -> None:
        self._sums = replace(self._sums, failures=self._sums.failures + 1)
        if len(self._failed) < FAILURES_NAMED:
            self._failed.append((path, number, reason))
