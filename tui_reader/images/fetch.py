"""Brings pictures to the disk: local ones as they are, embedded and remote ones into the cache, a few at a time.

It decides who may go next and when a download's time is over; the network itself is `download`'s work, and it is
imported only when something has to come from there.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tui_reader.errors import PictureError
from tui_reader.images.cache import PictureCache
from tui_reader.images.embedded import embedded_bytes
from tui_reader.images.frozen import FrozenPictures
from tui_reader.images.kinds import FetchedPicture, NotAPicture, PictureKind, PictureType, ResolvedPicture
from tui_reader.images.options import FetchOptions
from tui_reader.images.resolve import addresses
from tui_reader.images.sniff import sniff, sniff_file
from tui_reader.images.transfer import NotFetchedError, Resolver, Transfer, look_up
from tui_reader.model import Cancelled, Progress

_TICK: Final = 0.05
"""Seconds between two looks at the clock and at whether the work is still wanted."""
_CANCELLED: Final = "Fetching was cancelled."

_Report = Callable[[Progress], None]


def fetch(
    pictures: Sequence[ResolvedPicture],
    cache: PictureCache,
    options: FetchOptions,
    progress: _Report | None = None,
    cancelled: Cancelled | None = None,
    *,
    resolver: Resolver = look_up,
    frozen: FrozenPictures | None = None,
) -> tuple[FetchedPicture, ...]:
    """Have every picture as a file, or a sentence why not, in the given order. Never raises for a picture.

    Args:
        pictures: As `resolve` gives them.
        cache: Where remote and embedded ones are kept, and found again.
        options: What may be fetched.
        progress: Called in this thread, first with none done, then after each picture.
        cancelled: Asked twenty times a second; once true, all downloads end at once.
        resolver: Looks up hosts.
        frozen: What the user keeps for good; looked into before the cache.
    """
    run = _Run(cache, options, progress, cancelled, len(pictures))
    run.report()
    waiting: list[_Job] = []
    for number, picture in enumerate(pictures):
        found = _here(picture, cache, options, frozen)
        if found is None:
            waiting.append(_Job(number, picture, addresses(picture)))
        else:
            run.done(number, found)
    if waiting:
        _download_all(waiting, run, resolver)
    return tuple(run.results[number] for number in range(len(pictures)))


@dataclass(slots=True)
class _Job:
    """One picture to be downloaded, and the addresses that are still to be tried."""

    number: int
    picture: ResolvedPicture
    addresses: tuple[str, ...]
    reason: str = ""
    """Why the first address failed: the one that people will want to know of."""
    transfer: Transfer | None = None

    @property
    def host(self) -> str:
        """Whom the next address asks."""
        return urlsplit(self.addresses[0]).hostname or ""


@dataclass(slots=True)
class _Run:
    """What one call of `fetch` works with and has reached."""

    cache: PictureCache
    options: FetchOptions
    progress: _Report | None
    cancelled: Cancelled | None
    total: int
    results: dict[int, FetchedPicture] = field(default_factory=dict)

    def done(self, number: int, result: FetchedPicture) -> None:
        """Take a result in and tell."""
        self.results[number] = result
        self.report()

    def report(self) -> None:
        """Tell how far it has come."""
        if self.progress is not None:
            self.progress(Progress(len(self.results), self.total, "fetching pictures"))

    def is_cancelled(self) -> bool:
        """Whether the work is no longer wanted."""
        return self.cancelled is not None and self.cancelled()


def _here(
    picture: ResolvedPicture, cache: PictureCache, options: FetchOptions, frozen: FrozenPictures | None
) -> FetchedPicture | None:
    """The picture where no network is needed for it, or it can't be had; None where it must be downloaded."""
    match picture.kind:
        case PictureKind.LOCAL if picture.path is not None:
            found = sniff_file(picture.path)
            if isinstance(found, NotAPicture):
                return FetchedPicture(picture, None, found.reason)
            return FetchedPicture(picture, picture.path, "", found)
        case PictureKind.DATA:
            return _embedded(picture, cache)
        case PictureKind.REMOTE:
            return _kept(picture, cache, options, frozen)
        case _:
            return FetchedPicture(picture, None, picture.reason or "There is no such picture.")


