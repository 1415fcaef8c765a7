"""Finding: words in the posts as one types, words in the open article, names in the tree."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual import on, work

from tui_reader.document import Hit, find
from tui_reader.model import Query
from tui_reader.query import QueryError, parse
from tui_reader.ui.screens.walking import WalkingFlow
from tui_reader.ui.widgets.search_line import SearchLine


class FindingFlow(WalkingFlow):
    """What the search line does, and what `n`, `N` and `Esc` mean while it is open."""

    _find_words = ""
    _find_path = ""
    _before_search: tuple[Query, str | None] | None = None
    """What was listed before, and the post under the cursor; None while nothing is searched for."""

    def article_shown(self) -> None:
        """Mark the hits in the same article laid out anew, and, while the line stands there, in another one."""
        if not self._find_words:
            return
        searching = self.search_line.is_open and not self.searches_posts
        if searching or (self.opened and self.opened.row.path == self._find_path):
            self.find_in_article(self._find_words)
        else:
            self._find_words = ""

    @property
    def searches_posts(self) -> bool:
        """Whether the line on the screen searches the posts."""
        return self.search_line.is_open and self.search_line.about == "posts"

    def action_find(self) -> None:
        """Open the line for the pane that one is in."""
        if self.place is self.pane:
            self.search_line.open("article", "find in the article:", self._find_words)
        elif self.place in (self.posts, self.facets):
            if self._before_search is None:
                row = self.posts.current
                self._before_search = (replace(self.query_shown, words=""), row.path if row else None)
            self.search_line.open("posts", "search:", self.query_shown.words)
            self.tell_list()
        else:
            self.search_line.open("tree", "category:", "")

    @on(SearchLine.Typed)
    def _typed(self, event: SearchLine.Typed) -> None:
        match self.search_line.about:
            case "posts":
                self._search(event.words)
            case "article":
                self.find_in_article(event.words)
            case _:
                found = not event.words or self.categories.seek(event.words)
                self.search_line.tell("" if found else "no category has that in its name")

    def _search(self, words: str) -> None:
        """Show what is found; of words that are no query yet, say why, and keep the list."""
        try:
            parse(words)
        except QueryError as error:
            self.search_line.refuse(error.message, error.start, error.end)
        else:
            self.search_line.accept()
            self.show_query(replace(self.query_shown, words=words, typing=True))

    @on(SearchLine.Stepped)
    def _stepped(self, event: SearchLine.Stepped) -> None:
        match self.search_line.about:
            case "posts":
                self.posts.cursor += event.step
            case "article":
                self.pane.step_hit(1 if event.step > 0 else -1)
                self._tell_hits()
            case _:
                pass

    @on(SearchLine.Confirmed)
    def _confirmed(self, event: SearchLine.Confirmed) -> None:
        about = self.search_line.about
        if about == "tree" or not event.words:
            self.search_line.close()
        if about == "posts" and not event.words:
            self.end_search(restore=True)
        self.set_focus(self.place)

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
            hits = await asyncio.to_thread(find, article.page, words)
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
        if restore and before:
            query, keep = before
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
        elif self._find_words and self.place is self.pane:
            self._find_words = ""
            self.pane.mark_hits(())
        elif self.has_class("zen"):
            self.remove_class("zen")
        elif self.posts.selected and self.place is self.posts and not self.search_line.is_focused:
            self.posts.select_none()
        elif self._before_search or self.query_shown.words or self.is_faceted:
            self.end_search(restore=True)
            self.go_to(self.posts)

    def action_next(self, step: int) -> None:
        """The next hit while something is searched for, else the next unread post."""
        if self.place is self.pane and self.pane.hits[1]:
            self.pane.step_hit(step)
            self._tell_hits()
        elif self.query_shown.words:
            if self.place is self.pane:
                self.action_step_article(step)
            else:
                self.posts.cursor += step
        else:
            self.next_unread(step, enter=self.place is self.pane)
