"""The façade of the library: all that the reader and the command line ask of posts, lists and marks.

Joins the parts and turns their failures into sentences; the work itself is done in the other modules of the package.
May be used by several threads at once.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import apsw

from tui_reader import limits
from tui_reader.errors import CancelledError, LibraryError
from tui_reader.library import catalog
from tui_reader.library.bodies import Bodies
from tui_reader.library.columns import KeptColumns
from tui_reader.library.healing import Access
from tui_reader.library.index import Index, stopped_by
from tui_reader.library.journal import Journal
from tui_reader.library.keeping import REBUILT, library_id, open_index, open_journal, require_folder
from tui_reader.library.known import index_file
from tui_reader.library.leaving import Memory, place_of
from tui_reader.library.listing import Listing, Orders, any_keys, query_keys
from tui_reader.library.marks import Marks, Undone
from tui_reader.library.matching import has_expression
from tui_reader.library.options import require_known
from tui_reader.library.selecting import ALL
from tui_reader.model import (
    AnyMark,
    Cancelled,
    Category,
    Counts,
    LibraryOptions,
    Post,
    Problem,
    Progress,
    Query,
    ReadingPosition,
    RefreshResult,
    Row,
    Tally,
)
from tui_reader.query import Facet, Facets, parse

if TYPE_CHECKING:
    from tui_reader.document import Document, Passage, Wanted
    from tui_reader.library.linking import Links
    from tui_reader.library.saved import SavedSearches
    from tui_reader.library.state import State
    from tui_reader.library.title_finder import TitleFinder
    from tui_reader.library.touched import Touched

_Answer = TypeVar("_Answer")


class Library:
    """A folder of posts, with its index and its marks."""

    root: Path
    """The folder, absolute, as it was given."""
    name: str
    """The folder's name."""
    id: str
    """A hash of its real path: the name under which its index and marks are kept."""
    options: LibraryOptions
    """What the user says of it."""
    frozen_dir: Path
    """Where the pictures are kept that the user wants kept for good; made by whoever keeps the first."""

    def __init__(self, root: Path, index: Index, marks: Marks, journal: Journal, data_dir: Path) -> None:
        """Put the parts together; `open` makes them."""
        self.root = root
        self.name = root.name or str(root)
        self.id = library_id(root)
        self.options = LibraryOptions()
        self.frozen_dir = data_dir / "pictures" / self.id
        self._index = index
        self._journal = journal
        self._marks = marks
        self._orders = Orders()
        self._columns = KeptColumns()
        self._memory = Memory(place_of(root))
        self._notices: list[str] = []
        self._refreshing = threading.Lock()
        self._starting = threading.Lock()
        self._temporary: Path | None = None
        self._data_dir = data_dir
        self._searches: SavedSearches | None = None
        self._bodies = Bodies(root)
        self._access = Access(index, self._made_anew)

    @classmethod
    def open(
        cls, root: Path, *, cache_dir: Path, data_dir: Path, options: LibraryOptions = LibraryOptions()
    ) -> Library:
        """Open the library at `root`; nothing of it is read yet but that it is there.

        Args:
            root: The folder of posts.
            cache_dir: Where the index is kept; in memory where that can't be written.
            data_dir: Where the marks are kept; in memory where that can't be written.
            options: What the user says of it, over what its files say.

        Raises:
            LibraryError: `root` isn't there, is no folder, or can't be read; or nothing is known by a word of
                `options`.
        """
        require_folder(root)
        require_known(options)
        root = Path(os.path.abspath(root))  # noqa: PTH100 - without following links
        identity = library_id(root)
        index, index_notices = open_index(index_file(cache_dir, identity))
        journal, journal_notices, temporary = open_journal(root, data_dir, identity)
        frozen_dir = data_dir / "pictures" / identity
        library = cls(root, index, Marks(index, journal, frozen_dir), journal, data_dir)
        library.options = library._bodies.options = options
        library._temporary = temporary
        library._notices.extend((*index_notices, *journal_notices))
        with contextlib.ExitStack() as unless_open:
            unless_open.callback(library.close)
            library._asking(library._marks.look)
            unless_open.pop_all()
        return library

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences for the user, from opening and since: what was damaged, and what can't be kept."""
        failure = self._journal.failure
        late = (f"The marks may not be on the disk: {failure}.",) if failure else ()
        return tuple(dict.fromkeys((*self._notices, *self._marks.notices, *late)))

    def close(self) -> None:
        """Put the marks on the disk and let go of all files."""
        self._journal.close()
        self._index.close()
        self._bodies.close()
        if self._temporary is not None:
            import shutil

            shutil.rmtree(self._temporary, ignore_errors=True)

    def refresh(
        self,
        *,
        rebuild: bool = False,
        forget: int = 0,
        touched: Touched | None = None,
        put_off: bool = False,
        progress: Callable[[Progress], None] | None = None,
        on_folder: Callable[[str], None] | None = None,
        cancelled: Cancelled | None = None,
    ) -> RefreshResult:
        """Bring the index up to date with the folder. O(n) stats; only files that have changed are read.

        Where more than a fifth of the posts (and of more than 20) has disappeared, or any while another folder stands
        in the place of the one that was there, nothing is taken out unless `rebuild` or `forget` is asked for;
        `missing` of the result says how many. Marks are never dropped.

        Args:
            rebuild: Make the index anew from nothing.
            forget: Take out as many posts as this, even if they may only be away.
            touched: What alone has to be looked at, n being the posts in it; everything nevertheless where links lead
                to posts, the kind of site has changed, or the whole folder was not looked at before.
            put_off: Leave posts that are gone in the list; `waiting` of the result says how many.
            progress: Told how far it has come, in the calling thread.
            on_folder: Told of each folder that is looked at, in the calling thread, by its path below the root.
            cancelled: Asked often; what has been done by then is kept.

        Raises:
            LibraryError: The folder is gone or can't be read, or the index can't be written.
        """
        from tui_reader.library.looking import Wish
        from tui_reader.library.refresh import refresh

        wish = Wish(rebuild, forget, touched, put_off, on_folder)

        def run() -> RefreshResult:
            self._bodies.forget_site()
            return refresh(
                self.root,
                self._index,
                self._marks,
                self._memory,
                wish,
                options=self.options,
                progress=progress,
                cancelled=cancelled,
            )

        with self._refreshing:
            before = len(self._notices)
            result = self._asking(run)
            healed = tuple(self._notices[before:])
        return _with_notices(result, healed) if healed else result

    def folders(self) -> tuple[str, ...]:
        """The folders that hold posts, and those above them, below the root; as the index knows them. O(folders)."""
        return self._asking(lambda: catalog.folders(self._index.connection()))

    def counts(self) -> Counts:
        """How many posts there are, unread, starred and without a category. O(1)."""
        return self._asking(lambda: catalog.counts(self._looked()))

    def categories(self) -> tuple[Category, ...]:
        """The category tree, depth first, siblings by falling total, then name. O(categories)."""
        return self._asking(lambda: catalog.categories(self._looked()))

    def tags(self) -> tuple[tuple[str, int], ...]:
        """Every tag with its number of posts, the most used first."""
        return self._asking(lambda: catalog.tags(self._index.connection()))

    def listing(
        self,
        query: Query,
        *,
        in_windows: bool = False,
        held: Listing | None = None,
        most: int = ALL,
        cancelled: Cancelled | None = None,
    ) -> Listing:
        """The posts that `query` asks for, as they are now, in order.

        Args:
            query: What is asked for.
            in_windows: Whether a large list may read its keys when they are looked at, for a list that is shown and
                asked for anew when posts have changed; else O(n) in keys of 8 bytes.
            held: A list of unread posts: those of it that have been read since are in the new one too.
            most: Enough of what is searched for: where the first posts can be had without the rest, as by date, the
                list has no more than these, and isn't whole.
            cancelled: Asked now and then, in the calling thread.

        Raises:
            CancelledError: It was cancelled.
            QueryError: Its words are no query.
        """
        asked = parse(query.words, typing=query.typing)
        expressions = self._bodies.expressions() if asked.term is not None and has_expression(asked.term) else None

        def ask() -> Listing:
            self._looked()
            with self._index.reading() as connection:
                if expressions is not None:
                    expressions.register(connection)
                windows = self._ask if in_windows else None
                with stopped_by(connection, cancelled):
                    beside = self._index.beside(cancelled)
                    keys = query_keys(connection, self._orders, query, asked, windows, held, most, beside)
                return Listing(query, keys, self._ask)

        listing = self._asking(ask)
        if expressions is not None and expressions.notice:
            self._notices.append(expressions.notice)
        return listing

    def count(
        self,
        query: Query,
        *,
        seconds: float = limits.COUNT_SECONDS,
        files: bool = False,
        cancelled: Cancelled | None = None,
    ) -> Tally | None:
        """How many posts `query` finds, and how many of them are unread.

        Args:
            query: What is asked for; its order doesn't matter.
            seconds: How long the index may be asked.
            files: Whether files may be read besides, where the query has an expression.
            cancelled: Asked often, in the calling thread.

        Returns:
            The numbers; None where they could not be told for sure within the time, or without reading files.

        Raises:
            QueryError: Its words are no query.
        """
        from tui_reader.library.counting import count_posts, until

        term = parse(query.words, typing=query.typing).term
        expressions = self._bodies.expressions() if files and term is not None and has_expression(term) else None
        if expressions is None and term is not None and has_expression(term):
            return None

        def ask() -> Tally | None:
            self._looked()
            with self._index.reading() as connection:
                if expressions is not None:
                    expressions.register(connection)
                return count_posts(connection, query, term, until(seconds, cancelled))

        found = self._asking(ask)
        return None if expressions is not None and expressions.left else found

    def facets(
        self, found: Listing | Query, opened: Collection[Facet] = (), *, cancelled: Cancelled = lambda: False
    ) -> Facets | None:
        """What posts have in common, with counts: each is the list's length once narrowed by it.

        O(posts of the list); where they are many, and the library has changed since, O(posts of the library) besides.

        Args:
            found: A list, as it was when it was asked for; or what is asked for, which needs no order here, and may so
                be counted while the list of it is made.
            opened: The facets of which all values are wanted, and not only the most frequent.
            cancelled: Asked often; None is given once the answer is no longer wanted.

        Raises:
            QueryError: The words of `found` are no query.
        """
        from tui_reader.library.facets import count

        listing = found if isinstance(found, Listing) else None
        query = found.query if isinstance(found, Listing) else found
        asked = parse(query.words, typing=query.typing)
        if listing is None and asked.term is not None and has_expression(asked.term):
            listing = self.listing(query)  # which tells how many files there was no time for
        known: Sequence[int] | None = None
        if listing is not None and len(looked_at := listing.keys_looked_at()) == len(listing):
            known = looked_at  # of a large list that is read in windows only some are

        def ask() -> Facets:
            self._looked()
            with self._index.reading() as connection:
                with stopped_by(connection, cancelled):
                    keys = known if known is not None else any_keys(connection, self._orders, query, asked)
                columns = self._columns.of(connection, keys, cancelled)
                return count(
                    connection, columns, keys, category=query.category, asked=asked, opened=opened, cancelled=cancelled
                )

        try:
            return self._asking(ask)
        except CancelledError:
            return None

    def row(self, path: str) -> Row | None:
        """The row of a post; None where it isn't in the index."""
        return self._asking(lambda: catalog.row_of(self._index.connection(), path))

    def row_now(self, row: Row) -> Row | None:
        """A post as it is now, under whatever path; None where it isn't in the index any more."""
        (now,) = self._asking(lambda: catalog.rows(self._index.connection(), [row.key]))
        return self.row(now.path)

    def find(self, text: str) -> Row:
        """The post that `text` means: a short id (4 digits or more), a path in the library or of the file system.

        Raises:
            UsageError: None or several are meant; the nearest are named.
        """
        from tui_reader.library.finding import find

        return self._asking(lambda: find(self._index.connection(), self.root, text))

    def meant(self, text: str) -> tuple[Row, ...]:
        """The posts that `text`, taken exactly, may mean: as `find`, without looking for those that come nearest."""
        from tui_reader.library.finding import meant

        return self._asking(lambda: meant(self._index.connection(), self.root, text))

    def nearest(self, text: str) -> Sequence[str]:
        """The paths of a few posts that may have been meant by a name that no post has. O(n)."""
        from tui_reader.library.finding import nearest

        return self._asking(lambda: nearest(self._index.connection(), text))

    def title_finder(self) -> TitleFinder:
        """What finds posts by a few letters of their titles; nothing is loaded yet."""
        from tui_reader.library.title_finder import TitleFinder

        return TitleFinder(self._ask)

    def file(self, path: str) -> Path:
        """The absolute path of a post's file."""
        return self.root / path

    def post(self, path: str) -> Post:
        """The post at `path`, read from its file now.

        Raises:
            LibraryError: The file is gone.
        """
        return self._bodies.post(path)

    def document(self, post: Post) -> Document:
        """The document of a post's body, made within bounds of time and memory; never raises for what it holds."""
        return self._bodies.document(post)

    def beginning(self, post: Post) -> Document | None:
        """The document of the beginning of a long body, to be shown while the whole is made; None where it is short."""
        return self._bodies.beginning(post)

    def passage(self, path: str, wanted: Wanted) -> Passage | None:
        """What the body of a post says around what is wanted; None where it doesn't say it, or is gone."""
        return self._bodies.passage(path, wanted)

    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong in the library's files, by path and line."""
        return self._asking(lambda: catalog.problems(self._index.connection()))

    def mark(self, paths: Sequence[str], mark: AnyMark, value: bool) -> int:
        """Put one mark on posts or take it off, as `mark_all` does; how many posts it changed."""
        return self.mark_all(paths, [(mark, value)])[0]

    def mark_all(self, paths: Sequence[str], changes: Sequence[tuple[AnyMark, bool]]) -> tuple[int, ...]:
        """Put marks on posts or take them off: one action, which `undo` takes back whole.

        Written before this returns, so that no kill loses it; on the disk itself 0.1 s later, or when closed.

        Returns:
            For each change, how many posts it changed.

        Raises:
            LibraryError: It can't be written; nothing has changed.
        """
        return self._writing_marks(lambda: self._marks.mark(paths, changes))

    def with_tag(self, paths: Sequence[str], tag: str) -> int:
        """How many of the posts have a tag, whoever gave it to them."""
        return self._asking(lambda: catalog.with_tag(self._index.connection(), paths, tag))

    def undo(self) -> Undone | None:
        """Take back the last action on marks that stands, of this session or an earlier one; None where there is none.

        Raises:
            LibraryError: It can't be written; nothing has changed.
        """
        return self._writing_marks(self._marks.undo)

    @property
    def keeps_index(self) -> bool:
        """Whether the index stays when the program ends; else it begins empty each time."""
        return self._index.path is not None

    @property
    def keeps_marks(self) -> bool:
        """Whether marks stay when the program ends; else they are in memory, where their folder can't be written."""
        return self._journal.lasting

    @property
    def state(self) -> State:
        """The marks as a whole: to dump, restore and compact them."""
        from tui_reader.library.state import State

        return State(self.root, self._index, self._marks, self._journal, self.searches, self._writing_marks)

    @property
    def links(self) -> Links:
        """The links between the posts."""
        from tui_reader.library.linking import Links

        return Links(self._bodies, self._ask)

    @property
    def searches(self) -> SavedSearches:
        """The searches that the user has saved."""
        from tui_reader.library.saved import SavedSearches

        with self._starting:
            if self._searches is None:
                self._searches = SavedSearches.of(self.root, self._data_dir)
            return self._searches

    def former_paths(self, path: str) -> tuple[str, ...]:
        """The paths that a post had before it was renamed, the latest first."""
        return self._asking(lambda: self._marks.former_paths(path))

    def set_position(self, path: str, position: ReadingPosition) -> None:
        """Remember where reading of a post stopped; no action that `undo` would take back.

        Raises:
            LibraryError: It can't be written.
        """
        self._writing_marks(lambda: self._marks.set_position(path, position))

    def position(self, path: str) -> ReadingPosition | None:
        """Where reading of a post stopped; None where nothing is known."""
        return self._asking(lambda: self._marks.position(path))

    def next_unread(self, listing: Listing, position: int, step: int = 1) -> int | None:
        """Where in `listing` the next unread post after `position` stands (before it, where `step` is negative).

        Wraps round at the ends; None where all are read. O(posts passed over · log n).
        """
        return listing.next_unread(position, step)

    def _made_anew(self) -> None:
        """Fold the marks into a new index; the posts come with the next refresh."""
        self._orders.forget()
        self._columns.forget()
        self._notices.append(REBUILT)
        self._marks.fold_again()

    def _looked(self) -> apsw.Connection:
        """This thread's connection, after a look for marks from elsewhere."""
        self._marks.look()
        return self._index.connection()

    def _ask(self, work: Callable[[apsw.Connection], _Answer]) -> _Answer:
        return self._asking(lambda: work(self._index.connection()))

    def _asking(self, work: Callable[[], _Answer]) -> _Answer:
        return self._access.asking(work)

    def _writing_marks(self, work: Callable[[], _Answer]) -> _Answer:
        try:
            return self._asking(work)
        except OSError as error:
            reason = error.strerror or str(error)
            message = f"{self._journal.folder} can't be written: {reason}. Nothing was changed."
            raise LibraryError("Can't keep the mark", message) from error


def _with_notices(result: RefreshResult, notices: tuple[str, ...]) -> RefreshResult:
    from dataclasses import replace

    return replace(result, notices=(*notices, *result.notices))