def _embedded(picture: ResolvedPicture, cache: PictureCache) -> FetchedPicture:
    """A picture that stands in the post itself, put into the cache."""
    data = embedded_bytes(picture.original_url)
    found = data if isinstance(data, NotAPicture) else sniff(data)
    if isinstance(data, NotAPicture) or isinstance(found, NotAPicture):
        return FetchedPicture(picture, None, found.reason if isinstance(found, NotAPicture) else "")
    try:
        path = cache.find(picture.original_url) or cache.store(picture.original_url, data, found.suffix)
    except PictureError as error:
        return FetchedPicture(picture, None, error.message)
    return FetchedPicture(picture, path, "", found)


def _kept(
    picture: ResolvedPicture, cache: PictureCache, options: FetchOptions, frozen: FrozenPictures | None
) -> FetchedPicture | None:
    """A remote picture that is here; a sentence where it isn't and may not be fetched."""
    if picture.url is None:
        return FetchedPicture(picture, None, "Its address is not known.")
    if frozen is not None and (path := frozen.find(picture.url)) is not None:
        found = sniff_file(path)
        if isinstance(found, PictureType):
            return FetchedPicture(picture, path, "", found)
    path = cache.find(picture.url)
    if path is not None:
        found = sniff_file(path)
        if isinstance(found, PictureType):
            return FetchedPicture(picture, path, "", found)
        cache.forget(path)
    if options.offline:
        return FetchedPicture(picture, None, "It has not been fetched yet, and the reader is set to stay offline.")
    return None


def _download_all(jobs: Sequence[_Job], run: _Run, resolver: Resolver) -> None:
    """Download in the background, so many at once and so many a host; watch the clock from here."""
    limits = run.options.limits
    waiting = deque(jobs)
    running: dict[Future[FetchedPicture], _Job] = {}
    pool = ThreadPoolExecutor(limits.at_once, thread_name_prefix="fetch")
    try:
        while waiting or running:
            if run.is_cancelled():
                _cancel(waiting, running, run)
                return
            _start(waiting, running, pool, run, resolver)
            for future in wait(running, timeout=_TICK, return_when=FIRST_COMPLETED).done:
                _finish(running.pop(future), future.result(), waiting, run)
            for job in running.values():
                if job.transfer is not None and job.transfer.overdue:
                    job.transfer.cut(job.transfer.too_slow())
    finally:
        for job in running.values():
            if job.transfer is not None:
                job.transfer.cut(_CANCELLED)
        pool.shutdown(wait=True, cancel_futures=True)


def _start(
    waiting: deque[_Job],
    running: dict[Future[FetchedPicture], _Job],
    pool: ThreadPoolExecutor,
    run: _Run,
    resolver: Resolver,
) -> None:
    """Start those that may go now, in order; the others wait for their host."""
    limits = run.options.limits
    hosts = Counter(job.host for job in running.values())
    for _ in range(len(waiting)):
        job = waiting.popleft()
        if len(running) >= limits.at_once or hosts[job.host] >= limits.per_host:
            waiting.append(job)
            continue
        hosts[job.host] += 1
        job.transfer = Transfer(run.options, resolver)
        running[pool.submit(_download, job.picture, job.addresses[0], job.transfer, run)] = job


def _finish(job: _Job, result: FetchedPicture, waiting: deque[_Job], run: _Run) -> None:
    """Take a result in, or try the picture's next address."""
    job.reason = job.reason or result.reason
    job.addresses = job.addresses[1:]
    if result.path is None and job.addresses:
        waiting.append(job)
    else:
        run.done(job.number, result if result.path else FetchedPicture(job.picture, None, job.reason))


def _cancel(waiting: deque[_Job], running: dict[Future[FetchedPicture], _Job], run: _Run) -> None:
    """Give up all that has not come yet."""
    for job in (*running.values(), *waiting):
        run.results[job.number] = FetchedPicture(job.picture, None, _CANCELLED)


def _download(picture: ResolvedPicture, address: str, transfer: Transfer, run: _Run) -> FetchedPicture:
    """Download one address, in a thread of the pool. What comes is kept under the picture's own address."""
    # Here, so that nothing but a download pays for the import of urllib3.
    from tui_reader.images.download import download

    try:
        with run.cache.part() as (file, path):
            found = download(address, file, path, transfer, run.options.limits)
            kept = run.cache.keep(path, picture.url or address, found.suffix)
            return FetchedPicture(picture, kept, "", found, fresh=True)
    except NotFetchedError as error:
        return FetchedPicture(picture, None, error.reason)
    except PictureError as error:
        return FetchedPicture(picture, None, error.message)
