"""Decides which download may go next, so many at once and so many a host, and when one's time is over.

It touches no socket: `download` does, in a thread of the queue's pool.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar
from urllib.parse import urlsplit

from tui_reader.errors import PictureError
from tui_reader.images.cache import PictureCache
from tui_reader.images.failures import Failure, NotFetchedError
from tui_reader.images.kinds import FetchedPicture, NotAPicture, ResolvedPicture
from tui_reader.images.options import FetchOptions
from tui_reader.images.resolve import addresses
from tui_reader.images.sniff import DRAWING
from tui_reader.images.transfer import Resolver, Transfer

_TICK: Final = 0.05
"""Seconds between two looks at the clock and at whether the work is still wanted."""

_REMEMBERED: Final = 5_000
"""Addresses of one run that are not asked for twice."""

Key = TypeVar("Key")


@dataclass(slots=True)
class Job(Generic[Key]):
    """One picture to be downloaded."""

    key: Key
    """What the caller knows it by."""
    picture: ResolvedPicture
    referer: str = ""
    addresses: tuple[str, ...] = ()
    """Those that are still to be tried."""
    failures: list[NotFetchedError] = field(default_factory=list)
    """Why the addresses before failed; the first is the one that people will want to know of."""
    transfer: Transfer | None = None

    @property
    def host(self) -> str:
        """Whom the next address asks."""
        return urlsplit(self.addresses[0]).hostname or ""


class Queue(Generic[Key]):
    """The downloads of one run; to be used by one thread."""

    def __init__(
        self,
        cache: PictureCache,
        options: FetchOptions,
        resolver: Resolver,
        look: Callable[[Key], FetchedPicture | None],
    ) -> None:
        """Nothing is started before there is something to do.

        Args:
            cache: Where pictures are kept.
            options: What may be fetched.
            resolver: Looks up hosts.
            look: Looks again whether a picture is here: another post of the run may have had it fetched.
        """
        self._cache = cache
        self._options = options
        self._resolver = resolver
        self._waiting: deque[Job[Key]] = deque()
        self._running: dict[Future[FetchedPicture], Job[Key]] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._unreachable: Counter[str] = Counter()
        """Connections to a host that failed, one after another."""
        self._look = look
        self._asked: dict[str, str] = {}
        """Addresses that this run has asked for, the last ones, with the reason of those that failed."""

    @property
    def waiting(self) -> int:
        """How many have not been started."""
        return len(self._waiting)

    @property
    def busy(self) -> bool:
        """Whether anything waits or is under way."""
        return bool(self._waiting or self._running)

    def add(self, job: Job[Key]) -> None:
        """Have a picture downloaded."""
        job.addresses = addresses(job.picture)
        self._waiting.append(job)

    def step(self, *, wait: bool) -> list[tuple[Job[Key], FetchedPicture]]:
        """Start those that may go; return those that have ended.

        Args:
            wait: Whether to wait for one, for a moment.
        """
        ended = self._start()
        if self._running:
            ended += self._ended(_TICK if wait and not ended else 0)
        for job in self._running.values():
            if job.transfer is not None and job.transfer.overdue:
                job.transfer.cut(job.transfer.too_slow(), Failure.PASSING)
        return ended

    def stop(self, reason: str) -> list[Job[Key]]:
        """End all downloads now; return those that have not come."""
        given_up = [*self._running.values(), *self._waiting]
        for job in self._running.values():
            if job.transfer is not None:
                job.transfer.cut(reason, Failure.OURS)
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        self._running.clear()
        self._waiting.clear()
        return given_up

    def _start(self) -> list[tuple[Job[Key], FetchedPicture]]:
        """Start those that may go now, in order; the others wait for their host. Those of dead hosts end."""
        limits = self._options.limits
        ended: list[tuple[Job[Key], FetchedPicture]] = []
        hosts = Counter(job.host for job in self._running.values())
        under_way = {job.picture.url for job in self._running.values()}
        later: list[Job[Key]] = []
        while self._waiting and len(self._running) < limits.at_once:
            job = self._waiting.popleft()
            if job.picture.url in under_way:
                later.append(job)
            elif (known := self._known(job)) is not None:
                ended.append((job, known))
            elif self._unreachable[job.host] >= limits.host_failures:
                reason = f"The server {job.host} could not be reached {limits.host_failures} times in a row."
                ended += self._failed(job, NotFetchedError(reason, Failure.PASSING))
            elif hosts[job.host] >= limits.per_host:
                later.append(job)
            else:
                hosts[job.host] += 1
                under_way.add(job.picture.url)
                self._run(job)
        self._waiting.extendleft(reversed(later))
        return ended

    def _known(self, job: Job[Key]) -> FetchedPicture | None:
        """What became of the same address in this run, where it was asked for; None where it wasn't."""
        reason = self._asked.get(job.picture.url or "")
        if reason is None or job.failures:
            return None
        return FetchedPicture(job.picture, None, reason) if reason else self._look(job.key)

    def _remember(self, job: Job[Key], reason: str) -> None:
        self._asked[job.picture.url or ""] = reason
        if len(self._asked) > _REMEMBERED:
            del self._asked[next(iter(self._asked))]

    def _run(self, job: Job[Key]) -> None:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._options.limits.at_once, thread_name_prefix="fetch")
        job.transfer = Transfer(self._options, self._resolver)
        self._running[self._pool.submit(_download, job, job.transfer, self._cache, self._options)] = job

    def _ended(self, seconds: float) -> list[tuple[Job[Key], FetchedPicture]]:
        ended: list[tuple[Job[Key], FetchedPicture]] = []
        for future in wait(self._running, timeout=seconds, return_when=FIRST_COMPLETED).done:
            job = self._running.pop(future)
            try:
                result = future.result()
            except NotFetchedError as failure:
                ended += self._failed(job, failure)
            else:
                self._unreachable.pop(job.host, None)
                self._remember(job, "")
                ended.append((job, result))
        return ended

    def _failed(self, job: Job[Key], failure: NotFetchedError) -> list[tuple[Job[Key], FetchedPicture]]:
        """Try the picture's next address, or give it up."""
        if failure.kind is Failure.UNREACHABLE:
            self._unreachable[job.host] += 1
        elif job.transfer is not None and failure.kind is not Failure.OURS:
            self._unreachable.pop(job.host, None)
        job.failures.append(failure)
        job.addresses = job.addresses[1:]
        job.transfer = None
        if job.addresses:
            self._waiting.append(job)
            return []
        kinds = {one.kind for one in job.failures}
        first = job.failures[0]
        if Failure.OURS not in kinds and job.picture.url is not None:
            lasting = kinds == {Failure.LASTING}
            kind = Failure.LASTING if lasting else Failure.PASSING
            again = max(one.again or 0 for one in job.failures)
            self._cache.note_failure(job.picture.url, NotFetchedError(first.reason, kind, again=again), job.referer)
        self._remember(job, first.reason)
        return [(job, FetchedPicture(job.picture, None, first.reason))]


def _download(job: Job[Key], transfer: Transfer, cache: PictureCache, options: FetchOptions) -> FetchedPicture:
    """Download one address, in a thread of the pool. What comes is kept under the picture's own address.

    Raises:
        NotFetchedError: With the sentence why.
    """
    # Here, so that nothing but a download pays for the import of urllib3.
    from tui_reader.images.download import download

    address, url = job.addresses[0], job.picture.url or job.addresses[0]
    try:
        with cache.part(address) as part:
            found = download(address, part, transfer, options.limits, job.referer)
            if isinstance(found, NotAPicture):
                drawing = cache.keep(part.path, url, DRAWING)
                return FetchedPicture(job.picture, None, found.reason, for_browser=drawing, fresh=True)
            return FetchedPicture(job.picture, cache.keep(part.path, url, found.suffix), "", found, fresh=True)
    except PictureError as error:
        raise NotFetchedError(error.message, Failure.OURS) from error
