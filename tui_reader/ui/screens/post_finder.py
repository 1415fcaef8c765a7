"""The dialog that finds a post by a few letters of its title. It answers with the post, and opens nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input, Static

from tui_reader.document import clean_line, cut, fit
from tui_reader.document import width as cells
from tui_reader.errors import ReaderError
from tui_reader.model import Row
from tui_reader.positions import Positions
from tui_reader.ui.widgets.marked import marked
from tui_reader.ui.widgets.row_pane import RowPane
from tui_reader.ui.wording import category_text, count_text, short_date

if TYPE_CHECKING:
    from tui_reader.library import FoundPost, TitleFinder

_ROWS = 100
"""So many posts are shown: whoever looks further types on."""
_ROWS_OFFERED = 30
_TALLEST = 20
_TYPED_CHARACTERS = 1_000
_DATE_CELLS = 10
_WIDE_CELLS = 50
"""Below this width of a row its category is left out."""
_SLICE_SECONDS = 0.06
"""So long the search goes on before what it has is shown."""
_LOAD_SECONDS = 0.2
_SEARCH_SECONDS = 3.0
"""After so long it stops, and says that there may be more."""
_LOOK_AGAIN_SECONDS = 0.05


class FoundPosts(RowPane):
    """Posts with what was typed marked in their titles."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--cursor", "row--cursor-blurred", "row--dim", "row--hit"}

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Begin empty.

        Args:
            clock: The local time.
        """
        super().__init__(id="choices")
        self.can_focus = False  # the line above has the keys
        self.posts: Sequence[FoundPost] = ()
        self._clock = clock

    @property
    def current(self) -> Row | None:
        """The post under the cursor."""
        return self.posts[self.cursor].row if self.cursor < len(self.posts) else None

    def row_total(self) -> int:
        """The posts."""
        return len(self.posts)

    def row_key(self, row: int) -> object:
        """What a row shows."""
        return self.posts[row]

    def draw_row(self, row: int, part: int, width: int) -> Strip:
        """Title, category, date."""
        post, base, dim = self.posts[row], self.row_style(row), self.row_style(row, "row--dim")
        category_cells = width // 4 if width >= _WIDE_CELLS else 0
        room = max(1, width - _DATE_CELLS - 4 - (category_cells + 2 if category_cells else 0))
        segments = [Segment(" ", base), *self._title(row, post, room), Segment("  ", base)]
        if category_cells:
            categories = post.row.categories
            segments.append(Segment(fit(category_text(categories[0]) if categories else "", category_cells), dim))
            segments.append(Segment("  ", base))
        segments.append(Segment(fit(short_date(post.row.date, self._clock()), _DATE_CELLS) + " ", dim))
        return Strip(segments).adjust_cell_length(width, base)

    def _title(self, row: int, post: FoundPost, room: int) -> list[Segment]:
        base = self.row_style(row)
        hit = self.row_style(row, "row--hit") + Style(underline=True)
        title = cut(post.row.title, room)
        whole = len(title) if title == post.row.title else len(title) - 1
        runs = Positions.of(sorted(place for place in post.marks if place < whole)).runs
        spans = [(run.start, run.stop) for run in runs]
        return [*marked(title, spans, base, hit), Segment(" " * (room - cells(title)), base)]


class PostFinder(ModalScreen[Row | None]):
    """Answers with the post that is wanted, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(self, finder: TitleFinder, latest: Sequence[str], clock: Callable[[], datetime]) -> None:
        """Keep what finds posts.

        Args:
            finder: Nothing of it needs to be loaded yet; it is let go of with the dialog.
            latest: Paths of posts to be offered first, before anything is typed.
            clock: The local time.
        """
        super().__init__()
        self._finder, self._latest, self._clock = finder, latest, clock
        self._answered: str | None = None
        """The text that the posts on the screen answer."""
        self._enter_waits = False
        """Whether Enter was pressed before there was an answer to what had been typed."""

    def compose(self) -> ComposeResult:
        """Input, posts, keys."""
        with Vertical(id="dialog", classes="-posts") as dialog:
            dialog.border_title = Content("Go to a post")
            yield Input(placeholder="letters of the title; yq finds 疫情", id="filter", max_length=_TYPED_CHARACTERS)
            yield FoundPosts(self._clock)
            yield Static(Content("↑ ↓ · Enter opens · Esc closes"), id="keys")

    @property
    def _list(self) -> FoundPosts:
        return self.query_one(FoundPosts)

    @property
    def _typed(self) -> str:
        return clean_line(self.query_one(Input).value).strip()

    def on_mount(self) -> None:
        """Offer some posts, then load the titles."""
        self._load()

    def on_resize(self) -> None:
        """Take as many rows as there is room for."""
        self._list.styles.height = max(1, min(_TALLEST, self.app.size.height - 9))

    def on_input_changed(self) -> None:
        """Look for what is typed now."""
        self._enter_waits = False
        if self._typed != self._answered:
            self._look(self._typed)

    @work(exclusive=True, group="load", exit_on_error=False)
    async def _load(self) -> None:
        try:
            await self._offer()
            while not await asyncio.to_thread(self._finder.load, _LOAD_SECONDS):
                await asyncio.sleep(0)
        except ReaderError as error:
            self._tell_failure(error)

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self, typed: str) -> None:
        """Show the posts that fit, among the titles that are here, and again when there are many more of them."""
        try:
            if not typed:
                await self._offer()
                return
            while True:
                known, is_last = len(self._finder), self._finder.is_loaded
                await self._look_through(typed, known, is_last=is_last)
                if is_last:
                    return
                while not self._finder.is_loaded and len(self._finder) < max(1, 2 * known):
                    await asyncio.sleep(_LOOK_AGAIN_SECONDS)
        except ReaderError as error:
            self._tell_failure(error)

    async def _offer(self) -> None:
        """Show posts to go to while nothing is typed."""
        posts = await asyncio.to_thread(self._finder.offered, self._latest, _ROWS_OFFERED)
        if not self._typed:
            self._show("", posts)
            self._tell("")

    async def _look_through(self, typed: str, known: int, *, is_last: bool) -> None:
        """Look through the titles that are here, and show what is found as it comes."""
        search = self._finder.search(typed, _ROWS)
        give_up = monotonic() + _SEARCH_SECONDS

        def go_on() -> tuple[FoundPost, ...]:
            search.step(_SLICE_SECONDS)
            return self._finder.posts(search)

        while True:
            posts = await asyncio.to_thread(go_on)
            is_over = search.is_done or monotonic() >= give_up
            if posts or (is_over and is_last):
                self._show(typed, posts)
            if self._enter_waits and posts and is_last:
                self.dismiss(posts[0].row)
            if is_over:
                break
            self._tell("…" if not posts else f"{len(posts)} …")
        said = f"the best {_ROWS}" if len(posts) == _ROWS else count_text(len(posts), "post")
        if not search.is_done:
            said += " so far"
        self._tell(said if is_last else f"{said} among the newest {known:,} …")
        if is_last and not posts:
            self._enter_waits = False

    def _show(self, typed: str, posts: Sequence[FoundPost]) -> None:
        """Show what answers a text; the cursor stays on its post once it was moved, else it is on the first."""
        goes_on, kept = self._answered == typed, self._list.current
        self._answered, self._list.posts = typed, posts
        cursor = 0
        if goes_on and self._list.cursor and kept is not None:
            cursor = next((place for place, post in enumerate(posts) if post.row.key == kept.key), 0)
        self._list.set_hint("No title has that in it." if typed else "There are no posts yet.")
        self._list.rows_changed(cursor)

    def _tell(self, said: str) -> None:
        """Say how much was found."""
        self.query_one("#dialog").border_subtitle = Content(said)

    def _tell_failure(self, error: ReaderError) -> None:
        self.notify(error.message, title=error.title, severity="error", markup=False)

    def on_input_submitted(self) -> None:
        """Enter: answer with the post under the cursor, as soon as the posts answer what is typed."""
        if self._typed != self._answered:
            self._enter_waits = True
        elif (row := self._list.current) is not None:
            self.dismiss(row)

    def on_row_pane_chosen(self) -> None:
        """A click on the row that has the cursor: the same."""
        if (row := self._list.current) is not None:
            self.dismiss(row)

    def action_move(self, step: int) -> None:
        """Another row."""
        self._list.action_move(step)

    def action_page(self, step: int) -> None:
        """A page of rows on, or back."""
        self._list.action_page(step)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
