"""One run of `images` over many posts: takes them one after another, and tells what came of each as it comes."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.cli.desk import Desk
from tui_reader.cli.finding import Finder
from tui_reader.cli.interrupts import Interrupts
from tui_reader.cli.output import ProgressLine, tell
from tui_reader.cli.picture_output import checked_folder, picture_directory, save_pictures, say_pictures
from tui_reader.document.clean import shown_path
from tui_reader.errors import ReaderError, UsageError
from tui_reader.export import short_id
from tui_reader.images import FrozenPictures, slug
from tui_reader.jobs import Fetched, Pictured, Unread, Wanted, fetch_query, find_pictures, picture_order
from tui_reader.model import LibraryOptions, Query

if TYPE_CHECKING:
    from tui_reader.cli.pictures import Wish
    from tui_reader.library import Library, Listing

_WINDOW = 500
_INTERRUPTED = 130


def pictures_of_all(finder: Finder, names: Iterator[str], queries: Sequence[Query], wish: Wish, desk: Desk) -> int:
    """The same in several libraries, one after another, since each keeps its pictures for itself; the exit status."""
    wanted: dict[Library | None, list[str]] = {library: [] for library in finder.libraries}
    statuses = []
    for name in names:
        try:
            place = finder.place(name)
        except UsageError as error:
            statuses.append(2)
            tell(f"{error.title}: {error.message}")
        else:
            file = str(place.root / place.path)
            wanted.setdefault(place.library, []).append(file if place.library is None else place.path)
    for library, some in wanted.items():
        if not some and (library is None or not queries):
            continue
        own = wish
        if library is not None and wish.folder is not None:
            own = replace(wish, folder=str(Path(wish.folder) / (slug(desk.name_of(library)) or library.id)))
        only = finder.only(library)
        statuses.append(pictures_of_many(only, iter(some), queries if library else (), own, desk, by_file=True))
        if statuses[-1] == _INTERRUPTED:
            return _INTERRUPTED
    return 2 if 2 in statuses else 0 if 0 in statuses else 1


def pictures_of_many(
    finder: Finder,
    names: Iterator[str],
    queries: Sequence[Query],
    wish: Wish,
    desk: Desk,
    *,
    by_file: bool = False,
) -> int:
    """List, fetch, save, keep or release the pictures of many posts; the exit status.

    Args:
        finder: Finds the posts.
        names: Those that are named.
        queries: What finds others.
        wish: What is to be done.
        desk: The shared options.
        by_file: Whether each post is told by its file, rather than by its path in the library.
    """
    chosen = _Chosen(finder, names, queries)
    if by_file:
        chosen.outside.update(library.root for library in finder.libraries)
    if wish.release:
        return _release(chosen)
    # Where posts are named by files outside any library, there is none to open and nothing to be kept for.
    frozen = chosen.frozen_dir(needed=bool(queries) or wish.freeze)
    order = picture_order(desk.settings, picture_directory(desk), frozen, retry=wish.retry, freeze=wish.freeze)
    teller = _Teller(wish, chosen.outside)
    with chosen.interrupts.listening():
        try:
            if wish.fetches:
                progress = teller.line.wanted
                heard = chosen.interrupts.heard
                done = fetch_query(
                    chosen.wanted(library_only=wish.freeze),
                    order,
                    progress,
                    heard,
                    total=chosen.total,
                    done=teller.tell,
                )
                teller.line.clear()
                return _told(done, chosen, wish)
            return _listed(chosen, find_pictures(chosen.wanted(), order), teller)
        finally:
            teller.line.clear()


class _Chosen:
    """The posts that were asked for: those named first, then those that are found."""

    def __init__(self, finder: Finder, names: Iterator[str], queries: Sequence[Query]) -> None:
        self.interrupts = Interrupts()
        self.outside: set[Path] = set()
        """The roots of posts whose paths alone would name nothing, as they belong to no library, or to one of many."""
        self.unknown = 0
        """Names that were no post's; each has been told."""
        self._finder = finder
        self._names = names
        self._queries = queries
        self._listings: list[Listing] | None = None

    @property
    def total(self) -> int:
        """How many there may be; 0 where nobody knows."""
        return sum(map(len, self._found())) if self._queries else 0

    def frozen_dir(self, *, needed: bool) -> Path | None:
        """Where pictures of the library are kept for good; None where there is no library and none is needed."""
        if needed:
            return self._library.frozen_dir
        with suppress(ReaderError):
            return self._library.frozen_dir
        return None

    @property
    def _library(self) -> Library:
        for library in self._finder.libraries:
            return library
        raise UsageError("Can't keep the pictures", "the posts belong to no library.")

    def frozen(self) -> FrozenPictures:
        """What is kept for good of the library's pictures."""
        return FrozenPictures(self._library.frozen_dir, self._library.former_paths)

    def wanted(self, *, library_only: bool = False) -> Iterator[Wanted]:
        """The posts; a name that is no post's is told and passed over."""
        seen: set[str] = set()
        while (name := self._next_name()) is not None:
            try:
                found = self._finder.place(name)
                if library_only and found.library is None:
                    raise UsageError("Can't keep the pictures", f"{shown_path(name)} belongs to no library.")
            except UsageError as error:
                self.unknown += 1
                tell(f"{error.title}: {error.message}")
                continue
            options = found.library.options if found.library is not None else LibraryOptions()
            if found.library is None:
                self.outside.add(found.root)
            if self._queries:
                seen.add(found.path)
            yield Wanted(found.root, found.path, options)
        several = len(self._queries) > 1 or bool(seen)
        for listing in self._found():
            for start in range(0, len(listing), _WINDOW):
                for row in listing.rows(start, start + _WINDOW):
                    if row.path not in seen:
                        if several:
                            seen.add(row.path)
                        yield Wanted(self._library.root, row.path, self._library.options)

    def _next_name(self) -> str | None:
        with self.interrupts.at_once():
            return next(self._names, None)

    def _found(self) -> list[Listing]:
        if self._listings is None:
            self._listings = [self._library.listing(query) for query in self._queries]
        return self._listings


