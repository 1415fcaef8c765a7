"""The chooser of libraries: those that have names, those that were read last, any other folder.

Says what is known of them without opening one, and answers with the one that is wanted.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widgets import Input, Static

from tui_reader.config import Places, Settings
from tui_reader.document import cut, fit, shown_path, width
from tui_reader.errors import ReaderError
from tui_reader.library import Library, known_libraries, library_id, load_sessions
from tui_reader.model import Session
from tui_reader.ui.widgets.row_pane import RowPane
from tui_reader.ui.wording import count_text

_NAME_CELLS = 24
_ANOTHER = "another folder …"
_PATH_BEGINNINGS = ("/", "~", ".")


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A library that can be chosen."""

    root: Path
    name: str
    """The user's name for it, else its folder's; clean."""
    is_named: bool
    """Whether the configuration names it."""
    is_open: bool
    is_there: bool
    posts: int | None
    """How many its index lists; None where there is none."""
    session: Session | None
    """What is remembered of it, where it was read before."""

    @property
    def told(self) -> str:
        """What is said at the end of its row."""
        if not self.is_there:
            return "gone"
        return "" if self.posts is None else count_text(self.posts, "post")


def known_places(settings: Settings, places: Places, library: Library) -> tuple[KnownPlace, ...]:
    """The libraries with names, in the order of the configuration, then the others, the one read last first.

    Looks for their folders and into their indexes: not for the UI thread.

    Args:
        settings: The names.
        places: Where indexes and sessions are.
        library: The one that is open.
    """
    posts = {known.id: known.posts for known in known_libraries(places.cache_dir, places.data_dir)}
    sessions = {library_id(Path(session.library)): session for session in load_sessions(places.state_dir)}
    named = {library_id(Path(one.path)): one for one in settings.libraries.values()}
    roots = {identity: Path(one.path) for identity, one in named.items()}
    roots |= {} if library.id in roots else {library.id: library.root}
    roots |= {identity: Path(session.library) for identity, session in sessions.items() if identity not in roots}
    return tuple(
        KnownPlace(
            root=root,
            name=named[identity].name if identity in named else shown_path(root.name or str(root)),
            is_named=identity in named,
            is_open=identity == library.id,
            is_there=os.path.isdir(root),  # noqa: PTH112 - any text, errors mean no
            posts=posts.get(identity),
            session=sessions.get(identity),
        )
        for identity, root in roots.items()
    )


def last_place(places: Places, library: Library) -> Path | None:
    """The library that was read before the open one; None where nothing is remembered of another."""
    roots = (Path(session.library) for session in load_sessions(places.state_dir))
    return next((root for root in roots if library_id(root) != library.id), None)


