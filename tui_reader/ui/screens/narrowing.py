"""Narrowing what is listed by its facets: shown in the tree's place, counted after each list, undone step by step.

The steps are terms of the query's words. What is found and counted is the library's business.
"""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

from textual import events, on, work
from textual.content import Content

from tui_reader.document import width as cells
from tui_reader.library import Listing
from tui_reader.model import Query, View
from tui_reader.query import Facet, Facets, QueryError, Single, narrowed, narrowings, parse, widened
from tui_reader.ui.crumbs import crumbs, trail
from tui_reader.ui.screens.finding import FindingFlow
from tui_reader.ui.widgets.facet_pane import FacetPane
from tui_reader.ui.wording import SORT_WORDS, VIEW_WORDS, sort_of

_AFTER = 0.03
"""Seconds that counting leaves to the list, and to the next letter that is typed."""
_SLOW = 0.3
"""Seconds after which it is told that counting goes on."""
_TITLE = Content("Facets ")
_ANY_WIDTH = 1_000_000


class NarrowingFlow(FindingFlow):
    """What the facets do."""

    _facets_wanted = False
    """Whether the facets stay when nothing is searched for."""
    _facets_opened: frozenset[Facet] = frozenset()
    """Those of which all values are shown."""
    _facets_over: threading.Event | None = None

    # Which of both stands at the left.

    def place_facets(self) -> None:
        """Show the facets while one searches or wants them, else the tree, whatever was chosen there."""
        searches = self.is_searching and self._before_search is not None
        wanted = searches or self._facets_wanted
        if wanted is self.is_faceted:
            return
        was_there = self.place is self.left
        if wanted:
            self.facets.styles.width = self.categories.styles.inline.width  # as the tree was dragged
            self.facets.border_title = _TITLE
            self.facets.set_hint("Counting …")
        else:
            self._stop_now()
            self._facets_opened = frozenset()
            self.facets.clear()
        self.set_class(wanted, "faceted")
        if was_there and self.focused in (self.categories, self.facets):
            self.go_to(self.left)

    def action_facets(self) -> None:
        """Go to the facets of what is listed; from there, back to the tree, or to the list of what is searched for."""
        if self.place is not self.facets:
            self._remember_list()
            self._facets_wanted = True
            self.place_facets()
            self.go_to(self.left)
            self.count_facets()
        elif self.is_searching:
            self.go_to(self.posts)
        else:
            self.end_search()
            self.go_to(self.left)

    def _remember_list(self) -> None:
        """What Esc brings back."""
        if self._before_search is None:
            row = self.posts.current
            self._before_search = (self.query_shown, row.path if row else None)

    def end_search(self, *, restore: bool = False) -> None:
        """The same, and have the tree back."""
        self._facets_wanted = False
        super().end_search(restore=restore)
        self.place_facets()

    # Counting.

    @work(exclusive=True, group="facets", exit_on_error=False)
    async def count_facets(self, query: Query | None = None) -> None:
        """Count what is listed by its facets, where they are shown.

        Args:
            query: What will be listed, where its list is still to come, or would be another one by now; else the list
                as it is shown is counted.
        """
        self._stop_now()
        stop = self._facets_over = threading.Event()
        found = query or (self.listing if self.listing is not None and self.listing.is_whole else None)
        if found is None or not self.is_faceted:
            return
        await asyncio.sleep(_AFTER)
        slow = self.set_timer(_SLOW, self._tell_of_counting)
        try:
            facets = await asyncio.to_thread(self._facets_of, found, stop)
        except QueryError:  # the list says so
            return
        finally:
            slow.stop()
        is_stale = found not in (self.query_shown, self.listing)
        if facets is None or is_stale or not self.is_faceted:
            return
        self.facets.border_title = _TITLE
        self.facets.set_hint("Nothing to count")
        self.facets.show(facets)

    def _tell_of_counting(self) -> None:
        """Say that the counts are those of the list before."""
        self.facets.border_title = Content(f"{_TITLE.plain}· counting ")

    def _stop_now(self) -> None:
        """Have the thread that counts give up: nobody waits for it any more."""
        if self._facets_over is not None:
            self._facets_over.set()

    def _facets_of(self, found: Listing | Query, stop: threading.Event) -> Facets | None:
        return self.library.facets(found, self._facets_opened, cancelled=stop.is_set)

    @on(FacetPane.MoreWanted)
    def _more_wanted(self, event: FacetPane.MoreWanted) -> None:
        self._facets_opened |= {event.facet}
        self.count_facets()

    # Steps.

    @on(FacetPane.Picked)
    def _value_picked(self, event: FacetPane.Picked) -> None:
        term = event.value.term
        query = self.query_shown
        steps = self._steps(query)
        self._facets_wanted = True
        if term in steps:
            self._take_off(term)
        elif not event.value.in_force:
            self._remember_list()
            self._show_words(replace(query, words=narrowed(query.words, term, typing=query.typing), typing=False))

    def action_widen(self) -> None:
        """Take the last step back."""
        steps = self._steps(self.query_shown)
        if steps:
            self._take_off(steps[-1])
        else:
            self.tell("The list isn't narrowed.")

    def _take_off(self, term: Single) -> None:
        query = self.query_shown
        row = self.posts.current
        words = widened(query.words, term, typing=query.typing)
        self._show_words(replace(query, words=words, typing=False), keep=row.path if row else None)

    @staticmethod
    def _steps(query: Query) -> tuple[Single, ...]:
        try:
            return narrowings(parse(query.words, typing=query.typing).term)
        except QueryError:  # the list shows what was meant before
            return ()

    def _show_words(self, query: Query, *, keep: str | None = None) -> None:
        """Show another list, and its words where they can be edited."""
        if self.searches_posts or not self.search_line.is_open:
            if query.words:
                self.search_line.show("posts", "search:", query.words)
            elif not self.search_line.is_focused:
                self.search_line.close()
        self.show_query(query, keep=keep)

    # The trail.

    def on_resize(self, event: events.Resize) -> None:
        """Cut the trail anew."""
        self.call_after_refresh(self.tell_list)

    def list_title(self, query: Query, more: str = "") -> str:
        """What stands over the list: the steps by which it is narrowed, or its view; and its order.

        Args:
            query: Of the list.
            more: What else is to be said.
        """
        order = f" · {SORT_WORDS[sort_of(query)]}{more} "
        steps = crumbs(query)
        if not steps:
            return f"{VIEW_WORDS[query.view]}{order}"
        if query.view is not View.ALL:
            steps = (VIEW_WORDS[query.view], *steps)
        room = max(0, self.posts.outer_size.width - 5)
        whole = trail(steps, _ANY_WIDTH)
        return f"{whole}{order}" if cells(whole) + cells(order) <= room else f"{trail(steps, room)} "
