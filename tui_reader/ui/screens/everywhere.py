"""The dialog that searches all libraries at once. It answers with a post and its library, and opens nothing itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input, Static

from tui_reader.document import clean_line, cut, fit
from tui_reader.document import width as cells
from tui_reader.errors import CancelledError, ReaderError
from tui_reader.library import Library
from tui_reader.model import Query
from tui_reader.query import QueryError, parse
from tui_reader.ui.widgets.passage_pane import PassageKey, PassagePane
from tui_reader.ui.widgets.search_line import SearchInput
from tui_reader.ui.wording import count_text, short_date

if TYPE_CHECKING:
    from tui_reader.document import Passage, Wanted
    from tui_reader.library import Everywhere, Located, Searched

_SHOWN = 200
"""So many posts are shown: whoever looks further types on, or goes to a library and searches there."""
_DATE_CELLS = 10
_MOST_NAME_CELLS = 20
_PASSAGES_AT_ONCE = 24
_TYPED_CHARACTERS = 1_000
_OTHER_ROWS = 12
"""Rows of the screen that are not the list's."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A post that is wanted, and what was searched for."""

    root: Path
    """Of its library."""
    path: str
    """As `Post.path`."""
    words: str


class PostsEverywhere(PassagePane):
    """Posts, each with the name of its library, and with what it says around what was searched for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--library"}

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Begin empty.

        Args:
            clock: The local time.
        """
        super().__init__(id="choices")
        self.can_focus = False  # the line above has the keys
        self.posts: Sequence[Located] = ()
        self._names: dict[str, str] = {}
        self._clock = clock

    def name_libraries(self, names: dict[str, str]) -> None:
        """Take the names of the libraries, by their ids."""
        self._names = names

    def show(self, posts: Sequence[Located], marks: tuple[Wanted, Wanted] | None, cursor: int) -> None:
        """Show posts, with what was searched for marked, if anything was."""
        self.posts = posts
        self.mark_words(marks)
        self._generation += 1
        with self.prevent(self.Moved):
            self.row_height = 2 if marks else 1
        self.rows_changed(cursor)

    @property
    def current(self) -> Located | None:
        """The post under the cursor."""
        return self.posts[self.cursor] if self.cursor < len(self.posts) else None

    def row_total(self) -> int:
        """The posts."""
        return len(self.posts)

    def row_key(self, row: int) -> object:
        """What a row shows."""
        return self._generation, row

    def passage_key(self, row: int) -> PassageKey | None:
        """The library's id and the post's path."""
        if row >= len(self.posts):
            return None
        post = self.posts[row]
        return post.library.id, post.row.path

    def draw_row(self, row: int, part: int, width: int) -> Strip:
        """Title, library, date; below it the passage."""
        post, base, dim = self.posts[row], self.row_style(row), self.row_style(row, "row--dim")
        if part:
            return Strip(self.draw_passage(row, post.row, width, base)).adjust_cell_length(width, base)
        name_cells = min(_MOST_NAME_CELLS, width // 4, max(map(cells, self._names.values()), default=0))
        room = max(1, width - name_cells - _DATE_CELLS - 6)
        name = cut(self._names.get(post.library.id, ""), name_cells)
        segments = [
            Segment(" ", base),
            *self.draw_title(post.row.title, room, base),
            Segment("  " + " " * (name_cells - cells(name)) + name, self.row_style(row, "row--library")),
            Segment("  " + fit(short_date(post.row.date, self._clock()), _DATE_CELLS) + " ", dim),
        ]
        return Strip(segments).adjust_cell_length(width, base)


class EverywhereSearch(ModalScreen[Destination | None]):
    """Answers with the post that is wanted, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close"),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("tab", "library(1)", show=False, priority=True),
        Binding("shift+tab", "library(-1)", show=False, priority=True),
    ]

    def __init__(
        self,
        everywhere: Everywhere,
        words: str,
        past: Sequence[str],
        last: Destination | None,
        clock: Callable[[], datetime],
        *,
        variants: bool,
    ) -> None:
        """Keep what is searched.

        Args:
            everywhere: The libraries, not opened yet; closed with the dialog.
            words: What is searched for at first.
            past: What was searched for before, the latest first.
            last: The post that was chosen last: the cursor begins there, where it is found again.
            clock: The local time.
            variants: As the setting `search_variants`.
        """
        super().__init__()
        self._everywhere, self._words, self._past, self._clock = everywhere, words, past, clock
        self._variants = variants
        self._last = last
        self._is_ready = False
        """Whether the libraries are open."""
        self._only: Library | None = None
        """The library that alone is searched."""
        self._answered: tuple[str, Library | None] | None = None
        """What the posts on the screen answer."""
        self._enter_waits = False
        """Whether Enter was pressed before there was an answer to what had been typed."""

    def compose(self) -> ComposeResult:
        """Input, libraries, posts, keys."""
        with Vertical(id="dialog", classes="-everywhere") as dialog:
            dialog.border_title = Content("Search all libraries")
            yield SearchInput(self._words, placeholder="words, or a query", id="filter", max_length=_TYPED_CHARACTERS)
            yield Static(Content("opening the libraries …"), id="libraries")
            yield PostsEverywhere(self._clock)
            yield Static(Content("↑ ↓ · Enter opens · Tab one library · Ctrl-P before · Esc closes"), id="keys")

    @property
    def _list(self) -> PostsEverywhere:
        return self.query_one(PostsEverywhere)

    @property
    def _typed(self) -> str:
        return clean_line(self.query_one(SearchInput).value).strip()

    def on_mount(self) -> None:
        """Open the libraries, then search."""
        line = self.query_one(SearchInput)
        line.remember([text for text in self._past if text != self._words])
        line.focus()
        self._open()

    def on_unmount(self) -> None:
        """Let go of the libraries, once what still asks them has ended."""
        asyncio.get_running_loop().run_in_executor(None, self._everywhere.close)

    def on_resize(self) -> None:
        """Take all rows that there is room for."""
        self._list.styles.height = max(2, self.app.size.height - _OTHER_ROWS)

    @work(exclusive=True, group="open", exit_on_error=False)
    async def _open(self) -> None:
        try:
            await asyncio.to_thread(self._everywhere.open)
        except CancelledError:
            return
        self._list.name_libraries({each.library.id: each.name for each in self._everywhere.opened})
        for failure in self._everywhere.failures:
            self.notify(failure, title="Can't search a library", severity="warning", markup=False)
        if self._everywhere.empty:
            text = f"{', '.join(self._everywhere.empty)}: open them once, or run tui-reader index --library all."
            self.notify(text, title="Not read yet", severity="warning", markup=False)
        self._is_ready = True
        self._look(self._typed)

    def on_input_changed(self) -> None:
        """Look for what is typed now."""
        self._enter_waits = False
        if self._is_ready and (self._typed, self._only) != self._answered:
            self._look(self._typed)

    @work(exclusive=True, group="look", exit_on_error=False)
    async def _look(self, words: str) -> None:
        """Show the first posts, then tell how many there are in each library."""
        over, only = threading.Event(), self._only
        query = Query(words=words, typing=True)
        try:
            parse(words)
            find = self._everywhere.find
            found = await asyncio.to_thread(find, query, _SHOWN, over.is_set, only=only)
            self._show(words, only, found.posts)
            more = "" if found.is_whole else "+"
            self._tell(count_text(found.total, "post").replace(" ", f"{more} ", 1))
            counts = await asyncio.to_thread(self._everywhere.counts, query, over.is_set)
            self._tell_counts(counts, only)
        except QueryError as error:
            self._tell(error.message, is_wrong=True)
        except CancelledError:
            pass
        except ReaderError as error:
            self.notify(error.message, title=error.title, severity="error", markup=False)
        finally:
            over.set()

    def _show(self, words: str, only: Library | None, posts: Sequence[Located]) -> None:
        """Show what answers a search; the cursor stays on its post once it was moved, else it is on the first."""
        kept, cursor = self._list.current, 0
        if self._answered == (words, only) and self._list.cursor and kept is not None:
            cursor = next((place for place, post in enumerate(posts) if post == kept), 0)
        elif self._answered is None and self._last is not None and self._last.words == words:
            there = self._last.root, self._last.path
            cursor = next((n for n, post in enumerate(posts) if (post.library.root, post.row.path) == there), 0)
        self._answered = words, only
        marks = self._marks(words)
        self._list.set_hint(f"Nothing is found for “{words}”." if words else "There are no posts yet.")
        self._list.show(posts, (marks.titles, marks.bodies) if marks else None, cursor)
        if self._enter_waits:
            self._answer()

    def _marks(self, words: str) -> Searched | None:
        from tui_reader.library import searched

        return searched(words, typing=True, variants=self._variants) if words else None

    def _tell_counts(self, counts: Sequence[int | None], only: Library | None) -> None:
        """Say how many posts each library has, and mark the one that alone is searched."""
        opened = self._everywhere.opened
        total = sum(count or 0 for count in counts)
        more = "+" if None in counts else ""
        chosen = next((count for each, count in zip(opened, counts, strict=True) if each.library is only), total)
        self._tell(count_text(total if chosen is None else chosen, "post").replace(" ", f"{more} ", 1))
        parts = [("all", total, only is None)]
        parts += [(each.name, count or 0, each.library is only) for each, count in zip(opened, counts, strict=True)]
        parts = [part for part in parts if part[1] or part[2]]
        pieces: list[str | tuple[str, str]] = []
        for name, count, is_chosen in parts:
            pieces.append("   " if pieces else " ")
            pieces.append((f"{name} {count:,}", "bold $primary" if is_chosen else "$dim"))
        self.query_one("#libraries", Static).update(Content.assemble(*pieces))

    def _tell(self, said: str, *, is_wrong: bool = False) -> None:
        """Say how much was found, or what is wrong with the words."""
        dialog = self.query_one("#dialog")
        dialog.set_class(is_wrong, "-refused")
        dialog.border_subtitle = Content(said)

    @on(PassagePane.PassagesWanted)
    def _passages_wanted(self, event: PassagePane.PassagesWanted) -> None:
        self._read_passages(event.keys, event.wanted)

    @work(exclusive=True, group="passages", exit_on_error=False)
    async def _read_passages(self, keys: Sequence[PassageKey], wanted: Wanted) -> None:
        over = threading.Event()

        def read(some: Sequence[PassageKey]) -> dict[PassageKey, Passage | None]:
            found: dict[PassageKey, Passage | None] = {}
            for identity, path in some:
                if over.is_set():
                    break
                found[identity, path] = self._everywhere.passage(identity, path, wanted)
            return found

        try:
            for start in range(0, len(keys), _PASSAGES_AT_ONCE):
                some = keys[start : start + _PASSAGES_AT_ONCE]
                self._list.take_passages(wanted, await asyncio.to_thread(read, some))
        except CancelledError:
            pass
        finally:
            over.set()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """Enter: answer with the post under the cursor, as soon as the posts answer what is typed."""
        if self._answered is None or self._typed != self._answered[0]:
            self._enter_waits = True
        else:
            self._answer()

    def on_row_pane_chosen(self) -> None:
        """A click on the row that has the cursor: the same."""
        self._answer()

    def _answer(self) -> None:
        if (post := self._list.current) is not None:
            self.dismiss(Destination(post.library.root, post.row.path, self._typed))

    def action_library(self, step: int) -> None:
        """Search the next library alone, or all again."""
        choices: list[Library | None] = [None, *(each.library for each in self._everywhere.opened)]
        if len(choices) > 1:
            self._only = choices[(choices.index(self._only) + step) % len(choices)]
            self._look(self._typed)

    def action_move(self, step: int) -> None:
        """Another row."""
        self._list.action_move(step)

    def action_page(self, step: int) -> None:
        """A page of rows on, or back."""
        self._list.action_page(step)

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
