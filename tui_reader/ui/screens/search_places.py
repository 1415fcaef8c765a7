"""What the tree shows of saved searches: places with live counts, and what the list holds while one is shown.

Counts are read one after another behind everything else, each within a time; those of categories never wait for them.
What the searches are kept in is the library's business, and what is done with them that of `searches`.
"""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from datetime import date

from textual import work

from tui_reader.library import Saved
from tui_reader.model import Query, SavedSearch, Tally, View
from tui_reader.query import QueryError, parse
from tui_reader.ui.screens.finding import FindingFlow
from tui_reader.ui.widgets.category_tree import MISTAKEN, UNKNOWN, Place

SEARCH_MARK = "⌕"
"""U+2315: one cell in every terminal, for Unicode doesn't call its width ambiguous."""
_COUNT_AFTER = 0.15
"""Seconds without another change before anything is counted anew."""
_SHOW_EVERY = 0.2
"""Between two drawings of the tree while counts come in."""
_LOOK_EVERY = 60.0
"""Seconds between two looks at the file, and at the calendar."""


class SearchPlacesFlow(FindingFlow):
    """The saved searches as places."""

    _saved: tuple[SavedSearch, ...] | None = None
    """None until they have been read."""
    _counted: dict[Query, Tally | None]
    """What was counted last; None where that took too long, or files would have to be read."""
    _mistaken: frozenset[SavedSearch] = frozenset()
    """Those whose words are no query."""
    _day: date
    """The day for which was counted."""
    _go_to_search = ""
    """The search that the tree's cursor is to stand on once it is shown."""
    _reading_number = 0
    _is_count_wanted = False
    _stop_counting: threading.Event | None = None
    """Ends the count that is going on; None while there is none."""
    edited_search: SavedSearch | None = None
    """The search whose words stand in the line."""
    _told_of_searches: tuple[str, ...] = ()

    def on_mount(self) -> None:
        """Look again now and then."""
        self._counted = {}
        self._day = self.now().date()
        self.set_interval(_LOOK_EVERY, self._look_again)

    def on_unmount(self) -> None:
        """Count no more."""
        if self._stop_counting is not None:
            self._stop_counting.set()

    # What the tree shows.

    @work(group="searches", exit_on_error=False)
    async def reload_searches(self, *, go_to: str = "", count: bool = True) -> None:
        """Read the saved searches anew, show them, and count what they find.

        Args:
            go_to: The search that the tree's cursor is to stand on; where it stood, if empty.
            count: Whether to count even where they are what they were.
        """
        self._go_to_search = go_to or self._go_to_search
        self._reading_number = number = self._reading_number + 1
        saved, mistaken = await asyncio.to_thread(self._read)
        if number != self._reading_number:
            return  # a newer one is under way
        count = count or saved.searches != self._saved
        if self._saved is None and self.place_search is not None:
            self._go_to_search = self.place_search.name  # the reading goes on in it
        self._saved, self._mistaken = saved.searches, mistaken
        queries = set(map(_query, saved.searches))
        self._counted = {query: tally for query, tally in self._counted.items() if query in queries}
        self._show_searches()
        if self._go_to_search:
            self.categories.go_to_search(self._go_to_search)
            self._go_to_search = ""
        self._follow_place()
        for notice in saved.notices:
            if notice not in self._told_of_searches:
                self.tell(notice, wrong=True)
        self._told_of_searches = saved.notices
        if count:
            self.count_searches()

    def _read(self) -> tuple[Saved, frozenset[SavedSearch]]:
        """What is saved, and which of it can't be meant, as in a file that was edited by hand."""
        saved = self.library.searches.read()
        return saved, frozenset(filter(_is_mistaken, saved.searches))

    def _show_searches(self) -> None:
        self.categories.show_searches([self._place_of(search) for search in self._saved or ()])

    def _place_of(self, search: SavedSearch) -> Place:
        tally = self._counted.get(_query(search))
        told = MISTAKEN if search in self._mistaken else UNKNOWN if tally is None else ""
        total, unread = (tally.total, tally.unread) if tally else (0, 0)
        return Place(f"{SEARCH_MARK} {search.name}", None, None, 0, total, unread, search=search, told=told)

    def count_searches(self) -> None:
        """Count anew what the saved searches find; a count that is going on ends, in the middle of a question too."""
        self._is_count_wanted = True
        if self._stop_counting is not None:
            self._stop_counting.set()
        else:
            self._stop_counting = threading.Event()
            self._keep_counting()

    @work(group="searches-counts", exit_on_error=False)
    async def _keep_counting(self) -> None:
        """Count until no newer count is wanted. It is never cancelled: the thread that it waits for could not be."""
        try:
            while self._is_count_wanted:
                self._is_count_wanted = False
                await asyncio.sleep(_COUNT_AFTER)
                if not self._is_count_wanted:
                    self._stop_counting = threading.Event()
                    await self._count(self._stop_counting)
        finally:
            if self._stop_counting is not None:
                self._stop_counting.set()
            self._stop_counting = None

    async def _count(self, stop: threading.Event) -> None:
        """Count what each search finds, until `stop` is set: an answer that comes after that is none."""
        shown = time.monotonic()
        for search in self._saved or ():
            if search in self._mistaken:
                continue
            query = _query(search)
            tally = await asyncio.to_thread(self.library.count, query, cancelled=stop.is_set)
            if stop.is_set():
                return
            if query not in self._counted or self._counted[query] != tally:
                self._counted[query] = tally
                if time.monotonic() - shown > _SHOW_EVERY:
                    self._show_searches()
                    shown = time.monotonic()
        self._show_searches()

    def _look_again(self) -> None:
        """Another reader may have saved something, and what `date:7d` finds is another thing on another day."""
        before, self._day = self._day, self.now().date()
        self.reload_searches(count=self._day != before)

    # The place that is shown.

    def show_place(self, *, keep: str | None = None) -> None:
        """Show what the place under the tree's cursor holds; the list's cursor goes to the post `keep`."""
        place = self.categories.current
        if place is None:
            return
        self.end_search()
        view = place.view or (View.ALL if self.query_shown.view is View.STARRED else self.query_shown.view)
        self.place_search = place.search
        category = place.search.category if place.search else place.category
        words = self.words_of_place
        query = replace(self.query_shown, category=category, view=view, words=words, typing=False)
        self.show_query(query, keep=keep)

    def _follow_place(self) -> None:
        """Show the place under the cursor where that has become another one: reworded, renamed, gone."""
        place = self.categories.current
        if place is None or place.search == self.place_search or self.edited_search is not None:
            return
        row = self.posts.current
        self.show_place(keep=row.path if row else None)

    def show_mistake(self, error: QueryError) -> None:
        """Say in the list why nothing can be searched for."""
        self.listing = None
        self.posts.show_none()
        self.tell_list()
        hint = ("This search can't be meant", error.message, self.keyed("edit-search", "edits it, in the tree"))
        self.posts.set_hint(*hint)
        if self.opened is None or self.place is not self.pane:
            self.opened = None
            self.pane.show_hint(*hint)


def _query(search: SavedSearch) -> Query:
    return Query(search.category, search.words)


def _is_mistaken(search: SavedSearch) -> bool:
    """Whether the words of a search are no query."""
    try:
        parse(search.words)
    except QueryError:
        return True
    return False
