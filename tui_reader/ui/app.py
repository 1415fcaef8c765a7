"""The application: themes, keys, the gate before the terminal, signals, which library is open. No domain logic."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.screen import Screen

from tui_reader.config import Places, Settings
from tui_reader.errors import ReaderError
from tui_reader.library import Library, load_session, save_session
from tui_reader.model import Query, Session, View
from tui_reader.ui.bindings import bindings_for
from tui_reader.ui.commands import COMMANDS, Where
from tui_reader.ui.gate import CleanSegments
from tui_reader.ui.keymap import lay_over
from tui_reader.ui.screens.dialogs import FolderDialog
from tui_reader.ui.screens.reading import ReadingScreen
from tui_reader.ui.themes import DARK, LIGHT

OpenLibrary = Callable[[Path], Library]
"""Opens a folder as a library; raises LibraryError."""


class ReaderApp(App[None]):
    """The reader."""

    TITLE = "tui-reader"
    CSS_PATH = "reader.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings_for(Where.APP)
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"

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
        """
        super().__init__()
        self.library = library
        self.settings = settings
        self.places = places
        self.session: Session | None = None
        """Where the reading stood when the screen was left."""
        self._open_library = open_library
        self._query, self._post, self._enter = query, post, enter
        self._user_keys = lay_over(COMMANDS, settings.keys)
        self._gate = CleanSegments()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The gate, behind whatever filters Textual has."""
        return [*super().get_line_filters(), self._gate]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours that Textual's own themes don't name, from ours of the same lightness."""
        return dict((DARK if self.current_theme.dark else LIGHT).variables)

    def on_mount(self) -> None:
        """Themes, keys, signals, then the screen."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in self.available_themes else DARK.name
        self.set_keymap(dict(self._user_keys.changed))
        self._leave_on_signals()
        self.push_screen(self._reading(self._query, self._post, enter=self._enter))
        for problem in (*self.settings.notices, *self._user_keys.problems):
            self.notify(problem, title="Configuration", severity="warning", markup=False)

    def _leave_on_signals(self) -> None:
        """SIGTERM and SIGHUP end the reader in order: marks kept, terminal restored."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                try:
                    loop.add_signal_handler(number, self._leave, 128 + number)
                except (NotImplementedError, RuntimeError, ValueError):
                    # Windows, and threads other than the main one, have no handlers of this kind.
                    return

    def _reading(self, query: Query, post: str | None, *, enter: bool) -> ReadingScreen:
        screen = ReadingScreen(self.library, self.settings, self.places, self._user_keys.commands, query)
        screen.first_post, screen.first_enter = post, enter
        return screen

    @property
    def reading(self) -> ReadingScreen | None:
        """The reading screen, under whatever dialogs lie over it."""
        return next((screen for screen in self.screen_stack if isinstance(screen, ReadingScreen)), None)

    async def action_quit(self) -> None:
        """Keep where the reading stands, then leave."""
        self._leave(0)

    def _leave(self, return_code: int) -> None:
        if self.reading is not None:
            self.reading.keep_position_now()
            self.session = self.reading.session()
        self.exit(return_code=return_code)

    # Commands.

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: every command of the table, and Textual's choice of themes."""
        yield SystemCommand("Theme…", "Choose among all themes", self.action_change_theme)
        for command in self._user_keys.commands:
            if command.where is Where.PANES or command.id == "palette":
                continue
            yield SystemCommand(command.title, command.help, self._runner(command.action, command.where))

    def _runner(self, action: str, where: Where) -> Callable[[], None]:
        async def run() -> None:
            reading = self.reading
            if reading is not None:
                target: dict[Where, DOMNode] = {
                    Where.LIST: reading.posts,
                    Where.TREE: reading.categories,
                    Where.ARTICLE: reading.pane,
                }
                await self.run_action(action, target.get(where, reading))

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

    @on(ReadingScreen.FolderWanted)
    @work(exclusive=True, group="library", exit_on_error=False)
    async def _open_folder(self) -> None:
        """Ask for a folder and read on in it."""
        folder = await self.push_screen_wait(FolderDialog(str(self.library.root.parent) + "/"))
        if folder is None:
            return
        try:
            library = await asyncio.to_thread(self._open_library, folder)
        except ReaderError as error:
            self.notify(error.message, title=error.title, severity="error", markup=False)
            return
        before, self.library = self.library, library
        while not isinstance(self.screen, ReadingScreen):
            await self.pop_screen()
        self.switch_screen(self._reading(Query(), None, enter=False))
        self.set_timer(1.0, lambda: asyncio.get_running_loop().run_in_executor(None, before.close))


def run_reader(
    library: Library,
    settings: Settings,
    places: Places,
    *,
    query: str = "",
    post: str | None = None,
    open_library: OpenLibrary,
) -> int:
    """Open the reader and stay in it until the user leaves.

    Args:
        library: The library to begin with.
        settings: The user's settings.
        places: Where caches and state are.
        query: Words to search for at once.
        post: The post to begin in, as `Post.path`.
        open_library: Opens other folders from inside.

    Returns:
        The exit status: 0, or 128 and the number of the signal that ended it.
    """
    begin, first = Query(words=query), post
    if not query and post is None:
        session = load_session(places.state_dir)
        if session and session.library == str(library.root):
            begin, first = Query(category=session.category, view=session.view), session.post
            if begin.view is not View.ALL and first is None:
                begin = Query(category=session.category)
    app = ReaderApp(library, settings, places, open_library, query=begin, post=first, enter=post is not None)
    app.run()
    if app.session:
        try:
            save_session(places.state_dir, app.session)
        except ReaderError as error:
            app.log.error(str(error))
    app.library.close()
    return app.return_code or 0