class LibraryList(RowPane):
    """The libraries, and the row for any other folder at the end."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--cursor", "row--cursor-blurred", "row--dim", "row--key"}

    def __init__(self, known: Sequence[KnownPlace]) -> None:
        """Keep the libraries."""
        super().__init__(id="choices")
        self.can_focus = False  # the filter has the keys
        self.known = list(known)
        self._name_cells = min(_NAME_CELLS, max((width(place.name) for place in known), default=0))
        self._told_cells = max((width(place.told) for place in known), default=0)

    def row_total(self) -> int:
        """The libraries and one more."""
        return len(self.known) + 1

    def row_key(self, row: int) -> object:
        """What a row shows."""
        return self.known[row] if row < len(self.known) else _ANOTHER

    def draw_row(self, row: int, part: int, width: int) -> Strip:
        """Whether it is open, name, folder, number of posts."""
        base = self.row_style(row)
        if row == len(self.known):
            return Strip([Segment(fit(f"   {_ANOTHER}", width), base)], width)
        place, dim = self.known[row], self.row_style(row, "row--dim")
        name = self.row_style(row, "row--key") if place.is_named else base
        path_cells = max(0, width - self._name_cells - self._told_cells - 8)
        return Strip(
            [
                Segment(" ● " if place.is_open else "   ", self.row_style(row, "row--key")),
                Segment(f"{fit(place.name, self._name_cells)}  ", name if place.is_there else dim),
                Segment(f"{fit(_path_text(place.root, path_cells), path_cells)}  ", dim),
                Segment(f"{place.told:>{self._told_cells}} ", dim),
            ]
        ).adjust_cell_length(width, base)


class LibraryChooser(ModalScreen[KnownPlace | str | None]):
    """Answers with a library; with what was typed of a path where another folder is wanted; or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f12", "leave", "Close"),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("delete", "forget", "Forget", priority=True),
    ]

    def __init__(self, known: Sequence[KnownPlace], last: Path | None, forget: Callable[[Session], None]) -> None:
        """Keep what there is to choose from.

        Args:
            known: In order.
            last: The library that was read before the open one: Enter alone goes back to it.
            forget: Makes the program remember a library no more; raises LibraryError.
        """
        super().__init__()
        self._known, self._last, self._forget = list(known), last, forget

    def compose(self) -> ComposeResult:
        """Filter, list, keys."""
        with Vertical(id="dialog", classes="-wide") as dialog:
            dialog.border_title = Content("Libraries")
            yield Input(placeholder="type to filter", id="filter")
            yield LibraryList(self._known)
            yield Static(Content(), id="keys")

    @property
    def _list(self) -> LibraryList:
        return self.query_one(LibraryList)

    @property
    def _current(self) -> KnownPlace | None:
        """The library under the cursor; None on the row for another folder."""
        row = self._list.cursor
        return self._list.known[row] if row < len(self._list.known) else None

    def on_mount(self) -> None:
        """Begin at the library that was read before this one, else at the first that isn't open."""
        rows = range(len(self._known))
        first = next((row for row in rows if not self._known[row].is_open), 0)
        self._list.rows_changed(next((row for row in rows if self._known[row].root == self._last), first))
        self._tell_keys()

    def on_resize(self) -> None:
        """Take as many rows as there is room for."""
        self._list.styles.height = max(1, min(len(self._known) + 1, self.app.size.height - 9))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the libraries that have all typed words in name or path."""
        words = event.value.casefold().split()
        found = [
            place
            for place in self._known
            if all(word in f"{place.name} {_path_text(place.root, _ANY)} {place.root}".casefold() for word in words)
        ]
        self._list.known = found
        self._list.rows_changed(0)
        self._tell_keys()

    def on_input_submitted(self) -> None:
        """Enter: answer with the row under the cursor."""
        self._answer()

    def on_row_pane_chosen(self) -> None:
        """A click on the row that has the cursor: the same."""
        self._answer()

    def on_row_pane_moved(self) -> None:
        """Other keys may be of use now."""
        self._tell_keys()

    def _answer(self) -> None:
        typed = self.query_one(Input).value
        self.dismiss(self._current or (typed if typed.startswith(_PATH_BEGINNINGS) else ""))

    def _tell_keys(self) -> None:
        forgets = " · Del forgets it" if self._forgettable else ""
        self.query_one("#keys", Static).update(Content(f"↑ ↓ · Enter opens{forgets} · Esc closes"))

    @property
    def _forgettable(self) -> Session | None:
        """What is remembered of the library under the cursor, where nothing but that keeps it in the list."""
        place = self._current
        return None if place is None or place.is_named or place.is_open else place.session

    def action_move(self, step: int) -> None:
        """Another row."""
        self._list.action_move(step)

    def action_page(self, step: int) -> None:
        """A page of rows on, or back."""
        self._list.action_page(step)

    @work(exclusive=True, exit_on_error=False)
    async def action_forget(self) -> None:
        """Remember the library under the cursor no more; inside what was typed, the key deletes a character."""
        line, session = self.query_one(Input), self._forgettable
        if line.cursor_position < len(line.value):
            line.action_delete_right()
        elif session is not None:
            try:
                await asyncio.to_thread(self._forget, session)
            except ReaderError as error:
                self.notify(error.message, title=error.title, severity="error", markup=False)
                return
            self._known = [place for place in self._known if place.session != session]
            self._list.known = [place for place in self._list.known if place.session != session]
            self._list.rows_changed()
            self._tell_keys()

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


_ANY = 1 << 16
"""As many cells as any path has."""


def _path_text(path: Path, cells: int) -> str:
    """A path for people: `~` for the home folder, and its end alone where there is no room for all."""
    home = os.path.expanduser("~")  # noqa: PTH111 - it never fails
    text = str(path)
    text = shown_path(f"~{text[len(home) :]}" if f"{text}/".startswith(f"{home}/") else text)
    shown = text
    while width(shown) > cells and "/" in text:
        text = text.partition("/")[2]
        shown = f"…/{text}"
    return cut(shown, cells)
