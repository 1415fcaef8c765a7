"""What is done with saved searches on the reading screen: they are saved, edited, renamed and removed.

Where they stand and what they find is shown by `search_places`.
"""

from __future__ import annotations

import asyncio

from textual import on, work

from tui_reader import limits
from tui_reader.document import cut
from tui_reader.model import CategoryPath, Query, SavedSearch
from tui_reader.query import settled
from tui_reader.ui.screens.dialogs import Question
from tui_reader.ui.screens.naming import NameDialog
from tui_reader.ui.screens.search_places import SEARCH_MARK, SearchPlacesFlow
from tui_reader.ui.widgets.search_line import SearchLine
from tui_reader.ui.wording import category_text

_SHOWN = 40


class SearchesFlow(SearchPlacesFlow):
    """The actions on saved searches."""

    # Saving.

    def action_save_search(self) -> None:
        """Save the search that is shown, under a name that is asked for."""
        if self.search_line.is_open and self.search_line.mistake is not None:
            self.tell("What stands in the search line is no query.", wrong=True)
        elif self.search_line.is_open and self.search_line.about == "saved":
            self._end_editing(self.search_line.words)
        elif self.is_searching:
            self._save_search(self.query_shown)
        elif self.place_search is not None:
            edits = self.keyed("edit-search", "edits it.")
            self.tell(f"“{self.place_search.name}” is saved already; in the tree, {edits}")
        else:
            searches, saves = self.keyed("find", "in the list searches"), self.keyed("save-search", "saves that.")
            self.tell(f"Nothing is searched for: {searches}, then {saves}")

    @work(exclusive=True, group="searches-asking", exit_on_error=False)
    async def _save_search(self, query: Query) -> None:
        words = settled(query.words) if query.typing else query.words
        told = f"It finds {cut(words, 2 * _SHOWN)}{_where(query.category)}."
        asked = NameDialog("Save the search", query.words.strip(), told, limits.SEARCH_NAME_CHARACTERS)
        name = await self.app.push_screen_wait(asked)
        if name is None:
            return
        saved = await asyncio.to_thread(self.library.searches.read)
        before = next((search for search in saved.searches if search.name == " ".join(name.split())), None)
        if before is not None:
            text = f"“{before.name}” finds {cut(before.words, _SHOWN)}{_where(before.category)}. Replace it?"
            if not await self.app.push_screen_wait(Question("There is one of that name", text, yes="Replace")):
                return
        search = SavedSearch(name, words, query.category)
        kept = await asyncio.to_thread(self.library.searches.add, search, replace=before is not None)
        self.reload_searches()
        self.tell(f"“{kept.name}” is saved: it stands in the tree.")

    # Editing, renaming, removing.

    def _chosen(self) -> SavedSearch | None:
        """The saved search under the tree's cursor; where there is none, that is told."""
        place = self.categories.current
        if place is None or place.search is None:
            self.tell(f"No saved search stands here: {self.keyed('save-search', 'saves the one that is shown.')}")
            return None
        return place.search

    def action_edit_search(self) -> None:
        """Edit the words of the saved search under the cursor, what they find being shown."""
        search = self._chosen()
        if search is not None:
            self.end_search()
            self.edited_search = search
            self.search_line.open("saved", f"{SEARCH_MARK} {cut(search.name, _SHOWN // 2)}:", search.words)
            self.search_for(search.words, typing=False)

    @on(SearchLine.Typed)
    def _words_typed(self, event: SearchLine.Typed) -> None:
        if self.edited_search is not None and self.search_line.about == "saved":
            self.search_for(event.words, typing=False)

    @on(SearchLine.Confirmed)
    def _words_confirmed(self, event: SearchLine.Confirmed) -> None:
        if self.search_line.about == "saved":
            self._end_editing(event.words)

    def _end_editing(self, words: str) -> None:
        """Keep the words, unless they are no query: that is told in the line already."""
        search = self.edited_search
        if search is None or self.search_line.mistake is not None:
            return
        if words.strip():
            self._reword(search, words)
        else:
            self.tell("A saved search wants words; in the tree, d removes it.", wrong=True)

    @work(exclusive=True, group="searches-asking", exit_on_error=False)
    async def _reword(self, search: SavedSearch, words: str) -> None:
        kept = await asyncio.to_thread(self.library.searches.reword, search.name, words)
        self.end_search()
        self.set_focus(self.place)
        self.reload_searches(go_to=kept.name)
        if kept != search:
            self.tell(f"“{kept.name}” finds {cut(kept.words, _SHOWN)} now.")

    def end_search(self, *, restore: bool = False) -> None:
        """The same, and end the editing of a saved search, without keeping what was typed."""
        self.edited_search = None
        super().end_search(restore=restore)

    def action_clear(self) -> None:
        """The same, and leave a saved search as it was while it is edited."""
        if self.edited_search is not None and self.search_line.is_open and self.search_line.about == "saved":
            self.show_place()
            self.set_focus(self.place)
        else:
            super().action_clear()

    def action_rename_search(self) -> None:
        """Give the saved search under the cursor another name."""
        search = self._chosen()
        if search is not None:
            self._rename(search)

    @work(exclusive=True, group="searches-asking", exit_on_error=False)
    async def _rename(self, search: SavedSearch) -> None:
        told = f"It finds {cut(search.words, 2 * _SHOWN)}{_where(search.category)}."
        asked = NameDialog("Rename the saved search", search.name, told, limits.SEARCH_NAME_CHARACTERS)
        name = await self.app.push_screen_wait(asked)
        if name is not None:
            kept = await asyncio.to_thread(self.library.searches.rename, search.name, name)
            self.reload_searches(go_to=kept.name)

    def action_remove_search(self) -> None:
        """Remove the saved search under the cursor, after asking."""
        search = self._chosen()
        if search is not None:
            self._remove(search)

    @work(exclusive=True, group="searches-asking", exit_on_error=False)
    async def _remove(self, search: SavedSearch) -> None:
        text = f"Remove “{search.name}”, which finds {cut(search.words, 2 * _SHOWN)}? No post is touched."
        if await self.app.push_screen_wait(Question("Remove the saved search", text, yes="Remove")):
            await asyncio.to_thread(self.library.searches.remove, search.name)
            self.reload_searches()
            self.tell(f"“{search.name}” is removed; it searched for {cut(search.words, 2 * _SHOWN)}")


def _where(category: CategoryPath | None) -> str:
    """The category that is searched in, for the end of a sentence."""
    if category is None:
        return ""
    return f" in {category_text(category)}" if category else " among the posts without a category"
