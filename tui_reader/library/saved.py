"""The searches that the user has saved: one small file a library, beside the marks, written whole and durably.

Each change reads the file anew under a lock, so that of two readers neither takes away what the other has saved. What
the searches find is not asked here.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tui_reader import limits
from tui_reader.document import shown_path
from tui_reader.errors import LibraryError, UsageError
from tui_reader.library.durable import replace_file
from tui_reader.library.keeping import library_id
from tui_reader.library.locks import locked
from tui_reader.library.saved_lines import Lines, checked_name, checked_words, read_lines, written
from tui_reader.model import SavedSearch
from tui_reader.query import Asked, parse

_TITLE = "Can't keep the search"
_NAMED = 3
"""So many damaged lines are named one by one."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What is saved now."""

    searches: tuple[SavedSearch, ...] = ()
    """In the order in which they were saved."""
    notices: tuple[str, ...] = ()
    """Sentences for the user: what of the file can't be read."""


class SavedSearches:
    """The saved searches of one library. For several threads and processes at once."""

    def __init__(self, file: Path, root: Path) -> None:
        """Take the places; nothing is opened.

        Args:
            file: Where they are kept; its folder is made when the first is saved.
            root: The library's folder, noted in the file for people.
        """
        self.file = file
        self._root = root
        self._guard = threading.Lock()

    @classmethod
    def of(cls, root: Path, data_dir: Path) -> SavedSearches:
        """Those of the library at `root`, which needn't be open, below the folder of the user's data."""
        return cls(data_dir / "searches" / f"{library_id(root)}.jsonl", root)

    def read(self) -> Saved:
        """What is saved now; never raises for what the file holds, or for that it can't be read."""
        try:
            lines = self._lines(self._data())
        except LibraryError as error:
            return Saved(notices=(f"{error.message} The saved searches are not shown.",))
        return Saved(lines.searches, self._notices(lines))

    def find(self, name: str) -> SavedSearch:
        """The search that is called `name`.

        Raises:
            UsageError: There is none; the message names the nearest.
        """
        return _found(self.read().searches, name)

    def add(self, search: SavedSearch, *, replace: bool = False) -> SavedSearch:
        """Save a search, after all others; in the place of the one of its name, where `replace` is wished.

        Returns:
            The search as it is kept: cleaned.

        Raises:
            UsageError: The name can't be used or is taken, the words are no query, or there are too many searches.
            LibraryError: It can't be written; what was saved is as it was.
        """
        kept = SavedSearch(checked_name(search.name), _query(search.words), search.category)

        def change(searches: list[SavedSearch]) -> None:
            place = next((place for place, one in enumerate(searches) if one.name == kept.name), None)
            if place is not None and not replace:
                raise UsageError(_TITLE, f"there is one called “{kept.name}” already.")
            if place is not None:
                searches[place] = kept
                return
            if len(searches) >= limits.SAVED_SEARCHES:
                raise UsageError(_TITLE, f"there are {limits.SAVED_SEARCHES} already; remove one.")
            searches.append(kept)

        self._change(change)
        return kept

    def reword(self, name: str, words: str) -> SavedSearch:
        """Let the search that is called `name` look for other words.

        Raises:
            UsageError: There is none, or the words are no query.
            LibraryError: It can't be written; what was saved is as it was.
        """
        return self._replace(name, lambda search: replace(search, words=_query(words)))

    def rename(self, name: str, new: str) -> SavedSearch:
        """Give the search that is called `name` another name; its place stays.

        Raises:
            UsageError: There is none, or the new name can't be used or is taken.
            LibraryError: It can't be written; what was saved is as it was.
        """
        return self._replace(name, lambda search: replace(search, name=checked_name(new)))

    def remove(self, name: str) -> SavedSearch:
        """Save the search that is called `name` no longer.

        Raises:
            UsageError: There is none.
            LibraryError: It can't be written; what was saved is as it was.
        """
        removed: list[SavedSearch] = []

        def change(searches: list[SavedSearch]) -> None:
            removed.append(_found(searches, name))
            searches.remove(removed[0])

        self._change(change)
        return removed[0]

    def put_back(self, searches: Sequence[SavedSearch], *, replace: bool = False) -> int:
        """Save those of `searches` whose names are free; with `replace`, save them alone.

        Returns:
            How many of them are new or other ones now.

        Raises:
            UsageError: They would be too many; nothing has changed.
            LibraryError: It can't be written; what was saved is as it was.
        """
        new: list[SavedSearch] = []

        def change(kept: list[SavedSearch]) -> None:
            names = {search.name for search in kept}
            new.extend(search for search in searches if (search not in kept if replace else search.name not in names))
            wanted = [*searches] if replace else [*kept, *new]
            if len(wanted) > limits.SAVED_SEARCHES:
                raise UsageError(_TITLE, f"{len(wanted)} searches would be more than {limits.SAVED_SEARCHES}.")
            kept[:] = wanted

        self._change(change)
        return len(new)

    def _replace(self, name: str, changed: Callable[[SavedSearch], SavedSearch]) -> SavedSearch:
        kept: list[SavedSearch] = []

        def change(searches: list[SavedSearch]) -> None:
            before = _found(searches, name)
            kept.append(changed(before))
            if kept[0].name != before.name and any(one.name == kept[0].name for one in searches):
                raise UsageError(_TITLE, f"there is one called “{kept[0].name}” already.")
            searches[searches.index(before)] = kept[0]

        self._change(change)
        return kept[0]

    def _change(self, change: Callable[[list[SavedSearch]], None]) -> None:
        """Read the file, let `change` alter what it holds, and write it, with nobody else at it meanwhile."""
        with self._guard, _failures_told(self.file):
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _lock(self.file.with_suffix(".lock")):
                data = self._data()
                lines = self._lines(data)
                searches = list(lines.searches)
                change(searches)
                if lines.faults:
                    self._keep_aside(data)
                if tuple(searches) != lines.searches or lines.faults:
                    replace_file(self.file, written(searches, str(self._root)))

    def _data(self) -> bytes:
        """What the file holds; nothing where there is none.

        Raises:
            LibraryError: It can't be read, or is too large.
        """
        with _failures_told(self.file):
            try:
                with self.file.open("rb") as file:
                    data = file.read(limits.SAVED_SEARCHES_BYTES + 1)
            except FileNotFoundError:
                return b""
        if len(data) > limits.SAVED_SEARCHES_BYTES:
            size = limits.SAVED_SEARCHES_BYTES // limits.MEBIBYTE
            raise LibraryError(_TITLE, f"{self._shown} is larger than {size} MiB.")
        return data

    def _lines(self, data: bytes) -> Lines:
        """What `data` says.

        Raises:
            LibraryError: A newer version wrote it.
        """
        lines = read_lines(data) if data else Lines()
        if lines.newer:
            raise LibraryError(_TITLE, f"{self._shown} was written by a newer version of tui-reader.")
        return lines

    def _notices(self, lines: Lines) -> tuple[str, ...]:
        if not lines.faults:
            return ()
        named = "; ".join(f"line {fault.line}: {fault.reason}" for fault in lines.faults[:_NAMED])
        more = f"; and {len(lines.faults) - _NAMED:,} more" if len(lines.faults) > _NAMED else ""
        what = f"Not all saved searches can be read. {self._shown}: {named}{more}."
        return (f"{what} The file is copied aside before it is written anew.",)

    def _keep_aside(self, data: bytes) -> None:
        """Keep a damaged file under another name, once."""
        aside = self.file.with_name(f"{self.file.name}.damaged-{hashlib.sha256(data).hexdigest()[:8]}")
        if not aside.exists():
            replace_file(aside, data)

    @property
    def _shown(self) -> str:
        return shown_path(str(self.file))


def _found(searches: Sequence[SavedSearch], name: str) -> SavedSearch:
    wanted = " ".join(name.split())
    with contextlib.suppress(UsageError):
        wanted = checked_name(name)
    for search in searches:
        if search.name == wanted:
            return search
    from difflib import get_close_matches

    names = [search.name for search in searches]
    near = get_close_matches(wanted, names, n=1) or [each for each in names if wanted.casefold() in each.casefold()][:1]
    hint = f" Did you mean “{near[0]}”?" if near else "" if names else " None is saved."
    raise UsageError("No such search", f"no saved search is called “{shown_path(wanted)}”.{hint}")


def _query(words: str) -> str:
    """The words of a search, cleaned.

    Raises:
        UsageError: They are no query (`QueryError`), too many, or ask for nothing.
    """
    kept = checked_words(words)
    if parse(kept) == Asked():
        raise UsageError(_TITLE, "it has no letter and no digit to look for.")
    return kept


@contextlib.contextmanager
def _lock(file: Path) -> Iterator[None]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    try:
        with locked(descriptor):
            yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _failures_told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise LibraryError(_TITLE, f"{shown_path(str(file))}: {reason}.") from error
