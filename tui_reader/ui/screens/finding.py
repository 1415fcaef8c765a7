"""Finding: words in the posts as one types, words in the open article, names in the tree."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on, work

from tui_reader.document import Hit, find
from tui_reader.errors import ReaderError
from tui_reader.library import keep_query, past_queries
from tui_reader.model import Query, SavedSearch
from tui_reader.query import QueryError, parse
from tui_reader.ui.screens.walking import WalkingFlow
from tui_reader.ui.widgets.article_list import ArticleList
from tui_reader.ui.widgets.passage_pane import PassageKey
from tui_reader.ui.widgets.search_line import SearchLine

if TYPE_CHECKING:
    from tui_reader.document import Passage, Wanted
    from tui_reader.library import Searched

_PASSAGES_AT_ONCE = 24
"""Posts whose passages are read between two looks at the screen."""


class FindingFlow(WalkingFlow):
    """What the search line does, and what `n`, `N` and `Esc` mean while it is open."""

    _find_words = ""
    _find_path = ""
    _marked_for = ("", False)
    _marks: Searched | None = None
    _carried: Searched | None = None
    """What is marked in the open article."""
    _before_search: tuple[Query, str | None] | None = None
    """What was listed before, and the post under the cursor; None while nothing is searched for."""
    place_search: SavedSearch | None = None
    """The saved search that the list shows as a place of the tree."""

    @property
    def words_of_place(self) -> str:
        """What is searched for where nobody has typed anything."""
        return self.place_search.words if self.place_search else ""

    @property
    def is_searching(self) -> bool:
        """Whether the list shows other words than those of the place in the tree."""
        return self.query_shown.words != self.words_of_place

    def article_shown(self) -> None:
        """Mark the hits in the same article laid out anew, and, while the line stands there, in another one.

        Where nothing is looked for in the article, mark what its list was searched for.
        """
        searching = self.search_line.is_open and not self.searches_posts
        if self._find_words and (searching or (self.opened and self.opened.row.path == self._find_path)):
            self.find_in_article(self._find_words)
            return
        self._find_words = ""
        self._carried = None
        self.list_shown()

    def list_shown(self) -> None:
        """Mark in the open article what its list is searched for now."""
        shown = self.marks_shown
        if shown is not self._carried and not self._find_words:
            self._carried = shown
            self._carry_hits(shown.bodies if shown is not None else None)

    @property
    def marks_shown(self) -> Searched | None:
        """What is marked in the posts of the list that is shown; the same one for the same words."""
        query = self.listing.query if self.listing is not None else Query()
        if self._marked_for != (query.words, query.typing):
            self._marked_for = (query.words, query.typing)
            self._marks = self._marks_of(query) if query.words else None
        return self._marks

    def _marks_of(self, query: Query) -> Searched | None:
        from tui_reader.library import searched

        return searched(query.words, typing=query.typing, variants=self.settings.search_variants)

    @work(exclusive=True, group="find", exit_on_error=False)
    async def _carry_hits(self, wanted: Wanted | None) -> None:
        """Mark in the article what its list was searched for, and go to the first hit."""
        article = self.pane.article
        if article is not None and wanted:
            from tui_reader.document import find_wanted

            self.pane.mark_hits(await asyncio.to_thread(find_wanted, article.page, wanted))
        elif article is not None:
            self.pane.mark_hits(())

    @on(ArticleList.PassagesWanted)
    def _passages_wanted(self, event: ArticleList.PassagesWanted) -> None:
        self._read_passages(event.keys, event.wanted)

    @work(exclusive=True, group="passages", exit_on_error=False)
    async def _read_passages(self, keys: Sequence[PassageKey], wanted: Wanted) -> None:
        """Read what the posts on the screen say around what was searched for, some at a time."""
        over = threading.Event()
        try:
            for start in range(0, len(keys), _PASSAGES_AT_ONCE):
                some = keys[start : start + _PASSAGES_AT_ONCE]

                def read(some: Sequence[PassageKey] = some) -> dict[PassageKey, Passage | None]:
                    return {key: self.library.passage(key[1], wanted) for key in some if not over.is_set()}

                self.posts.take_passages(wanted, await asyncio.to_thread(read))
        finally:
            over.set()

    @property
    def searches_posts(self) -> bool:
        """Whether the line on the screen searches the posts."""
        return self.search_line.is_open and self.search_line.about in ("posts", "saved")

    def action_find(self) -> None:
        """Open the line for the pane that one is in."""
        if self.place is self.pane:
            self.search_line.open("article", "find in the article:", self._find_words)
        elif self.place in (self.posts, self.facets):
            if self._before_search is None:
                row = self.posts.current
                before = replace(self.query_shown, words=self.words_of_place, typing=False)
                self._before_search = (before, row.path if row else None)
            asyncio.get_running_loop().run_in_executor(None, _make_ready)
            self.search_line.open("posts", "search:", self.query_shown.words, past_queries(self.places.state_dir))
            self.tell_list()
        else:
            self.search_line.open("tree", "category:", "")

    @on(SearchLine.Typed)
    def _typed(self, event: SearchLine.Typed) -> None:
        match self.search_line.about:
            case "posts":
                self.search_for(event.words)
            case "article":
                self.find_in_article(event.words)
            case "tree":
                found = not event.words or self.categories.seek(event.words, variants=self.settings.search_variants)
                self.search_line.tell("" if found else "no category has that in its name")

    def search_for(self, words: str, *, typing: bool = True) -> None:
        """Show what is found; of words that are no query yet, say why, and keep the list.

        Args:
            words: What to look for.
            typing: Whether the last word may go on.
        """
        try:
            parse(words)
        except QueryError as error:
            self.search_line.refuse(error.message, error.start, error.end)
        else:
            self.search_line.accept()
            self.show_query(replace(self.query_shown, words=words, typing=typing))

    @on(SearchLine.Stepped)
    def _stepped(self, event: SearchLine.Stepped) -> None:
        match self.search_line.about:
            case "posts" | "saved":
                self.posts.cursor += event.step
            case "article":
                self.pane.step_hit(1 if event.step > 0 else -1)
                self._tell_hits()
            case _:
                pass

    @on(SearchLine.Confirmed)
    def _confirmed(self, event: SearchLine.Confirmed) -> None:
        about = self.search_line.about
        if about == "saved":
            return
        if about == "tree" or not event.words:
            self.search_line.close()
        if about == "posts" and not event.words:
            self.end_search(restore=True)
        elif about == "posts":
            self._keep_query(event.words)
        self.set_focus(self.place)

    @work(group="queries", exit_on_error=False)
    async def _keep_query(self, words: str) -> None:
        try:
            await asyncio.to_thread(keep_query, self.places.state_dir, words)
        except ReaderError as error:
            self.log.error(str(error))

    @work(exclusive=True, group="find", exit_on_error=False)
    async def find_in_article(self, words: str) -> None:
        """Mark all places of `words` in the open article; none for empty words."""
        self._find_words = words
        self._find_path = self.opened.row.path if self.opened else ""
        article = self.pane.article
        if article is None:
            return
        hits: tuple[Hit, ...] = ()
        if words:
            hits = await asyncio.to_thread(find, article.page, words, variants=self.settings.search_variants)
        self.pane.mark_hits(hits)
        self._tell_hits()

    def _tell_hits(self) -> None:
        number, total = self.pane.hits
        if self._find_words:
            self.search_line.tell(f"{number} / {total}" if total else "not in this article")

    def end_search(self, *, restore: bool = False) -> None:
        """Close the search; with `restore`, bring the list back as it was, its place included."""
        before, self._before_search = self._before_search, None
        if self.searches_posts:
            self.search_line.close()
        if restore and (before or self.is_searching):
            query, keep = before or (replace(self.query_shown, words=self.words_of_place, typing=False), None)
            self.show_query(query, keep=keep)

    def action_clear(self) -> None:
        """Clear what lies over the plain reading, the innermost first."""
        if self.stop_fetching() or self.stop_export():
            return
        if self.search_line.is_open and not self.searches_posts:
            self.search_line.close()
            self._find_words = ""
            self.pane.mark_hits(())
            self.set_focus(self.place)
        elif self.place is self.pane and (self._find_words or self.pane.hits[1]):
            self._find_words = ""
            self.pane.mark_hits(())
        elif self.place is self.pane and self.pane.link is not None:
            self.pane.choose_link(None)
        elif self.has_class("zen"):
            self.remove_class("zen")
        elif self.posts.selected and self.place is self.posts and not self.search_line.is_focused:
            self.posts.select_none()
        elif self._before_search or self.is_searching or self.is_faceted:
            self.end_search(restore=True)
            self.go_to(self.posts)

    def action_next(self, step: int) -> None:
        """The next hit while something is searched for, else the next unread post."""
        if self.place is self.pane and self.pane.hits[1]:
            self.pane.step_hit(step)
            self._tell_hits()
        elif self.is_searching:
            if self.place is self.pane:
                self.action_step_article(step)
            else:
                self.posts.cursor += step
        else:
            self.next_unread(step, enter=self.place is self.pane)


def _make_ready() -> None:
    """Import what the first letter needs while nobody has typed one: twenty milliseconds."""
    from tui_reader.document import passage
    from tui_reader.library import searched

    marks = searched("a")
    if marks is not None:
        passage("", marks.bodies)