class _Teller:
    """Says what came of each post, above the progress line."""

    def __init__(self, wish: Wish, outside: Container[Path]) -> None:
        self._outside = outside
        self.line = ProgressLine()
        self.pictures = 0
        self._wish = wish

    def tell(self, post: Pictured) -> None:
        self.pictures += len(post.resolved)
        if not post.resolved:
            return
        self.line.clear()
        say_pictures(post.resolved, post.fetched, as_json=self._wish.as_json, post=self._named(post.wanted))
        sys.stdout.flush()
        if self._wish.folder is not None and any(one.path or one.for_browser for one in post.fetched):
            name = "-".join(filter(None, (slug(post.title), short_id(post.wanted.path))))
            save_pictures(post.fetched, checked_folder(self._wish.folder) / name)

    def _named(self, wanted: Wanted) -> str:
        """The post by its path in the library, or its file where it belongs to none."""
        return str(wanted.root / wanted.path) if wanted.root in self._outside else wanted.path


def _listed(chosen: _Chosen, found: Iterator[Pictured | Unread], teller: _Teller) -> int:
    failed = False
    for post in found:
        if isinstance(post, Unread):
            failed = True
            tell(f"{shown_path(post.wanted.path)}: {post.reason}")
        else:
            teller.tell(post)
        if chosen.interrupts.heard():
            return _INTERRUPTED
    if chosen.unknown or failed:
        return 2
    return 0 if teller.pictures else 1


def _told(done: Fetched, chosen: _Chosen, wish: Wish) -> int:
    """Say the sums; the exit status."""
    for path, number, reason in done.failed:
        if not number:
            tell(f"{shown_path(path)}: {reason}")
    parts = [f"{done.had:,} were here", f"{done.fetched:,} fetched"]
    if done.failures:
        parts.append(f"{done.failures:,} failed")
    if wish.freeze:
        parts.append(f"{done.kept:,} kept for good")
    posts = f"{done.posts:,} {'post' if done.posts == 1 else 'posts'}"
    pictures = f"{done.pictures:,} {'picture' if done.pictures == 1 else 'pictures'}"
    tell(f"{'Stopped: ' if done.cancelled else ''}{posts}, {pictures}: {', '.join(parts)}.")
    if done.cancelled:
        return _INTERRUPTED
    if chosen.unknown or done.failures:
        return 2
    return 0 if done.pictures else 1


def _release(chosen: _Chosen) -> int:
    """Keep the pictures of all posts for good no longer."""
    from tui_reader.cli.pictures import tell_released

    frozen = chosen.frozen()
    posts = pictures = 0
    with chosen.interrupts.listening():
        for wanted in chosen.wanted(library_only=True):
            if frozen.holds(wanted.path):
                posts += 1
                pictures += frozen.release(wanted.path)
            if chosen.interrupts.heard():
                break
    tell_released(posts, pictures)
    if chosen.interrupts.heard():
        return _INTERRUPTED
    return 2 if chosen.unknown else 0
