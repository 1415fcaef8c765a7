"""What the reading screen's parts share: the panes, what is open, how slow work is run and failures are told.

Slow work runs in threads under async workers of named, exclusive groups: a newer request cancels the older one, so
that a stale answer is dropped before it can be shown. State changes on the UI thread alone. No keys are bound here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from tui_reader.config import Places, Settings
from tui_reader.document import Document
from tui_reader.errors import ReaderError
from tui_reader.library import Library, Listing
from tui_reader.model import Post, Query, Row
from tui_reader.positions import Positions
from tui_reader.ui.commands import Command, Where, shown_key
from tui_reader.ui.screens.dialogs import Choice, Chooser
from tui_reader.ui.widgets.article_list import ArticleList
from tui_reader.ui.widgets.article_pane import ArticlePane
from tui_reader.ui.widgets.bars import KeyBar, TitleBar
from tui_reader.ui.widgets.category_tree import CategoryTree
from tui_reader.ui.widgets.facet_pane import FacetPane
from tui_reader.ui.widgets.search_line import SearchLine

_ROWS_AT_ONCE = 2_000

Pane = CategoryTree | FacetPane | ArticleList | ArticlePane
_WHERES: Mapping[type[Pane], Where] = {
    CategoryTree: Where.TREE,
    FacetPane: Where.FACETS,
    ArticleList: Where.LIST,
    ArticlePane: Where.ARTICLE,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """The article in the pane."""

    row: Row
    post: Post
    document: Document
    is_whole: bool = True
    """Whether that is all of it, and not the beginning of a long one."""


@dataclass(frozen=True, slots=True)
class Target:
    """The posts that an action is for."""

    listing: Listing | None
    selected: Positions
    """Positions in `listing`; where there are none, `row` is meant."""
    row: Row | None


class ReadingBase(Screen[None]):
    """The panes and the means; the flows are built on it."""

    def __init__(
        self, library: Library, settings: Settings, places: Places, commands: Sequence[Command], query: Query
    ) -> None:
        """Keep what the screen works with.

        Args:
            library: The posts, already open; closed by who opened it.
            settings: The user's settings.
            places: Where caches and state are.
            commands: The table with the keys in force.
            query: What the list shows first.
        """
        super().__init__()
        self.library = library
        self.settings = settings
        self.places = places
        self.commands = tuple(commands)
        self.query_shown = query
        """What the list shows, or is about to show."""
        self.listing: Listing | None = None
        """The posts that it found, None until the first answer."""
        self.opened: Opened | None = None
        """The article in the pane, None while a hint stands there."""
        self.wanted: Row | None = None
        """The article that was asked for last, until it stands in the pane."""
        self.first_post: str | None = None
        """The post to begin with, as `Post.path`."""
        self.first_enter = False
        """Whether that post was asked for and is still to come: reading begins in it."""
        self.first_reading = False
        """Whether the keys go to that post, as it was being read when the library was left; it is not marked."""
        self._marks_lock = asyncio.Lock()

    # The panes.

    @property
    def categories(self) -> CategoryTree:
        """The category tree."""
        return self.query_one(CategoryTree)

    @property
    def facets(self) -> FacetPane:
        """What the list is counted by, in the place of the tree."""
        return self.query_one(FacetPane)

    @property
    def is_faceted(self) -> bool:
        """Whether the facets stand in the place of the tree."""
        return self.has_class("faceted")

    @property
    def left(self) -> CategoryTree | FacetPane:
        """The pane at the left."""
        return self.facets if self.is_faceted else self.categories

    @property
    def posts(self) -> ArticleList:
        """The list of posts."""
        return self.query_one(ArticleList)

    @property
    def pane(self) -> ArticlePane:
        """The article."""
        return self.query_one(ArticlePane)

    @property
    def title_bar(self) -> TitleBar:
        """The line at the top."""
        return self.query_one(TitleBar)

    @property
    def key_bar(self) -> KeyBar:
        """The line at the bottom."""
        return self.query_one(KeyBar)

    @property
    def search_line(self) -> SearchLine:
        """The line in which one types what to find."""
        return self.query_one(SearchLine)

    @property
    def place(self) -> Pane:
        """The pane that one is in, even while another line has the keys."""
        if self.has_class("at-tree"):
            return self.left
        return self.pane if self.has_class("at-article") else self.posts

    @property
    def hearing(self) -> Where | None:
        """The pane that hears the keys now; None while a line has them, in which one types."""
        return _WHERES[type(self.focused)] if isinstance(self.focused, Pane) else None

    def hears(self, where: Where) -> DOMNode:
        """Who does the actions of the commands of `where`."""
        panes: dict[Where, DOMNode] = {
            Where.PANES: self.place,
            Where.TREE: self.categories,
            Where.FACETS: self.facets,
            Where.LIST: self.posts,
            Where.ARTICLE: self.pane,
        }
        return panes.get(where, self)

    def keyed(self, name: str, words: str) -> str:
        """What the command `name` does, after the key that is in force for it: "a shows all posts"."""
        command = next(command for command in self.commands if command.id == name)
        key = shown_key(command.keys[0]) if command.keys else f"“{command.title}” in the palette"
        return f"{key} {words}"

    @staticmethod
    def now() -> datetime:
        """The local time."""
        return datetime.now().astimezone()

    # What the flows ask of each other.

    def show_query(self, query: Query, *, keep: str | None = None, keep_read: bool = False) -> None:
        """Show another list; the cursor goes to the post `keep` where it has it, else to the first.

        With `keep_read`, the same list anew: of the unread posts, those that were read meanwhile stay.
        """
        raise NotImplementedError

    def reload_marks(self) -> None:
        """Show marks and counts anew, the list's order staying as it is."""
        raise NotImplementedError

    def open_row(self, row: Row, *, enter: bool) -> None:
        """Show an article; with `enter` the keys go to it and it is marked read."""
        raise NotImplementedError

    def reload_counts(self) -> object:
        """Read tree and counts anew."""
        raise NotImplementedError

    def tell_list(self) -> None:
        """Say in title bar and border what the list shows."""
        raise NotImplementedError

    def tell_empty(self) -> None:
        """Say why the list is empty."""
        raise NotImplementedError

    def article_shown(self) -> None:
        """Told when another page stands in the article pane."""

    def go_to(self, pane: Pane) -> None:
        """Give the keys to a pane; where there is room for one only, show that one."""
        names = {CategoryTree: "at-tree", FacetPane: "at-tree", ArticleList: "at-list", ArticlePane: "at-article"}
        for name in names.values():
            self.set_class(names[type(pane)] == name, name)
        if not isinstance(pane, ArticlePane):
            self.remove_class("zen")
        # At once: `pane.focus()` would come after whatever else has been asked for by then.
        self.set_focus(pane)
        where = _WHERES[type(pane)]
        self.key_bar.keys = tuple(command for command in self.commands if where in command.footer)

    # Telling and asking.

    def tell(self, text: str, *, title: str = "", wrong: bool = False) -> None:
        """A short message in the corner.

        Args:
            text: Clean text; never read as markup.
            title: Above it.
            wrong: Whether it tells of a failure.
        """
        self.notify(
            text,
            title=title,
            severity="error" if wrong else "information",
            timeout=8 if wrong else 4,
            markup=False,
        )

    async def choose(self, title: str, choices: Sequence[Choice], *, at: int = 0) -> int | None:
        """Let the user choose; the place in `choices`, None where nothing was chosen. Only inside a worker.

        Args:
            title: What is chosen.
            choices: In order.
            at: Where the cursor stands at first.
        """
        return await self.app.push_screen_wait(Chooser(title, choices, at=at))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Tell of a failure in the background: an expected one in its own words, any other as what it is."""
        if event.state is not WorkerState.ERROR or event.worker.error is None:
            return
        error = event.worker.error
        if isinstance(error, ReaderError):
            self.tell(error.message, title=error.title, wrong=True)
            return
        self.log.error(f"{event.worker.name}: {error!r}")
        self.tell(
            f"{type(error).__name__} in {event.worker.name}. What you did last may not have been done; the log has "
            "the details.",
            title="Something went wrong in the reader",
            wrong=True,
        )

    def target(self) -> Target:
        """What an action on posts means now: the selected ones, else the one that is open or under the cursor.

        To be asked as the key is pressed: by the time a worker runs, the cursor may stand elsewhere.
        """
        return Target(self.listing, self.posts.selected, self.current_row)

    async def rows_of(self, target: Target) -> list[Row]:
        """The rows of `target`, with their marks as they are now."""
        if target.listing is not None and target.selected:
            return await asyncio.to_thread(rows_at, target.listing, target.selected)
        if target.row is None or not target.row.path:
            return []
        return [await asyncio.to_thread(self.library.row, target.row.path) or target.row]

    @property
    def current_row(self) -> Row | None:
        """The post under the cursor, or the open one while the article has the keys."""
        if self.place is self.pane and self.wanted:
            return self.wanted
        if self.place is self.pane and self.opened:
            # Its marks may have changed since it was opened.
            try:
                return self.library.row(self.opened.row.path) or self.opened.row
            except ReaderError:
                return self.opened.row
        return self.posts.current

    def set_status(self, text: str) -> None:
        """Say at the right of the last line what goes on in the background."""
        self.key_bar.status = text

    def end_status(self) -> None:
        """Take back what `set_status` said, now that it is done."""
        self.set_status("")

    @property
    def export_folder(self) -> Path:
        """Where text files go."""
        return Path(self.settings.export_dir).expanduser() if self.settings.export_dir else Path.cwd()


def rows_at(listing: Listing, positions: Positions) -> list[Row]:
    """The rows at `positions`, read run by run; not for the UI thread."""
    rows: list[Row] = []
    for run in positions.runs:
        for start in range(run.start, run.stop, _ROWS_AT_ONCE):
            rows.extend(listing.rows(start, min(start + _ROWS_AT_ONCE, run.stop)))
    return rows
