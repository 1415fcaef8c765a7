"""The reading screen: tree, list and article beside each other, or one at a time where there is little room.

It answers the panes' messages and the keys of the table; marks and what leaves the reader are flows of their own.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from tui_reader.config import library_at
from tui_reader.document import shown_path
from tui_reader.library import Listing
from tui_reader.model import Cancelled, Category, Counts, Query, Session, Sort, View
from tui_reader.positions import Positions
from tui_reader.query import QueryError
from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import Where
from tui_reader.ui.screens.articles import ARTICLE_TITLE
from tui_reader.ui.screens.going import GoingFlow
from tui_reader.ui.screens.help import HelpScreen
from tui_reader.ui.screens.narrowing import NarrowingFlow
from tui_reader.ui.screens.own_commands import OwnCommandsFlow
from tui_reader.ui.screens.reading_base import Pane
from tui_reader.ui.screens.searches import SearchesFlow
from tui_reader.ui.screens.watching import WatchFlow
from tui_reader.ui.widgets.article_list import ArticleList
from tui_reader.ui.widgets.article_pane import ArticlePane
from tui_reader.ui.widgets.bars import KeyBar, TitleBar
from tui_reader.ui.widgets.category_tree import CategoryTree
from tui_reader.ui.widgets.facet_pane import FacetPane
from tui_reader.ui.widgets.pane_row import PaneRow
from tui_reader.ui.widgets.row_pane import RowPane
from tui_reader.ui.widgets.search_line import SearchLine
from tui_reader.ui.wording import ORDERS, count_text, scope_text, sort_of

_ENOUGH = 200
"""Posts of a search that are shown before all are known: more than a screen has."""
_MOST_PARTS = 100
"""Days or headings that one key goes on by, whatever the count before it: each one looks at up to a thousand rows."""
_SAVE_EVERY = 5.0
"""Seconds between two looks at whether the reading position is to be kept."""


class ReadingScreen(OwnCommandsFlow, NarrowingFlow, SearchesFlow, GoingFlow, WatchFlow, inherit_bindings=False):
    """The three panes and everything that happens between them."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Where.READER)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual declares it so
    ESCAPE_TO_MINIMIZE: ClassVar[bool | None] = False
    AUTO_FOCUS: ClassVar[str | None] = None

    @dataclass
    class LibraryWanted(Message):
        """Another library is to be opened."""

        last: bool
        """Whether the one that was read before this one is meant, rather than one to be chosen."""

    # Building.

    def compose(self) -> ComposeResult:
        """Title, search line, panes, keys."""
        yield TitleBar()
        yield SearchLine()
        with PaneRow(id="panes"):
            yield CategoryTree(id="categories")
            yield FacetPane(id="facets")
            yield ArticleList(self.now, id="posts")
            yield ArticlePane(id="article")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill the panes, then look what has changed in the folder."""
        self.pane.text_width = self.settings.text_width
        self.categories.border_title = Content("Categories ")
        self.pane.border_title = ARTICLE_TITLE
        named = library_at(self.settings, self.library.root)
        self.title_bar.library = named.name if named else self.library.name
        self.posts.set_hint("Reading the folder …")
        self.go_to(self.posts)
        self.reload_counts()
        self.show_query(self.query_shown, keep=self.first_post)
        self.set_interval(_SAVE_EVERY, self.keep_position)

    # Counts, list.

    @work(exclusive=True, group="counts", exit_on_error=False)
    async def reload_counts(self) -> None:
        """Read tree and counts anew."""

        def read() -> tuple[tuple[Category, ...], Counts]:
            return self.library.categories(), self.library.counts()

        categories, counts = await asyncio.to_thread(read)
        self.hear_notices()
        first = not self.categories.row_total()
        self.categories.show(categories, counts)
        unread = f" · {counts.unread:,} unread" if counts.unread else ""
        self.title_bar.counts = f"{count_text(counts.total, 'post')}{unread}"
        category = self.query_shown.category if self.place_search is None else None
        if category and not self.is_looking and all(known.path != category for known in categories):
            self.show_query(Query(view=self.query_shown.view, sort=self.query_shown.sort))
            self.categories.go_to(None)
        elif first:
            view = View.STARRED if self.query_shown.view is View.STARRED else None
            self.categories.go_to(self.query_shown.category, view)
        self.reload_searches()

    def reload_marks(self) -> None:
        """Show marks and counts anew; the list keeps its order and its rows."""
        self.posts.reload()
        self.reload_counts()
        self.count_facets(self.query_shown)

    def show_query(self, query: Query, *, keep: str | None = None, keep_read: bool = False) -> None:
        """Show another list; the cursor goes to the post `keep`, or near it; without `keep`, to the first."""
        self.query_shown = query
        if not self.is_searching:
            self.place_facets()
        self._load_listing(query, self.first_post if self.first_enter else keep, keep_read)

    @work(exclusive=True, group="listing", exit_on_error=False)
    async def _load_listing(self, query: Query, keep: str | None, keep_read: bool) -> None:
        over = threading.Event()
        counted = False
        try:
            is_whole = query.words and keep is None and await self._show_first(query, over.is_set)
            if not is_whole:
                if query.words and keep is None:
                    await self._painted()  # to look for the others at the same time takes twice as long for both
                    counted = self.is_faceted and not keep_read
                    if counted:
                        self.count_facets(query)
                before = self.listing
                if query.words and keep is None and before is not None and (row := self.posts.current):
                    keep = row.path  # of the first posts, where the cursor may stand elsewhere by now
                listing, position, chosen = await self.read_listing(query, keep, over.is_set, keep_read=keep_read)
                steady = keep is not None and before is not None and before.query == query
                await self._show_listing(listing, position, chosen, steady=steady)
        except QueryError as error:
            self.show_mistake(error)
            return
        finally:
            over.set()
        # The list is painted first: to put another pane at the left takes several times as long.
        self.call_after_refresh(self._facets_follow, query if keep_read else None, counted=counted)

    async def _painted(self) -> None:
        """Wait until what has changed stands on the screen."""
        painted = asyncio.Event()
        self.call_after_refresh(painted.set)
        await painted.wait()

    def _facets_follow(self, query: Query | None, *, counted: bool) -> None:
        self.place_facets()
        if not counted:
            self.count_facets(query)

    async def _show_first(self, query: Query, cancelled: Cancelled) -> bool:
        """Show the first posts of a search, which come before the others; whether there are no others."""
        listing = partial(self.library.listing, query, in_windows=True, most=_ENOUGH, cancelled=cancelled)
        first = await asyncio.to_thread(listing)
        await self._show_listing(first, 0, Positions(), steady=False)
        return first.is_whole

    async def _show_listing(self, listing: Listing, position: int, chosen: Positions, *, steady: bool) -> None:
        # Even where the view doesn't let it through any more, as one that has been read.
        going_on = (
            await asyncio.to_thread(self.library.row, self.first_post)
            if self.first_reading and self.first_post
            else None
        )
        self.hear_notices()
        held = self.posts.current
        self.listing = listing
        marks = self.marks_shown
        self.posts.show(listing, position, (marks.titles, marks.bodies) if marks else None, chosen, steady=steady)
        self.list_shown()
        self.tell_list()
        self.look_for_the_first_time(empty=not len(listing))
        if not len(listing):
            self.tell_empty()
        row = self.posts.current
        if going_on:
            self.go_to(self.pane)
            self.open_row(going_on, enter=False)
        self.first_reading = self.first_reading and not going_on and self.is_looking
        if self.first_enter and row and row.path == self.first_post:
            self.first_enter = False
            self.open_row(row, enter=True)
        elif self.first_enter and not self.is_looking:
            self.first_enter = False
            self.tell(f"{shown_path(self.first_post or '')} is no post of this library.", wrong=True)
        elif self.place is not self.pane and (row is None or held is None or held.path != row.path or not self.opened):
            # Once the list is painted: what an article needs takes longer to import than a list to appear.
            self.call_after_refresh(self.preview)

    def tell_list(self) -> None:
        """Say in title bar and border what the list shows."""
        query = self.query_shown
        self.title_bar.scope = scope_text(query)
        provisional = " · provisional" if self.is_provisional else ""
        self.posts.border_title = Content(self.list_title(query, provisional))
        if self.search_line.is_open and self.searches_posts:
            self.search_line.tell(self._found_text())

    def _found_text(self) -> str:
        """How many posts there are, or at least are while the others are still to come."""
        found = count_text(len(self.listing or ()), "post")
        return found if self.listing is None or self.listing.is_whole else found.replace(" ", "+ ")

    def tell_empty(self) -> None:
        """Say in list and article why nothing is there, and what to do."""
        query = self.query_shown
        if self.is_searching:
            hint: tuple[str, ...] = (f"Nothing is found for “{query.words}”", self.keyed("clear", "clears the search"))
        elif query.view is View.UNREAD:
            hint = ("Everything here is read", self.keyed("view", "shows all posts"))
        elif query.view is View.STARRED:
            keys = self.keyed("star", "stars a post"), self.keyed("view", "shows all posts")
            hint = ("No starred posts here", " · ".join(keys))
        elif self.is_looking:
            hint = ("Reading the folder …", "")
        elif self.place_search is not None:
            edits = self.keyed("edit-search", "edits the saved search, in the tree")
            hint = (f"Nothing is found for “{query.words}”", edits)
        else:
            keys = self.keyed("open-folder", "opens another one"), self.keyed("refresh", "reads it again")
            hint = ("No posts in this folder", " · ".join(keys))
        self.posts.set_hint(*hint)
        if self.opened is None or self.place is not self.pane:
            self.opened = None
            self.pane.show_hint(*hint)

    # Panes.

    @on(events.DescendantFocus)
    def _focus_moved(self, event: events.DescendantFocus) -> None:
        """A pane was clicked: it is the one that is shown and heard."""
        pane = event.widget
        if isinstance(pane, Pane) and pane is self.focused is not self.place:
            self.go_to(pane)

    def action_pane(self, name: str) -> None:
        """Go to the pane with this id."""
        panes: dict[str, Pane] = {"categories": self.left, "posts": self.posts, "article": self.pane}
        self.go_to(panes[name])

    def action_next_pane(self, step: int) -> None:
        """Go round the panes."""
        order: tuple[Pane, ...] = (self.left, self.posts, self.pane)
        self.go_to(order[(order.index(self.place) + step) % 3])

    def action_go_in(self) -> None:
        """From the tree to the list, from the list into the article."""
        if self.place is self.categories:
            if self.categories.open_branch():
                return
            self.go_to(self.posts)
        elif self.place is self.facets:
            self.go_to(self.posts)
        elif self.place is self.posts and (row := self.posts.current):
            self.open_row(row, enter=True)
        elif self.place is self.pane and self.pane.link is not None:
            self.open_link(self.pane.link)

    def action_go_out(self) -> None:
        """From the article to the list, from the list to the tree."""
        if self.place is self.pane:
            self.go_to(self.posts)
        elif self.place is self.posts:
            self.go_to(self.left)
        elif self.place is self.categories:
            self.categories.fold_branch()

    @on(ArticleList.Unreadable)
    def _rows_unreadable(self, event: ArticleList.Unreadable) -> None:
        self.tell(event.error.message, title=event.error.title, wrong=True)

    @on(RowPane.Chosen, "#posts")
    def _post_chosen(self) -> None:
        self.action_go_in()

    @on(RowPane.Chosen, "#categories")
    def _place_chosen(self) -> None:
        self.categories.action_fold()

    @on(RowPane.Moved, "#categories")
    def _place_moved(self) -> None:
        self.show_place()

    def action_part(self, step: int) -> None:
        """So many days of the list or headings of the article on, or back."""
        direction = 1 if step > 0 else -1
        for _ in range(min(abs(step), _MOST_PARTS)):
            if self.place is self.pane:
                self.pane.part(direction)
            elif self.place is self.posts:
                self.posts.step_day(direction)
            elif self.place is self.facets:
                self.facets.section(direction)
            else:
                self.categories.action_move(direction)

    # Views, order, width.

    def action_next_view(self) -> None:
        """All, unread, starred, and round again."""
        views = list(View)
        view = views[(views.index(self.query_shown.view) + 1) % len(views)]
        row = self.posts.current
        self.show_query(replace(self.query_shown, view=view), keep=row.path if row else None)

    def action_next_sort(self) -> None:
        """The next order of the list."""
        query = self.query_shown
        if sort_of(query) is not query.sort:
            self.tell(f"The search says sort:{sort_of(query)}.")
            return
        orders = [*ORDERS, *([Sort.RELEVANCE] if query.words else [])]
        order = orders[(orders.index(query.sort) + 1) % len(orders)] if query.sort in orders else orders[0]
        row = self.posts.current
        self.show_query(replace(self.query_shown, sort=order), keep=row.path if row else None)

    # The rest.

    @on(KeyBar.Pressed)
    async def _key_pressed(self, event: KeyBar.Pressed) -> None:
        await self.app.run_action(event.command.action, self.hears(event.command.where))

    def action_help(self) -> None:
        """Show all keys."""
        self.app.push_screen(HelpScreen(self.commands))

    def action_back_or_quit(self) -> None:
        """Out of what is innermost; from the outermost pane, out of the reader."""
        if self.search_line.is_open or self.has_class("zen") or self.is_searching or self.is_faceted:
            self.action_clear()
        elif self.place is self.pane or (self.place is self.posts and self.has_class("-narrow")):
            self.action_go_out()
        else:
            self.call_next(self.run_action, "app.quit")

    def session(self) -> Session:
        """What the reader opens with next time."""
        row, query = self.current_row, self.query_shown
        reading = self.place is self.pane
        search = self.place_search.name if self.place_search else None
        return Session(str(self.library.root), query.category, query.view, row.path if row else None, reading, search)

    def action_library(self, last: bool) -> None:
        """Open another library: the one before, or one to be chosen."""
        self.post_message(self.LibraryWanted(last))
