"""Brings pictures to the disk: local ones as they are, embedded and remote ones into the cache.

The order of downloads is `queue`'s work, and the network `download`'s, which is imported only when something has to
come from there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from tui_reader.errors import PictureError
from tui_reader.images.cache import PictureCache
from tui_reader.images.embedded import embedded_bytes
from tui_reader.images.frozen import FrozenPictures
from tui_reader.images.kinds import FetchedPicture, NotAPicture, PictureKind, ResolvedPicture
from tui_reader.images.options import FetchOptions
from tui_reader.images.queue import Job, Queue
from tui_reader.images.sniff import DRAWING, sniff, sniff_file
from tui_reader.images.transfer import Resolver, look_up
from tui_reader.model import Cancelled, Progress

_CANCELLED: Final = "Fetching was cancelled."
_AHEAD: Final = 200
"""Pictures that wait for their turn; more are not looked at, so that the first come first."""
_PRUNED_AFTER: Final = 500
"""Pictures that come before the cache is brought back to its size, in a long run."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Key]):
    """A picture of many that are fetched in one run."""

    key: Key
    """What the caller knows it by."""
    picture: ResolvedPicture
    referer: str = ""
    """As `FetchOptions.referer`, for this picture."""


def fetch(
    pictures: Sequence[ResolvedPicture],
    cache: PictureCache,
    options: FetchOptions,
    progress: Callable[[Progress], None] | None = None,
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
    results: dict[int, FetchedPicture] = {}

    def report() -> None:
        if progress is not None:
            progress(Progress(len(results), len(pictures), "fetching pictures"))

    report()
    wanted = (Wanted(number, picture, options.referer) for number, picture in enumerate(pictures))
    for number, result in fetch_each(wanted, cache, options, cancelled, resolver=resolver, frozen=frozen):
        results[number] = result
        report()
    given_up = (FetchedPicture(picture, None, _CANCELLED) for picture in pictures)
    return tuple(results.get(number, none) for number, none in enumerate(given_up))


def fetch_each(
    wanted: Iterable[Wanted[Key]],
    cache: PictureCache,
    options: FetchOptions,
    cancelled: Cancelled | None = None,
    *,
    resolver: Resolver = look_up,
    frozen: FrozenPictures | None = None,
) -> Generator[tuple[Key, FetchedPicture], None, None]:
    """As `fetch`, for any number of pictures: taken from `wanted` as they are needed, given back as they come.

    Once `cancelled`, no more are taken, and those under way end without being given back. Closing the iterator ends
    them too.
    """
    queue: Queue[Wanted[Key]] = Queue(cache, options, resolver, lambda one: _here(one, cache, options, frozen))
    coming = iter(wanted)
    more = True
    fresh = 0
    try:
        while more or queue.busy:
            if cancelled is not None and cancelled():
                break
            one = next(coming, None) if more and queue.waiting < _AHEAD else None
            if one is not None:
                found = _here(one, cache, options, frozen)
                if found is None:
                    queue.add(Job(one, one.picture, one.referer))
                else:
                    yield one.key, found
            elif queue.waiting < _AHEAD:
                more = False
            for job, result in queue.step(wait=one is None):
                fresh += result.fresh
                if result.fresh and fresh % _PRUNED_AFTER == 0:
                    cache.prune()
                yield job.key.key, result
    finally:
        queue.stop(_CANCELLED)
        if fresh:
            cache.prune()


def _here(
    wanted: Wanted[Key], cache: PictureCache, options: FetchOptions, frozen: FrozenPictures | None
) -> FetchedPicture | None:
    """The picture where no network is needed for it, or it can't be had; None where it must be downloaded."""
    picture = wanted.picture
    match picture.kind:
        case PictureKind.LOCAL if picture.path is not None:
            found = sniff_file(picture.path)
            if isinstance(found, NotAPicture):
                return FetchedPicture(
                    picture, None, found.reason, for_browser=picture.path if found.is_drawing else None
                )
            return FetchedPicture(picture, picture.path, "", found)
        case PictureKind.DATA:
            return _embedded(picture, cache)
        case PictureKind.REMOTE:
            return _kept(wanted, cache, options, frozen)
        case _:
            return FetchedPicture(picture, None, picture.reason or "There is no such picture.")


def _embedded(picture: ResolvedPicture, cache: PictureCache) -> FetchedPicture:
    """A picture that stands in the post itself, put into the cache."""
    address = picture.original_url
    data = embedded_bytes(address)
    if isinstance(data, NotAPicture):
        return FetchedPicture(picture, None, data.reason)
    found = sniff(data)
    try:
        if not isinstance(found, NotAPicture):
            path = cache.find(address) or cache.store(address, data, found.suffix)
            return FetchedPicture(picture, path, "", found)
        if found.is_drawing:
            drawing = cache.drawing(address) or cache.store(address, data, DRAWING)
            return FetchedPicture(picture, None, found.reason, for_browser=drawing)
    except PictureError as error:
        return FetchedPicture(picture, None, error.message)
    return FetchedPicture(picture, None, found.reason)


def _kept(
    wanted: Wanted[Key], cache: PictureCache, options: FetchOptions, frozen: FrozenPictures | None
) -> FetchedPicture | None:
    """A remote picture that is here; a sentence where it isn't and may not be fetched."""
    picture = wanted.picture
    if picture.url is None:
        return FetchedPicture(picture, None, "Its address is not known.")
    for store in (frozen, cache):
        if store is not None and (path := store.find(picture.url)) is not None:
            found = sniff_file(path)
            if not isinstance(found, NotAPicture):
                return FetchedPicture(picture, path, "", found)
            if store is cache:
                cache.forget(path)
        if store is not None and (path := store.drawing(picture.url)) is not None:
            found = sniff_file(path)
            if isinstance(found, NotAPicture) and found.is_drawing:
                return FetchedPicture(picture, None, found.reason, for_browser=path)
    if options.offline:
        return FetchedPicture(picture, None, "It has not been fetched yet, and the reader is set to stay offline.")
    if not options.retry and (failure := cache.failure(picture.url, wanted.referer)) is not None:
        return FetchedPicture(picture, None, failure.sentence, failed_before=True)
    return None
