"""The application: themes, keys, the gate before the terminal, signals, which library is open. No domain logic."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import SystemCommand
from textual.filter import LineFilter
from textual.screen import Screen

from tui_reader.config import Places, Settings
from tui_reader.errors import ReaderError
from tui_reader.library import (
    Everywhere,
    Library,
    forget_session,
    keep_query,
    library_id,
    load_session,
    past_queries,
    save_session,
)
from tui_reader.model import Query, SavedSearch, Session, View
from tui_reader.ui.chosen_keys import chosen_keymap
from tui_reader.ui.colours import FEW_COLOURS, WithoutColour, has_few_colours
from tui_reader.ui.commands import Where
from tui_reader.ui.gate import CleanSegments
from tui_reader.ui.glyphs import AsciiSigns
from tui_reader.ui.history import History
from tui_reader.ui.keyboard import KeyboardApp
from tui_reader.ui.leaving import HUNG_UP, has_hung_up, leave_on_signals, terminal
from tui_reader.ui.screens.dialogs import FolderDialog
from tui_reader.ui.screens.everywhere import Destination, EverywhereSearch
from tui_reader.ui.screens.folders import is_folder
from tui_reader.ui.screens.libraries import KnownPlace, LibraryChooser, known_places, last_place
from tui_reader.ui.screens.reading import ReadingScreen
from tui_reader.ui.themes import DARK, LIGHT

if TYPE_CHECKING:
    from tui_reader.library import Member

OpenLibrary = Callable[[Path], Library]
"""Opens a folder as a library; raises LibraryError."""

_LOOK_SECONDS = 2.0
_GARBAGE_AFTER_SECONDS = 1.0
_PROBLEMS_TOLD = 4
"""Problems of the keymap that are told at start; a screen of 24 lines has room for more than them."""


def _collect_garbage() -> None:
    """From now on; what is there stays, and is not looked through again."""
    gc.freeze()
    gc.enable()


class ReaderApp(KeyboardApp):
    """The reader."""

    TITLE = "tui-reader"
    CSS_PATH = "reader.tcss"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        library: Library,
        settings: Settings,
        places: Places,
        open_library: OpenLibrary,
        *,
        query: Query,
        post: str | None = None,
        enter: bool = False,
        session: Session | None = None,
        everywhere: str | None = None,
    ) -> None:
        """Keep what the screens work with.

        Args:
            library: The first library; it and all that follow are closed at the end of `run_reader`.
            settings: The user's settings.
            places: Where caches and state are.
            open_library: For folders opened from inside.
            query: What the list shows first.
            post: The post to begin with.
            enter: Whether reading begins in that post.
            session: Where the reading goes on, in place of the three.
            everywhere: What all libraries are searched for at once; None where they are not.
        """
        super().__init__(chosen_keymap(settings))
        self.library = library
        self.settings = settings
        self.places = places
        self.session: Session | None = None
        """Where the reading stood when the screen was left."""
        self._open_library = open_library
        self._query, self._post, self._enter, self._resumed = query, post, enter, session
        self._everywhere = everywhere
        self._found_last: Destination | None = None
        """The post that a search of all libraries led to last."""
        self._histories: dict[str, History] = {}
        """What was read in each library, by its id."""
        # Textual's own filter for NO_COLOR leaves shades of grey; https://no-color.org means none.
        without = [WithoutColour()] if self.no_color else []
        signs = [AsciiSigns()] if settings.glyphs == "ascii" else []
        self._last_filters: tuple[LineFilter, ...] = (*without, *signs, CleanSegments())
        self.set_class(has_few_colours(self.console.color_system, no_color=self.no_color), FEW_COLOURS)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The gate, behind whatever filters Textual has, and behind those for poor terminals."""
        return [*super().get_line_filters(), *self._last_filters]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours that Textual's own themes don't name, from ours of the same lightness."""
        return dict((DARK if self.current_theme.dark else LIGHT).variables)

    def on_mount(self) -> None:
        """Themes, keys, signals, then the screen."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in self.available_themes else DARK.name
        leave_on_signals(self._leave)
        descriptor = None if self.is_headless else terminal()
        if descriptor is not None:
            # Where the terminal goes without a signal, Textual's driver would ask for keys for ever.
            self.set_interval(_LOOK_SECONDS, lambda: self._leave(HUNG_UP) if has_hung_up(descriptor) else None)
        self.set_timer(_GARBAGE_AFTER_SECONDS, _collect_garbage)
        if self._resumed:
            self.push_screen(self._resuming(self._resumed))
        else:
            self.push_screen(self._reading(self._query, self._post, enter=self._enter))
        for notice in (*self.settings.notices, *_together(self.keymap.problems)):
            self.notify(notice, title="Configuration", severity="warning", markup=False)
        if self._everywhere is not None:
            self._search_everywhere(self._everywhere)

    def _reading(self, query: Query, post: str | None, *, enter: bool) -> ReadingScreen:
        screen = ReadingScreen(self.library, self.settings, self.places, self.keymap.commands, query)
        screen.first_post, screen.first_enter = post, enter
        screen.history = self._histories.setdefault(self.library.id, History())
        return screen

    def _resuming(self, session: Session) -> ReadingScreen:
        """The screen of a library as it was left."""
        # Without a post, a view had nothing in it any more.
        view = session.view if session.post is not None else View.ALL
        search = self._search_of(session)
        query = Query(session.category, view=view)
        if search is not None:
            query = Query(search.category, search.words, view)
        screen = self._reading(query, session.post, enter=False)
        screen.first_reading, screen.place_search = session.reading, search
        return screen

    def _search_of(self, session: Session) -> SavedSearch | None:
        """The saved search in which a session goes on; None where there is none of that name any more."""
        if session.search is None:
            return None
        saved = self.library.searches.read().searches
        return next((search for search in saved if search.name == session.search), None)

    @property
    def reading(self) -> ReadingScreen | None:
        """The reading screen, under whatever dialogs lie over it."""
        return next((screen for screen in self.screen_stack if isinstance(screen, ReadingScreen)), None)

    async def action_quit(self) -> None:
        """Keep where the reading stands, then leave."""
        self._leave(0)

    def _leave(self, return_code: int) -> None:
        self.session = self._place_kept() or self.session
        self.exit(return_code=return_code)

    # Commands.

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: every command of the table, and Textual's choice of themes."""
        yield SystemCommand("Theme…", "Choose among all themes", self.action_change_theme)
        for command in self.keymap.commands:
            if command.where is Where.PANES or command.id == "palette":
                continue
            yield SystemCommand(command.title, command.help, self._runner(command.action, command.where))

    def _runner(self, action: str, where: Where) -> Callable[[], None]:
        async def run() -> None:
            reading = self.reading
            if reading is not None:
                await self.run_action(action, reading.hears(where))

        return lambda: self.call_next(run)

    def action_suspend_process(self) -> None:
        """Stop the reader's whole job, as the terminal's own Ctrl-Z does, so that the shell gets its prompt back.

        The reader may run below `make` or a script; stopping this process alone would leave those waiting for it.
        """
        if not hasattr(signal, "SIGTSTP") or self.is_headless:
            return
        # The terminal is given back first: once the shell has taken it, nothing of ours may be written to it.
        with self.suspend():
            os.killpg(os.getpgrp(), signal.SIGTSTP)

    def action_toggle_dark(self) -> None:
        """Change between the light and the dark theme."""
        self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def action_redraw(self) -> None:
        """Draw everything again."""
        self.refresh(repaint=True, layout=True)
        self.screen.refresh(repaint=True, layout=True)

    # Another library.

    @on(ReadingScreen.LibraryWanted)
    @work(exclusive=True, group="library", exit_on_error=False)
    async def _change_library(self, event: ReadingScreen.LibraryWanted) -> None:
        """Read on in another library: the one before, or one that is asked for."""
        last = await asyncio.to_thread(last_place, self.places, self.library)
        root = last if event.last else await self._chosen_library(last)
        if root is not None:
            await self._read_on_in(root)
        elif event.last:
            self.notify("No other library was read before this one.", markup=False)

    async def _chosen_library(self, last: Path | None) -> Path | None:
        """Ask for a library; None where none is wanted."""
        known = await asyncio.to_thread(known_places, self.settings, self.places, self.library)
        wanted: KnownPlace | str | None = ""
        if len(known) > 1:
            forget = partial(forget_session, self.places.state_dir)
            wanted = await self.push_screen_wait(LibraryChooser(known, last, forget))
        if isinstance(wanted, str):
            if wanted and is_folder(wanted):
                return Path(wanted).expanduser()
            return await self.push_screen_wait(FolderDialog(wanted or str(self.library.root.parent) + "/"))
        return wanted.root if wanted else None

    @on(ReadingScreen.EverywhereWanted)
    def _everywhere_wanted(self, event: ReadingScreen.EverywhereWanted) -> None:
        self._search_everywhere(event.words or (self._found_last.words if self._found_last else ""))

    @work(exclusive=True, group="everywhere", exit_on_error=False)
    async def _search_everywhere(self, words: str) -> None:
        """Search all libraries, and open the post that is chosen in its own."""
        everywhere = Everywhere(self._known_members, self._open_library, self.library)
        past = await asyncio.to_thread(past_queries, self.places.state_dir)
        variants = self.settings.search_variants
        search = EverywhereSearch(everywhere, words, past, self._found_last, ReadingScreen.now, variants=variants)
        wanted = await self.push_screen_wait(search)
        if wanted is None:
            return
        self._found_last = wanted
        try:
            await asyncio.to_thread(keep_query, self.places.state_dir, wanted.words)
        except ReaderError as error:
            self.log.error(str(error))
        if library_id(wanted.root) != self.library.id:
            await self._read_on_in(wanted.root, wanted)
        elif self.reading is not None:
            self.reading.go_to_hit(wanted.path, wanted.words)

    def _known_members(self) -> tuple[Member, ...]:
        from tui_reader.jobs import known_members

        return known_members(self.settings, self.places, [str(self.library.root)])

    async def _read_on_in(self, root: Path, wanted: Destination | None = None) -> None:
        """Leave this library, and go on in the one at `root`; where that can't be, stay.

        Args:
            root: Its folder.
            wanted: The post to be opened there, where it isn't the place at which that library was left.
        """
        if library_id(root) == self.library.id:
            return
        try:
            library = await asyncio.to_thread(self._open_library, root)
        except ReaderError as error:
            self.notify(error.message, title=error.title, severity="error", markup=False)
            return
        left = self._place_kept()
        session = await asyncio.to_thread(self._turned_to, library.root, left)
        before, self.library = self.library, library
        while not isinstance(self.screen, ReadingScreen):
            await self.pop_screen()
        if wanted is None:
            self.switch_screen(self._resuming(session))
        else:
            self.switch_screen(self._reading(Query(words=wanted.words), wanted.path, enter=True))
        self.set_timer(1.0, lambda: asyncio.get_running_loop().run_in_executor(None, before.close))

    def _place_kept(self) -> Session | None:
        """Where the reading stands, its line written down."""
        if self.reading is None:
            return None
        self.reading.keep_position_now()
        return self.reading.session()

    def _turned_to(self, root: Path, left: Session | None) -> Session:
        """Keep where the reading was left, and the library at `root` as the last one; where that was left."""
        state_dir = self.places.state_dir
        session = replace(load_session(state_dir, root) or Session("", None, View.ALL, None), library=str(root))
        for one in (left, session):
            if one is not None:
                _keep(self, one)
        return session


