"""Looking at a library's folder: what of it has to be looked at, and how the posts there differ from the index.

Reads no post, and changes nothing but what the index says of the kind of site.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw

from tui_reader.errors import LibraryError
from tui_reader.library import shelving
from tui_reader.library.comparing import Changes, Comparison, lists_own_pages
from tui_reader.library.files import Folder, walk
from tui_reader.library.index import Index, ask
from tui_reader.library.leaving import Memory
from tui_reader.library.search import fold_name
from tui_reader.library.site import TELLING_FOLDERS, Site, detect_site
from tui_reader.library.touched import Touched
from tui_reader.model import LibraryOptions, Problem

OnFolder = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a refresh is to do."""

    rebuild: bool = False
    """Start from an empty index, and take the folder at its word however much has disappeared."""
    forget: int = 0
    """Take out as many posts as this, even if their folder may only be away."""
    touched: Touched | None = None
    """What alone is to be looked at; None for the whole folder."""
    put_off: bool = False
    """Leave posts whose files are gone in the list for now: a new path for them may still be told of."""
    on_folder: OnFolder | None = None
    """Told of each folder that was met, as `Folder.path`."""


class WholeNeededError(Exception):
    """What has changed concerns more than the folders that were to be looked at."""


class Look:
    """One look at a folder, and what it has met."""

    def __init__(self, root: Path, index: Index, memory: Memory, wish: Wish, options: LibraryOptions) -> None:
        """Look at nothing yet; the arguments are those of `refresh`."""
        self._root = root
        self._index = index
        self._memory = memory
        self._wish = wish
        self._options = options
        self.site = Site()
        self.fold = fold_name(variants=options.variants)
        """Under which fold texts are indexed now."""
        self.within: Touched | None = None
        """What is looked at; None for the whole folder."""
        self.changes = Changes()
        """Whole once every folder has been met."""
        self.problems: list[Problem] = []
        self.is_stale = False
        """Whether the posts were read under other rules than the site's are now, or indexed under another fold."""
        self._is_linked = False

    def folders(self) -> Iterator[Folder]:
        """Each folder in turn, compared.

        Raises:
            LibraryError: The library's folder is gone or can't be read.
            WholeNeededError: Less than all was looked at, and that doesn't do.
        """
        self._require_root()
        self.site = self._site_now()
        connection, rebuild = self._index.connection(), self._wish.rebuild
        site, fold = ask(connection, "SELECT site, fold FROM tally")[0]
        self.is_stale = stale = (site, fold) != (self.site.rules, self.fold)
        self._choose(connection, stale=stale)
        if stale and not rebuild:
            with self._index.writing():
                shelving.distrust_site(connection)
                shelving.note_fold(connection, self.fold)
        comparison = Comparison(connection, self._root, self.site, anew=rebuild, stale=stale, within=self.within)
        self.changes = comparison.changes
        try:
            for folder in self._walk():
                comparison.take(folder)
                self._meet(folder)
                yield folder
        except OSError as error:
            raise self._lost(error) from error
        self._require_root()
        comparison.finish()
        if comparison.concerns_others():
            raise WholeNeededError

    def remember(self) -> None:
        """Keep what the next look may rely on; after one that met every folder and whose changes have been made."""
        if self.within is None:
            self._memory.is_linked, self._memory.site = self._is_linked, self.site

    def _site_now(self) -> Site:
        """What kind of site it is: looked for again, unless only files were touched in folders that don't tell."""
        touched, known = self._wish.touched, self._memory.site
        if touched is None or touched.everything or touched.trees or known is None or touched.folders & TELLING_FOLDERS:
            return detect_site(self._root, self._options)
        return known

    def _choose(self, connection: apsw.Connection, *, stale: bool) -> None:
        """Look at what was touched, and what had problems there; at everything where no less will do."""
        touched = self._wish.touched
        if touched is None or touched.everything or self._memory.is_linked or stale or self._wish.rebuild:
            return
        if lists_own_pages(connection, self.site):
            return
        paths = [os.fsdecode(path) for (path,) in ask(connection, "SELECT path FROM walk_problem")]
        self.within = touched | Touched(trees=frozenset(filter(touched.covers, paths)))

    def _walk(self) -> Iterator[Folder]:
        within = self.within
        if within is None:
            return walk(self._root, on_problem=self.problems.append)
        return walk(self._root, on_problem=self.problems.append, trees=within.trees, alone=within.folders)

    def _meet(self, folder: Folder) -> None:
        self._is_linked = self._is_linked or folder.is_linked
        if self._is_linked and self.within is not None:
            raise WholeNeededError
        if self._wish.on_folder is not None:
            self._wish.on_folder(folder.path)

    def _require_root(self) -> None:
        try:
            with os.scandir(self._root):
                return
        except OSError as error:
            raise self._lost(error) from error

    def _lost(self, error: OSError) -> LibraryError:
        reason = error.strerror or type(error).__name__
        message = f"{self._root}: {reason}. The list of its posts is kept as it was; nothing has been lost."
        return LibraryError("The folder of posts can't be read", message)
