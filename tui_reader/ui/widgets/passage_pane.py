"""Rows of posts with what each says around what was searched for, asked for as they come onto the screen.

Knows no library: whoever holds the pane reads the passages and gives them to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message

from tui_reader.document import cut, fit
from tui_reader.model import Row
from tui_reader.ui.widgets.marked import marked
from tui_reader.ui.widgets.row_pane import RowPane

if TYPE_CHECKING:
    from tui_reader.document import Passage, Wanted


PassageKey = tuple[str, str]
"""By what a passage is asked for: the id of the post's library, empty where there is but one, and its path."""


class PassagePane(RowPane):
    """Posts; while words are searched for, each has its passage in a second line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--cursor", "row--cursor-blurred", "row--dim", "row--hit"}

    @dataclass
    class PassagesWanted(Message):
        """Passages of posts that are on the screen are to be given to `take_passages`; older wishes are void."""

        keys: tuple[PassageKey, ...]
        """Of the posts, as `passage_key` gives them."""
        wanted: Wanted

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._titles: Wanted | None = None
        self._bodies: Wanted | None = None
        self._passages: dict[PassageKey, Passage | None] = {}
        self._stale: set[PassageKey] = set()
        """Passages of posts that may say something else by now: shown until they have been read again."""
        self._passages_asked = False
        self._generation = 0
        """Of the rows: raised when they are to be drawn anew."""

    def passage_key(self, row: int) -> PassageKey | None:
        """By what the passage of a row is asked for; None where the row shows no post."""
        raise NotImplementedError

    def mark_words(self, marks: tuple[Wanted, Wanted] | None) -> None:
        """Mark other words from now on: in the titles, and in the bodies; None where none are searched for."""
        titles, bodies = marks or (None, None)
        if bodies != self._bodies:
            self._passages.clear()
        self._stale = set(self._passages)
        self._titles, self._bodies = titles, bodies

    def take_passages(self, wanted: Wanted, passages: Mapping[PassageKey, Passage | None]) -> None:
        """Show passages that were asked for; None where a post has none."""
        if wanted is self._bodies:
            self._passages.update(passages)
            self._stale.difference_update(passages)
            self._generation += 1
            self.refresh()

    def draw_passage(self, row: int, post: Row, cells: int, base: Style) -> list[Segment]:
        """What the post says around what was searched for; its beginning where that stands in title or tags alone."""
        room, dim = max(0, cells - 4), self.row_style(row, "row--dim")
        key = self.passage_key(row)
        if key is not None and self._is_wanted(key):
            self._ask_for_passages()
        if key is None or key not in self._passages:
            return [Segment(" " * cells, base)]
        from tui_reader.document import Passage, fitted

        found = self._passages[key]
        shown = fitted(found, room) if found else Passage(cut(post.excerpt, room), ())
        hit = dim + self.get_component_rich_style("row--hit", partial=True)
        return [Segment("   ", base), *marked(shown.text, shown.hits, dim, hit)]

    def draw_title(self, title: str, cells: int, style: Style) -> list[Segment]:
        """A title in exactly so many cells, with what was searched for marked."""
        shown = fit(title, cells)
        hit = style + self.get_component_rich_style("row--hit", partial=True)
        return list(marked(shown, self._titles.spans(shown) if self._titles else (), style, hit))

    def _ask_for_passages(self) -> None:
        if not self._passages_asked:
            self._passages_asked = True
            self.call_after_refresh(self._post_wish)

    def _post_wish(self) -> None:
        self._passages_asked = False
        first = self.scroll_offset.y // self.row_height
        on_screen = (self.passage_key(first + number) for number in range(self._rows_shown() + 2))
        keys = tuple(key for key in on_screen if key is not None and self._is_wanted(key))
        if keys and self._bodies:
            self.post_message(self.PassagesWanted(keys, self._bodies))

    def _is_wanted(self, key: PassageKey) -> bool:
        return key in self._stale or key not in self._passages