def _together(problems: Sequence[str]) -> Sequence[str]:
    """Some of the problems and how many more there are, as one notice; none where there are none."""
    more = len(problems) - _PROBLEMS_TOLD
    lines = [*problems[:_PROBLEMS_TOLD], *([f"and {more} more"] if more > 0 else [])]
    return ["\n".join([*lines, "tui-reader config --check names them, with their lines."])] if lines else []


def _keep(app: ReaderApp, session: Session) -> None:
    """Keep a session; that it can't be kept is no reason to stop anyone."""
    try:
        save_session(app.places.state_dir, session)
    except ReaderError as error:
        app.log.error(str(error))


def run_reader(
    library: Library,
    settings: Settings,
    places: Places,
    *,
    query: str = "",
    post: str | None = None,
    open_library: OpenLibrary,
    everywhere: str | None = None,
) -> int:
    """Open the reader and stay in it until the user leaves.

    Args:
        library: The library to begin with.
        settings: The user's settings.
        places: Where caches and state are.
        query: Words to search for at once.
        post: The post to begin in, as `Post.path`.
        open_library: Opens other folders from inside.
        everywhere: What all libraries are searched for at once; None where they are not.

    Returns:
        The exit status: 0, or 128 and the number of the signal that ended it.
    """
    session = None if query or post is not None else load_session(places.state_dir, library.root)
    app = ReaderApp(
        library,
        settings,
        places,
        open_library,
        query=Query(words=query),
        post=post,
        enter=post is not None,
        session=session,
        everywhere=everywhere,
    )
    app.run()
    if app.session:
        _keep(app, app.session)
    app.library.close()
    return app.return_code or 0
